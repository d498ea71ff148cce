"""Names for the elements of lists, so that a path means the same after somebody reorders one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from validator.masking.text import mask_text
from validator.model import FieldPath
from validator.places import ABSENT, member, value_at

_KEYS = ("name", "containerPort", "mountPath", "key", "port", "host", "path", "id")


def keyed_path(body: Any, path: FieldPath) -> tuple[str, ...]:
    """The path with list elements called by their key, so that reordering a list changes nothing.

    An element without one keeps its index, also one whose key looks like a credential; of a text such as
    `NAME=value` the part before the sign is the key, as in the literals of generators.
    """
    node: Any = body
    parts: list[str] = []
    for part in path:
        node = member(node, part)
        parts.append(_element(node, part) if isinstance(part, int) else part)
    return tuple(parts)


def exists(body: Any, path: FieldPath) -> bool:
    """Whether the last part of a path is there, be it null."""
    return value_at(body, path) is not ABSENT


def _element(child: Any, index: int) -> str:
    if isinstance(child, Mapping):
        for key in _KEYS:
            value = child.get(key)
            if isinstance(value, (str, int)) and mask_text(str(value)) == str(value):
                return f"[{key}={value}]"
    if (
        isinstance(child, str)
        and "=" in child
        and mask_text(child.partition("=")[0]) == child.partition("=")[0]
    ):
        return f"[{child.partition('=')[0]}=]"
    return f"[{index}]"
