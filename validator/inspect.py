"""evaluate → locate for overlays of one state or of both: their verdicts, remembered or made now."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from validator.cache.memory import Memory
from validator.digests import digest
from validator.engines import Engines
from validator.errors import MergegateError
from validator.model import Build, Overlay, RawFinding, Status
from validator.names import by_path, name_of
from validator.places import Annotated, Placed
from validator.progress import Progress
from validator.ruling import Ruling
from validator.shards.roles import Giving, Merging
from validator.survey import Survey
from validator.verdict import Verdict

if TYPE_CHECKING:
    from validator.evaluate.evaluate import Group


AT_ONCE = 1000  # overlays whose renders are in memory together


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Overlays of one state, and the rules that judge them."""

    survey: Survey
    ruling: Ruling
    overlays: tuple[Overlay, ...]

    def key_of(self, overlays: Iterable[Overlay]) -> str:
        """What the verdicts of overlays rest on that share a path, and so their findings."""
        return digest([self.rules, *(self.survey.key_of(one) for one in overlays)])

    @property
    def rules(self) -> str:
        """What tells the rules of two parts apart."""
        return digest([self.ruling.key, self.survey.urls])


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspector:
    """Makes verdicts. `salt` names the tools and limits that they rest on beside files and rules."""

    engines: Engines
    memory: Memory
    salt: str
    progress: Progress
    role: Giving | Merging | None = None  # a shard gives every verdict away, a merge makes none

    def begin(self, ruling: Ruling) -> None:
        """Prepare the engine for rules, as it is going to be asked about them, or may be."""
        self.engines.begin(ruling)

    def inspect(self, parts: Sequence[Part]) -> list[list[Verdict]]:
        """For each part the verdicts of its overlays, in their order."""
        keys = [self._keys(part) for part in parts]
        known = self._known({key for of_part in keys for key in of_part.values()})
        missing = [
            Part(
                survey=part.survey,
                ruling=part.ruling,
                overlays=tuple(one for one in part.overlays if of_part[one.path] not in known),
            )
            for part, of_part in zip(parts, keys, strict=True)
        ]
        if isinstance(self.role, Merging):
            _demand_none(missing)
        made = self._make(missing)
        for of_part, verdicts in zip(keys, made, strict=True):
            self._keep(of_part, verdicts)
        found = [
            _in_order(part, of_part, known, verdicts)
            for part, of_part, verdicts in zip(parts, keys, made, strict=True)
        ]
        if isinstance(self.role, Giving):
            for of_part, verdicts in zip(keys, found, strict=True):
                for path, ones in by_path(verdicts).items():
                    self.role.parcel.put_verdicts(of_part[path], ones)
        return found

    def _keys(self, part: Part) -> dict[str, str]:
        """By path, the key of the verdicts of the overlays there, whatever tools make them."""
        return {path: part.key_of(ones) for path, ones in by_path(part.overlays).items()}

    def _known(self, keys: AbstractSet[str]) -> Mapping[str, Sequence[Verdict]]:
        """The verdicts that need not be made, by key."""
        if isinstance(self.role, Merging):
            return self.role.parcel.verdicts_of(keys)
        salted = {digest([self.salt, key]): key for key in keys}
        return {salted[key]: found for key, found in self.memory.verdicts(salted.keys()).items()}

    def _keep(self, keys: Mapping[str, str], verdicts: Sequence[Verdict]) -> None:
        for path, ones in by_path(verdicts).items():
            if all(one.is_lasting for one in ones):
                self.memory.keep_verdicts(digest([self.salt, keys[path]]), ones)

    # ---- making them ---------------------------------------------------------------------------

    def _make(self, parts: Sequence[Part]) -> list[list[Verdict]]:
        """All at once, or, of a repository of many overlays, some at a time, so that memory has a bound."""
        if sum(len(part.overlays) for part in parts) <= AT_ONCE:
            return self._make_at_once(parts)
        made: list[list[Verdict]] = [[] for _ in parts]
        for number, part in enumerate(parts):
            for some in _batches(part.overlays):
                made[number] += self._make_at_once([replace(part, overlays=some)])[0]
                part.survey.forget(some)
        return made

    def _make_at_once(self, parts: Sequence[Part]) -> list[list[Verdict]]:
        for part in parts:
            if part.overlays:
                self.begin(part.ruling)
        builds = [self._build(part) for part in parts]
        if not any(builds):
            return [[] for _ in parts]
        made = {number: _Making(parts[number], built) for number, built in enumerate(builds) if built}
        self.progress.stage("evaluating policies, locating findings")
        with closing(self._evaluate(parts, builds)) as answers:
            for number, findings in answers:
                made[number].place(findings)
        return [made[number].verdicts() if number in made else [] for number in range(len(parts))]

    def _build(self, part: Part) -> list[Build]:
        if part.overlays:
            self.progress.stage("building overlays", len(part.overlays))
        return part.survey.build(part.overlays, self.progress.step)

    def _evaluate(
        self, parts: Sequence[Part], builds: Sequence[Sequence[Build]]
    ) -> Generator[tuple[int, list[RawFinding]], None, None]:
        """Findings in each part, by its number, as the engine answers; equal rules are evaluated together."""
        by_rules: dict[str, list[int]] = {}
        for number, part in enumerate(parts):
            if builds[number]:
                by_rules.setdefault(part.rules, []).append(number)
        for numbers in by_rules.values():
            first = parts[numbers[0]]
            evaluator = self.engines.evaluator(first.ruling, first.survey.urls)
            groups = [_group(parts[number], builds[number]) for number in numbers]
            for found in evaluator.evaluate(groups):
                yield from zip(numbers, found, strict=True)


