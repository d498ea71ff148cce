"""What a change does to the overlays that it reaches: build both sides → compare, for `mergegate diff`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from validator.change.change import Change
from validator.change.sides import sides
from validator.difference.compare import compare
from validator.difference.difference import Difference
from validator.difference.pair import Pair
from validator.evaluate import facts
from validator.masking.values import secret_values
from validator.model import Build
from validator.options import Options
from validator.progress import Progress
from validator.start import start
from validator.survey import Survey
from validator.surveyor import Surveyor


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The difference, and what was assumed to get at it."""

    difference: Difference
    remarks: tuple[str, ...]


def diff(options: Options, progress: Progress) -> Compared:
    """What the change does that the options name. Raises MergegateError when it cannot be told."""
    with start(options, judges=False) as begun, sides(begun) as opened:
        if opened.before is None:
            raise ValueError("options without a change")
        before, after = Surveyor(begun, progress).both(opened, opened.before)
        change = Change(before, after, is_judged_alike=True)  # rules render nothing
        reached = [*zip((before, after), change.affected, strict=True)]
        progress.stage("building overlays", sum(len(overlays) for _, overlays in reached))
        old, new = (survey.build(overlays, progress.step) for survey, overlays in reached)
        progress.stage("comparing")
        generators = [*_generators(before, old), *_generators(after, new)]
        difference = compare(paired(old, new, change.pairs), secret_values((), generators))
        return Compared(difference=difference, remarks=tuple(opened.remarks))


def _generators(survey: Survey, builds: Sequence[Build]) -> Sequence[Mapping[str, Any]]:
    """What the secretGenerators of overlays are made of, also of those that do not build."""
    if not builds:
        return ()
    return [*facts.gather(survey.tree, builds, survey.builder.closure_of)["secret_generators"]]


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
