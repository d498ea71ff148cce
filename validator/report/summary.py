"""What a result comes to in numbers; every finding is counted once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from validator.model import Finding, Result, Severity, State, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Counts of a result. Errors, warnings and notes are the new findings."""

    overlays: int
    failed: int
    unaffected: int
    resources: int  # rendered objects of all overlays that were checked
    rules: int  # that ran
    errors: int
    warnings: int
    notes: int
    known: int
    fixed: int
    waived: int


def summarize(result: Result) -> Summary:
    """The counts of a result."""
    statuses = Counter(report.status for report in result.overlays)
    states = Counter(finding.state for finding in result.findings)
    new = Counter(finding.severity for finding in result.findings if finding.state is State.NEW)
    return Summary(
        overlays=len(result.overlays),
        failed=statuses[Status.FAILED],
        unaffected=statuses[Status.UNAFFECTED],
        resources=sum(report.resources for report in result.overlays if report.status is Status.CHECKED),
        rules=len(result.rules),
        errors=new[Severity.ERROR],
        warnings=new[Severity.WARNING],
        notes=new[Severity.NOTE],
        known=states[State.KNOWN],
        fixed=states[State.FIXED],
        waived=states[State.WAIVED],
    )


def worst_first(finding: Finding) -> tuple[object, ...]:
    """Sorts findings by severity, then by place, rule and what else tells them apart."""
    place = finding.location
    return (
        finding.severity.rank,
        place is None,
        (place.file, place.line, place.column) if place else ("", 0, 0),
        finding.rule,
        [str(part) for part in finding.path],
        finding.message,
        finding.overlays,
        finding.fingerprint,
    )
