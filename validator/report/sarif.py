"""`--format sarif`: SARIF 2.1.0 for GitHub code scanning, within its limits, worst findings first.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from typing import Any

import validator
from validator.masking.text import mask_text
from validator.model import Finding, Result, State, Waiver, WaiverKind
from validator.report.context import Context, Sources
from validator.report.fingerprint import line_hashes
from validator.report.json_text import json_text
from validator.report.sarif_places import ROOT, Places
from validator.report.sarif_rules import rule_objects, sentence
from validator.report.summary import worst_first
from validator.report.visible import counted, field_text, number, resource_text, visible

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MOST_RESULTS = 25_000  # of one run; GitHub refuses the file otherwise
_MOST_BYTES = 10_000_000  # gzipped
_NAMED_OVERLAYS = 3
_LISTED_OVERLAYS = 20


def sarif_report(result: Result, context: Context) -> str:
    """The result as one SARIF run. Waived findings are left out unless asked for: GitHub would open them."""
    shown = {State.NEW, State.KNOWN} | ({State.WAIVED} if context.include_waived else set())
    findings = sorted((finding for finding in result.findings if finding.state in shown), key=worst_first)
    rules = rule_objects(result.rules, findings)
    results = _results(findings[:_MOST_RESULTS], result, context, [rule["id"] for rule in rules])
    while True:
        text = json_text(_log(result, context, rules, results, len(findings)), indent=None)
        size = len(text) if len(text) <= _MOST_BYTES else len(gzip.compress(text.encode(), mtime=0))
        if size <= _MOST_BYTES or not results:
            return text
        results = results[: int(len(results) * 0.95 * _MOST_BYTES / size)]


def _log(
    result: Result, context: Context, rules: list[dict[str, Any]], results: list[dict[str, Any]], found: int
) -> dict[str, Any]:
    notes = _notifications(result, found, len(results))
    run = {
        "tool": _tool(result, rules),
        "invocations": [
            {"executionSuccessful": True, **({"toolExecutionNotifications": notes} if notes else {})}
        ],
        "automationDetails": {"id": f"{context.category.strip('/') or 'mergegate'}/"},
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {"findings": found, "truncated": len(results) < found},
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _tool(result: Result, rules: list[dict[str, Any]]) -> dict[str, Any]:
    tools = result.tools
    return {
        "driver": {
            "name": "Mergegate",
            "semanticVersion": validator.__version__,
            "informationUri": validator.HOME,
            "rules": rules,
        },
        "extensions": [
            {"name": "kustomize", "version": tools.kustomize},
            {"name": tools.engine, "version": tools.engine_version},
        ],
    }


def _notifications(result: Result, found: int, kept: int) -> list[dict[str, Any]]:
    """What a reader of the results would not see from them."""
    notes = [
        ("note", f"{entry.kind} {entry.name} was not resolved: {mask_text(entry.reason)}")
        for entry in result.unresolved
    ]
    notes += [("note", mask_text(text)) for text in result.remarks]
    left_out = sum(1 for report in result.overlays if report.overlay.left_out)
    if left_out:
        notes.append(("note", f"What controllers add to {counted(left_out, 'build')} was left out"))
    assumed = sorted({what for report in result.overlays for what in report.overlay.assumed})
    notes += [("note", f"Assumed: {what}") for what in assumed]
    if kept < found:
        text = (
            f"{number(kept)} of {number(found)} findings fit into the limits of code scanning; the worst do"
        )
        notes.insert(0, ("warning", text))
    return [{"level": level, "message": {"text": sentence(visible(text))}} for level, text in notes]


def _results(
    findings: list[Finding], result: Result, context: Context, rules: list[str]
) -> list[dict[str, Any]]:
    sources = Sources(context.read)
    places = Places(result, sources)
    lines: dict[str, set[int]] = defaultdict(set)
    for finding in findings:
        primary, _ = places.primary(finding)
        lines[primary.file].add(primary.line)
    hashes = {
        file: line_hashes(raw, wanted) if (raw := sources.raw(file)) is not None else {}
        for file, wanted in lines.items()
    }
    index = {rule: at for at, rule in enumerate(rules)}
    is_compared = result.is_change or any(one.state is State.KNOWN for one in result.findings)
    return [
        _result(finding, places, hashes, index[finding.rule], is_compared=is_compared) for finding in findings
    ]


def _result(
    finding: Finding,
    places: Places,
    hashes: dict[str, dict[int, str]],
    rule_index: int,
    *,
    is_compared: bool,
) -> dict[str, Any]:
    is_new = finding.state is State.NEW or finding.is_introduced
    primary, is_own = places.primary(finding)
    steps = [places.step(step) for step in finding.chain]
    line_hash = hashes[primary.file].get(primary.line)
    last = {"physicalLocation": places.physical(primary), "message": {"text": "The finding."}}
    flow = [{"location": location} for location in [*steps, last]]
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": finding.severity.value,
        "message": {"text": _message(finding, is_own)},
        "locations": [{"physicalLocation": places.physical(primary)}],
        **({"relatedLocations": [{"id": at, **step} for at, step in enumerate(steps, 1)]} if steps else {}),
        **({"codeFlows": [{"threadFlows": [{"locations": flow}]}]} if len(steps) > 1 else {}),
        "partialFingerprints": {
            **({"primaryLocationLineHash": line_hash} if line_hash else {}),
            "mergegate/v1": finding.fingerprint,
        },
        **({"baselineState": "new" if is_new else "unchanged"} if is_compared else {}),
        **({"suppressions": [_suppression(finding.waiver)]} if finding.state is State.WAIVED else {}),
        "properties": {
            **({"resource": resource_text(finding.resource)} if finding.resource else {}),
            "path": field_text(finding.path),
            "overlays": list(finding.overlays[:_LISTED_OVERLAYS]),
            "overlayCount": len(finding.overlays),
        },
    }


def _suppression(waiver: Waiver | None) -> dict[str, Any]:
    """Why a result is no alert: what the waiver says, and whether it stands beside the defect."""
    is_in_source = waiver is not None and waiver.kind is not WaiverKind.CONFIGURATION
    reason = waiver.reason if waiver else None
    return {
        "kind": "inSource" if is_in_source else "external",
        "status": "accepted",
        **({"justification": visible(mask_text(reason))} if reason else {}),
    }


def _message(finding: Finding, is_own: bool) -> str:
    """What the policy says, where it reaches, and the way there with links to the related locations."""
    parts = [sentence(_inert(mask_text(finding.message)))]
    if not is_own:
        parts.append("The line is not known; this is the file that brings it into the overlay.")
    if finding.overlays:
        named = ", ".join(f'"{_inert(overlay)}"' for overlay in finding.overlays[:_NAMED_OVERLAYS])
        more = len(finding.overlays) - _NAMED_OVERLAYS
        parts.append(
            f"Reaches {counted(len(finding.overlays), 'overlay')}: {named}"
            + (f" and {number(more)} more." if more > 0 else ".")
        )
    if finding.chain:
        links = [
            f"[{_link_text(f'{step.file}:{step.line}')}]({at})" for at, step in enumerate(finding.chain, 1)
        ]
        parts.append(f"Built through {', '.join(links)}.")
    return " ".join(parts)


def _inert(text: str) -> str:
    """Text in which nothing is a link: names are not ours, and viewers make links of [text](address)."""
    return visible(text).replace("](", "] (")


def _link_text(text: str) -> str:
    return visible(text).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
