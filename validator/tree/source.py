"""YAML and JSON files of the repository as nodes that know their line and column; raises on none."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from validator.model import Location

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntaxProblem:
    """Why a file cannot be read; `line` and `column` start at 1, None where the parser does not say."""

    message: str
    line: int | None
    column: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file and its documents. Those before a syntax error are kept; None is an empty document."""

    file: str  # relative to the repository's root
    text: str  # decoded, without a byte order mark
    documents: tuple[yaml.Node | None, ...]
    problem: SyntaxProblem | None


def decode(raw: bytes) -> str:
    """The text of a file: UTF-8, or UTF-16 with a byte order mark, as kustomize takes it.

    Raises UnicodeDecodeError.
    """
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16")
    return raw.decode("utf-8-sig")


def parse(raw: bytes, file: str) -> Source:
    """Every document of a file, with marks; a syntax error is in the result, never raised."""
    try:
        text = decode(raw)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = SyntaxProblem(message=f"not UTF-8: {error.reason}", line=line, column=None)
        return Source(file=file, text="", documents=(), problem=problem)
    documents: list[yaml.Node | None] = []
    try:
        if _is_too_deep(text):
            problem = SyntaxProblem(message="nested too deeply", line=None, column=None)
            return Source(file=file, text=text, documents=(), problem=problem)
        documents.extend(_compose(text))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = SyntaxProblem(
            message=error.problem or "not YAML",
            line=mark.line + 1 if mark else None,
            column=mark.column + 1 if mark else None,
        )
        return Source(file=file, text=text, documents=tuple(documents), problem=problem)
    except yaml.YAMLError as error:  # a character that YAML does not allow
        problem = SyntaxProblem(message=str(error).splitlines()[0], line=None, column=None)
        return Source(file=file, text=text, documents=tuple(documents), problem=problem)
    return Source(file=file, text=text, documents=tuple(documents), problem=None)


_DEEPEST = 400  # levels; the composer recurses in C, and a few thousand would overflow its stack
_INDENTED = re.compile(rf"^[ \t?:-]{{{_DEEPEST},}}", re.M)


def _is_too_deep(text: str) -> bool:
    """Whether the text may nest too deeply for the composer; the events tell where its look does not."""
    if text.count("[") + text.count("{") < _DEEPEST and not _INDENTED.search(text):
        return False
    depth = 0
    try:
        for event in yaml.parse(text, _Loader):
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                depth += 1
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                depth -= 1
            if depth > _DEEPEST:
                return True
    except yaml.YAMLError:
        pass  # the composer says it, and keeps the documents before it
    return False


def _compose(text: str) -> Iterator[yaml.Node | None]:
    loader = _Loader(text)
    try:
        while loader.check_node():
            node = loader.get_node()
            yield None if _is_null(node) else node
    finally:
        loader.dispose()


def _is_null(node: yaml.Node | None) -> bool:
    return node is None or (isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null")


def span(file: str, node: yaml.Node, end: yaml.Node | None = None) -> Location:
    """The region of a node (or from `node` to the end of `end`).

    libyaml ends a block collection at the start of what follows it, so such a region is cut to its first
    line: short regions are what people and code scanning want.
    """
    start, stop = node.start_mark, (end or node).end_mark
    end_line, end_column = stop.line + 1, stop.column + 1
    if stop.column == 0 and stop.line > start.line:
        end_line, end_column = start.line + 1, start.column + 2
    return Location(
        file=file, line=start.line + 1, column=start.column + 1, end_line=end_line, end_column=end_column
    )


# ---- values ------------------------------------------------------------------------------------

_CORE = (  # YAML 1.2 core schema, https://yaml.org/spec/1.2.2/#1032-tag-resolution
    (re.compile(r"~|null|Null|NULL|"), lambda _: None),
    (re.compile(r"true|True|TRUE"), lambda _: True),
    (re.compile(r"false|False|FALSE"), lambda _: False),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"0o[0-7]+"), lambda text: int(text[2:], 8)),
    (re.compile(r"0x[0-9a-fA-F]+"), lambda text: int(text[2:], 16)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
)
_FIRST = frozenset("~nNtTfF-+.0123456789")


def scalar(node: yaml.ScalarNode) -> Any:
    """The value of a scalar under the YAML 1.2 core schema: quoted ones and unknown tags are strings."""
    text: str = node.value
    if node.style in ("'", '"', "|", ">") or (text and text[0] not in _FIRST):
        return text
    for pattern, convert in _CORE:
        if pattern.fullmatch(text):
            return convert(text)
    return text


class TooManyNodesError(ValueError):
    """The node expands to more values than `most_nodes` allows: an alias bomb."""


def most_nodes(node: yaml.Node) -> int:
    """How many values a node may expand to: aliases save people some typing, bombs far more."""
    return min(1_000_000, 20_000 + 20 * int(node.end_mark.index - node.start_mark.index))


def value(node: yaml.Node | None) -> Any:
    """A node as dicts, lists and scalars, anchors and merge keys resolved; raises TooManyNodesError."""
    return _value(node, [most_nodes(node) if node is not None else 1])


def _value(node: yaml.Node | None, budget: list[int]) -> Any:
    budget[0] -= 1
    if budget[0] < 0:
        raise TooManyNodesError
    if node is None:
        return None
    if isinstance(node, yaml.ScalarNode):
        return scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, budget) for child in node.value]
    return {scalar_key(key): _value(child, budget) for key, child in pairs(node)}


def scalar_key(node: yaml.Node) -> str:
    """A mapping's key as text; collections as keys become their start, which matches no field."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) else f"?{node.start_mark.line}"


def pairs(node: yaml.Node | None, depth: int = 0) -> list[tuple[yaml.Node, yaml.Node]]:
    """Key and value nodes of a mapping, `<<` resolved: explicit keys win, of duplicates the last."""
    if not isinstance(node, yaml.MappingNode) or depth > 50:
        return []
    merged: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    explicit: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key, child in node.value:
        if key.tag == "tag:yaml.org,2002:merge":
            sources = child.value if isinstance(child, yaml.SequenceNode) else [child]
            for source in reversed(sources):
                merged.update((scalar_key(k), (k, v)) for k, v in pairs(source, depth + 1))
        else:
            explicit[scalar_key(key)] = (key, child)
    return list({**merged, **explicit}.values())


def child(node: yaml.Node | None, key: str | int) -> tuple[yaml.Node | None, yaml.Node] | None:
    """The key node (None in a list) and value node of one child, or None if there is none."""
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int):
        return (None, node.value[key]) if 0 <= key < len(node.value) else None
    for name, value_node in pairs(node):
        if scalar_key(name) == key:
            return name, value_node
    return None
