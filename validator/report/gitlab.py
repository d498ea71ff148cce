"""`--format gitlab`: Code Quality, which GitLab compares with the report of the target branch.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from typing import Any

from validator.masking.text import mask_text
from validator.model import Finding, Result, Severity, State
from validator.report.context import Context, Sources
from validator.report.coverage import overlays_named
from validator.report.json_text import json_text
from validator.report.sarif_places import Places
from validator.report.summary import worst_first
from validator.report.visible import MESSAGE, counted, number, resource_text, visible

MOST = 10_000  # issues; the worst are kept
_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "minor"}
_UNKNOWN = "The line is not known; this is the file that brings it into the overlay."


def gitlab_report(result: Result, context: Context) -> str:
    """All findings that are not waived, known ones too: one that is missing would be taken for fixed."""
    shown = {State.NEW, State.KNOWN}
    findings = sorted((finding for finding in result.findings if finding.state in shown), key=worst_first)
    places = Places(result, Sources(context.read))
    issues = [_issue(finding, places) for finding in findings[:MOST]]
    if len(findings) > MOST:
        issues.append(_left_out(len(findings) - MOST, issues[-1]))
    return json_text(issues)


def _issue(finding: Finding, places: Places) -> dict[str, Any]:
    primary, is_own = places.primary(finding)
    parts = [visible(mask_text(finding.message), MESSAGE)]
    parts += [] if is_own else [_UNKNOWN]
    if finding.resource is not None:
        parts.append(f"In {visible(resource_text(finding.resource), MESSAGE)}.")
    if finding.overlays:
        parts.append(f"Reaches {overlays_named(finding.overlays)}.")
    return {
        "description": " ".join(parts),
        "check_name": visible(finding.rule),
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": visible(primary.file), "lines": {"begin": primary.line}},
    }


def _left_out(count: int, last: dict[str, Any]) -> dict[str, Any]:
    """An issue that tells of those that are left out, beside the last one that is not."""
    return {
        **last,
        "description": f"{counted(count, 'more finding')} did not fit into {number(MOST)}; the worst did.",
        "check_name": "mergegate",
        "fingerprint": "mergegate-left-out",
        "severity": "info",
    }
