"""The exit code: what the findings and the overlays that were not checked come to."""

from __future__ import annotations

from validator.errors import NOT_CHECKED
from validator.model import BUILD_FAILED, REMOTE_REFUSED, Result, Severity, State, Status

CLEAN = 0
FINDINGS = 1
_FAILURES = (BUILD_FAILED, REMOTE_REFUSED)


def exit_code(result: Result, fail_on: Severity) -> int:
    """0 clean, 1 new findings at or above `fail_on`, 3 if an overlay failed and no such finding says so.

    That an overlay does not build may be known or waived, like any finding: then somebody decided it.
    """
    counted = [
        finding
        for finding in result.findings
        if finding.state is State.NEW and finding.severity.rank <= fail_on.rank
    ]
    if counted:
        return FINDINGS
    failed = {one.overlay.path for one in result.overlays if one.status is Status.FAILED}
    return NOT_CHECKED if failed - _decided(result) else CLEAN


def _decided(result: Result) -> set[str]:
    """The overlays all of whose failures are known or waived."""
    states: dict[str, set[bool]] = {}
    for finding in result.findings:
        if finding.rule in _FAILURES and finding.state is not State.FIXED:
            for overlay in finding.overlays:
                states.setdefault(overlay, set()).add(finding.state is State.NEW)
    return {overlay for overlay, are_new in states.items() if are_new == {False}}
