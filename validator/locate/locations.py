"""The short region of a file where a person would change a node; None where the node has no place."""

from __future__ import annotations

import yaml

from validator.locate.node import MAP, SCALAR, Node
from validator.model import Location, Role, Step


def location_of(node: Node) -> Location | None:
    """A scalar's own text, the key of a mapping or list, the first line of a list's element.

    A mapping that a transformer made, and of whose content nothing is left, stands where its content stands.
    """
    if node.kind == MAP and node.writer.role is Role.TRANSFORMER and node.fields:
        member = next(iter(node.fields.values()))
        if all(child.writer != node.writer for child in node.fields.values()) and member.kind == SCALAR:
            return location_of(member)
    excerpt = node.writer.excerpt
    if node.kind == SCALAR and node.mark is not None and not _is_nothing(node.mark):
        return _of_scalar(node, node.mark)
    if node.key is not None:
        return excerpt.span(node.key.start_mark, node.key.end_mark)
    if node.mark is not None:
        first, last = _head(node.mark)
        return excerpt.span(first.start_mark, last.end_mark)
    return node.writer.at


def chain_of(node: Node, location: Location | None) -> tuple[Step, ...]:
    """The kustomizations that lead to a node's writer, and the line where it writes."""
    if location is None:
        return node.writer.trail
    return (*node.writer.trail, Step(file=location.file, line=location.line, role=node.writer.role))


def _of_scalar(node: Node, mark: yaml.Node) -> Location:
    excerpt = node.writer.excerpt
    if isinstance(mark, yaml.ScalarNode) and mark.style in ("|", ">"):
        return excerpt.span(mark.start_mark, mark.start_mark)
    if isinstance(mark, yaml.ScalarNode):
        return excerpt.span(mark.start_mark, mark.end_mark)
    first, last = _head(mark)
    return excerpt.span(first.start_mark, last.end_mark)


def _is_nothing(mark: yaml.Node) -> bool:
    start, end = mark.start_mark, mark.end_mark
    return start.line == end.line and start.column == end.column


def _head(mark: yaml.Node) -> tuple[yaml.Node, yaml.Node]:
    """First and last node of a node's first line: for `- name: web`, the key and its value."""
    if isinstance(mark, yaml.MappingNode) and mark.value:
        key, value = mark.value[0]
        is_short = isinstance(value, yaml.ScalarNode) and value.end_mark.line == key.start_mark.line
        return key, value if is_short and not _is_nothing(value) else key
    if isinstance(mark, yaml.SequenceNode) and mark.value:
        return _head(mark.value[0])
    return mark, mark
