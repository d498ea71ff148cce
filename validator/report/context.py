"""What a format may know besides the result: the sources under it and how the reader wants to see it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from validator.model import Finding
from validator.report.formats import COMMENT
from validator.tree.source import decode

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # where libyaml, which gave the locations, counts a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """How to render. `read` gives a file's bytes by its path from the root, None where there is none."""

    read: Callable[[str], bytes | None]
    color: bool = False
    width: int = 100  # columns of the reader's screen
    notes: bool = True  # show notes as the other findings; else their places, by rule
    include_waived: bool = False  # show waived findings, too; they are counted either way
    limit: int = COMMENT  # Markdown: characters at most
    is_changed: Callable[[Finding], bool] = lambda _: False  # whether a change put a finding's line there
    category: str = "mergegate"  # tells several uploads of one commit apart in code scanning


@dataclass(slots=True)
class Sources:
    """The files that a report quotes, each read and split once. Lives as long as one report is written."""

    read: Callable[[str], bytes | None]
    _raw: dict[str, bytes | None] = field(default_factory=dict)
    _lines: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def raw(self, file: str) -> bytes | None:
        """The bytes of a file, None where it cannot be read."""
        if file not in self._raw:
            self._raw[file] = self.read(file)
        return self._raw[file]

    def lines(self, file: str) -> tuple[str, ...]:
        """The lines of a file without their ends, () where it cannot be read."""
        if file not in self._lines:
            raw = self.raw(file)
            self._lines[file] = () if raw is None else tuple(_BREAK.split(_text(raw)))
        return self._lines[file]


def _text(raw: bytes) -> str:
    try:
        return decode(raw)
    except UnicodeDecodeError:
        return raw.decode("utf-8", errors="replace")
