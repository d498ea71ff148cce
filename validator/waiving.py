"""The waivers of one state of a repository, held against what was found in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from validator.inspect import Part
from validator.judge.coverage import Coverage
from validator.judge.waivers.comments import Comment, comments
from validator.judge.waivers.gather import gather
from validator.judge.waivers.problems import Terms, problems
from validator.judge.waivers.scope import Scoped
from validator.judge.waivers.waive import Use, waive
from validator.model import Status
from validator.places import Placed
from validator.survey import Survey
from validator.tree.tree import Tree
from validator.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What was found in some overlays, the waivers around it, and which of these met something."""

    placed: Sequence[Placed]
    waivers: tuple[Scoped, ...]
    uses: frozenset[Use]


def hold(part: Part, verdicts: Sequence[Verdict], placed: Sequence[Placed], today: date) -> Held:
    """The findings of the verdicts, waived where a waiver of the same state of the repository says so."""
    files = {file for verdict in verdicts for file in verdict.commented}
    # Of what does not build the place may be in the file of who deploys it, which the overlay does not read.
    files.update(one.location.file for one in placed if one.failure is not None and one.location)
    annotated = [one for verdict in verdicts for one in verdict.annotated]
    found = gather(part.ruling.config, files, lambda file: _comments(part.survey.tree, file), annotated)
    if not found:
        return Held(placed=placed, waivers=(), uses=frozenset())
    waived = waive(placed, found, part.ruling.catalogue.rules, today)
    return Held(placed=waived.placed, waivers=found, uses=waived.uses)


def about_waivers(part: Part, held: Sequence[Held], verdicts: Sequence[Verdict], today: date) -> list[Placed]:
    """Findings on the waivers themselves."""
    waivers = [one for found in held for one in found.waivers]
    if not waivers:
        return []
    uses = frozenset(use for found in held for use in found.uses)
    terms = Terms(today=today, most_days=part.ruling.config.waiver_max_days)
    return problems(waivers, uses, coverage_of(part, verdicts), terms, part.ruling.severities.of)


def coverage_of(part: Part, verdicts: Iterable[Verdict]) -> Coverage:
    """What the verdicts of some overlays of a part's survey looked at."""
    from validator.evaluate.selection import switched_on

    ruling, survey = part.ruling, part.survey
    of = {one.overlay.build_key: one for one in verdicts}
    statuses: dict[str, Status] = {}
    for one in survey.overlays:
        if statuses.get(one.path, Status.CHECKED) is Status.CHECKED:  # of several forms the worst counts
            verdict = of.get(one.build_key)
            statuses[one.path] = verdict.status if verdict else Status.UNAFFECTED
    ran = ruling.ran(on_resources=any(one.resources for one in of.values())) if of else ()
    return Coverage(
        rules=ruling.catalogue.rules,
        enabled=switched_on(ruling.catalogue, ruling.config),
        ran=frozenset(rule.id for rule in ran),
        statuses=statuses,
        reaching=_Readers(survey).of,
        exists=lambda path: survey.tree.kind_of(path) != "missing",
    )


def _comments(tree: Tree, file: str) -> tuple[Comment, ...]:
    raw = tree.read(file)
    return () if raw is None else comments(raw, file)


@dataclass(slots=True)
class _Readers:
    """The overlays that read a file, for all files at once when the first is asked for."""

    survey: Survey
    _found: dict[str, list[str]] = field(default_factory=dict)

    def of(self, file: str) -> Collection[str]:
        """Their paths; the files of those that do not build count, too."""
        if not self._found:
            for overlay in self.survey.overlays:
                for read in set(self.survey.files_of(overlay)):
                    self._found.setdefault(read, []).append(overlay.path)
        return self._found.get(file, ())
