"""Builds overlays in parallel, the longest first; one that fails costs itself alone.

Of overlays that say the same of the same files one is built, and the others take what it rendered.
"""

from __future__ import annotations

import heapq
import re
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import replace
from functools import partial
from itertools import count

from validator.build import plain
from validator.build.documents import Documents, NotRenderedError
from validator.build.explain import explain, overlay_location
from validator.build.kustomize import Kustomize
from validator.model import BUILD_FAILED, Build, Failure, Form, Location, Overlay
from validator.process import Finished, stopping
from validator.tree.closure import Closure, Problem, closure
from validator.tree.likeness import Likeness
from validator.tree.tree import Tree

_TURN = 0.0005  # seconds
_Waiting = tuple[int, str, int, Overlay, "Future[Build]"]  # how early, path, number, and for whom
_PINNED = re.compile(r"[0-9a-f]{40}|v?\d+\.\d+[\w.+-]*", re.I)


class Builder:
    """Builds overlays of one tree. `documents` collects the distinct resources of all of them.

    `twin` gives the build of the same files in another state of the repository, if there is one.

    A context: leaving it drops what has not begun.
    """

    def __init__(
        self,
        tree: Tree,
        kustomize: Kustomize,
        documents: Documents,
        *,
        jobs: int,
        twin: Callable[[Overlay], Future[Build] | None] = lambda _: None,
    ) -> None:
        self._tree = tree
        self._kustomize = kustomize
        self.documents = documents
        self._twin = twin
        self._pool = ThreadPoolExecutor(max_workers=jobs)
        self._begun: dict[object, Future[Build]] = {}
        self._waiting: list[_Waiting] = []  # a heap: the longest first
        self._numbers = count()
        self._lock = threading.Lock()
        self._closures: dict[str, Closure] = {}
        self._likeness = Likeness(tree)
        self._firsts: dict[str, object] = {}  # of those that are alike the key of the one that is built

    def __enter__(self) -> Builder:
        # The threads take turns with whatever the main one does meanwhile: short turns keep cores busy.
        self._interval = sys.getswitchinterval()
        sys.setswitchinterval(_TURN)
        return self

    def __exit__(self, error: object, *_: object) -> None:
        self._pool.shutdown(wait=error is None, cancel_futures=True)
        if error is not None:  # nobody wants what still runs
            with stopping():
                self._pool.shutdown()
        sys.setswitchinterval(self._interval)

    def begin(self, overlays: Iterable[Overlay]) -> None:
        """Start to build in the background; what an overlay is called by whom does not matter yet."""
        new = []
        for overlay in overlays:
            if overlay.build_key not in self._begun:
                other = self._twin(overlay)
                if other is None:
                    new.append(overlay)
                else:
                    self._begun[overlay.build_key] = other
        for overlay in new:  # what is known to be wanted is built while we look at the rest
            future: Future[Build] = Future()
            self._begun[overlay.build_key] = future
            waiting = (-self._cost(overlay), overlay.path, next(self._numbers), overlay, future)
            first = self._first(overlay)
            if first is None:
                self._wait(waiting)
            else:
                first.add_done_callback(partial(self._take, waiting))

    def _first(self, overlay: Overlay) -> Future[Build] | None:
        """The build of an overlay that renders to the same bytes if it renders, if there is one already."""
        alike = self.likeness_of(overlay)
        if alike is None:
            return None
        first = self._begun.get(self._firsts.get(alike))
        if first is None:
            self._firsts[alike] = overlay.build_key
        return first

    def likeness_of(self, overlay: Overlay) -> str | None:
        """A name that two overlays share only if they render the same from files at the same places."""
        is_own = overlay.form in (Form.KUSTOMIZATION, Form.COMPONENT)
        return self._likeness.of(overlay.path) if is_own else None

    def _take(self, waiting: _Waiting, first: Future[Build]) -> None:
        """Take over what another overlay rendered; errors speak of their own directory, so each is built."""
        *_, overlay, future = waiting
        build = None if first.exception() else first.result()
        if build is None or build.failures:
            self._wait(waiting)
        else:
            future.set_result(replace(build, overlay=overlay))

    def _wait(self, waiting: _Waiting) -> None:
        """Have an overlay built when its turn comes."""
        with self._lock:
            heapq.heappush(self._waiting, waiting)
        try:
            self._pool.submit(self._build_next)
        except RuntimeError as error:  # closed meanwhile, as nobody wants it any more
            waiting[-1].set_exception(error)

    def _build_next(self) -> None:
        """Build the overlay that seems to take longest of those that wait."""
        with self._lock:
            *_, overlay, future = heapq.heappop(self._waiting)
        try:
            future.set_result(self._build(overlay))
        except BaseException as error:  # it is whoever asks for the build that this is about
            future.set_exception(error)

    def forget(self, keys: Iterable[object]) -> None:
        """Let go of builds that are done, and of every resource that nothing else holds."""
        for key in keys:
            self._begun.pop(key, None)
        self.documents.forget()

    def begun(self, key: object) -> Future[Build] | None:
        """The build of an overlay by its key, if it has begun."""
        return self._begun.get(key)

    def build(self, overlays: Iterable[Overlay], done: Callable[[], None]) -> list[Build]:
        """One Build for each overlay, in their order; `done` is called after each."""
        ordered = list(overlays)
        self.begin(ordered)
        wanted = [self._begun[overlay.build_key] for overlay in ordered]
        for _ in as_completed(wanted):
            done()
        return [
            replace(future.result(), overlay=overlay) for future, overlay in zip(wanted, ordered, strict=True)
        ]

    def closure_of(self, directory: str) -> Closure:
        """The closure of a directory with a kustomization, computed once."""
        if directory not in self._closures:
            self._closures[directory] = closure(self._tree, directory)
        return self._closures[directory]

    def closures_of(self, overlay: Overlay) -> list[Closure]:
        """The closure of an overlay, or of each directory that a plain one includes."""
        if overlay.form in (Form.KUSTOMIZATION, Form.COMPONENT):
            return [self.closure_of(overlay.path)]
        return [self.closure_of(d) for d in overlay.include if self._tree.kind_of(d) == "directory"]

    def files_of(self, overlay: Overlay) -> tuple[str, ...]:
        """Every file that building an overlay reads."""
        below = [file for part in self.closures_of(overlay) for file in part.files]
        return (*overlay.include, *below)

    def _cost(self, overlay: Overlay) -> int:
        return sum(self._tree.size(file) for file in self.files_of(overlay))

    def _build(self, overlay: Overlay) -> Build:
        if overlay.form is Form.HELM:
            return _refused(
                overlay, "a Helm chart is not rendered; its manifests are not checked", _named(overlay)
            )
        if overlay.form is Form.ARGO_DIRECTORY:
            found, failures = plain.read(self._tree, overlay.include, self.documents)
            return Build(
                overlay=overlay, resources=() if failures else tuple(found), failures=tuple(failures)
            )
        if overlay.form is Form.FLUX_DIRECTORY:
            return self._build_files(overlay)
        return self._build_kustomization(overlay)

    def _build_files(self, overlay: Overlay) -> Build:
        nested = [d for d in overlay.include if self._tree.kind_of(d) == "directory"]
        parts = [self.closure_of(directory) for directory in nested]
        whole = Closure(
            files=overlay.include,
            directories=tuple(nested),
            problems=tuple(problem for part in parts for problem in part.problems),
            suspects=tuple(suspect for part in parts for suspect in part.suspects),
            merges=False,
            has_openapi=False,
        )
        if failures := self._refusals(whole):
            return Build(overlay=overlay, failures=failures)
        if not overlay.include:
            return Build(overlay=overlay)
        self._tree.store.provide(self.files_of(overlay))
        finished = self._kustomize.build_files([self._tree.root / file for file in overlay.include])
        return replace(self._finish(overlay, whole, finished), is_lasting=_is_lasting(finished))

    def _build_kustomization(self, overlay: Overlay) -> Build:
        if not self._tree.kustomization_files(overlay.path):
            return _refused(overlay, f'"{overlay.path}" has no kustomization', None)
        whole = self.closure_of(overlay.path)
        if failures := self._refusals(whole):
            return Build(overlay=overlay, failures=failures)
        self._tree.store.provide(whole.files)
        directory = self._tree.root / overlay.path
        is_remote = bool(whole.problems)  # allowed ones; what they bring kustomize must contain
        finished = None
        if self._may_wrap(overlay, whole) and not is_remote:
            finished = self._kustomize.build_wrapped(directory)
        if finished is None or (finished.code != 0 and not finished.timed_out):
            finished = self._kustomize.build(directory, restricted=is_remote)
        return replace(
            self._finish(overlay, whole, finished), is_lasting=_is_lasting(finished) and not is_remote
        )

    def _may_wrap(self, overlay: Overlay, whole: Closure) -> bool:
        own = self._tree.kustomization(overlay.path)
        return (
            self._kustomize.has_schema
            and whole.merges
            and not whole.has_openapi
            and own is not None
            and not own.is_component
            and not any(own.field(name) for name in ("sortOptions", "buildMetadata", "openapi"))
        )

    def _refusals(self, whole: Closure) -> tuple[Failure, ...]:
        return tuple(
            Failure(rule=problem.rule, message=self._reason(problem), location=problem.location)
            for problem in whole.problems
            if not (problem.remote and self._kustomize.allow_remote and is_pinned(problem))
        )

    def _reason(self, problem: Problem) -> str:
        if problem.remote and self._kustomize.allow_remote:
            return f"{problem.message}, but it is not https pinned to a tag or commit"
        return problem.message

    def _finish(self, overlay: Overlay, whole: Closure, finished: Finished) -> Build:
        if finished.code != 0 or finished.timed_out:
            failure = explain(
                finished,
                overlay,
                whole,
                self._tree,
                limits=self._kustomize.limits,
                scratch=self._kustomize.scratch,
            )
            return Build(overlay=overlay, failures=(failure,))
        try:
            return Build(overlay=overlay, resources=self.documents.split(finished.stdout))
        except NotRenderedError as error:
            return _refused(overlay, str(error), overlay_location(self._tree, overlay.path))


