"""What a finding is, apart from where it stands: rule, resource and path, list elements by their key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from validator.model import FieldPath, Finding, JsonObject, without_hash
from validator.places import ABSENT, member, value_at

_KEYS = ("name", "containerPort", "mountPath", "key", "port", "host", "path", "id")


def keyed_path(body: JsonObject | None, path: FieldPath) -> tuple[str, ...]:
    """The path with list elements called by their key, so that reordering a list changes nothing."""
    node: Any = body
    parts: list[str] = []
    for part in path:
        node = member(node, part)
        parts.append(_element(node, part) if isinstance(part, int) else part)
    return tuple(parts)


def exists(body: JsonObject | None, path: FieldPath) -> bool:
    """Whether the last part of a path is there, be it null."""
    return value_at(body, path) is not ABSENT


def _element(child: Any, index: int) -> str:
    if isinstance(child, Mapping):
        for key in _KEYS:
            value = child.get(key)
            if isinstance(value, (str, int)):
                return f"[{key}={value}]"
    return f"[{index}]"


def fingerprint(finding: Finding, path: tuple[str, ...], number: int) -> str:
    """A stable name of a finding: 32 hexadecimal digits. Lines and messages are no part of it.

    A finding in an object is the same wherever the object is made; without an object the file tells, else the
    overlay. `number` tells apart those that have all of this in common.
    """
    resource = finding.resource
    where = [resource.kind, resource.namespace, without_hash(resource.name)] if resource else []
    if not resource:
        where = [finding.location.file if finding.location else "", *finding.overlays[:1]]
    identity = json.dumps([finding.rule, where, list(path), number], ensure_ascii=True)
    return hashlib.sha256(identity.encode()).hexdigest()[:32]
