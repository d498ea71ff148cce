"""Names, paths and numbers as people read them; what could move the cursor or reorder text is spelled out."""

from __future__ import annotations

import re
import unicodedata

from validator.model import FieldPath, ResourceId

MESSAGE = 600  # characters of a message that people are shown; names in it may be hostile

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # controls, formats such as bidi, surrogates, separators
_PLAIN = re.compile(r"[ -~]*")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def is_hidden(char: str) -> bool:
    """Whether a character has no look of its own: an escape, a bidi control, a lone surrogate."""
    return unicodedata.category(char) in _HIDDEN


def escaped(char: str) -> str:
    r"""A hidden character by its code: \n, \t, \x1b, \u202e."""
    named = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}.get(char)
    code = ord(char)
    if named is None and 0xDC80 <= code <= 0xDCFF:  # a byte of a file name that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    if named is not None:
        return named
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def visible(text: str, limit: int | None = None) -> str:
    """Text for one line of a screen: hidden characters spelled out, at most `limit` of it."""
    if limit is not None and len(text) > limit:
        return f"{visible(text[:limit])}… ({number(len(text) - limit)} more characters)"
    if _PLAIN.fullmatch(text):
        return text
    return "".join(escaped(char) if is_hidden(char) else char for char in text)


def field_text(path: FieldPath) -> str:
    """A path as people write it: spec.containers[0].image; keys with other characters stand in quotes."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif _WORD.fullmatch(part):
            text += f".{part}" if text else part
        else:
            text += "[" + '"' + part.replace("\\", "\\\\").replace('"', '\\"') + '"]'
    return text


def resource_text(resource: ResourceId) -> str:
    """A resource as the command line takes it: Kind/name or Kind/namespace/name."""
    return "/".join(part for part in (resource.kind, resource.namespace, resource.name) if part)


def number(count: int) -> str:
    """A number with separators: 4,012."""
    return f"{count:,}"


def counted(count: int, noun: str) -> str:
    """A number with its noun: 1 overlay, 4,012 overlays."""
    return f"{number(count)} {noun}" if count == 1 else f"{number(count)} {noun}s"
