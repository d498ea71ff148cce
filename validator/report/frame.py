"""A source line under a finding, with what of it is meant; secrets hidden, cut to the width of the screen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from validator.masking.credentials import Span
from validator.masking.text import MASK
from validator.model import Location
from validator.report.paint import Paint
from validator.report.visible import escaped, is_hidden

_LONGEST = 5000  # characters; longer lines are minified data, which nobody reads in a terminal
_TAB = "    "


@dataclass(frozen=True, slots=True)
class Frame:
    """A line ready to print. `start` and `end` say in columns of the screen, from 0, what to underline."""

    number: int
    text: str
    start: int
    end: int

    @property
    def carets(self) -> str:
        """What underlines it."""
        return " " * self.start + "^" * (self.end - self.start)


def frame(lines: Sequence[str], location: Location, hidden: Sequence[Span], width: int) -> Frame | None:
    """The first line of a location within `width` columns, or None where the file has no such line."""
    if not 1 <= location.line <= len(lines):
        return None
    line = lines[location.line - 1]
    if len(line) > _LONGEST:
        return Frame(location.line, f"… ({len(line):,} characters)", 0, 0)
    end = location.end_column - 1 if location.end_line == location.line else len(line)
    first = min(location.column - 1, len(line))
    last = max(first, min(end, len(line.rstrip())))
    first = min([first, *(start for start, stop in hidden if start <= first < stop)])
    cells = _cells(line, hidden)
    left, right = _window([_width(cell) for cell in cells], first, last, width)
    shown = "".join(cells[left:right])
    start, stop = _columns(cells[left:first]), _columns(cells[left : min(last, right)])
    if left:
        shown, start, stop = "…" + shown, start + 1, stop + 1
    if right < len(cells):
        shown += "…"
    if location.column - 1 > len(line):  # the file is not the one that was located
        return Frame(location.line, shown.rstrip(), 0, 0)
    return Frame(location.line, shown.rstrip(), start, max(stop, start + 1))


def framed(quoted: Frame, under: Iterable[str], paint: Paint) -> Iterator[str]:
    """The lines that show a frame: the number, a bar, the text, and below it what is said `under` it."""
    pad, bar = " " * len(str(quoted.number)), paint.faint("|")
    yield f"{pad} {bar}"
    yield f"{paint.faint(str(quoted.number))} {bar} {quoted.text}".rstrip()
    yield from (f"{pad} {bar} {line}".rstrip() for line in under)
    yield f"{pad} {bar}"


def _cells(line: str, hidden: Sequence[Span]) -> list[str]:
    """What to print for each character of the line; a hidden span is printed at its first character."""
    cells = [_TAB if char == "\t" else escaped(char) if is_hidden(char) else char for char in line]
    for start, end in hidden:
        cells[start:end] = [MASK, *[""] * (end - start - 1)]
    return cells


def _width(cell: str) -> int:
    """How many columns of a screen a cell takes."""
    if len(cell) == 1 and not cell.isascii():
        if unicodedata.combining(cell):
            return 0
        return 2 if unicodedata.east_asian_width(cell) in "WF" else 1
    return len(cell)


def _columns(cells: Sequence[str]) -> int:
    return sum(map(_width, cells))


def _window(widths: Sequence[int], first: int, last: int, room: int) -> tuple[int, int]:
    """Which cells to show: the region, some of what stands before it, and what there is room for."""
    if sum(widths) <= room:
        return 0, len(widths)
    room -= 2  # an ellipsis on each side
    before = max(room // 4, room - sum(widths[first:last]) - 8) if first else 0
    before = min(before, room * 2 // 3)
    left = first
    while left > 0 and sum(widths[left - 1 : first]) <= before:
        left -= 1
    right = left
    while right < len(widths) and sum(widths[left : right + 1]) <= room:
        right += 1
    return left, max(right, min(first + 1, len(widths)))
