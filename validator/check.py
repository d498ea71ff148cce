"""The line itself: discover → build → evaluate → locate → judge. Reporting and exiting are the caller's."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from validator.cache.memory import Memory
from validator.change.change import Change
from validator.change.sides import RepositoryState, Sides, sides
from validator.config import Config
from validator.content import digest
from validator.discover.outline import Outlines
from validator.errors import MergegateError, UsageError
from validator.inspect import Inspector, Part
from validator.judge.committed import committed
from validator.judge.fold import fold
from validator.judge.supersede import without_superseded
from validator.model import Build, Overlay, OverlayReport, Result, State, Status, ToolVersions, Unresolved
from validator.options import Options
from validator.places import Placed
from validator.progress import Progress
from validator.ruling import Ruling
from validator.start import Start, start
from validator.survey import Record, Survey
from validator.tools.find import Tool
from validator.tree.tree import Sources, Tree
from validator.verdict import Verdict

if TYPE_CHECKING:
    from validator.build.builder import Builder
    from validator.build.kustomize import Kustomize
    from validator.discover.discover import Discovery


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The result and what a report needs beside it.

    `complete` is the result with what the change does not reach, if the options ask for it.
    """

    result: Result
    complete: Result
    config: Config
    tree: Tree
    ignored: Mapping[str, str]  # paths outside the repository's files that counted, and what is there
    is_lasting: bool  # the same files, rules and tools give the same


@contextmanager
def check(begun: Start, progress: Progress) -> Iterator[Checked]:
    """Check a repository, or a change to it; the files can be read as long as the context lasts.

    Raises MergegateError when it cannot be done.
    """
    line = _Line(begun, progress)
    with sides(begun) as opened:
        yield line.whole(opened) if opened.before is None else line.change(opened, opened.before)


def overlays(options: Options, progress: Progress) -> tuple[list[Overlay], tuple[Unresolved, ...]]:
    """The overlays of a repository, those too that only renders name, and what stays unresolved."""
    with surveying(options, progress) as survey:
        survey.run(progress)
        _demand(survey)
        builds = survey.build(survey.overlays, lambda: None)
        return [one.overlay for one in builds], survey.unresolved


@contextmanager
def surveying(options: Options, progress: Progress) -> Iterator[Survey]:
    """The state under check before anything of it is built or known."""
    with start(replace(options, cache=False), judges=False) as begun, sides(begun) as opened:
        yield _Line(begun, progress).survey(opened, opened.after)


