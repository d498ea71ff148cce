"""The entries of `waivers` in the configuration: a rule, where, why, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import yaml

from validator.config_shapes import Members, Shapes
from validator.days import day
from validator.globs.dialects import path_match
from validator.model import Waiver, WaiverKind
from validator.tree.source import span

_KEYS = ("rule", "overlay", "resource", "reason", "until", "owner")
_MOST_PARTS = 3  # Kind/namespace/name


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverConfig:
    """An entry: the waiver, and the globs of what it speaks of; None is everything."""

    waiver: Waiver
    overlay: str | None
    resource: str | None  # Kind/name or Kind/namespace/name


def waivers(shapes: Shapes, node: yaml.Node, file: str | None) -> Iterator[WaiverConfig]:
    """The entries of a list in a file of the repository (None: of another one), each strictly read."""
    if not isinstance(node, yaml.SequenceNode):
        raise shapes.error(node, "`waivers` must be a list")
    for child in node.value:
        members = shapes.mapping(child, "a waiver", _KEYS)
        if "rule" not in members:
            raise shapes.error(child, "a waiver names a `rule`, or a family")
        yield _entry(shapes, members, file)


def _entry(shapes: Shapes, members: Members, file: str | None) -> WaiverConfig:
    def text(name: str) -> str | None:
        return shapes.string(members[name][1], f"`{name}` of a waiver") if name in members else None

    key, rule = members["rule"]
    waiver = Waiver(
        kind=WaiverKind.CONFIGURATION,
        rules=(shapes.string(rule, "`rule` of a waiver"),),
        reason=(text("reason") or "").strip() or None,
        until=_until(shapes, members),
        owner=text("owner"),
        location=span(file, key, rule) if file is not None else None,
    )
    overlay = shapes.glob(members["overlay"][1], "`overlay` of a waiver") if "overlay" in members else None
    return WaiverConfig(waiver=waiver, overlay=overlay, resource=_resource(shapes, members))


def _until(shapes: Shapes, members: Members) -> date | None:
    if "until" not in members:
        return None
    node = members["until"][1]
    text = shapes.string(node, "`until` of a waiver")
    found = day(text)
    if found is None:
        raise shapes.error(node, f'`until` of a waiver is "{text}"; a day is written YYYY-MM-DD')
    return found


def _resource(shapes: Shapes, members: Members) -> str | None:
    if "resource" not in members:
        return None
    node = members["resource"][1]
    text = shapes.string(node, "`resource` of a waiver")
    parts = text.split("/")
    if not 1 < len(parts) <= _MOST_PARTS or any(path_match(part) is None for part in parts):
        raise shapes.error(node, f'"{text}" is not Kind/name or Kind/namespace/name, with * for any')
    return text
