"""`mergegate waivers`: who lets what pass, until when and why, as text and JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from validator.masking.text import mask_text
from validator.model import Finding, Result, Waiver
from validator.own_rules import WAIVERS
from validator.report.inert import inert
from validator.report.json_report import waiver_object
from validator.report.json_text import json_text
from validator.report.paint import Paint
from validator.report.visible import MESSAGE, counted, number, visible

_NAME = 200  # characters


def waivers_text(waivers: Sequence[Waiver], result: Result, today: date, *, color: bool = False) -> str:
    """The waivers, those that end first on top; then what is wrong with some, and their number."""
    paint = Paint(color)
    counts = _counts(result)
    blocks = ["\n".join(_lines(one, counts[one], today, paint)) for one in _ordered(waivers)]
    wrong = [_problem_text(finding) for finding in _problems(result)]
    if wrong:
        blocks.append("\n".join([paint.strong("Problems"), *wrong]))
    expired = sum(one.is_expired(today) for one in waivers)
    last = counted(len(waivers), "waiver") + (f", {number(expired)} expired" if expired else "")
    return inert("\n\n".join([*blocks, paint.strong(last)]) + "\n")


def waivers_json(waivers: Sequence[Waiver], result: Result, today: date) -> str:
    """The same as JSON; `days_left` counts from today, 0 is the last day, less is expired."""
    counts = _counts(result)
    return json_text(
        {
            "today": today.isoformat(),
            "waivers": [_object(one, counts[one], today) for one in _ordered(waivers)],
            "problems": [_problem(finding) for finding in _problems(result)],
        }
    )


def _counts(result: Result) -> Counter[Waiver]:
    """The findings that each waiver waives or, if it has expired, waived."""
    return Counter(finding.waiver for finding in result.findings if finding.waiver is not None)


def _problems(result: Result) -> list[Finding]:
    return [finding for finding in result.findings if finding.family == WAIVERS]


def _ordered(waivers: Sequence[Waiver]) -> list[Waiver]:
    """By their last day, those without one first."""

    def order(one: Waiver) -> tuple[object, ...]:
        at = one.location
        return (one.until or date.min, at.file if at else "", at.line if at else 0, one.rules, one.kind.value)

    return sorted(waivers, key=order)


def _days_left(waiver: Waiver, today: date) -> int | None:
    return (waiver.until - today).days if waiver.until else None


def _object(waiver: Waiver, findings: int, today: date) -> dict[str, Any]:
    return {
        "rules": list(waiver.rules),
        **waiver_object(waiver),
        "days_left": _days_left(waiver, today),
        "expired": waiver.is_expired(today),
        "waives": waiver.is_complete and not waiver.is_expired(today),
        "findings": findings,
    }


def _lines(waiver: Waiver, findings: int, today: date, paint: Paint) -> Iterator[str]:
    yield f"{paint.strong(visible(', '.join(waiver.rules), _NAME))}: {_standing(waiver, today)}"
    at = waiver.location
    yield f"  at: {visible(f'{at.file}:{at.line}' if at else f'{waiver.kind.value}, no line is known')}"
    yield f"  reason: {visible(mask_text(waiver.reason), MESSAGE) if waiver.reason else 'none'}"
    if waiver.owner:
        yield f"  owner: {visible(mask_text(waiver.owner), _NAME)}"
    verb = "waives" if waiver.is_complete and not waiver.is_expired(today) else "would waive"
    if waiver.is_complete:
        yield f"  {verb}: {counted(findings, 'finding')}"


def _standing(waiver: Waiver, today: date) -> str:
    days = _days_left(waiver, today)
    if days is None:
        return "waives nothing: it has no last day"
    if days < 0:
        return f"EXPIRED on {waiver.until}, {counted(-days, 'day')} ago"
    nothing = "" if waiver.is_complete else "; waives nothing: it has no reason"
    return f"until {waiver.until}, {counted(days, 'day')} left{nothing}"


def _problem(finding: Finding) -> dict[str, Any]:
    at = finding.location
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": mask_text(finding.message),
        "file": at.file if at else None,
        "line": at.line if at else None,
    }


def _problem_text(finding: Finding) -> str:
    at = finding.location
    place = f"{visible(at.file)}:{at.line}: " if at else ""
    level = finding.severity.value
    return f"  {place}{level}[{visible(finding.rule)}] {visible(mask_text(finding.message), MESSAGE)}"
