"""Holds a merged object against the rendered one along a path: only what agrees is claimed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml

from validator.locate.fieldspecs import Configuration
from validator.locate.names import explain_name, explain_namespace
from validator.locate.node import LIST, MAP, SCALAR, Node, scalar_value
from validator.locate.resource import Resource
from validator.locate.scalars import ANY
from validator.model import FieldPath, JsonObject
from validator.places import ABSENT, member, value_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The node that a path ends at, or the last one on the way that agrees."""

    node: Node
    proven: bool
    old_names: frozenset[str] = frozenset()  # names that differ: whoever was called so has to be known
    is_absent: bool = False  # there is no such field; `node` is around it, or what removed it
    is_removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A merged object, what was rendered for it, and what else decides how names in it are rewritten."""

    resource: Resource
    body: JsonObject
    others: list[Resource]
    known: Configuration


def prove(
    resource: Resource, body: JsonObject, path: FieldPath, others: list[Resource], known: Configuration
) -> Verdict:
    """Follow a path through the merged and the rendered object."""
    return _follow(_Held(resource=resource, body=body, others=others, known=known), path)


def _follow(held: _Held, path: FieldPath) -> Verdict:
    node: Node = held.resource.root
    actual: Any = held.body
    for depth, part in enumerate(path):
        below = member(actual, part)
        mine = _child(node, part)
        if below is ABSENT or (below is None and depth + 1 < len(path)):
            is_gone = mine is None or mine.is_null or (node.kind == SCALAR)
            remover = (node.removed or {}).get(str(part)) if mine is None else None
            return Verdict(
                node=remover or node, proven=is_gone, is_absent=True, is_removed=remover is not None
            )
        if mine is None:
            return _unexpected(held, node, actual, path, depth)
        if isinstance(actual, list) and not _is_aligned(node, actual, int(part)):
            return Verdict(node=node, proven=False)
        node, actual = mine, below
    if agrees(node, actual):
        return Verdict(node=node, proven=True)
    if node.kind != SCALAR:
        return _members(held, node, actual, path)
    return _renamed(held, node, actual, path)


def _members(held: _Held, node: Node, actual: Any, path: FieldPath) -> Verdict:
    """A collection that differs is the rendered one if each of its members is explained."""
    names: Iterable[str | int] = ()
    if node.kind == MAP and isinstance(actual, dict) and node.fields.keys() <= actual.keys():
        names = actual
    elif node.kind == LIST and isinstance(actual, list) and len(node.elements) == len(actual):
        names = range(len(actual))
    proven, old_names = bool(names), frozenset[str]()
    for name in names:
        verdict = _follow(held, (*path, name))
        old_names |= verdict.old_names
        proven = proven and verdict.proven
    return Verdict(node=node, proven=proven, old_names=old_names)


def _child(node: Node, part: str | int) -> Node | None:
    if isinstance(part, int):
        return node.elements[part] if part < len(node.elements) else None
    return node.fields.get(part)


def _unexpected(held: _Held, node: Node, actual: Any, path: FieldPath, depth: int) -> Verdict:
    """What the render has and the merge has not: a namespace that came with a name, or something unknown."""
    if path[depth] == "namespace" and depth + 1 == len(path) and isinstance(actual, dict):
        name, namespace = str(actual.get("name")), str(actual["namespace"])
        found = explain_namespace(held.resource, path, name, namespace, held.others, held.known)
        return Verdict(node=found or node, proven=found is not None, old_names=_called(node.string("name")))
    return Verdict(node=node, proven=False)


def _renamed(held: _Held, node: Node, actual: Any, path: FieldPath) -> Verdict:
    """A text that differs: a reference to a renamed object, or something unknown."""
    if not isinstance(actual, str):
        return Verdict(node=node, proven=False)
    if path == ("metadata", "name"):
        return Verdict(node=node, proven=True)  # the resource was found by this name: the rest is its hash
    if path[-1] == "namespace":
        name = str(value_at(held.body, path[:-1]).get("name"))
        found = explain_namespace(held.resource, path, name, actual, held.others, held.known)
        return Verdict(node=found or node, proven=found is not None, old_names=_called(name))
    found = explain_name(held.resource, path, node, actual, held.others, held.known)
    return Verdict(node=found or node, proven=found is not None, old_names=_called(node.text))


def _called(name: str | None) -> frozenset[str]:
    return frozenset({name} if name else ())


# ---- comparing ----------------------------------------------------------------------------------


def agrees(node: Node, actual: Any) -> bool:
    """Whether a merged value is what was rendered."""
    if node.kind == MAP:
        return (
            isinstance(actual, dict)
            and node.fields.keys() == actual.keys()
            and all(agrees(child, actual[name]) for name, child in node.fields.items())
        )
    if node.kind == LIST:
        return (
            isinstance(actual, list)
            and len(node.elements) == len(actual)
            and all(agrees(child, element) for child, element in zip(node.elements, actual, strict=True))
        )
    if node.tag == ANY:
        return isinstance(actual, str)
    return _equal(scalar_value(node), actual) or _is_refolded(node, actual)


def _is_refolded(node: Node, actual: Any) -> bool:
    """Whether a folded text differs in its line breaks alone, which go-yaml moves when it writes it back."""
    mark = node.mark
    if not isinstance(mark, yaml.ScalarNode) or mark.style != ">" or not isinstance(actual, str):
        return False
    return node.text.split() == actual.split()


def _equal(ours: Any, actual: Any) -> bool:
    if isinstance(ours, bool) or isinstance(actual, bool) or ours is None or actual is None:
        return ours is actual
    if isinstance(ours, (int, float)) and isinstance(actual, (int, float)):
        return ours == actual or float(ours) == float(actual)
    return type(ours) is type(actual) and bool(ours == actual)


def _is_aligned(node: Node, actual: list[Any], index: int) -> bool:
    """Whether our element at an index is the rendered one: equal length, equal fields, renamed ones apart."""
    if len(node.elements) != len(actual):
        return False
    mine, theirs = node.elements[index], actual[index]
    if mine.kind != MAP or not isinstance(theirs, dict):
        return True  # a scalar or list is compared in the end
    if (mine.fields.keys() ^ theirs.keys()) - {"namespace"}:
        return False
    return all(_may_be(name, child, theirs[name]) for name, child in mine.fields.items() if name in theirs)


def _may_be(name: str, child: Node, actual: Any) -> bool:
    if child.kind != SCALAR:
        return isinstance(actual, (dict, list))
    ours = scalar_value(child)
    if agrees(child, actual):
        return True
    is_name = isinstance(ours, str) and isinstance(actual, str)
    return is_name and (name == "namespace" or ours in actual)
