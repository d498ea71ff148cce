"""`--format text`: findings by file with their source line, then what was checked and what was not."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from validator.masking.text import mask_text
from validator.model import Finding, Result, Role, Rule, Severity, State, Step, Waiver
from validator.report.context import Context, Sources
from validator.report.coverage import coverage_lines, overlays_named
from validator.report.frame import Frame, frame, framed
from validator.report.inert import inert
from validator.report.paint import Paint
from validator.report.summary import worst_first
from validator.report.visible import MESSAGE, counted, field_text, number, resource_text, visible

if TYPE_CHECKING:
    from validator.report.source_mask import SourceMask

_NAME = 200
_STEPS = 6
_PLACES = 3  # of one rule's notes
_INCLUDING = {Role.KUSTOMIZATION, Role.BASE}
_SECRETS = "secrets"  # the family whose findings are about a secret at that place


def text_report(result: Result, context: Context) -> str:
    """The result for people: new findings, waived ones on request; known and waived ones are counted."""
    shown = {State.NEW, State.WAIVED} if context.include_waived else {State.NEW}
    findings = sorted((finding for finding in result.findings if finding.state in shown), key=_by_file)
    page = _Page(result, context)
    blocks: list[str] = []
    in_full = [one for one in findings if context.notes or one.severity is not Severity.NOTE]
    notes = [] if context.notes else [one for one in findings if one.severity is Severity.NOTE]
    for file, group in groupby(in_full, key=lambda finding: finding.location and finding.location.file):
        in_file = list(group)
        title = visible(file) if file else "Without a place in the repository"
        blocks.append(f"{page.paint.strong(title)} ({counted(len(in_file), 'finding')})")
        blocks += ["\n".join(page.finding(finding)) for finding in in_file]
    if notes:
        blocks.append("\n".join(page.by_rule(notes)))
    blocks += ["\n".join(block) for block in coverage_lines(result, page.paint)]
    return inert("\n\n".join(blocks) + "\n")


def _by_file(finding: Finding) -> tuple[object, ...]:
    return (finding.location is None, finding.location.file if finding.location else "", worst_first(finding))


@dataclass(slots=True)
class _Page:
    """One report while it is written: what was read, and which rules have been explained."""

    result: Result
    context: Context
    paint: Paint = field(init=False)
    _sources: Sources = field(init=False)
    _rules: dict[str, Rule] = field(init=False)
    _secret_lines: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _masks: dict[str, SourceMask] = field(default_factory=dict)
    _explained: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.paint = Paint(self.context.color)
        self._sources = Sources(self.context.read)
        self._rules = {rule.id: rule for rule in self.result.rules}
        for finding in self.result.findings:
            if finding.family == _SECRETS and (at := finding.location):
                self._secret_lines[at.file].update(range(at.line, at.end_line + 1))

    def finding(self, finding: Finding) -> Iterator[str]:
        """The lines of one finding."""
        head = f"{finding.severity.value}[{visible(finding.rule, _NAME)}]"
        waived = " (waived)" if finding.state is State.WAIVED else ""
        message = self.paint.strong(visible(mask_text(finding.message), MESSAGE))
        yield f"{self.paint.severity(finding.severity, head)}{waived}: {message}"
        gutter = len(str(finding.location.line)) if finding.location else 1
        yield from self._place(finding, gutter)
        for name, text in self._notes(finding):
            yield f"{' ' * gutter} {self.paint.faint('=')} {self.paint.strong(name + ':')} {text}"

    def by_rule(self, notes: Sequence[Finding]) -> Iterator[str]:
        """The lines of notes: each rule with the places where it speaks."""
        yield f"{self.paint.strong('Notes')} ({counted(len(notes), 'finding')}; --notes shows them in full)"
        for rule, group in groupby(sorted(notes, key=lambda one: one.rule), key=lambda one: one.rule):
            places = [_place_of(finding) for finding in group]
            title = self._rules[rule].title if rule in self._rules else ""
            head = self.paint.severity(Severity.NOTE, visible(rule, _NAME))
            yield f"  {head}: {visible(title, _NAME)} ({number(len(places))})"
            more = f" and {number(len(places) - _PLACES)} more" if len(places) > _PLACES else ""
            yield f"    {', '.join(places[:_PLACES])}{more}"

    def _place(self, finding: Finding, gutter: int) -> Iterator[str]:
        """Where it is, and the line itself where it can be read."""
        location, pad = finding.location, " " * gutter
        if location is None:
            return
        yield f"{pad}{self.paint.faint('-->')} {visible(location.file)}:{location.line}:{location.column}"
        lines = self._sources.lines(location.file)
        if not 1 <= location.line <= len(lines):
            return
        hidden = self._mask(location.file).spans(location.line, secret=finding.family == _SECRETS)
        room = max(30, self.context.width - gutter - 3)
        quoted = frame(lines, location, hidden, room)
        if quoted is None:
            return
        under = [self.paint.severity(finding.severity, line) for line in _underline(quoted, finding, room)]
        yield from framed(quoted, under, self.paint)

    def _notes(self, finding: Finding) -> Iterator[tuple[str, str]]:
        if finding.resource:
            where = " ".join(filter(None, (resource_text(finding.resource), field_text(finding.path))))
            yield "in", visible(where, 2 * _NAME)
        if len(finding.chain) > 1:
            yield "trail", trail_text(finding.chain)
        if finding.overlays:
            yield "reaches", overlays_named(finding.overlays)
        if finding.waiver and finding.state is State.WAIVED:
            yield "waived", waiver_text(finding.waiver)
        rule = self._rules.get(finding.rule)
        if rule and rule.remedy and finding.rule not in self._explained:
            self._explained.add(finding.rule)
            yield (
                "help",
                f"{visible(first_line(rule.remedy), MESSAGE)} More: mergegate rules {visible(rule.id)}",
            )

    def _mask(self, file: str) -> SourceMask:
        if file not in self._masks:
            secret = frozenset(self._secret_lines.get(file, ()))
            from validator.report.source_mask import SourceMask  # a clean report does without

            self._masks[file] = SourceMask(file, self._sources.lines(file), secret)
        return self._masks[file]


def _place_of(finding: Finding) -> str:
    location = finding.location
    return (
        f"{visible(location.file, _NAME)}:{location.line}" if location else overlays_named(finding.overlays)
    )


def _underline(quoted: Frame, finding: Finding, room: int) -> list[str]:
    """What stands under the quoted line: carets, and what is missing there, on a line of its own if long."""
    marks = quoted.carets
    if not finding.missing or not finding.path:
        return [marks] if marks else []
    label = f"missing: {visible(missing_text(finding), _NAME)}"
    if len(marks) + 1 + len(label) <= room:
        return [f"{marks} {label}" if marks else label]
    return [marks, " " * max(0, min(quoted.start, room - len(label))) + label]


def missing_text(finding: Finding) -> str:
    """What is absent, as seen from the element of a list that it belongs in: resources.limits.memory."""
    after = max((i for i, part in enumerate(finding.path[:-1]) if isinstance(part, int)), default=-1) + 1
    return field_text(finding.path[after:])


def trail_text(chain: tuple[Step, ...]) -> str:
    """The files that led to the value, in the build's order; each as seen from the one before if shorter.

    Where one file merely includes the next, its role says nothing; a long way is shortened in the middle.
    """
    steps, directory = [], ""
    for step in chain:
        near = posixpath.relpath(step.file, directory or ".")
        role = "" if step.role in _INCLUDING else f"{step.role.value} "
        steps.append(f"{role}{visible(min(step.file, near, key=len))}:{step.line}")
        directory = posixpath.dirname(step.file)
    if len(steps) > _STEPS:
        left_out = len(steps) - _STEPS + 1
        steps[_STEPS // 2 : -(_STEPS // 2) + 1] = [f"… {left_out} more …"]
    return " → ".join(steps)


def waiver_text(waiver: Waiver) -> str:
    """Until when, why, by whom, and where that is written."""
    owner = f" ({mask_text(waiver.owner)})" if waiver.owner else ""
    at = waiver.location
    place = f"{visible(at.file)}:{at.line}" if at else waiver.kind.value
    return f"until {waiver.until}, {place}: {visible(mask_text(waiver.reason or '') + owner, 2 * _NAME)}"


def first_line(markdown: str) -> str:
    """The first paragraph of a remedy as one line."""
    return " ".join(markdown.strip().split("\n\n", 1)[0].split())
