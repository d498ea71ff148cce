"""`mergegate blame --format json`: one object a line; values stand in the history of a single field alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.model import FieldPath
from validator.places import Blamed, Place
from validator.report.blame_values import Values
from validator.report.json_report import chain_objects, location_object, resource_object
from validator.report.json_text import json_text


def blame_lines(blamed: Blamed) -> Iterator[str]:
    """A line for each scalar of what was asked for.

    {"overlay", "resource", "path", "location", "chain", "proven"}, as in `check --format json`; for a field
    that is asked for and absent, one with `missing`: `location` is where it belongs.
    """
    if not blamed.is_set:
        yield _line(blamed, blamed.field, blamed.places[blamed.field], {"missing": True})
        return
    for path in blamed.scalars():
        yield _line(blamed, path, blamed.places[path], {})


def history_line(blamed: Blamed, values: Values) -> str:
    """A single scalar with all who wrote it, the first one first; secret values are masked."""
    place = blamed.places[blamed.field]
    history = [
        {
            "location": location_object(write.location) if write.location else None,
            "chain": chain_objects(write.chain),
            "value": values.written(write),
        }
        for write in place.history
    ]
    return _line(blamed, blamed.field, place, {"history": history})


def _line(blamed: Blamed, path: FieldPath, place: Place, more: dict[str, Any]) -> str:
    return json_text(
        {
            "overlay": blamed.overlay,
            "resource": resource_object(blamed.resource.id),
            "path": list(path),
            "location": location_object(place.location) if place.location else None,
            "chain": chain_objects(place.chain),
            "proven": place.proven,
            **more,
        },
        indent=None,
    )
