"""How the command line names a rendered resource and a field in it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from validator.errors import UsageError
from validator.model import FieldPath, JsonObject, ResourceId
from validator.places import member

_RESOURCE = re.compile(
    r"(?P<kind>[A-Z][A-Za-z0-9]*)(?:\.(?P<group>[a-z0-9.-]+))?/(?P<names>[^/]+(?:/[^/]+)?)"
)
_PART = re.compile(
    r"""\.?(?:
        (?P<name>[^.\[\]"']+)
      | \[(?P<index>\d+)\]
      | \[(?P<quoted>"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*")\]
      | \['(?P<plain>[^']*)'\]
    )""",
    re.VERBOSE,
)


def is_resource(word: str) -> bool:
    """Whether a word can be Kind/name or Kind/namespace/name: a kind begins with a capital letter."""
    return _RESOURCE.fullmatch(word) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceQuery:
    """Kind/name or Kind/namespace/name; Kind.group where two API groups have a kind of that name."""

    kind: str
    group: str | None  # None: any
    namespace: str | None  # None: any
    name: str

    @classmethod
    def parse(cls, text: str) -> ResourceQuery:
        """Raises UsageError for what is neither form."""
        match = _RESOURCE.fullmatch(text)
        if match is None:
            raise UsageError(
                f'"{text}" is no resource: write Kind/name or Kind/namespace/name; kinds begin with a capital'
            )
        *spaces, name = match["names"].split("/")
        return cls(
            kind=match["kind"], group=match["group"], namespace=spaces[0] if spaces else None, name=name
        )

    def matches(self, resource: ResourceId, name: str | None = None) -> bool:
        """Whether it names the resource; `name` stands for the resource's own."""
        return (
            self.name == (resource.name if name is None else name)
            and self.kind == resource.kind
            and self.group in (None, resource.api_version.rpartition("/")[0])
            and self.namespace in (None, resource.namespace or None)
        )

    def __str__(self) -> str:
        kind = f"{self.kind}.{self.group}" if self.group else self.kind
        return "/".join(filter(None, (kind, self.namespace, self.name)))


def parse_field(text: str) -> FieldPath:
    """A path as reports print it: spec.containers[0].image, metadata.labels["a.b/c"]. Raises UsageError."""
    parts: list[str | int] = []
    at = 0
    while at < len(text):
        match = _PART.match(text, at)
        if match is None:
            raise UsageError(f'"{text}" is no field: at {text[at:]!r} a name, an [index] or a ["key"] is due')
        at = match.end()
        plain = match["name"] if match["name"] is not None else match["plain"]
        if plain is not None:
            parts.append(plain)
        else:
            parts.append(int(match["index"]) if match["index"] else str(json.loads(match["quoted"])))
    return tuple(parts)


def resolve(field: FieldPath, body: JsonObject) -> FieldPath:
    """The field as the object has it: names that stand for one key with dots in it are put together."""
    path: list[str | int] = []
    value: Any = body
    rest = list(field)
    while rest:
        count = _one_key(value, rest)
        part = rest[0] if count == 1 else ".".join(map(str, rest[:count]))
        if isinstance(value, list) and isinstance(part, str) and part.isdigit():
            part = int(part)  # containers.0, as others write it
        path.append(part)
        value = member(value, part)
        del rest[:count]
    return tuple(path)


def _one_key(value: Any, rest: list[str | int]) -> int:
    """How many of the next parts are one key of the mapping: the fewest that are, else one."""
    if isinstance(value, dict):
        for count in range(1, len(rest) + 1):
            if all(isinstance(part, str) for part in rest[:count]) and ".".join(rest[:count]) in value:  # type: ignore[arg-type]
                return count
    return 1