def _is_lasting(finished: Finished) -> bool:
    """Whether kustomize ended by itself."""
    return finished.code in (0, 1) and not finished.timed_out


def is_pinned(problem: Problem) -> bool:
    """Whether a remote reference is https and names a commit or a tag that looks like a version."""
    url, _, query = (problem.remote or "").partition("?")
    if not re.match(r"https://|github\.com/", url, re.I) or re.search(r"[#;%\s]", problem.remote or ""):
        return False
    options = [part.partition("=")[::2] for part in query.split("&")]
    refs = [value for name, value in options if name in ("ref", "version")]
    if refs:
        return len(refs) == 1 and bool(_PINNED.fullmatch(refs[0]))
    is_file = url.endswith((".yaml", ".yml", ".json"))  # downloaded: its address may hold the version
    return is_file and any(map(_PINNED.fullmatch, url.split("/")[3:]))


def _named(overlay: Overlay) -> Location | None:
    """Where an object names the overlay."""
    for one in overlay.named_by:
        if one.file is not None and one.line is not None:
            return Location(file=one.file, line=one.line, column=1, end_line=one.line, end_column=2)
    return None


def _refused(overlay: Overlay, message: str, location: Location | None) -> Build:
    return Build(overlay=overlay, failures=(Failure(rule=BUILD_FAILED, message=message, location=location),))
