"""The line itself: discover → build → evaluate → locate → judge. Reporting and exiting are the caller's."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from validator.baseline import Baseline
from validator.cache.memory import Memory
from validator.change.change import Change
from validator.change.sides import RepositoryState, Sides, sides
from validator.config import Config
from validator.digests import digest
from validator.errors import UsageError
from validator.inspect import Inspector, Part
from validator.judge.change import as_known
from validator.judge.committed import committed
from validator.judge.fold import fold
from validator.judge.supersede import without_superseded
from validator.model import (
    Finding,
    Overlay,
    OverlayReport,
    Result,
    Rule,
    Status,
    ToolVersions,
    Unresolved,
    Waiver,
)
from validator.options import Options
from validator.places import Placed
from validator.progress import Progress
from validator.ruling import Ruling
from validator.shards.roles import Merging
from validator.sharing import handed_over, share_of, state_of
from validator.start import Start
from validator.surveyor import Surveyor, demand, surveying
from validator.tree.tree import Tree
from validator.verdict import Verdict

if TYPE_CHECKING:
    from validator.judge.baseline import Entries
    from validator.judge.coverage import Coverage
    from validator.shards.share import Shard
    from validator.survey import Survey
    from validator.waiving import Held


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The result and what a report needs beside it.

    `complete` is the result with what the change does not reach, if the options ask for it.
    """

    result: Result
    complete: Result
    config: Config
    tree: Tree
    placed: Sequence[Placed]  # the findings in each overlay, in their states
    waivers: tuple[Waiver, ...]  # all there are, also those that waive nothing
    ignored: Mapping[str, str]  # paths outside the repository's files that counted, and what is there
    rules: tuple[Path, ...]  # files and folders of the configuration and policies, whoever keeps them
    is_lasting: bool  # the same files, rules and tools give the same
    is_changed: Callable[[Finding], bool]  # whether the change put a finding's line there


