"""Takes the text of a Go template apart: what stands outside actions, and the tokens within them."""

from __future__ import annotations

import re
from typing import Any

from validator.discover.templates.problems import RefusedError, UndecidedError

Tokens = list[tuple[str, str]]  # kind and text; spaces are tokens, as they separate operands

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    |(?P<string>"(?:\\.|[^"\\\n])*")
    |(?P<raw>`[^`]*`)
    |(?P<number>[-+]?(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|[0-9][0-9_]*(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?))
    |(?P<field>\.[^\W\d]\w*)
    |(?P<dot>\.)
    |(?P<variable>\$\w*)
    |(?P<word>[^\W\d]\w*)
    |(?P<mark>:=|[=|(),])""",
    re.X,
)
_COMMENT = re.compile(r"\s*/\*.*?\*/", re.S)


def split(text: str) -> list[str | Tokens]:
    """Text and the tokens of actions, alternating as written."""
    parts: list[str | Tokens] = []
    place, trim = 0, False
    while True:
        start = text.find("{{", place)
        literal = text[place:] if start < 0 else text[place:start]
        literal = literal.lstrip(" \t\r\n") if trim else literal
        if start < 0:
            parts.append(literal)
            return parts
        inside = start + 2
        if text[inside : inside + 1] == "-" and text[inside + 1 : inside + 2] in (" ", "\t", "\r", "\n"):
            literal = literal.rstrip(" \t\r\n")
            inside += 2
        parts.append(literal)
        comment = _COMMENT.match(text, inside)
        tokens, place, trim = _tokens(text, comment.end() if comment else inside)
        if comment and tokens:
            raise RefusedError("a comment that does not end its action")
        if not comment:
            parts.append(tokens)


def _tokens(text: str, place: int) -> tuple[Tokens, int, bool]:
    """The tokens of an action, where its end is, and whether it trims what follows."""
    found: Tokens = []
    while True:
        if text.startswith("}}", place):
            return found, place + 2, False
        spaced = place > 0 and text[place - 1] in " \t\r\n"
        if spaced and text.startswith("-}}", place):
            return found, place + 3, True
        match = _TOKEN.match(text, place)
        if match is None:
            if text[place : place + 1] == "'":
                raise UndecidedError("character constants are not read")
            raise RefusedError(f"the template does not parse at {text[place : place + 12]!r}")
        place = match.end()
        found.append((str(match.lastgroup), match.group()))


_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}


def constant(kind: str, text: str) -> Any:
    """The value of a number or a quoted text; raises RefusedError and UndecidedError."""
    if kind == "raw":
        return text[1:-1]
    if kind == "string":
        return re.sub(r"\\(.)", _unescape, text[1:-1])
    if kind == "number":
        plain = text.replace("_", "")
        if re.fullmatch(r"[-+]?(0|[1-9][0-9]*)", plain):
            return int(plain)
        if re.fullmatch(r"[-+]?0[xX][0-9a-fA-F]+", plain):
            return int(plain, 16)
        if re.search(r"[.eE]", plain):
            return float(plain)
        raise UndecidedError(f"the number {text} is not read")
    raise RefusedError(f"unexpected {text!r} in a template")


def _unescape(match: re.Match[str]) -> str:
    found = _ESCAPES.get(match[1])
    if found is None:
        raise UndecidedError(f"the escape \\{match[1]} is not read")
    return found
