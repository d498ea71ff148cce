"""The exit code: what the findings and the overlays that were not checked come to."""

from __future__ import annotations

from validator.errors import NOT_CHECKED
from validator.model import Result, Severity, State, Status
from validator.tree.closure import BUILD_FAILED, REMOTE_REFUSED

CLEAN = 0
FINDINGS = 1

_FAILURES = (BUILD_FAILED, REMOTE_REFUSED)


def exit_code(result: Result, fail_on: Severity) -> int:
    """0 clean, 1 new findings at or above `fail_on`, 3 if an overlay failed and no finding says so."""
    counted = [
        finding
        for finding in result.findings
        if finding.state is State.NEW and finding.severity.rank <= fail_on.rank
    ]
    if counted:
        return FINDINGS
    accepted = _accepted(result)
    if any(one.status is Status.FAILED and one.overlay.path not in accepted for one in result.overlays):
        return NOT_CHECKED
    return CLEAN


def _accepted(result: Result) -> set[str]:
    """Overlays that do not build, which somebody knows: before the change, in the baseline, by a waiver."""
    return {
        overlay
        for finding in result.findings
        if finding.rule in _FAILURES and finding.state in (State.KNOWN, State.WAIVED)
        for overlay in finding.overlays
    }