@contextmanager
def check(begun: Start, progress: Progress) -> Iterator[Checked]:
    """Check a repository, or a change to it; the files can be read as long as the context lasts.

    Raises MergegateError when it cannot be done.
    """
    line = _Line(begun, progress, Baseline(begun.options))
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
    baseline: Baseline

    @property
    def options(self) -> Options:
        return self.begun.options

    @property
    def memory(self) -> Memory:
        return self.begun.memory

    @property
    def today(self) -> date:
        return self.begun.today

    def whole(self, opened: Sides) -> Checked:
        """Everything that is there."""
        ruling = self._ruling(opened.after)
        ruling.verify()
        inspector = self._inspector()
        survey = Surveyor(self.begun, self.progress, lambda: inspector.begin(ruling)).whole(opened)
        part = _whole(survey, ruling)
        self._tell_state(part)
        [part] = share_of(self.options.shard, [part])
        [verdicts] = inspector.inspect([part])
        lasts = survey.is_lasting and all(one.is_lasting for one in verdicts)
        from validator.waiving import about_waivers

        held = self._hold(part, verdicts)
        about = about_waivers(part, [held], verdicts, self.today)
        result, placed = self._result(part, verdicts, [*held.placed, *about], ())
        return self._checked(opened, part, [held], (result, result), placed, lasts=lasts)

    def change(self, opened: Sides, earlier: RepositoryState) -> Checked:
        """What a change introduced."""
        ruling = self._ruling(opened.after)
        ruling.verify()
        inspector = self._inspector()
        if self.begun.may_matter:
            inspector.begin(ruling)
        surveyor = Surveyor(self.begun, self.progress, lambda: inspector.begin(ruling))
        before, after = surveyor.both(opened, earlier)
        old, remarks = self._old_ruling(earlier, ruling)
        remarks = (*opened.remarks, *remarks)
        if ruling.key != old.key:
            remarks = (*remarks, *ruling.told_beside(old))
        alike = ruling.key == old.key and ruling.waivers == old.waivers and after.urls == before.urls
        change = Change(before, after, alike)
        renamed = {was: path for path, was in change.pairs.items() if path != was}
        added = self.baseline.added(ruling.config, old.config)
        remarks = (*remarks, *added, *self.baseline.left_behind(renamed, ruling.config))
        self._tell_state(_whole(before, old), _whole(after, ruling))
        was, now, rest = share_of(self.options.shard, self._parts(change, old, ruling), change.pairs)
        found_before, found, others = inspector.inspect([was, now, rest])
        lasts = before.is_lasting and after.is_lasting
        lasts = lasts and all(one.is_lasting for one in (*found_before, *found, *others))
        if not (found or found_before or others):  # spares the import of all that follows
            result, placed = self._result(now, (), (), remarks, old)
            return self._checked(opened, now, (), (result, result), placed, lasts=lasts)
        from validator.waiving import about_waivers

        held, held_before = self._hold(now, found), self._hold(was, found_before)
        about = about_waivers(now, [held], found, self.today)
        about_before = about_waivers(was, [held_before], found_before, self.today)
        judged, said = change.judge(
            found_before, found, [*held_before.placed, *about_before], [*held.placed, *about]
        )
        remarks = (*remarks, *said)
        result, placed = self._result(now, found, judged, remarks, old)
        complete = result
        if self.options.complete:
            others_held = self._hold(rest, others)
            everything = about_waivers(now, [held, others_held], [*found, *others], self.today)
            more = [one for one in everything if one not in about]  # what the whole alone can tell
            known = [as_known(one) for one in (*others_held.placed, *more)]
            complete, _ = self._result(now, [*found, *others], [*judged, *known], remarks, old)
        return self._checked(opened, now, [held], (result, complete), placed, lasts=lasts)

    def _checked(
        self,
        opened: Sides,
        part: Part,
        held: Sequence[Held],
        results: tuple[Result, Result],
        placed: Sequence[Placed],
        *,
        lasts: bool,
    ) -> Checked:
        config, tree = part.ruling.config, part.survey.tree
        scoped = [one for found in held for one in found.waivers if one.problem is None]
        return Checked(
            result=results[0],
            complete=results[1],
            config=config,
            tree=tree,
            placed=placed,
            waivers=tuple(dict.fromkeys(one.waiver for one in scoped)),
            ignored=part.survey.ignored,
            rules=opened.rules,
            is_lasting=lasts and _is_watched(config, tree),
            is_changed=_is_changed(opened, tree),
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
            old.verify()
        except UsageError as error:
            return new, (
                f"the rules before the change cannot be read, so today's stand in for them: {error}",
            )
        return old, ()

    def _inspector(self) -> Inspector:
        return Inspector(
            engines=self.begun.engines,
            memory=self.memory,
            salt=digest(self.begun.means),
            progress=self.progress,
            role=self.begun.role,
        )

    def _tell_state(self, *parts: Part) -> None:
        """Let whoever shares the check know what it is about: all overlays of its states."""
        if self.begun.role is not None:
            entries = self._entries(parts[0].ruling, is_before=len(parts) > 1)
            self.begun.role.checks(state_of(parts, entries))

    def _tools(self) -> ToolVersions:
        """Who rendered and judged: of a merge, what the shards had."""
        if isinstance(self.begun.role, Merging):
            return self.begun.role.tools
        engine = self.begun.engines.chosen
        return ToolVersions(
            kustomize=self.begun.kustomize.version, engine=engine.name, engine_version=engine.version
        )

    def _result(
        self,
        part: Part,
        verdicts: Sequence[Verdict],
        placed: Sequence[Placed],
        remarks: Sequence[str],
        old: Ruling | None = None,
    ) -> tuple[Result, Sequence[Placed]]:
        """All that a report says; overlays without a verdict are those that the change left alone.

        `old` are the rules before a change, of which there may be no more. Beside the result the findings as
        the baseline leaves them.
        """
        by_key = {one.overlay.build_key: one for one in verdicts}
        ruling, shard, everything = part.ruling, self.options.shard, part.survey.overlays
        from validator.judge.baseline import compare, fixed

        compared = compare(placed, self._entries(old or ruling, is_before=old is not None))
        result = Result(
            tools=self._tools(),
            overlays=tuple(
                _report(one, by_key.get(one.build_key))
                for one in everything
                if shard is None or one.build_key in by_key
            ),
            findings=fold(compared.placed, _rules(old or ruling, ruling)) if placed else (),
            rules=ruling.ran(on_resources=any(one.resources for one in verdicts)) if verdicts else (),
            unresolved=part.survey.unresolved,
            remarks=(*_about_shard(shard, len(by_key), len(everything)), *remarks),
            is_change=self.options.is_change,
            shard=handed_over(self.begun, self._tools()) if shard else None,
            fixed=fixed(compared.unmet, self._coverage(part, verdicts)) if compared.unmet else (),
        )
        return result, compared.placed

    @staticmethod
    def _coverage(part: Part, verdicts: Sequence[Verdict]) -> Coverage:
        from validator.waiving import coverage_of

        return coverage_of(part, verdicts)

    def _entries(self, ruling: Ruling, *, is_before: bool) -> Entries:
        return self.baseline.before(ruling.config) if is_before else self.baseline.now(ruling.config)

    def _hold(self, part: Part, verdicts: Sequence[Verdict]) -> Held:
        from validator.waiving import hold

        return hold(part, verdicts, _placed(part, verdicts), self.today)


def _whole(survey: Survey, ruling: Ruling) -> Part:
    """All overlays of a state."""
    return Part(survey=survey, ruling=ruling, overlays=survey.overlays)


def _about_shard(shard: Shard | None, mine: int, every: int) -> Iterator[str]:
    """What is said of a share."""
    if shard is not None:
        yield (
            f"shard {shard.number} of {shard.of}: {mine} of {every} overlays are checked here; "
            "`mergegate merge` makes one report of all"
        )


def _is_changed(opened: Sides, after: Tree) -> Callable[[Finding], bool]:
    if opened.before is None:
        return lambda _: False
    from validator.change.lines import ChangedLines

    return ChangedLines(Tree(opened.before.store), after).has


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


def _is_watched(config: Config, tree: Tree) -> bool:
    """Whether the configured baseline is one of the repository's files, whose contents a run is known by."""
    if config.baseline is None:
        return True
    return os.path.relpath(config.baseline, tree.root).replace(os.sep, "/") in tree.files


def _report(overlay: Overlay, verdict: Verdict | None) -> OverlayReport:
    if verdict is None:
        return OverlayReport(overlay=overlay, status=Status.UNAFFECTED, resources=0)
    return OverlayReport(overlay=verdict.overlay, status=verdict.status, resources=len(verdict.resources))
