"""The line itself: discover → build → evaluate → locate → judge. Reporting and exiting are the caller's."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from validator.build.builder import Builder
from validator.build.documents import Documents
from validator.build.kustomize import Kustomize
from validator.change.change import Change
from validator.change.sides import RepositoryState, Sides, sides
from validator.config import Config
from validator.discover.discover import Discovery
from validator.errors import MergegateError, UsageError
from validator.evaluate import facts
from validator.evaluate.evaluate import Evaluated, Group
from validator.judge.committed import committed
from validator.judge.fold import fold
from validator.judge.supersede import without_superseded
from validator.locate.placing import place
from validator.model import Build, Overlay, OverlayReport, Result, State, Status, ToolVersions, Unresolved
from validator.options import Options
from validator.places import Placed
from validator.progress import Progress
from validator.ruling import Ruling
from validator.survey import Survey
from validator.tools.find import Tool, require
from validator.tree.tree import Sources, Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The result and what a report needs beside it.

    `complete` is the result with what the change does not reach, if the options ask for it.
    """

    result: Result
    complete: Result
    config: Config
    tree: Tree


@contextmanager
def check(options: Options, progress: Progress) -> Iterator[Checked]:
    """Check a repository, or a change to it; the files can be read as long as the context lasts.

    Raises MergegateError when it cannot be done.
    """
    with ExitStack() as stack:
        scratch = stack.enter_context(scratch_directory())
        opened = stack.enter_context(sides(options, scratch))
        kustomize, conftest = require("kustomize"), require("conftest")
        line = _Line(options, progress, scratch, kustomize, conftest, stack)
        yield line.whole(opened) if opened.before is None else line.change(opened, opened.before)


@dataclass(frozen=True, slots=True)
class _Part:
    """Overlays that are judged together: of one state, by one ruling."""

    survey: Survey
    ruling: Ruling
    builds: Sequence[Build]


@dataclass(frozen=True, slots=True)
class _Line:
    """One run through the stages."""

    options: Options
    progress: Progress
    scratch: Path
    kustomize: Tool
    conftest: Tool
    stack: ExitStack

    def whole(self, opened: Sides) -> Checked:
        """Everything that is there."""
        ruling = self._ruling(opened.after)
        survey = self._survey(opened, opened.after)
        survey.run(self.progress)
        _demand(survey)
        part = _Part(survey, ruling, survey.build(survey.overlays, _ignore))
        [evaluated] = self._evaluate([part])
        placed = self._place(part, evaluated)
        result = self._result(opened, part, placed, [evaluated], ())
        return Checked(result=result, complete=result, config=ruling.config, tree=survey.tree)

    def change(self, opened: Sides, earlier: RepositoryState) -> Checked:
        """What a change introduced."""
        sources: Sources = {}
        documents = Documents()
        ruling = self._ruling(opened.after)
        after = self._survey(opened, opened.after, sources, documents)
        before = self._survey(opened, earlier, sources, documents)
        after.run(self.progress, lazy=True)
        _demand(after)
        before.run(self.progress, lazy=True)
        old_ruling, remarks = self._old_ruling(earlier, ruling)
        alike = ruling.key == old_ruling.key and after.discovery.urls == before.discovery.urls
        change = Change(before, after, alike)
        reached_before, reached_after = change.affected
        parts = [
            _Part(after, ruling, self._build(after, reached_after)),
            _Part(before, old_ruling, self._build(before, reached_before)),
        ]
        if self.options.complete:
            rest = [one for one in after.overlays if one not in set(reached_after)]
            parts.append(_Part(after, ruling, self._build(after, rest)))
        evaluated = self._evaluate(parts)
        placed = [self._place(part, one) for part, one in zip(parts, evaluated, strict=True)]
        judged = change.judge((parts[1].builds, placed[1]), (parts[0].builds, placed[0]))
        remarks = (*opened.remarks, *remarks)
        result = self._result(opened, parts[0], judged, evaluated[:2], remarks)
        complete = result
        if self.options.complete:
            known = [replace(one, state=State.KNOWN) for one in placed[2]]
            whole = _Part(after, ruling, [*parts[0].builds, *parts[2].builds])
            complete = self._result(opened, whole, [*judged, *known], evaluated, remarks)
        return Checked(result=result, complete=complete, config=ruling.config, tree=after.tree)

    # ---- stages ----------------------------------------------------------------------------------

    def _survey(
        self,
        opened: Sides,
        state: RepositoryState,
        sources: Sources | None = None,
        documents: Documents | None = None,
    ) -> Survey:
        tree = Tree(state.store, sources)
        discovery = Discovery(tree, state.config, opened.checkout.remotes)
        renderer = renderer_of(self.kustomize, self.scratch, self.options)
        # One more than there are cores: while a build's text is taken apart, another one runs.
        jobs = self.options.jobs or cores() + 1
        builder = self.stack.enter_context(Builder(tree, renderer, documents or Documents(), jobs=jobs))
        return Survey(tree, state.config, discovery, builder)

    def _build(self, survey: Survey, overlays: Sequence[Overlay]) -> list[Build]:
        if overlays:
            self.progress.stage("building overlays", len(overlays))
        return survey.build(overlays, self.progress.step)

    def _ruling(self, state: RepositoryState) -> Ruling:
        return Ruling.of(state.config, state.policies, self.options.select, self.options.ignore)

    def _old_ruling(self, state: RepositoryState, new: Ruling) -> tuple[Ruling, tuple[str, ...]]:
        """The rules before the change; where they are broken, those of today stand in for them."""
        try:
            return self._ruling(state), ()
        except UsageError as error:
            said = f"the rules before the change cannot be read, so today's stand in for them: {error}"
            return new, (said,)

    def _evaluate(self, parts: Sequence[_Part]) -> list[Evaluated]:
        """What the rules say of each part; parts with equal rules are evaluated together."""
        if any(part.builds for part in parts):
            self.progress.stage("evaluating policies")
        found: dict[int, Evaluated] = {}
        by_rules: dict[object, list[int]] = {}
        for number, part in enumerate(parts):
            if part.builds:
                key = (part.ruling.key, part.survey.discovery.urls)
                by_rules.setdefault(key, []).append(number)
        for numbers in by_rules.values():
            first = parts[numbers[0]]
            evaluator = first.ruling.evaluator(
                self.conftest, self.scratch, first.survey.discovery.urls, self.options.jobs or cores()
            )
            groups = [self._group(parts[number]) for number in numbers]
            found.update(zip(numbers, evaluator.evaluate(groups), strict=True))
        nothing = Evaluated(findings=(), ran=frozenset())
        return [found.get(number, nothing) for number in range(len(parts))]

    @staticmethod
    def _group(part: _Part) -> Group:
        closure_of = part.survey.builder.closure_of
        return Group(builds=part.builds, facts=facts.gather(part.survey.tree, part.builds, closure_of))

    def _place(self, part: _Part, evaluated: Evaluated) -> list[Placed]:
        """Findings where they belong, without those that are none and those that a louder one says."""
        self.progress.stage("locating findings")
        rules, tree = part.ruling.catalogue.rules, part.survey.tree
        failures = [failure.location for _, failure in facts.failures_of(part.builds)]
        placed = place(evaluated.findings, part.builds, failures, tree, part.ruling.severities.of)
        return without_superseded(committed(placed, tree.is_committed, rules), rules)

    def _result(
        self,
        opened: Sides,
        part: _Part,
        placed: Sequence[Placed],
        evaluated: Sequence[Evaluated],
        remarks: Sequence[str],
    ) -> Result:
        """All that a report says; overlays that are not in the part are those that the change left alone."""
        rules = part.ruling.catalogue.rules
        built = {build.overlay.build_key: build for build in part.builds}
        ran = frozenset().union(*(one.ran for one in evaluated))
        notes = [
            Unresolved(kind="Change", name="before", file=None, line=None, reason=text) for text in remarks
        ]
        return Result(
            tools=ToolVersions(
                kustomize=self.kustomize.version,
                engine=self.conftest.name,
                engine_version=self.conftest.version,
            ),
            overlays=tuple(_report(one, built.get(one.build_key)) for one in part.survey.overlays),
            findings=fold(placed, rules),
            rules=tuple(rules[rule] for rule in sorted(ran) if rule in rules),
            unresolved=(*part.survey.unresolved, *notes),
            is_change=opened.before is not None,
        )


