"""`replacements`: values copied from one object, or given, into fields of others.

After kustomize 5.8 (api/filters/replacement, api/types/replacement).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from validator.locate import fieldpaths
from validator.locate.node import SCALAR, Node, copy
from validator.locate.origin import UnmodelledError
from validator.locate.reading import elements_of, flag, member, number, selector_of, text_of, texts_of
from validator.locate.resource import Id, Resource, Selector
from validator.locate.scalars import FRESH, PARSED, UNKNOWN, resolve
from validator.locate.state import Placer, State

_DEFAULT_PATH = "metadata.name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The object and field that a value is copied from: exact names, empty ones match any."""

    group: str
    version: str
    kind: str
    name: str
    namespace: str
    path: str
    options: Node | None

    def find(self, resources: list[Resource]) -> Resource | None:
        """The object, if it is the only one."""
        found = [r for r in resources if any(self._is(one) for one in r.ids)]
        return found[0] if len(found) == 1 else None

    def _is(self, one: Id) -> bool:
        return (
            self.name in ("", one.name)
            and self.kind in ("", one.kind)
            and self.group in ("", one.group)
            and self.version in ("", one.version)
            and self.namespace in ("", one.namespace)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Which fields of which objects receive the value."""

    select: Selector
    reject: tuple[Selector, ...]
    paths: tuple[str, ...]
    options: Node | None

    def takes(self, resource: Resource) -> bool:
        """Whether an object is a target."""
        if not self.select.selects_labels(resource):
            return False
        if any((r.labels or r.annotations) and r.selects_labels(resource) for r in self.reject):
            return False
        ids = [*((one, one.namespace) for one in resource.ids[:-1]), (resource.id, resource.namespace)]
        if any(not r.is_empty_id and any(r.selects_id(*one) for one in ids) for r in self.reject):
            return False
        return any(self.select.selects_id(*one) for one in ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """One replacement."""

    node: Node
    source: Source | None
    source_value: Node | None
    targets: tuple[Target, ...]

    def apply(self, state: State, placer: Placer) -> None:
        """Copy the value into all targets of interest."""
        value = self._value(state, placer)
        for target in self.targets:
            for resource in state.each():
                with state.doubt(resource):
                    if target.takes(resource):
                        if value is None:
                            raise UnmodelledError("a replacement from what is not there")
                        _write(resource, target, value)

    def _value(self, state: State, placer: Placer) -> Node | None:
        if self.source is None:
            if self.source_value is None:
                return None
            given = placer(self.source_value)
            given.tag = FRESH
            return given
        origin = self.source.find(state.resources)
        if origin is None:
            return None
        found = fieldpaths.lookup(origin.root, fieldpaths.split(self.source.path))
        return _refined(found, self.source.options) if found is not None and not found.is_empty else None


def _refined(node: Node, options: Node | None) -> Node | None:
    """The part of a value that a delimiter and an index choose."""
    delimiter = text_of(options, "delimiter")
    if not delimiter:
        return node
    parts, index = node.text.split(delimiter), number(options, "index")
    if node.kind != SCALAR or not 0 <= index < len(parts):
        return None
    chosen = copy(node)
    chosen.text = parts[index]
    return chosen


def _write(resource: Resource, target: Target, value: Node) -> None:
    create = value.kind if flag(target.options, "create") else 0
    for path in target.paths:
        parts = fieldpaths.split(path)
        try:
            found = fieldpaths.match(resource.root, parts, create, value)
        except UnmodelledError:
            _blur(resource.root, parts)
            continue
        for node in found:
            _set(node, value, target.options)


def _blur(root: Node, parts: tuple[str, ...]) -> None:
    """A text that is rewritten from inside: what comes out is not modelled, so it must not look settled."""
    node: Node | None = root
    for part in parts:
        node = fieldpaths.lookup(node, (part,)) if node is not None else None
        if node is not None and node.kind == SCALAR:
            node.tag = UNKNOWN
            return


def _set(node: Node, value: Node, options: Node | None) -> None:
    if node.kind != SCALAR:
        new = copy(value)
        new.before = copy(node)
        _become(node, new)
        return
    text = _joined(node.text, value.text, options)
    if value.kind != SCALAR:
        raise UnmodelledError("a mapping copied over a scalar")
    old = copy(node)
    if node.tag == PARSED:
        node.tag = resolve(node.text)[0]  # the type stays that of the field
    node.text, node.before = text, old
    node.like(value)


def _become(node: Node, new: Node) -> None:
    node.kind, node.text, node.tag, node.style = new.kind, new.text, new.tag, new.style
    node.fields, node.elements, node.before = new.fields, new.elements, new.before
    node.like(new)


def _joined(old: str, new: str, options: Node | None) -> str:
    delimiter = text_of(options, "delimiter")
    if not delimiter:
        return new
    parts, index = old.split(delimiter), number(options, "index")
    if index < 0:
        parts.insert(0, new)
    elif index >= len(parts):
        parts.append(new)
    else:
        parts[index] = new
    return delimiter.join(parts)


# ---- reading ------------------------------------------------------------------------------------


def read(node: Node) -> Iterator[Replacement]:
    """The replacements that a mapping, or a list of them, describes."""
    for entry in node.elements or [node]:
        source = member(entry, "source")
        yield Replacement(
            node=entry,
            source=_source(source) if source is not None else None,
            source_value=member(entry, "sourceValue"),
            targets=tuple(_target(target) for target in elements_of(entry, "targets")),
        )


def _source(node: Node) -> Source:
    return Source(
        group=text_of(node, "group"),
        version=text_of(node, "version"),
        kind=text_of(node, "kind"),
        name=text_of(node, "name"),
        namespace=text_of(node, "namespace"),
        path=text_of(node, "fieldPath") or _DEFAULT_PATH,
        options=member(node, "options"),
    )


def _target(node: Node) -> Target:
    paths = tuple(path.text for path in texts_of(member(node, "fieldPaths")))
    return Target(
        select=selector_of(member(node, "select")),
        reject=tuple(selector_of(rejected) for rejected in elements_of(node, "reject")),
        paths=paths or (_DEFAULT_PATH,),
        options=member(node, "options"),
    )
