"""`mergegate diff --format json`: schema 1, as diff-schema-1.json beside this file states it; whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import validator
from validator.difference.difference import Change, Difference, FieldChange, OverlayDifference, Sort, Standing
from validator.model import FieldPath, ResourceId
from validator.report.diff_side import Side
from validator.report.diff_words import counts_of, safe_message
from validator.report.json_report import resource_object
from validator.report.json_text import json_text
from validator.report.visible import field_text

SCHEMA = 1

_RESOURCES = (Sort.CHANGED, Sort.RENAMED, Sort.ADDED, Sort.REMOVED)


def diff_json(difference: Difference) -> str:
    """The difference as JSON, secrets masked."""
    total = counts_of(difference)
    standings = [one.standing for one in difference.overlays]
    return json_text(
        {
            "schema": SCHEMA,
            "tool": {"name": "mergegate", "version": validator.__version__},
            "summary": {
                "overlays": {standing.value: standings.count(standing) for standing in Standing},
                "resources": {sort.value: total[sort] for sort in _RESOURCES},
                "changes": len(difference.changes),
            },
            "overlays": [_overlay(one, difference) for one in difference.overlays],
            "changes": [_change(change, difference) for change in difference.changes],
        }
    )


def _overlay(one: OverlayDifference, difference: Difference) -> dict[str, Any]:
    return {
        "path": one.overlay.path,
        "was": one.was,
        "environment": one.overlay.environment,
        "standing": one.standing.value,
        "resources": {
            **{sort.value: one.counts.get(sort, 0) for sort in _RESOURCES},
            "unchanged": one.unchanged,
        },
        "failures": {
            "before": [safe_message(message, difference) for message in one.failures_before],
            "after": [safe_message(message, difference) for message in one.failures_after],
        },
    }


def _change(change: Change, difference: Difference) -> dict[str, Any]:
    sides = [Side(resource, difference.secrets) for resource in change.sides]
    is_both = len(sides) == 2
    return {
        "sort": change.sort.value,
        "resources": [
            {"overlay": one.overlay, "before": _id(one.before), "after": _id(one.after)}
            for one in change.occurrences
        ],
        "consequences": [
            {"id": one.id, "message": one.message, "grave": one.is_grave} for one in change.consequences
        ],
        "follows": list(change.follows),
        "fields": [_field(one, *sides) for one in change.fields] if is_both else [],
        "object": None if is_both else sides[0].value(),
    }


def _id(resource: ResourceId | None) -> dict[str, Any] | None:
    return resource_object(resource) if resource else None


def _field(change: FieldChange, before: Side, after: Side) -> dict[str, Any]:
    return {
        "sort": change.sort.value,
        "field": "".join(_called(change, before, after)),
        "before": _value(before, change.before),
        "after": _value(after, change.after),
    }


def _value(side: Side, path: FieldPath | None) -> dict[str, Any] | None:
    """What a field is on one side; its value has dots for what is hidden."""
    if path is None:
        return None
    return {"path": list(path), "value": side.value(path), "masked": side.hides(path)}


def _called(change: FieldChange, before: Side, after: Side) -> Iterator[str]:
    """The path as people read it, elements by their key where that may be shown: containers[name=web]."""
    for depth, part in enumerate(change.parts):
        is_after, path = change.at(depth)
        side = after if is_after else before
        if isinstance(path[-1], str):
            text = field_text((path[-1],))
            yield text if depth == 0 or text.startswith("[") else f".{text}"
        elif part.key is None or side.hides((*path, part.key)):
            yield f"[{path[-1]}]"
        else:
            yield f"[{part.key}={side.shown((*path, part.key))}]"
