"""The exit code: what the findings and the overlays that were not checked come to."""

from __future__ import annotations

from validator.errors import NOT_CHECKED
from validator.model import Result, Severity, State, Status

CLEAN = 0
FINDINGS = 1


def exit_code(result: Result, fail_on: Severity) -> int:
    """0 clean, 1 findings at or above `fail_on`, 3 if an overlay failed and no such finding says so."""
    counted = [
        finding
        for finding in result.findings
        if finding.state is State.NEW and finding.severity.rank <= fail_on.rank
    ]
    if counted:
        return FINDINGS
    if any(report.status is Status.FAILED for report in result.overlays):
        return NOT_CHECKED
    return CLEAN
