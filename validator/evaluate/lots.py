"""Hands documents to an engine in lots, a process each; halves a lot that fails to find the culprit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Generic, TypeVar

from validator.errors import ToolError
from validator.evaluate.engine import TO_ENGINE, EvaluationError
from validator.process import stopping

T = TypeVar("T")

_COSTS = ((0.25, 0.0004), (0.12, 0.0003))  # seconds to compile and for each thing: single ones, overlays
_LOCATING = 0.0004  # seconds for each thing of an overlay, beside the engine, by whoever waits for it
_RESOURCES = 400  # of one document: enough to forget a document's cost, few enough to spread over cores


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the engine sees at once: distinct resources, an overlay's resources, or facts.

    `items` are what can be told apart if the document fails; `about` are the paths of the
    overlays that it shows.
    """

    scope: str  # "resource", "overlay", "repository", or "plain" for a bare resource
    items: tuple[Any, ...]
    body: Callable[[Sequence[Any]], Any]  # JSON value of some of the items
    about: tuple[str, ...] = ()
    group: int | None = None  # whose builds it is about; None: a resource, which is nobody's
    is_private: bool = False  # whether it has to be judged on this machine

    def bytes(self) -> bytes:
        """The document as JSON."""
        value = self.body(self.items)
        try:
            text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=str)
        except ValueError as error:
            raise EvaluationError("it holds a number that is not finite") from error
        return text.translate(TO_ENGINE).encode()

    def with_items(self, items: tuple[Any, ...]) -> Document:
        """The same kind of document about other items."""
        return replace(self, items=items)


def documents(
    scope: str,
    items: Sequence[Any],
    body: Callable[[Sequence[Any]], Any],
    size: int = _RESOURCES,
    *,
    is_private: bool = False,
) -> list[Document]:
    """Documents of at most `size` items that hold every item once."""
    parts = (tuple(items[start : start + size]) for start in range(0, len(items), size))
    return [Document(scope=scope, items=part, body=body, is_private=is_private) for part in parts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Why a document could not be evaluated."""

    message: str


@dataclass(frozen=True, slots=True)
class Lots(Generic[T]):
    """Evaluates documents with `ask`, which raises EvaluationError for the lot."""

    ask: Callable[[Sequence[Document]], list[T]]
    jobs: int
    compiles: bool = True  # whether each lot costs a compilation, but for documents that are private

    def run(self, wanted: Sequence[Document]) -> Iterator[list[tuple[Document, T | Failed]]]:
        """The documents of each lot, or their parts where one had to be halved, with the answers or why not.

        Lots come in a fixed order; while one is looked at others go on.
        """
        singly = [] if self.compiles else [one for one in wanted if not one.is_private]
        together = wanted if self.compiles else [one for one in wanted if one.is_private]
        largest = sorted(singly, key=lambda document: -len(document.items))
        shares = [*_shares(together, self.jobs), *([one] for one in largest)]
        with ThreadPoolExecutor(max_workers=self.jobs) as pool:
            try:
                yield from pool.map(self._share, shares)
            except BaseException:  # nobody wants what still runs
                with stopping():
                    pool.shutdown(cancel_futures=True)
                raise

    def _share(self, share: Sequence[Document]) -> list[tuple[Document, T | Failed]]:
        try:
            return list(zip(share, self.ask(share), strict=True))
        except EvaluationError as error:
            self._blame_engine(share[0], error)
            return self._parts(share, error)

    def _parts(self, share: Sequence[Document], error: EvaluationError) -> list[tuple[Document, T | Failed]]:
        """The answers of a lot that failed as a whole: halves of the lot, then halves of a document."""
        halves = _halves(share)
        if not halves:
            return [(share[0], Failed(message=str(error)))]
        return [pair for half in halves for pair in self._retry(half)]

    def _retry(self, share: Sequence[Document]) -> list[tuple[Document, T | Failed]]:
        try:
            return list(zip(share, self.ask(share), strict=True))
        except EvaluationError as error:
            return self._parts(share, error)

    def _blame_engine(self, document: Document, error: EvaluationError) -> None:
        """Raise if even nothing cannot be evaluated: then no item is to blame, and halving is in vain."""
        try:
            self.ask([document.with_items(())])
        except EvaluationError as still:
            raise ToolError(f"the policies cannot be evaluated: {still}") from error


def _shares(wanted: Sequence[Document], jobs: int) -> list[list[Document]]:
    """Documents for each process. Those of other scopes go apart, as a process compiles their rules alone."""
    if jobs == 1:
        return [list(wanted)] if wanted else []
    single = [document for document in wanted if document.scope in ("resource", "plain")]
    whole = [document for document in wanted if document.scope not in ("resource", "plain")]
    sizes = [sum(len(document.items) for document in part) for part in (single, whole)]
    counts = min(
        product(range(1, min(jobs, 16) + 1), repeat=2),
        key=lambda counts: (_seconds(sizes, counts, jobs), counts),
    )
    return [*_spread(single, counts[0]), *_spread(whole, counts[1])]


def _seconds(sizes: Sequence[int], counts: Sequence[int], jobs: int) -> float:
    """How long so many processes for each part take on so many cores, about, and then who locates."""
    costs = [
        compiling + each * size / count
        for size, count, (compiling, each) in zip(sizes, counts, _COSTS, strict=True)
        for _ in range(count)
    ]
    cores = [0.0] * jobs
    for cost in sorted(costs, reverse=True):
        cores[cores.index(min(cores))] += cost
    locating = _LOCATING * sizes[1]
    return round(max(*cores, (sum(costs) + locating) / jobs), 6)


def _spread(wanted: Sequence[Document], count: int) -> list[list[Document]]:
    """About equally many things for each process."""
    shares: list[list[Document]] = [[] for _ in range(count)]
    loads = [0] * count
    for document in sorted(wanted, key=lambda document: -len(document.items)):
        lightest = loads.index(min(loads))
        shares[lightest].append(document)
        loads[lightest] += len(document.items) + 1
    return [share for share in shares if share]


def _halves(share: Sequence[Document]) -> list[Sequence[Document]]:
    """Two smaller lots, or none if the lot is one thing."""
    if len(share) > 1:
        return [share[: len(share) // 2], share[len(share) // 2 :]]
    [document] = share
    items, middle = document.items, len(document.items) // 2
    if document.scope != "resource" or middle == 0:
        return []
    return [[document.with_items(items[:middle])], [document.with_items(items[middle:])]]