def _demand_none(missing: Sequence[Part]) -> None:
    """Raise MergegateError if a merge has not every verdict."""
    paths = sorted({one.path for part in missing for one in part.overlays})
    if paths:
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        raise MergegateError(
            f"no shard has a verdict on {paths[0]}{more}: SARIF and Code Quality hold what a change does not "
            "reach, too, for which shards run with --complete; if they did, a report of theirs is damaged"
        )


def _batches(overlays: Sequence[Overlay]) -> Iterator[tuple[Overlay, ...]]:
    """The overlays in their order, a bounded number at a time, those of one path together."""
    batch: list[Overlay] = []
    for one in overlays:
        if len(batch) >= AT_ONCE and one.path != batch[-1].path:
            yield tuple(batch)
            batch = []
        batch.append(one)
    if batch:
        yield tuple(batch)


def _group(part: Part, builds: Sequence[Build]) -> Group:
    from validator.evaluate import facts
    from validator.evaluate.evaluate import Group

    gathered = facts.gather(part.survey.tree, builds, part.survey.builder.closure_of)
    return Group(builds=builds, facts=gathered)


class _Making:
    """The verdicts on builds of one part, in the making while findings come in."""

    def __init__(self, part: Part, builds: Sequence[Build]) -> None:
        from validator.evaluate.facts import failures_of
        from validator.locate.placing import Placing

        self._part = part
        self._builds = builds
        survey = part.survey
        failures = [failure.location for _, failure in failures_of(builds)]
        likeness_of, severity_of = survey.builder.likeness_of, part.ruling.severities.of
        self._placing = Placing(builds, failures, survey.tree, likeness_of, severity_of)

    def place(self, findings: Iterable[RawFinding]) -> None:
        """Find the lines of some findings."""
        self._placing.place(findings)

    def verdicts(self) -> list[Verdict]:
        """One for each build, once every finding is placed."""
        from validator.judge.waivers.annotations import annotated
        from validator.judge.waivers.comments import Commented
        from validator.own_rules import POLICY_FAILED

        survey, ruling = self._part.survey, self._part.ruling
        commented = Commented(survey.tree.read)
        noted: dict[str, list[Annotated]] = {}
        for note in annotated(self._builds, survey.tree):
            noted.setdefault(note.overlay, []).append(note)
        placed: dict[str | None, list[Placed]] = {}
        for one in self._placing.placed:
            placed.setdefault(one.overlay, []).append(one)
        verdicts = []
        for build in self._builds:
            path = build.overlay.path
            found = tuple(placed.pop(path, ()))  # the first of a path has them all
            verdicts.append(
                Verdict(
                    overlay=build.overlay,
                    status=Status.FAILED if build.failures else Status.CHECKED,
                    resources=tuple(name_of(resource.id) for resource in build.resources),
                    placed=found,
                    is_lasting=build.is_lasting
                    and ruling.is_lasting
                    and all(one.rule != POLICY_FAILED.id for one in found),
                    commented=commented.among(survey.files_of(build.overlay)),
                    annotated=tuple(noted.pop(path, ())),
                )
            )
        assert not placed, "every finding is in an overlay"
        return verdicts


def _in_order(
    part: Part, keys: Mapping[str, str], known: Mapping[str, Sequence[Verdict]], made: Sequence[Verdict]
) -> list[Verdict]:
    """Remembered verdicts and new ones in the order of the part's overlays."""
    found = {one.overlay.build_key: one for one in made}
    for path_key in keys.values():
        for one in known.get(path_key, ()):
            found[one.overlay.build_key] = one
    if any(one.build_key not in found for one in part.overlays):
        raise MergegateError("what is remembered of an overlay is about another one: the memory is damaged")
    return [
        replace(found[one.build_key], overlay=replace(one, left_out=found[one.build_key].overlay.left_out))
        for one in part.overlays
    ]
