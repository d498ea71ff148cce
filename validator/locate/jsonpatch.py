"""JSON 6902 patches, as kustomize 5.8 applies them (gopkg.in/evanphx/json-patch.v4), with memory."""

from __future__ import annotations

import re

import yaml

from validator.locate.conversion import convert
from validator.locate.node import LIST, MAP, PLAIN, QUOTED, SCALAR, Node, copy, scalar_value, walk
from validator.locate.origin import UnmodelledError, Writer
from validator.locate.resource import stringify
from validator.locate.scalars import NULL, PARSED, STR, needs_quotes, resolve_old
from validator.tree.source import pairs, scalar_key

_INDEX = re.compile(r"[-+]?\d+")


class Operation:
    """One operation of a patch, with the nodes that say so."""

    __slots__ = ("content", "kind", "path", "path_node", "source", "source_node", "value_key")

    def __init__(self, node: yaml.Node) -> None:
        members = {scalar_key(key): (key, child) for key, child in pairs(node)}
        self.kind = _text(members, "op")
        self.path = _text(members, "path")
        self.path_node = members["path"][1] if "path" in members else node
        self.source = _text(members, "from")
        self.source_node = members["from"][1] if "from" in members else node
        value = members.get("value")
        self.value_key = value[0] if value is not None else None
        self.content = value[1] if value is not None else None


def _text(members: dict[str, tuple[yaml.Node, yaml.Node]], name: str) -> str:
    found = members.get(name)
    return str(found[1].value) if found and isinstance(found[1], yaml.ScalarNode) else ""


def operations(node: yaml.Node | None) -> tuple[Operation, ...]:
    """The operations of a patch; () if it is none."""
    children = node.value if isinstance(node, yaml.SequenceNode) else ()
    return tuple(Operation(child) for child in children if isinstance(child, yaml.MappingNode))


def apply(root: Node, patch: tuple[Operation, ...], writer: Writer, is_json: bool) -> None:
    """Patch an object in place. Raises UnmodelledError where kustomize would fail or we cannot tell."""
    for operation in patch:
        _apply(root, operation, writer, is_json)
    _round_trip(root)
    stringify(root, "annotations")


def _apply(root: Node, operation: Operation, writer: Writer, is_json: bool) -> None:
    if operation.kind == "test":
        return  # had it failed, there would be no render
    if operation.kind in ("move", "copy"):
        taken = _take(*_parent(root, operation.source, operation, writer), operation, writer)
        _add(*_parent(root, operation.path, operation, writer), taken)
        return
    if operation.path == "":
        raise UnmodelledError("a JSON patch of the whole object")
    parent, name = _parent(root, operation.path, operation, writer)
    if operation.kind == "remove":
        _remove(parent, name, _sign(operation.path_node, writer))
    elif operation.kind == "add":
        _add(parent, name, _new(operation, writer, is_json))
    elif operation.kind == "replace":
        _replace(parent, name, _new(operation, writer, is_json))
    else:
        raise UnmodelledError("an unknown operation")


def _take(parent: Node, name: str, operation: Operation, writer: Writer) -> Node:
    """What is moved or copied; a copy of what is not there is a null."""
    if operation.kind == "copy" and parent.kind == MAP and name not in parent.fields:
        return Node(SCALAR, writer, text="null", tag=NULL, mark=operation.source_node)
    found = _get(parent, name)
    if operation.kind == "copy":
        return copy(found)
    _remove(parent, name, _sign(operation.source_node, writer))
    return found


def _new(operation: Operation, writer: Writer, is_json: bool) -> Node:
    """The value of an operation: its own place is the `value` key."""
    if operation.content is None:
        return Node(SCALAR, writer, text="null", tag=NULL, key=operation.value_key)
    made = convert(operation.content, writer)
    made.key = operation.value_key
    if not is_json:
        for node in walk(made):
            _read_old(node)
    return made


