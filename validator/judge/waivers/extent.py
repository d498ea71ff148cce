"""How far a line goes on: as an entry of a kustomization, or with a block of text that begins on it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

import yaml

from validator.tree.kustomization import NAMES as KUSTOMIZATIONS
from validator.tree.source import parse


def extents(raw: bytes, file: str) -> Mapping[int, int]:
    """The last line of what begins on a line (from 1), where that is more than the line.

    In a block of text nobody can write a comment; and an entry of `patches` may have its path, by which
    things come in, on any of its lines.
    """
    found: dict[int, int] = {}
    is_kustomization = posixpath.basename(file) in KUSTOMIZATIONS
    for document in parse(raw, file).documents:
        for node in _nodes(document):
            if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
                _extend(found, node)
        for entry in _entries(document) if is_kustomization else ():
            _extend(found, entry)
    return found


def _extend(found: dict[int, int], node: yaml.Node) -> None:
    first, last = node.start_mark.line + 1, _last_line(node)
    if last > first:
        found[first] = max(last, found.get(first, 0))


def _entries(document: yaml.Node | None) -> Iterator[yaml.Node]:
    """The elements of the lists that are fields of a kustomization."""
    if isinstance(document, yaml.MappingNode):
        for _, value in document.value:
            if isinstance(value, yaml.SequenceNode) and not value.flow_style:
                yield from value.value


def _nodes(document: yaml.Node | None) -> Iterator[yaml.Node]:
    """All nodes of a document, those that aliases share once."""
    seen: set[int] = set()
    waiting = [document] if document is not None else []
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        waiting += _children(node)


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [child for pair in node.value for child in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _last_line(node: yaml.Node) -> int:
    """The last line of a node's content; the mark of a block collection is where the next thing begins."""
    while not getattr(node, "flow_style", True) and (children := _children(node)):
        later = [child for child in children if child.start_mark.index >= node.start_mark.index]
        if not later:  # an alias of something above
            return int(node.start_mark.line) + 1
        node = max(later, key=lambda child: child.start_mark.index)
    end = node.end_mark
    return int(end.line) + (1 if end.column else 0)
