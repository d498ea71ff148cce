"""Values with memory: every node knows the file, the line and the part of the build that wrote it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any

import yaml

from validator.locate.origin import UnmodelledError, Writer
from validator.locate.scalars import (
    BINARY,
    FRESH,
    NULL,
    PARSED,
    STR,
    UNKNOWN,
    is_old_non_string,
    resolve,
)

SCALAR, MAP, LIST = 1, 2, 3
PLAIN, QUOTED, FLOW_EMPTY = 0, 1, 2  # FLOW_EMPTY: nothing, inside {} or []; printed as ""


class Node:
    """A scalar, mapping or list that remembers its writer and, in `before`, what stood there earlier."""

    __slots__ = (
        "before",
        "elements",
        "fields",
        "keep",
        "key",
        "kind",
        "mark",
        "removed",
        "style",
        "tag",
        "text",
        "writer",
    )

    def __init__(
        self,
        kind: int,
        writer: Writer,
        *,
        text: str = "",
        tag: str = FRESH,
        style: int = PLAIN,
        mark: yaml.Node | None = None,
        key: yaml.Node | None = None,
    ) -> None:
        self.kind = kind
        self.writer = writer
        self.text = text
        self.tag = tag
        self.style = style
        self.mark = mark
        self.key = key
        self.before: Node | None = None
        self.keep = False  # a null that a merge must not drop
        self.removed: dict[str, Node] | None = None  # fields that somebody took away, as who did it
        self.fields: dict[str, Node] = {} if kind == MAP else _NO_FIELDS
        self.elements: list[Node] = [] if kind == LIST else _NO_ELEMENTS  # shared, so never written to

    @property
    def is_null(self) -> bool:
        """Whether kustomize takes it for null."""
        return self.tag == NULL

    @property
    def is_empty(self) -> bool:
        """Whether kustomize takes it for nothing: null, or a collection without members."""
        return self.tag == NULL or (self.kind != SCALAR and not self.fields and not self.elements)

    def get(self, name: str) -> Node | None:
        """The value of a field, None for what is absent or no mapping."""
        return self.fields.get(name)

    def find(self, *names: str) -> Node | None:
        """The value at a path of fields."""
        node: Node | None = self
        for name in names:
            node = node.fields.get(name) if node is not None else None
        return node

    def string(self, *names: str) -> str:
        """The text of the scalar at a path of fields; "" for what is absent, null or no scalar."""
        node = self.find(*names)
        return node.text if node is not None and node.kind == SCALAR and not node.is_null else ""

    def bury(self, name: str, remover: Node) -> None:
        """Remember who removes a field, and what it was."""
        grave = Node(SCALAR, remover.writer, text="null", tag=NULL, mark=remover.mark, key=remover.key)
        grave.before = self.fields.get(name)
        self.removed = {**(self.removed or {}), name: grave}

    def like(self, source: Node) -> Node:
        """This node, placed where `source` stands: the same writer and marks."""
        self.writer, self.mark, self.key = source.writer, source.mark, source.key
        return self

    def become_map(self) -> None:
        """Turn a null into an empty mapping, as a transformer does that creates a field in it."""
        self.kind, self.tag, self.text, self.fields = MAP, FRESH, "", {}

    def become_list(self) -> None:
        """Turn a null into an empty list."""
        self.kind, self.tag, self.text, self.elements = LIST, FRESH, "", []


class _NoFields(dict[str, Node]):
    """The fields of all that is no mapping: there are none, and none can be set."""

    def __setitem__(self, name: str, _: Node) -> None:
        raise UnmodelledError("a field of what is no mapping")


class _NoElements(list[Node]):
    """The elements of all that is no list."""

    def append(self, _: Node) -> None:
        raise UnmodelledError("an element of what is no list")


_NO_FIELDS = _NoFields()
_NO_ELEMENTS = _NoElements()


def is_missing(node: Node | None) -> bool:
    """Whether there is no node, or a null."""
    return node is None or node.tag == NULL


# ---- plain values -------------------------------------------------------------------


UNKNOWN_VALUE = object()


def value(node: Node) -> Any:
    """What kustomize prints for a node, as dicts, lists and scalars."""
    if node.kind == MAP:
        return {name: value(child) for name, child in node.fields.items()}
    if node.kind == LIST:
        return [value(child) for child in node.elements]
    return scalar_value(node)


def scalar_value(node: Node) -> Any:
    """What kustomize prints for a scalar."""
    if node.tag == BINARY:
        return _decoded(node.text)
    if node.tag == UNKNOWN:
        return UNKNOWN_VALUE
    if node.style == QUOTED or node.tag == STR:
        return node.text
    if node.style == FLOW_EMPTY and not node.text:
        return ""
    if "\n" in node.text:
        return node.text
    return resolve(node.text)[1]


def _decoded(text: str) -> str | None:
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode("utf-8")
    except (ValueError, binascii.Error):
        return None


def shell(node: Node) -> Node:
    """A node as it stands, without its members."""
    made = Node(node.kind, node.writer, text=node.text, tag=node.tag, style=node.style)
    made.mark, made.key, made.before, made.keep = node.mark, node.key, node.before, node.keep
    made.removed = node.removed
    return made


def copy(node: Node) -> Node:
    """A deep copy with the same memory."""
    made = shell(node)
    if node.kind == MAP:
        made.fields = {name: copy(child) for name, child in node.fields.items()}
    elif node.kind == LIST:
        made.elements = [copy(child) for child in node.elements]
    return made


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    yield node
    for child in node.fields.values():
        yield from walk(child)
    for child in node.elements:
        yield from walk(child)


# ---- writing ------------------------------------------------------------------------------------


def set_field(parent: Node, name: str, new: Node | None) -> None:
    """Set, or with a null or None remove, a field as kyaml's FieldSetter does: an old value's quotes stay."""
    if new is None or (new.tag == NULL and not new.keep):
        parent.fields.pop(name, None)
        return
    if new.kind == SCALAR and new.style == PLAIN and is_string(new) and is_old_non_string(new.text):
        new.style = QUOTED
    old = parent.fields.get(name)
    if old is None:
        parent.fields[name] = new
    elif old is not new:
        if new.kind == SCALAR:
            new.style = QUOTED if old.kind == SCALAR and old.style == QUOTED else PLAIN
        assign(old, new)


def assign(target: Node, new: Node) -> None:
    """Make a node what another one is, in place, and remember what it was.

    In place, because kustomize puts one node of a label into the metadata, the selector and the template:
    whoever writes one of them later writes all of them.
    """
    target.before = shell(target)
    target.kind, target.text, target.tag, target.style = new.kind, new.text, new.tag, new.style
    target.keep, target.removed = new.keep, new.removed
    target.fields = dict(new.fields) if new.kind == MAP else _NO_FIELDS
    target.elements = list(new.elements) if new.kind == LIST else _NO_ELEMENTS
    target.like(new)


def is_string(node: Node) -> bool:
    """Whether kustomize takes a scalar for a string."""
    if node.kind != SCALAR:
        return False
    return node.tag in (STR, FRESH) or (node.tag == PARSED and resolve(node.text)[0] == STR)
