"""What a change does to the overlays that it reaches: build both sides → compare, for `mergegate diff`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from validator.build.builder import Builder
from validator.build.documents import Documents
from validator.change.change import Change
from validator.change.sides import RepositoryState, Sides, sides
from validator.check import cores, renderer_of, scratch_directory
from validator.difference.compare import compare
from validator.difference.difference import Difference
from validator.difference.pair import Pair
from validator.discover.discover import Discovery
from validator.errors import MergegateError
from validator.evaluate import facts
from validator.masking.values import secret_values
from validator.model import Build
from validator.options import Options
from validator.progress import Progress
from validator.survey import Survey
from validator.tools.find import Tool, require
from validator.tree.tree import Sources, Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The difference, and what was assumed to get at it."""

    difference: Difference
    remarks: tuple[str, ...]


def diff(options: Options, progress: Progress) -> Compared:
    """What the change does that the options name. Raises MergegateError when it cannot be told."""
    with ExitStack() as stack:
        scratch = stack.enter_context(scratch_directory())
        opened = stack.enter_context(sides(options, scratch))
        if opened.before is None:
            raise ValueError("options without a change")
        surveyor = _Surveyor(options, progress, scratch, require("kustomize"), stack)
        after = surveyor.survey(opened, opened.after)
        before = surveyor.survey(opened, opened.before)
        if not after.overlays and not before.overlays:
            raise MergegateError(f"no overlay in {after.tree.root}: {after.discovery.why_none()}")
        change = Change(before, after, is_judged_alike=True)  # rules render nothing
        reached = [*zip((before, after), change.affected, strict=True)]
        progress.stage("building overlays", sum(len(overlays) for _, overlays in reached))
        old, new = (survey.build(overlays, progress.step) for survey, overlays in reached)
        progress.stage("comparing")
        generators = [*_generators(before, old), *_generators(after, new)]
        pairs = paired(old, new, change.pairs)
        return Compared(
            difference=compare(pairs, secret_values((), generators)), remarks=tuple(opened.remarks)
        )


@dataclass(frozen=True, slots=True)
class _Surveyor:
    """Finds the overlays of both states; what they have in common is read once."""

    options: Options
    progress: Progress
    scratch: Path
    kustomize: Tool
    stack: ExitStack
    _sources: Sources = field(default_factory=dict)
    _documents: Documents = field(default_factory=Documents)

    def survey(self, opened: Sides, state: RepositoryState) -> Survey:
        tree = Tree(state.store, self._sources)
        renderer = renderer_of(self.kustomize, self.scratch, self.options)
        jobs = self.options.jobs or cores() + 1  # one more, as in a check
        builder = self.stack.enter_context(Builder(tree, renderer, self._documents, jobs=jobs))
        discovery = Discovery(tree, state.config, opened.checkout.remotes)
        found = Survey(tree, state.config, discovery, builder)
        found.run(self.progress, lazy=True)
        return found


def _generators(survey: Survey, builds: Sequence[Build]) -> Sequence[Mapping[str, Any]]:
    """What the secretGenerators of overlays are made of, also of those that do not build."""
    found = facts.gather(survey.tree, builds, survey.builder.closure_of)["secret_generators"]
    return [*found]


def paired(before: Sequence[Build], after: Sequence[Build], paths: Mapping[str, str]) -> Iterator[Pair]:
    """Builds side by side; `paths` has by a path after the change the one before it.

    Of overlays of one path, such as of several forms, those of equal form go together.
    """
    left = list(before)
    for build in after:
        was = [one for one in left if one.overlay.path == paths.get(build.overlay.path)]
        alike = [one for one in was if one.overlay.form is build.overlay.form]
        twin = next(iter(alike or was), None)
        if twin is not None:
            left.remove(twin)
        yield Pair(before=twin, after=build)
    yield from (Pair(before=one, after=None) for one in left)
