"""Field specs: which fields of which kinds a transformer writes, and how it walks to them.

After kustomize 5.8 (api/filters/fieldspec, api/internal/plugins/builtinconfig).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from validator.locate.node import LIST, MAP, SCALAR, Node
from validator.locate.origin import UnmodelledError
from validator.locate.resource import Resource, group_version
from validator.locate.scalars import FRESH
from validator.locate.schema import field_specs

Setter = Callable[[Node], None]

_LISTS = (
    "namePrefix",
    "nameSuffix",
    "namespace",
    "commonLabels",
    "labels",
    "templateLabels",
    "commonAnnotations",
    "varReference",
    "images",
    "replicas",
)


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A path in the kinds that group, version and kind name (empty: any)."""

    path: str
    group: str = ""
    version: str = ""
    kind: str = ""
    create: bool = False

    @property
    def steps(self) -> tuple[str, ...]:
        """The path's parts; `\\/` is a literal slash."""
        return split_path(self.path)

    def is_for(self, resource: Resource) -> bool:
        """Whether it names the resource's kind as it stands now."""
        if self.kind and self.kind != resource.kind:
            return False
        if not self.group and not self.version:
            return True
        group, version = group_version(resource.api_version)
        return self.group in ("", group) and self.version in ("", version)

    def covers(self, other: FieldSpec) -> bool:
        """Whether kustomize takes `other` for a repetition of this one."""
        return (
            self.path == other.path
            and other.group in ("", self.group)
            and other.version in ("", self.version)
            and other.kind in ("", self.kind)
        )


@cache
def split_path(path: str) -> tuple[str, ...]:
    """The parts of a path, escaped slashes kept, one slash in front allowed."""
    parts = path.replace(r"\/", "\0").split("/")
    parts = parts[1:] if len(parts) > 1 and not parts[0] else parts
    return tuple(part.replace("\0", "/") for part in parts)


@dataclass(frozen=True, slots=True)
class NameReference:
    """The fields that hold names of a kind."""

    group: str
    version: str
    kind: str
    referrers: tuple[FieldSpec, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The field specs in force, by transformer."""

    specs: dict[str, tuple[FieldSpec, ...]] = field(default_factory=dict)
    names: tuple[NameReference, ...] = ()

    def of(self, transformer: str) -> tuple[FieldSpec, ...]:
        """Those of one transformer, in its name as a field of a configuration file."""
        return self.specs.get(transformer, ())

    def merged(self, other: Configuration) -> Configuration:
        """Both; what this one has already is not repeated."""
        if other is self or other is default_configuration():
            return self
        specs = {name: merge_specs(self.of(name), other.of(name)) for name in _LISTS}
        added = tuple(name for name in other.names if name not in self.names)
        return Configuration(specs=specs, names=(*self.names, *added))


def merge_specs(ours: Iterable[FieldSpec], theirs: Iterable[FieldSpec]) -> tuple[FieldSpec, ...]:
    """Our specs, and those of theirs that ours do not cover."""
    result = list(ours)
    for spec in theirs:
        if not any(known.covers(spec) for known in result):
            result.append(spec)
    return tuple(result)


@cache
def default_configuration() -> Configuration:
    """What kustomize has built in."""
    return read_configuration(field_specs(), "referrers")


def read_configuration(tables: Any, referrers: str = "fieldSpecs") -> Configuration:
    """A configuration from plain values: a configuration file, or the built-in table."""
    tables = tables if isinstance(tables, dict) else {}
    specs = {name: read_specs(tables.get(name)) for name in _LISTS}
    names = tuple(
        NameReference(
            _str(entry, "group"),
            _str(entry, "version"),
            _str(entry, "kind"),
            read_specs(entry.get(referrers)),
        )
        for entry in tables.get("nameReference") or ()
    )
    return Configuration(specs=specs, names=names)


def read_specs(entries: Any) -> tuple[FieldSpec, ...]:
    """Field specs from plain values."""
    return tuple(
        FieldSpec(
            _str(entry, "path"),
            _str(entry, "group"),
            _str(entry, "version"),
            _str(entry, "kind"),
            entry.get("create") is True,
        )
        for entry in entries or ()
    )


def _str(entry: dict[str, Any], name: str) -> str:
    return str(entry.get(name) or "")


# ---- walking ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Creation:
    """What to make of a missing field: its kind, and whose place it gets."""

    kind: int
    place: Node


def apply_spec(spec: FieldSpec, resource: Resource, setter: Setter, creation: Creation | None = None) -> None:
    """Call `setter` on every node at a spec's path, made where the spec says so."""
    if spec.is_for(resource):
        _walk(resource.root, spec.steps, setter, creation if spec.create else None)


def _walk(node: Node, steps: tuple[str, ...], setter: Setter, creation: Creation | None) -> None:
    if not steps:
        setter(node)
        return
    if node.is_null:
        return
    if node.kind == LIST:
        for element in node.elements:
            _walk(element, steps, setter, creation)
        return
    if node.kind != MAP:
        raise UnmodelledError("a field spec leads through a scalar")
    name = steps[0].removesuffix("[]")
    is_list = name != steps[0]
    kind = LIST if is_list else 0
    if creation is not None and not is_list:
        kind = creation.kind if len(steps) == 1 else MAP
    found = node.fields.get(name)
    if found is None:
        if creation is None or is_list:
            return
        found = _made(kind, creation.place)
        node.fields[name] = found
    elif found.is_null and kind:
        _turn(found, kind, creation)
    _walk(found, steps[1:], setter, creation)


def _made(kind: int, place: Node) -> Node:
    return Node(kind, place.writer, tag=FRESH, mark=place.mark, key=place.key)


def _turn(node: Node, kind: int, creation: Creation | None) -> None:
    """A null becomes what the path needs there."""
    if kind == MAP:
        node.become_map()
    elif kind == LIST:
        node.become_list()
    else:
        node.tag = FRESH
    if creation is not None and kind == MAP:
        node.like(creation.place)


def scalar_like(place: Node, text: str, tag: str = FRESH) -> Node:
    """A scalar with a text, placed where a field of the configuration stands."""
    return Node(SCALAR, place.writer, text=text, tag=tag, mark=place.mark, key=place.key)
