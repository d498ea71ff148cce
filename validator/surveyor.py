"""Surveys the states of a repository that a run is about: discover and build, once for what they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from validator.change.sides import RepositoryState, Sides, sides
from validator.digests import digest
from validator.discover.outline import Outlines
from validator.errors import MergegateError
from validator.inspect import AT_ONCE
from validator.limits import cores
from validator.model import Build, Overlay
from validator.options import Options
from validator.progress import Progress
from validator.shards.roles import Giving, Merging
from validator.start import Start, start
from validator.survey import Record, Survey
from validator.tools.find import Tool
from validator.tree.tree import Sources, Tree

if TYPE_CHECKING:
    from validator.build.builder import Builder
    from validator.build.kustomize import Kustomize
    from validator.discover.discover import Discovery


@contextmanager
def surveying(options: Options, progress: Progress) -> Iterator[Survey]:
    """The state under check before anything of it is built or known."""
    with start(replace(options, cache=False), judges=False) as begun, sides(begun) as opened:
        yield Surveyor(begun, progress).open(opened, opened.after)


@dataclass(frozen=True, slots=True)
class Surveyor:
    """Surveys for one run."""

    begun: Start
    progress: Progress
    about_to_build: Callable[[], None] = lambda: None  # is told before all overlays are built
    outlines: dict[str, str] = field(default_factory=dict)  # of files of any state

    def whole(self, opened: Sides) -> Survey:
        """The state under check, its overlays found. Raises MergegateError if there is none."""
        survey = self.open(opened, opened.after)
        self._find(survey, lazy=False)
        demand(survey)
        return survey

    def both(self, opened: Sides, earlier: RepositoryState) -> tuple[Survey, Survey]:
        """Both states, surveyed. What they have in common is read, parsed, built and found once."""
        sources: Sources = {}
        after = self.open(opened, opened.after, sources)
        before = self.open(opened, earlier, sources, beside=after)
        found = self._find(after, lazy=True)
        demand(after)
        self._find(before, lazy=True, found=found)
        return before, after

    def open(
        self,
        opened: Sides,
        state: RepositoryState,
        sources: Sources | None = None,
        beside: Survey | None = None,
    ) -> Survey:
        """One state, before anything of it is known; `beside` is another one of the same repository."""
        tree = Tree(state.store, sources)
        remotes = opened.checkout.remotes

        def discovery() -> Discovery:
            from validator.discover.discover import Discovery

            return Discovery(tree, state.config, remotes)

        def builder(twin: Callable[[Overlay], Future[Build] | None]) -> Builder:
            from validator.build.builder import Builder
            from validator.build.documents import Documents

            renderer = renderer_of(self.begun.kustomize, self.begun.scratch, self.begun.options)
            documents = beside.builder.documents if beside else Documents()
            # One more than there are cores: while a build's text is taken apart, another one runs.
            jobs = self.begun.options.jobs or cores() + 1
            return self.begun.stack.enter_context(Builder(tree, renderer, documents, jobs=jobs, twin=twin))

        return Survey(tree, state.config, remotes, discovery, builder, beside)

    def _find(
        self, survey: Survey, *, lazy: bool, found: tuple[str, Record] | None = None
    ) -> tuple[str, Record]:
        """What `_found` does, and let who merges shards know."""
        outlines = Outlines(survey.tree, self.begun.memory, self.outlines)
        known = self._found(survey, outlines, lazy=lazy, found=found)
        role = self.begun.role
        if isinstance(role, Giving) and role.shard.number == 1 and survey.is_lasting:  # one of them will do
            role.parcel.put_survey(survey.key(outlines.structure()), survey.found)
        return known

    @staticmethod
    def _take_over(merging: Merging, survey: Survey, outlines: Outlines) -> bool:
        """Take over what a shard found, if one did in such a state."""
        record = merging.parcel.survey(survey.key(outlines.structure()))
        return record is not None and survey.adopt(record)

    def _found(
        self, survey: Survey, outlines: Outlines, *, lazy: bool, found: tuple[str, Record] | None = None
    ) -> tuple[str, Record]:
        """Have a survey find its overlays, or take them over from a state of the same structure.

        `found` is what another state came to. In a repository that nobody remembers builds begin at once.
        """
        role = self.begun.role
        if isinstance(role, Merging) and self._take_over(role, survey, outlines):
            return self._key(survey, outlines), survey.found
        is_known = found is not None or outlines.are_known
        structure = self._key(survey, outlines) if is_known else None
        if structure is not None:
            record = found[1] if found and found[0] == structure else self.begun.memory.survey(structure)
            if record is not None and survey.adopt(record):
                return structure, record
        self.about_to_build()
        is_large = len(survey.tree.leaves) > AT_ONCE or role is not None
        survey.run(self.progress, lazy=lazy or is_known or is_large)
        structure = structure or self._key(survey, outlines)
        if survey.is_lasting:
            self.begun.memory.keep_survey(structure, survey.found)
        return structure, survey.found

    def _key(self, survey: Survey, outlines: Outlines) -> str:
        """A name for all that a record does not tell itself: also who renders, and how far it may go."""
        return digest([survey.key(outlines.structure()), self.begun.means])


def demand(survey: Survey) -> None:
    """Raise MergegateError if there is no overlay: nothing to check is no pass."""
    if not survey.overlays:
        raise MergegateError(f"no overlay to check in {survey.tree.root}: {survey.why_none}")


def renderer_of(kustomize: Tool, scratch: Path, options: Options) -> Kustomize:
    """kustomize, as the options bound it."""
    from validator.build.kustomize import Kustomize

    return Kustomize(
        binary=kustomize.path,
        version=kustomize.version,
        scratch=scratch,
        limits=options.limits,
        allow_remote=options.allow_remote,
    )