@dataclass(frozen=True, slots=True)
class _Line:
    """One run through the stages."""

    begun: Start
    progress: Progress

    @property
    def options(self) -> Options:
        return self.begun.options

    @property
    def memory(self) -> Memory:
        return self.begun.memory

    def whole(self, opened: Sides) -> Checked:
        """Everything that is there."""
        ruling = self._ruling(opened.after)
        ruling.key  # noqa: B018 - wrong rules are told of before the work
        survey = self.survey(opened, opened.after)
        self._find(survey, lazy=False)
        _demand(survey)
        part = Part(survey=survey, ruling=ruling, overlays=survey.overlays)
        [verdicts] = self._inspector().inspect([part])
        lasts = survey.is_lasting and all(one.is_lasting for one in verdicts)
        result = self._result(part, verdicts, _placed(part, verdicts), ())
        return Checked(
            result=result,
            complete=result,
            config=ruling.config,
            tree=survey.tree,
            ignored=survey.ignored,
            is_lasting=lasts,
        )

    def change(self, opened: Sides, earlier: RepositoryState) -> Checked:
        """What a change introduced."""
        ruling = self._ruling(opened.after)
        ruling.key  # noqa: B018 - wrong rules are told of before the work
        before, after = self._compare(opened, earlier)
        old, remarks = self._old_ruling(earlier, ruling)
        remarks = (*opened.remarks, *remarks)
        change = Change(before, after, ruling.key == old.key and after.urls == before.urls)
        was, now, rest = self._parts(change, old, ruling)
        found_before, found, others = self._inspector().inspect([was, now, rest])
        lasts = before.is_lasting and after.is_lasting
        lasts = lasts and all(one.is_lasting for one in (*found_before, *found, *others))
        judged = change.judge(found_before, found, _placed(was, found_before), _placed(now, found))
        result = self._result(now, found, judged, remarks)
        complete = result
        if self.options.complete:
            known = [replace(one, state=State.KNOWN) for one in _placed(rest, others)]
            complete = self._result(now, [*found, *others], [*judged, *known], remarks)
        return Checked(
            result=result,
            complete=complete,
            config=ruling.config,
            tree=after.tree,
            ignored=after.ignored,
            is_lasting=lasts,
        )

    # ---- stages ----------------------------------------------------------------------------------

    def _compare(self, opened: Sides, earlier: RepositoryState) -> tuple[Survey, Survey]:
        """Both states, surveyed. What they have in common is read, parsed, built and found once."""
        sources: Sources = {}
        after = self.survey(opened, opened.after, sources)
        before = self.survey(opened, earlier, sources, beside=after)
        found = self._find(after, lazy=True)
        _demand(after)
        self._find(before, lazy=True, found=found)
        return before, after

    def _parts(self, change: Change, old: Ruling, new: Ruling) -> tuple[Part, Part, Part]:
        """The overlays that the change reaches, before and after it, and, if they are wanted, the others."""
        reached_before, reached_after = change.affected
        reached = {one.build_key for one in reached_after}
        rest = tuple(one for one in change.after.overlays if one.build_key not in reached)
        return (
            Part(survey=change.before, ruling=old, overlays=reached_before),
            Part(survey=change.after, ruling=new, overlays=reached_after),
            Part(survey=change.after, ruling=new, overlays=rest if self.options.complete else ()),
        )

    def survey(
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

            renderer = renderer_of(self.begun.kustomize, self.begun.scratch, self.options)
            documents = beside.builder.documents if beside else Documents()
            # One more than there are cores: while a build's text is taken apart, another one runs.
            jobs = self.options.jobs or cores() + 1
            return self.begun.stack.enter_context(Builder(tree, renderer, documents, jobs=jobs, twin=twin))

        return Survey(tree, state.config, remotes, discovery, builder, beside)

    def _find(
        self, survey: Survey, *, lazy: bool, found: tuple[str, Record] | None = None
    ) -> tuple[str, Record]:
        """Have a survey find its overlays, or take them over from a state of the same structure.

        `found` is what another state came to. In a repository that nobody remembers builds begin at once.
        """
        outlines = Outlines(survey.tree, self.memory)
        is_known = found is not None or outlines.are_known
        structure = survey.key(outlines.structure()) if is_known else None
        if structure is not None:
            record = found[1] if found and found[0] == structure else self.memory.survey(structure)
            if record is not None and survey.adopt(record):
                return structure, record
        survey.run(self.progress, lazy=lazy or is_known)
        structure = structure or survey.key(outlines.structure())
        if survey.is_lasting:
            self.memory.keep_survey(structure, survey.found)
        return structure, survey.found

    def _ruling(self, state: RepositoryState) -> Ruling:
        return Ruling(state.config, state.policies, self.options.select, self.options.ignore, self.memory)

    def _old_ruling(self, state: RepositoryState, new: Ruling) -> tuple[Ruling, tuple[str, ...]]:
        """The rules before the change; where they are broken, those of today stand in for them."""
        old = self._ruling(state)
        try:
            old.key  # noqa: B018 - reads it
        except UsageError as error:
            return new, (
                f"the rules before the change cannot be read, so today's stand in for them: {error}",
            )
        return old, ()

    def _inspector(self) -> Inspector:
        limits, conftest = self.options.limits, self.begun.conftest
        assert conftest is not None, "who judges has an engine"
        return Inspector(
            conftest=conftest,
            scratch=self.begun.scratch,
            jobs=self.options.jobs or cores(),
            memory=self.memory,
            salt=digest([self.begun.tools, limits.seconds, limits.memory, self.options.allow_remote]),
            progress=self.progress,
        )

    def _result(
        self,
        part: Part,
        verdicts: Sequence[Verdict],
        placed: Sequence[Placed],
        remarks: Sequence[str],
    ) -> Result:
        """All that a report says; overlays without a verdict are those that the change left alone."""
        by_key = {one.overlay.build_key: one for one in verdicts}
        ruling, conftest = part.ruling, self.begun.conftest
        assert conftest is not None, "who judges has an engine"
        notes = [
            Unresolved(kind="Change", name="before", file=None, line=None, reason=text) for text in remarks
        ]
        return Result(
            tools=ToolVersions(
                kustomize=self.begun.kustomize.version, engine=conftest.name, engine_version=conftest.version
            ),
            overlays=tuple(_report(one, by_key.get(one.build_key)) for one in part.survey.overlays),
            findings=fold(placed, ruling.catalogue.rules) if placed else (),
            rules=ruling.ran(on_resources=any(one.resources for one in verdicts)) if verdicts else (),
            unresolved=(*part.survey.unresolved, *notes),
            is_change=self.options.is_change,
        )


def _placed(part: Part, verdicts: Sequence[Verdict]) -> list[Placed]:
    """The findings of verdicts where they belong, without those that a louder one says."""
    placed = [placed for one in verdicts for placed in one.placed]
    if not placed:
        return []
    rules = part.ruling.catalogue.rules
    return without_superseded(committed(placed, part.survey.tree.is_committed, rules), rules)


def _report(overlay: Overlay, verdict: Verdict | None) -> OverlayReport:
    if verdict is None:
        return OverlayReport(overlay=overlay, status=Status.UNAFFECTED, resources=0)
    return OverlayReport(overlay=verdict.overlay, status=verdict.status, resources=len(verdict.resources))


def _demand(survey: Survey) -> None:
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


def cores() -> int:
    """How many processes may run at once."""
    if hasattr(os, "sched_getaffinity"):  # a container may have fewer than the machine
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
