"""Names for the elements of lists, so that a path means the same after somebody reorders one."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from validator.masking.text import mask_text
from validator.model import FieldPath
from validator.places import ABSENT, member, value_at

_KEYS = ("name", "containerPort", "mountPath", "key", "port", "host", "path", "id", "chart", "repoURL")
_WORDS = frozenset({"args", "command"})  # lists in which anything may stand
_TELLING = re.compile(  # fields that hold credentials, by their name
    r"secret|passw|pwd|passphrase|token|credential|(?:api|access)[-_]?key|private|string_?data", re.IGNORECASE
)
_DIGITS = 10  # of a digest
_BY_BOTH = re.compile(rf"\[(\d+)~([0-9a-f]{{{_DIGITS}}})\]")


def keyed_path(body: Any, path: FieldPath) -> tuple[str, ...]:
    """The path with list elements called by their key, so that reordering a list changes nothing.

    Of a text such as `NAME=value` the part before the sign is the key, as in the literals of generators.
    Without a key an element is called by its content; `by_index` needs its index, too. What could hold a
    credential keeps its index alone.
    """
    return tuple(_parts(body, path))


def by_content(keyed: tuple[str, ...]) -> tuple[str, ...]:
    """A keyed path that stays the same when a list is reordered: what an element is."""
    return tuple(_BY_BOTH.sub(r"[~\2]", part) for part in keyed)


def by_index(keyed: tuple[str, ...]) -> tuple[str, ...]:
    """A keyed path that is the same in overlays which patch an element without a key: where it stands."""
    return tuple(_BY_BOTH.sub(r"[\1]", part) for part in keyed)


def exists(body: Any, path: FieldPath) -> bool:
    """Whether the last part of a path is there, be it null."""
    return value_at(body, path) is not ABSENT


def _parts(body: Any, path: FieldPath) -> Iterator[str]:
    node = body
    tells = isinstance(body, Mapping) and body.get("kind") == "Secret"
    for part in path:
        node = member(node, part)
        if isinstance(part, int):
            yield _element(node, part, tells=tells)
        else:
            tells = tells or part in _WORDS or bool(_TELLING.search(part))
            yield part


def _element(child: Any, index: int, *, tells: bool) -> str:
    """The name of an element; `tells`: its place alone says that it could be a credential."""
    if isinstance(child, Mapping):
        for key in _KEYS:
            value = child.get(key)
            if isinstance(value, (str, int)) and mask_text(str(value)) == str(value):
                return f"[{key}={value}]"
    if isinstance(child, str) and "=" in child:
        key = child.partition("=")[0]
        return f"[{key}=]" if mask_text(key) == key else f"[{index}]"
    text = json.dumps(child, sort_keys=True, default=str)
    if child is ABSENT or tells or any(map(_TELLING.search, _fields(child))) or mask_text(text) != text:
        return f"[{index}]"
    digest = hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
    return f"[{index}~{digest}]" if isinstance(child, (Mapping, list)) else f"[~{digest}]"


def _fields(value: Any) -> Iterator[str]:
    """The names of all fields within a value, and in lists of words that anything may stand in."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield "token" if name in _WORDS else str(name)
            yield from _fields(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _fields(inner)
