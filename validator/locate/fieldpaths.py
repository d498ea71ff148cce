"""Paths of replacements and vars through an object: `a.b`, `a.[x.y/z]`, `0`, `*`, `[name=web]`.

After kustomize 5.8 (kyaml/utils/pathsplitter, kyaml/yaml/match, kyaml/yaml/fns).
"""

from __future__ import annotations

import re

from validator.locate.node import LIST, MAP, SCALAR, Node
from validator.locate.origin import UnmodelledError
from validator.locate.scalars import FRESH, Value


def split(path: str) -> tuple[str, ...]:
    """The parts of a path; `\\.` and brackets keep dots, brackets without `=` are taken off."""
    pieces = path.replace(r"\.", "\0").split(".")
    pieces = pieces[1:] if len(pieces) > 1 and not pieces[0] else pieces
    parts: list[str] = []
    index = 0
    while index < len(pieces):
        part = pieces[index]
        if part.startswith("[") and not part.endswith("]"):
            while index + 1 < len(pieces):
                index += 1
                part += "." + pieces[index]
                if pieces[index].endswith("]"):
                    break
            part = part if "=" in part else part.strip("[]")
        parts.append(part.replace("\0", "."))
        index += 1
    return tuple(part.strip() for part in parts if part.strip())


def lookup(node: Node, parts: tuple[str, ...]) -> Node | None:
    """The one node at a path; None if it is not there."""
    found: Node | None = node
    for part in parts:
        if found is None or found.is_null:
            return None
        found = _step(found, part)
    return found


def _step(node: Node, part: str) -> Node | None:
    if _is_index(part):
        return node.elements[int(part)] if int(part) < len(node.elements) else None
    if part == "-":
        return node.elements[-1] if node.elements else None
    if is_match(part):
        name, text = _pair(part)
        matching = (e for e in node.elements if (e.string(name) if name else e.text) == text)
        return next(matching, None)
    return node.fields.get(part)


def _is_index(part: str) -> bool:
    return part.isascii() and part.isdigit()


def is_match(part: str) -> bool:
    """Whether a part picks elements by a field's value."""
    return part.startswith("[") and part.endswith("]")


def _pair(part: str) -> tuple[str, str]:
    name, equals, text = part[1:-1].partition("=")
    if not equals:
        raise UnmodelledError("a list index without a value")
    return name, text


def match(node: Node, parts: tuple[str, ...], create: int, place: Node) -> list[Node]:
    """All nodes at a path. With `create`, a kind of node, what is missing is made where `place` stands."""
    if not parts:
        return [node]
    part, rest = parts[0], parts[1:]
    if _is_index(part):
        return _match_index(node, int(part), rest, create, place)
    if is_match(part):
        return _match_elements(node, part, rest, create, place)
    if part == "*":
        return [found for element in node.elements for found in match(element, rest, create, place)]
    found = node.fields.get(part)
    if found is None:
        if not create or node.kind != MAP:
            return []
        found = _made(_kind(rest, create), place)
        node.fields[part] = found
    if found.kind == SCALAR and rest and not found.is_null:
        raise UnmodelledError("a replacement inside a text")
    return match(found, rest, create, place)


def _match_index(node: Node, index: int, rest: tuple[str, ...], create: int, place: Node) -> list[Node]:
    if index == len(node.elements) and create:
        node.elements.append(_made(_kind(rest, create), place))
    if index >= len(node.elements):
        raise UnmodelledError("a replacement of an element that is not there")
    return match(node.elements[index], rest, create, place)


def _match_elements(node: Node, part: str, rest: tuple[str, ...], create: int, place: Node) -> list[Node]:
    name, pattern = _pair(part)
    try:
        wanted = re.compile(pattern)
    except re.error as error:
        raise UnmodelledError("a regular expression of Go only") from error
    hits = [e for e in node.elements if _is_hit(e, name, wanted)]
    if not hits and create and node.kind == LIST:
        made = _made(MAP if name else SCALAR, place)
        if name:
            made.fields[name] = _made(SCALAR, place)
            made.fields[name].text = pattern
        else:
            made.text = pattern
        node.elements.append(made)
        hits = [made]
    return [found for hit in hits for found in (match(hit, rest, create, place) if name else [hit])]


def _is_hit(element: Node, name: str, wanted: re.Pattern[str]) -> bool:
    if not name:
        return element.kind == SCALAR and bool(wanted.search(element.text.strip()))
    found = element.fields.get(name)
    return found is not None and found.kind == SCALAR and bool(wanted.search(found.text.strip()))


def _kind(rest: tuple[str, ...], final: int) -> int:
    if not rest:
        return final
    return LIST if is_match(rest[0]) or _is_index(rest[0]) else MAP


def _made(kind: int, place: Node) -> Node:
    return Node(kind, place.writer, tag=FRESH, mark=place.mark, key=place.key)


def texts(value: Value) -> str:
    """A scalar as Go prints it inside a text."""
    if value is None:
        return "<nil>"
    return str(value).lower() if isinstance(value, bool) else str(value)
