"""How the lines of a YAML or JSON file nest, as indentation tells; works on files that do not parse, too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LINE = re.compile(  # linear in the length of the line, which may be hostile
    r"(?P<indent>[ \t]*)(?P<dashes>(?:-(?:[ \t]+|$))*)(?P<rest>"
    r"(?:(?P<quoted>\"(?:\\.|[^\"\\])*\"|'(?:''|[^'])*')[ \t]*:[ \t]*"
    r"|(?P<plain>[^\s\"'#{}\[\],&*!|>%@`?:][^:#\"'{}\[\]]*):(?:[ \t]+|$))?"
    r"(?P<value>.*))",
    re.DOTALL,
)
_BREAK = re.compile(r"---(?:\s|$)")
_BLOCK = re.compile(r"(?:[!&]\S+\s+)*[|>][-+0-9]{0,2}(?:\s+#.*)?")


@dataclass(frozen=True, slots=True)
class Line:
    """One line taken apart. Columns are counted from 0."""

    text: str
    indent: int
    column: int  # where the key or value after the dashes begins
    dashed: bool
    key: str  # without quotes, "" where there is none
    value: str
    value_column: int

    @property
    def is_blank(self) -> bool:
        """Whether the line holds nothing but space or a comment."""
        return self.text.strip() == "" or self.text.lstrip().startswith("#")

    @property
    def opens_block(self) -> bool:
        """Whether a literal or folded scalar begins here."""
        return _BLOCK.fullmatch(self.value) is not None


def line_of(text: str) -> Line:
    """A line taken apart: dashes, key, value."""
    match = _LINE.match(text.rstrip())
    assert match is not None  # every part of the pattern may be empty
    return Line(
        text=text,
        indent=len(match["indent"]),
        column=match.start("rest"),
        dashed=match["dashes"] != "",
        key=match["quoted"][1:-1] if match["quoted"] else (match["plain"] or "").rstrip(),
        value=match["value"],
        value_column=match.start("value"),
    )


def _is_outer(line: Line, inner: Line) -> bool:
    """Whether a line above another one is less deep; dashes may stand right under their key."""
    return line.indent < inner.indent or (line.indent == inner.indent and inner.dashed and not line.dashed)


class Layout:
    """The lines of one file and what stands under what. Lines are counted from 1."""

    def __init__(self, lines: Sequence[str]) -> None:
        """Keep the lines; each is taken apart when it is asked for."""
        self._texts = lines
        self._lines: dict[int, Line] = {}
        self._breaks = [at for at, line in enumerate(lines, 1) if _BREAK.match(line)]
        self._outer: list[int] = []  # by line, the nearest one above that it may stand under; 0 for none

    def line(self, number: int) -> Line:
        """The line of a number."""
        if number not in self._lines:
            self._lines[number] = line_of(self._texts[number - 1])
        return self._lines[number]

    def text(self, number: int) -> str:
        """The line of a number as it stands."""
        return self._texts[number - 1]

    @property
    def numbers(self) -> range:
        """The numbers of all lines."""
        return range(1, len(self._texts) + 1)

    def document(self, number: int) -> range:
        """The lines of the YAML document around a line."""
        first = max((at for at in self._breaks if at < number), default=0) + 1
        last = min((at for at in self._breaks if at > number), default=len(self._texts) + 1)
        return range(first, max(last, first + 1))

    def ancestors(self, number: int) -> Iterator[tuple[int, str]]:
        """Number and key of the lines that a line stands under, the nearest first."""
        if not self._outer:
            self._outer = self._find_outer()
        inner, at = self.line(number), self._outer[number]
        while at:
            line = self.line(at)
            # `- env:` holds what is deeper than `env`, and a list whose dashes stand right under it
            is_list = line.column == inner.indent and inner.dashed
            if line.key and (not line.dashed or line.column < inner.indent or is_list):
                yield at, line.key
            inner, at = line, self._outer[at]

    def _find_outer(self) -> list[int]:
        """The nearest outer line of every line. What is not outer has its own: all between them is deeper."""
        found, last = [0], 0
        breaks = set(self._breaks)
        for number in range(1, len(self._texts) + 1):
            line, at = self.line(number), last
            while at and not _is_outer(self.line(at), line):
                at = found[at]
            found.append(at)
            if number in breaks:
                last = 0
            elif not line.is_blank:
                last = number
        return found

    def mapping(self, number: int, column: int) -> range:
        """The lines of the mapping that has a key at this line and column."""
        document = self.document(number)
        first = number
        while not (self.line(first).dashed and self.line(first).column == column) and first > document.start:
            above = self.line(first - 1)
            begins = above.dashed and above.column == column
            if not above.is_blank and above.indent < column and not begins:
                break
            first -= 1
        last = number
        while last + 1 < document.stop:
            below = self.line(last + 1)
            if not below.is_blank and below.indent < column:
                break
            last += 1
        return range(first, last + 1)

    def flow(self, number: int) -> range:
        """The lines from this one until every bracket that it opens is closed."""
        depth, last = 0, number
        for at in range(number, self.document(number).stop):
            text = self.text(at)
            depth += sum(map(text.count, "{[")) - sum(map(text.count, "}]"))
            last = at
            if depth <= 0:
                break
        return range(number, last + 1)

    def is_inside_scalar(self, number: int) -> bool:
        """Whether a line continues a scalar that began on a line above."""
        for distance, (at, _) in enumerate(self.ancestors(number)):
            line = self.line(at)
            if line.opens_block or (distance == 0 and line.value and line.value[0] not in "{[&!#"):
                return True
        return False
