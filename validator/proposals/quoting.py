"""Writes texts of a repository into YAML: names of directories and branches may hold anything."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"(?:https://)?[A-Za-z][A-Za-z0-9_./-]*")
_WORDS = re.compile(r"(?i:y|n|yes|no|on|off|true|false|null)")  # no texts to one version of YAML or another


def quoted(text: str) -> str | None:
    """A scalar of one line that reads as this text and as nothing else; None for what is not Unicode."""
    if any(0xD800 <= ord(char) <= 0xDFFF for char in text):  # a byte of a name that is not UTF-8
        return None
    if _PLAIN.fullmatch(text) and not _WORDS.fullmatch(text):
        return text
    return '"' + "".join(rf"\{char}" if char in '"\\' else told(char) for char in text) + '"'


def told(text: str) -> str:
    """A text for a comment: what ends a line, moves the cursor or is nothing to YAML stands as its code."""
    return "".join(char if char.isprintable() else _code(ord(char)) for char in text)


def _code(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
