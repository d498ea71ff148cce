"""Parsed YAML as nodes with memory: anchors and merge keys resolved, scalars as kustomize reads them."""

from __future__ import annotations

from typing import Any

import yaml

from validator.locate.node import FLOW_EMPTY, LIST, MAP, PLAIN, QUOTED, SCALAR, Node
from validator.locate.origin import UnmodelledError, Writer
from validator.locate.scalars import BINARY, NULL, PARSED, STR, resolve
from validator.tree.source import most_nodes, pairs, scalar_key

_EXPLICIT = tuple(f"tag:yaml.org,2002:{name}" for name in ("int", "float", "bool", "null"))  # of quoted text
_MERGE_TAG = "tag:yaml.org,2002:merge"


def convert(node: yaml.Node, writer: Writer) -> Node:
    """A parsed YAML node, anchors and merge keys resolved. Raises UnmodelledError for an alias bomb."""
    return _convert(node, writer, None, False, [most_nodes(node)])


def _convert(
    node: yaml.Node, writer: Writer, key: yaml.Node | None, in_flow: bool, budget: list[int]
) -> Node:
    budget[0] -= 1
    if budget[0] < 0:
        raise UnmodelledError("expands to too many nodes")
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, writer, key, in_flow)
    in_flow = isinstance(node, yaml.CollectionNode) and bool(node.flow_style)
    if isinstance(node, yaml.SequenceNode):
        made = Node(LIST, writer, tag=PARSED, mark=node, key=key)
        made.elements = [_convert(child, writer, None, in_flow, budget) for child in node.value]
        return made
    made = Node(MAP, writer, tag=PARSED, mark=node, key=key)
    content = node.value
    for name, _ in content:
        if name.tag == _MERGE_TAG:
            content = pairs(node)
            break
    for name, child in content:
        made.fields[scalar_key(name)] = _convert(child, writer, name, in_flow, budget)
    return made


def _scalar(node: yaml.ScalarNode, writer: Writer, key: yaml.Node | None, in_flow: bool) -> Node:
    text: str = node.value
    tag, style = PARSED, PLAIN
    if node.style and node.tag not in _EXPLICIT:
        tag, style = STR, QUOTED
        if node.tag == "tag:yaml.org,2002:binary":
            tag = BINARY
    elif node.tag == "tag:yaml.org,2002:binary":
        tag = BINARY
    elif node.tag == "tag:yaml.org,2002:str" and text[:1] in "+-.0123456789nNtTfF~" and _is_explicit(text):
        tag = STR
    elif text in ("", "~", "null", "Null", "NULL"):
        tag, style = NULL, FLOW_EMPTY if in_flow and not text else PLAIN
    return Node(SCALAR, writer, text=text, tag=tag, style=style, mark=node, key=key)


def _is_explicit(text: str) -> bool:
    """Whether a plain scalar that PyYAML tags as a string must carry the tag `!!str` itself."""
    tag, _ = resolve(text)
    return tag != STR and _PYYAML.resolve(yaml.ScalarNode, text, (True, False)) != "tag:yaml.org,2002:str"


_PYYAML: Any = yaml.resolver.Resolver()