def overlays(options: Options, progress: Progress) -> tuple[list[Overlay], tuple[Unresolved, ...]]:
    """The overlays of a repository, those too that only renders name, and what stays unresolved."""
    with surveyed(options, progress) as survey:
        builds = survey.build(survey.overlays, _ignore)
        return [one.overlay for one in builds], survey.unresolved


@contextmanager
def surveyed(options: Options, progress: Progress) -> Iterator[Survey]:
    """The overlays of the state under check, all built."""
    with opened_survey(options, progress) as survey:
        survey.run(progress)
        _demand(survey)
        yield survey


@contextmanager
def opened_survey(options: Options, progress: Progress) -> Iterator[Survey]:
    """The state under check before anything of it is built or known."""
    with ExitStack() as stack:
        scratch = stack.enter_context(scratch_directory())
        opened = stack.enter_context(sides(replace(options, base=None, staged=False), scratch))
        kustomize = require("kustomize")
        line = _Line(options, progress, scratch, kustomize, kustomize, stack)
        yield line._survey(opened, opened.after)


def _demand(survey: Survey) -> None:
    if not survey.overlays:
        raise MergegateError(f"no overlay to check in {survey.tree.root}: {survey.discovery.why_none()}")


def renderer_of(kustomize: Tool, scratch: Path, options: Options) -> Kustomize:
    """kustomize, as the options bound it."""
    return Kustomize(
        binary=kustomize.path,
        version=kustomize.version,
        scratch=scratch,
        limits=options.limits,
        allow_remote=options.allow_remote,
    )


@contextmanager
def scratch_directory() -> Iterator[Path]:
    """A private directory outside the repository, gone afterwards; its path has no links in it."""
    with tempfile.TemporaryDirectory(prefix="mergegate-") as name:
        yield Path(os.path.realpath(name))


def cores() -> int:
    """How many processes may run at once."""
    if hasattr(os, "sched_getaffinity"):  # a container may have fewer than the machine
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _ignore() -> None:
    pass


def _report(overlay: Overlay, built: Build | None) -> OverlayReport:
    if built is None:
        return OverlayReport(overlay=overlay, status=Status.UNAFFECTED, resources=0)
    status = Status.FAILED if built.failures else Status.CHECKED
    return OverlayReport(overlay=built.overlay, status=status, resources=len(built.resources))
