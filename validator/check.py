"""The line itself: discover → build → evaluate → locate → judge. Reporting and exiting are the caller's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from validator.cache.memory import Memory
from validator.change.change import Change
from validator.change.sides import RepositoryState, Sides, sides
from validator.config import Config
from validator.content import digest
from validator.errors import UsageError
from validator.inspect import Inspector, Part
from validator.judge.committed import committed
from validator.judge.fold import fold
from validator.judge.supersede import without_superseded
from validator.model import Overlay, OverlayReport, Result, Rule, State, Status, ToolVersions, Unresolved
from validator.options import Options
from validator.places import Placed
from validator.progress import Progress
from validator.ruling import Ruling
from validator.start import Start
from validator.surveyor import Surveyor, cores, demand, surveying
from validator.tree.tree import Tree
from validator.verdict import Verdict

if TYPE_CHECKING:
    pass


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
    rules: tuple[Path, ...]  # files and folders of the configuration and policies, whoever keeps them
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
        demand(survey)
        builds = survey.build(survey.overlays, lambda: None)
        return [one.overlay for one in builds], survey.unresolved


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
        survey = Surveyor(self.begun, self.progress).whole(opened)
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
            rules=opened.rules,
            is_lasting=lasts,
        )

    def change(self, opened: Sides, earlier: RepositoryState) -> Checked:
        """What a change introduced."""
        ruling = self._ruling(opened.after)
        ruling.key  # noqa: B018 - wrong rules are told of before the work
        before, after = Surveyor(self.begun, self.progress).both(opened, earlier)
        old, remarks = self._old_ruling(earlier, ruling)
        remarks = (*opened.remarks, *remarks)
        change = Change(before, after, ruling.key == old.key and after.urls == before.urls)
        was, now, rest = self._parts(change, old, ruling)
        found_before, found, others = self._inspector().inspect([was, now, rest])
        lasts = before.is_lasting and after.is_lasting
        lasts = lasts and all(one.is_lasting for one in (*found_before, *found, *others))
        judged = change.judge(found_before, found, _placed(was, found_before), _placed(now, found))
        result = self._result(now, found, judged, remarks, old)
        complete = result
        if self.options.complete:
            known = [replace(one, state=State.KNOWN) for one in _placed(rest, others)]
            complete = self._result(now, [*found, *others], [*judged, *known], remarks, old)
        return Checked(
            result=result,
            complete=complete,
            config=ruling.config,
            tree=after.tree,
            ignored=after.ignored,
            rules=opened.rules,
            is_lasting=lasts,
        )

    # ---- stages ----------------------------------------------------------------------------------

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
        old: Ruling | None = None,
    ) -> Result:
        """All that a report says; overlays without a verdict are those that the change left alone.

        `old` are the rules before a change, of which there may be no more.
        """
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
            findings=fold(placed, {**(old or ruling).catalogue.rules, **ruling.catalogue.rules})
            if placed
            else (),
            rules=ruling.ran(on_resources=any(one.resources for one in verdicts)) if verdicts else (),
            unresolved=(*part.survey.unresolved, *notes),
            is_change=self.options.is_change,
        )


def _rules(*rulings: Ruling) -> dict[str, Rule]:
    """The rules of several rulings by id; the last one's count."""
    return {name: rule for ruling in rulings for name, rule in ruling.catalogue.rules.items()}


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