def _read_old(node: Node) -> None:
    """Read a plain scalar as YAML 1.1, in which kustomize decodes a patch."""
    if node.kind == SCALAR and node.style == PLAIN and node.tag == PARSED:
        tag, meant = resolve_old(node.text)
        if isinstance(meant, bool):
            node.text = "true" if meant else "false"
        elif tag == STR:
            node.tag = STR


# ---- places -------------------------------------------------------------------------------------


def _parent(root: Node, path: str, operation: Operation, writer: Writer) -> tuple[Node, str]:
    """The collection that holds a path's last part, and that part."""
    parts = path.split("/")
    if len(parts) < 2:
        raise UnmodelledError("a path without a slash")
    node = root
    for depth, part in enumerate(parts[1:-1]):
        name = _unescape(part)
        if depth == 1 and name == "annotations" and node is root.fields.get("metadata"):
            node = _annotations(node, operation, writer)
            continue
        node = _get(node, name)
    return node, _unescape(parts[-1])


def _annotations(metadata: Node, operation: Operation, writer: Writer) -> Node:
    """The annotations, which exist for kustomize even if the source has none: it keeps its own there."""
    found = metadata.fields.get("annotations")
    if found is None or found.kind != MAP:
        found = Node(MAP, writer, mark=operation.path_node)
        metadata.fields["annotations"] = found
    return found


def _unescape(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")


def _get(node: Node, name: str) -> Node:
    if node.kind == LIST:
        return node.elements[_index(name, len(node.elements) - 1)]
    found = node.fields.get(name)
    if found is None:
        raise UnmodelledError("a JSON patch of what does not exist")
    return found


def _index(name: str, last: int) -> int:
    if not _INDEX.fullmatch(name):
        raise UnmodelledError("no index")
    index = int(name)
    if index < 0:
        index += last + 1
    if not 0 <= index <= last:
        raise UnmodelledError("an index that is not there")
    return index


def _add(node: Node, name: str, new: Node) -> None:
    if node.kind == LIST:
        index = len(node.elements) if name == "-" else _index(name, len(node.elements))
        node.elements.insert(index, new)
        return
    _set(node, name, new)


def _replace(node: Node, name: str, new: Node) -> None:
    if node.kind == LIST:
        index = _index(name, len(node.elements) - 1)
        new.before = node.elements[index]
        node.elements[index] = new
        return
    _set(node, name, new)


def _set(node: Node, name: str, new: Node) -> None:
    if node.kind != MAP:
        raise UnmodelledError("a JSON patch through a scalar")
    old = node.fields.get(name)
    if old is not None:
        new.before = old
    node.fields[name] = new


def _remove(node: Node, name: str, remover: Node) -> None:
    if node.kind == LIST:
        del node.elements[_index(name, len(node.elements) - 1)]
        return
    if name not in node.fields:
        raise UnmodelledError("a JSON patch removes what does not exist")
    node.bury(name, remover)
    del node.fields[name]


def _sign(node: yaml.Node, writer: Writer) -> Node:
    """Who removes, where the operation names the place."""
    return Node(SCALAR, writer, mark=node)


# ---- the way through JSON -----------------------------------------------------------------------


def _round_trip(node: Node) -> None:
    """Every scalar becomes what it is after JSON: a float for a number, quotes only where needed."""
    if node.kind == SCALAR:
        _normalise(node)
    for child in node.fields.values():
        _round_trip(child)
    for child in node.elements:
        _round_trip(child)


def _normalise(node: Node) -> None:
    meant = scalar_value(node)
    if isinstance(meant, str):
        node.text, node.tag, node.style = meant, STR, QUOTED if needs_quotes(meant) else PLAIN
    elif meant is None:
        node.text, node.tag, node.style = "null", NULL, PLAIN
    elif isinstance(meant, bool):
        node.text, node.tag, node.style = str(meant).lower(), PARSED, PLAIN
    elif isinstance(meant, (int, float)):
        number = float(meant)
        node.text = str(int(number)) if number.is_integer() else repr(number)
        node.tag, node.style = PARSED, PLAIN
