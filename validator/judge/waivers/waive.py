"""Holds findings against waivers: each gets the one that waives it, and each waiver is remembered as used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from validator.globs.automaton import TooComplexError
from validator.globs.dialects import path_match
from validator.globs.paths import covers
from validator.judge.waivers.scope import Matching, OnLine, OnResource, Scope, Scoped
from validator.model import ResourceId, Rule, State, Waiver, without_hash
from validator.own_rules import UNWAIVABLE
from validator.places import Placed

Use = tuple[Waiver, str]  # a waiver and the one of its words that a finding met


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """The findings with their states, and which waivers met one, be they expired."""

    placed: tuple[Placed, ...]
    uses: frozenset[Use]


def waive(
    placed: Iterable[Placed], waivers: Sequence[Scoped], rules: Mapping[str, Rule], today: date
) -> Waived:
    """Every finding, in its order; what an expired waiver let pass is back, and says so."""
    index = _Index(waivers)
    uses: set[Use] = set()
    done = []
    for one in placed:
        met = [] if one.state is State.FIXED else list(index.meeting(one, rules[one.rule].family))
        uses.update(met)
        done.append(_judged(one, [waiver for waiver, _ in met], today))
    return Waived(placed=tuple(done), uses=frozenset(uses))


def _judged(one: Placed, waivers: Sequence[Waiver], today: date) -> Placed:
    """The finding as the waiver that ends last leaves it."""
    if not waivers:
        return one
    last = max(waivers, key=_lasting)
    if not last.is_expired(today):
        return replace(one, state=State.WAIVED, waiver=last)
    return replace(one, waiver=last)


def told(one: Placed) -> str:
    """What a finding says: its policy's message and, if it is back, since when its waiver has expired."""
    if one.waiver is None or one.state is State.WAIVED:
        return one.message
    stop = "" if one.message.rstrip().endswith((".", "!", "?")) else "."
    return f"{one.message.rstrip()}{stop} The waiver {_place_of(one.waiver)} expired on {one.waiver.until}."


def _lasting(waiver: Waiver) -> tuple[object, ...]:
    at = waiver.location
    return (waiver.until, waiver.kind.value, at.file if at else "", at.line if at else 0, waiver.rules)


def _place_of(waiver: Waiver) -> str:
    at = waiver.location
    return f"at {at.file}:{at.line}" if at else f"in {_NAMES[waiver.kind.value]}"


_NAMES = {"comment": "a comment", "annotation": "an annotation", "configuration": "the configuration"}


class _Index:
    """The waivers that can waive, by what they speak of."""

    def __init__(self, waivers: Iterable[Scoped]) -> None:
        self._lines: dict[tuple[str, int], list[Waiver]] = {}
        self._resources: dict[tuple[str, ResourceId], list[Waiver]] = {}
        self._matching: dict[str, list[tuple[Matching, Waiver]]] = {}  # by rule or family
        self._known: dict[object, bool] = {}  # what a glob means; few globs meet many findings
        for one in waivers:
            if one.problem is None and one.waiver.is_complete:
                self._add(one.waiver, one.scope)

    def _add(self, waiver: Waiver, scope: Scope) -> None:
        if isinstance(scope, OnLine):
            first = scope.line
            for line in range(first, (scope.last or first) + 1) if first is not None else ():
                self._lines.setdefault((scope.file, line), []).append(waiver)
        elif isinstance(scope, OnResource):
            self._resources.setdefault((scope.overlay, scope.resource), []).append(waiver)
        else:
            for word in waiver.rules:
                self._matching.setdefault(word, []).append((scope, waiver))

    def meeting(self, one: Placed, family: str) -> Iterator[Use]:
        """The waivers of a finding, each with the words that name its rule."""
        if one.rule in UNWAIVABLE:
            return
        for waiver in self._around(one):
            yield from ((waiver, word) for word in (one.rule, family) if word in waiver.rules)
        for word in (one.rule, family):
            for scope, waiver in self._matching.get(word, ()):
                if self._matches(scope, one):
                    yield waiver, word

    def _around(self, one: Placed) -> Iterator[Waiver]:
        for line in _lines_of(one) if self._lines else ():
            yield from self._lines.get(line, ())
        if one.overlay is not None and one.resource is not None:
            yield from self._resources.get((one.overlay, one.resource), ())

    def _matches(self, scope: Matching, one: Placed) -> bool:
        return self._means(covers, scope.overlay, one.overlay) and self._means(
            resource_matches, scope.resource, one.resource
        )

    def _means(self, test: Callable[[str, Any], bool], glob: str | None, what: object) -> bool:
        if glob is None or what is None:
            return glob is None
        if (test, glob, what) not in self._known:
            self._known[test, glob, what] = test(glob, what)
        return self._known[test, glob, what]


def _lines_of(one: Placed) -> set[tuple[str, int]]:
    """The lines of a finding's place, and those that led to it."""
    found = {(step.file, step.line) for step in one.chain}
    if (at := one.location) is not None:
        found.update((at.file, line) for line in range(at.line, at.end_line + 1))
    return found


def resource_matches(glob: str, resource: ResourceId) -> bool:
    """Whether Kind/name or Kind/namespace/name, each with wildcards, means a resource.

    A kind may be given with its API group, Kind.group, and a name without the hash of a generated one.
    """
    kind, *spaces, name = glob.split("/")
    group = resource.api_version.rpartition("/")[0]
    return (
        any(_fits(kind, text) for text in (resource.kind, f"{resource.kind}.{group}"))
        and all(_fits(space, resource.namespace) for space in spaces)
        and any(_fits(name, text) for text in (resource.name, without_hash(resource.name)))
    )


def _fits(glob: str, text: str) -> bool:
    compiled = path_match(glob)
    try:
        return compiled is not None and compiled.matches(text)
    except TooComplexError:
        return False
