"""A rendered object as the lines of its manifest, each with the path of what it shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml12

from validator.model import FieldPath

_PLAIN = re.compile(r"[A-Za-z0-9_./$(<=~^+][^\x00-\x1f\x7f-\x9f\u2028\u2029]*")
_TAKEN = re.compile(r": |:$| #| $")  # what would end a plain scalar


@dataclass(frozen=True, slots=True)
class Line:
    """One line of YAML. Where it opens a list and its first element, the path is that of the innermost."""

    text: str
    path: FieldPath
    start: int = 0  # where in the text the value begins
    is_continued: bool = False  # a further line of a text

    @property
    def is_opening(self) -> bool:
        """Whether it is the key of a mapping or list that follows."""
        return self.text.endswith(":") and not self.is_continued


def manifest_lines(value: Any, path: FieldPath = ()) -> Iterator[Line]:
    """The lines of a value, as kustomize indents them."""
    if isinstance(value, dict) and value:
        yield from _mapping(value, path, "", "")
    elif isinstance(value, list) and value:
        yield from _sequence(value, path, "", "")
    else:
        yield from _scalar(value, path, "", "")


def _mapping(value: dict[str, Any], path: FieldPath, first: str, indent: str) -> Iterator[Line]:
    lead = first
    for key, child in value.items():
        yield from _member(f"{lead}{scalar_text(key)}:", child, (*path, key), indent)
        lead = indent


def _member(head: str, child: Any, path: FieldPath, indent: str) -> Iterator[Line]:
    if isinstance(child, dict) and child:
        yield Line(head, path, len(head))
        yield from _mapping(child, path, f"{indent}  ", f"{indent}  ")
    elif isinstance(child, list) and child:
        yield Line(head, path, len(head))
        yield from _sequence(child, path, indent, indent)
    else:
        yield from _scalar(child, path, f"{head} ", f"{indent}  ")


def _sequence(value: list[Any], path: FieldPath, first: str, indent: str) -> Iterator[Line]:
    lead = first
    for index, child in enumerate(value):
        at = (*path, index)
        if isinstance(child, dict) and child:
            yield from _mapping(child, at, f"{lead}- ", f"{indent}  ")
        elif isinstance(child, list) and child:
            yield from _sequence(child, at, f"{lead}- ", f"{indent}  ")
        else:
            yield from _scalar(child, at, f"{lead}- ", f"{indent}  ")
        lead = indent


def _scalar(value: Any, path: FieldPath, head: str, indent: str) -> Iterator[Line]:
    if isinstance(value, str) and "\n" in value.rstrip("\n") and _is_block(value):
        chomping = {0: "-", 1: ""}.get(len(value) - len(value.rstrip("\n")), "+")
        yield Line(f"{head}|{chomping}", path, len(head))
        lines = value.removesuffix("\n").split("\n")
        yield from (
            Line(f"{indent}{line}" if line else "", path, len(indent), is_continued=True) for line in lines
        )
    else:
        yield Line(head + scalar_text(value), path, len(head))


def is_shown_as_it_is(value: str) -> bool:
    """Whether the lines of a text stand in a manifest as they are, not as an escaped text in quotes."""
    return _is_plain(value) or ("\n" in value.rstrip("\n") and _is_block(value))


def _is_block(value: str) -> bool:
    """Whether a text of several lines can stand as it is: no blank would be lost, all of it is printable."""
    if " \n" in value or value.endswith(" "):
        return False
    return not value.startswith((" ", "\n", "\t")) and value.replace("\n", "").replace("\t", "").isprintable()


def scalar_text(value: Any) -> str:
    """A scalar or an empty collection as YAML on one line."""
    if isinstance(value, str):
        return value if _is_plain(value) else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)


def _is_plain(value: str) -> bool:
    if not _PLAIN.fullmatch(value) or _TAKEN.search(value):
        return False
    return (value[0].isalpha() and value.lower() not in _WORDS) or _is_string(value)


_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def _is_string(value: str) -> bool:
    """Whether YAML reads the text as a string."""
    if value.lower() in _WORDS:
        return False
    try:
        return bool(yaml12.parse_yaml(value) == value)
    except ValueError:
        return False
