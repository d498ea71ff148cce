"""`--format json`: schema 1, as schema-1.json beside this file states it; every finding, in any state."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import validator
from validator.masking.text import mask_text
from validator.model import (
    BaselineEntry,
    Finding,
    Location,
    NamedBy,
    OverlayReport,
    ResourceId,
    Result,
    Step,
    Unresolved,
    Waiver,
)
from validator.report.context import Context
from validator.report.json_text import json_text
from validator.report.summary import summarize

SCHEMA = 1


def json_report(result: Result, context: Context) -> str:
    """The result as JSON. Nothing of the context changes it."""
    del context
    summary = summarize(result)
    return json_text(
        {
            "schema": SCHEMA,
            "tool": {
                "name": "mergegate",
                "version": validator.__version__,
                "kustomize": result.tools.kustomize,
                "engine": {"name": result.tools.engine, "version": result.tools.engine_version},
            },
            "overlays": [_overlay(report) for report in result.overlays],
            "unresolved": [unresolved_object(entry) for entry in result.unresolved],
            "remarks": [mask_text(text) for text in result.remarks],
            "findings": [_finding(finding) for finding in result.findings],
            "baseline": {"fixed": [_entry(entry) for entry in result.fixed]},
            "summary": {
                "overlays": summary.overlays,
                "failed": summary.failed,
                "unaffected": summary.unaffected,
                "rules": summary.rules,
                "errors": summary.errors,
                "warnings": summary.warnings,
                "notes": summary.notes,
                "known": summary.known,
                "fixed": summary.fixed,
                "waived": summary.waived,
            },
            **({"shard": dict(result.shard)} if result.shard is not None else {}),
        }
    )


def _overlay(report: OverlayReport) -> dict[str, Any]:
    overlay = report.overlay
    return {
        "path": overlay.path,
        "environment": overlay.environment,
        "environment_from": overlay.environment_from,
        "status": report.status.value,
        "resources": report.resources,
        "named_by": [named_by_object(entry) for entry in overlay.named_by],
        "left_out": list(overlay.left_out),
        "assumed": list(overlay.assumed),
    }


def named_by_object(entry: NamedBy) -> dict[str, Any]:
    """An entry point as both `check` and `overlays` print it."""
    return {"kind": entry.kind, "name": entry.name, "file": entry.file, "line": entry.line}


def unresolved_object(entry: Unresolved) -> dict[str, Any]:
    """An entry point that could not be expanded, and why."""
    return {
        "kind": entry.kind,
        "name": entry.name,
        "file": entry.file,
        "line": entry.line,
        "reason": mask_text(entry.reason),
    }


def resource_object(resource: ResourceId) -> dict[str, Any]:
    """Which rendered object."""
    return {
        "apiVersion": resource.api_version,
        "kind": resource.kind,
        "namespace": resource.namespace,
        "name": resource.name,
    }


def location_object(location: Location) -> dict[str, Any]:
    """A region of a file."""
    return {
        "file": location.file,
        "line": location.line,
        "column": location.column,
        "end_line": location.end_line,
        "end_column": location.end_column,
    }


def chain_objects(chain: Iterable[Step]) -> list[dict[str, Any]]:
    """The files that the build ran through."""
    return [{"file": step.file, "line": step.line, "role": step.role.value} for step in chain]


def _finding(finding: Finding) -> dict[str, Any]:
    resource, location = finding.resource, finding.location
    return {
        "rule": finding.rule,
        "family": finding.family,
        "severity": finding.severity.value,
        "message": mask_text(finding.message),
        "resource": resource_object(resource) if resource else None,
        "path": list(finding.path),
        "missing": finding.missing,
        "location": location_object(location) if location else None,
        "chain": chain_objects(finding.chain),
        "overlays": list(finding.overlays),
        "state": finding.state.value,
        "fingerprint": finding.fingerprint,
        "waiver": waiver_object(finding.waiver) if finding.waiver else None,
    }


def waiver_object(waiver: Waiver) -> dict[str, Any]:
    """Who waives until when, and why; null for what is not said or not known."""
    at = waiver.location
    return {
        "kind": waiver.kind.value,
        "file": at.file if at else None,
        "line": at.line if at else None,
        "reason": mask_text(waiver.reason) if waiver.reason is not None else None,
        "until": waiver.until.isoformat() if waiver.until else None,
        "owner": mask_text(waiver.owner) if waiver.owner is not None else None,
    }


def _entry(entry: BaselineEntry) -> dict[str, Any]:
    named = {"kind": entry.kind, "namespace": entry.namespace, "name": entry.name}
    return {
        "rule": entry.rule,
        "overlay": entry.overlay or None,
        "resource": named if entry.kind else None,
        "path": list(entry.path),
        "count": entry.count,
    }
