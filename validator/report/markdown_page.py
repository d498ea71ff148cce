"""A page of Markdown that is filled until it is full, and says how much it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from validator.report.markdown_text import units
from validator.report.visible import counted, number

_TAIL = 300  # characters that are kept for what is said at the end


class Page:
    """Blocks in their order, at most `limit` characters in all."""

    def __init__(self, limit: int) -> None:
        self._whole = limit - _TAIL
        self._room = self._whole
        self._blocks: list[str] = []
        self._named: list[str] = []  # entries of which there is room for the name alone
        self._left_out = 0

    @property
    def takes_blocks(self) -> bool:
        """Whether every entry so far found room for a block."""
        return not self._named and not self._left_out

    def add(self, block: str) -> bool:
        """Whether the block found room."""
        size = units(block) + 2
        if size > self._room:
            return False
        self._blocks.append(block)
        self._room -= size
        return True

    def add_rows(
        self, head: Sequence[str], rows: Sequence[str], *, share: float, most: int, more: str, total: int = 0
    ) -> None:
        """A list, as much of it as fits into a share of the page; `more` says how many rows are missing.

        `total` is how many there are, where `rows` are the first of them.
        """
        room = min(int(self._whole * share), self._room) - sum(map(_row, (*head, more))) - 10
        kept: list[str] = []
        for row in rows[:most]:
            room -= _row(row)
            if room < 0:
                break
            kept.append(row)
        if rows:
            left = (total or len(rows)) - len(kept)
            self.add("\n".join([*head, *kept, *([more.format(f"{number(left)} more")] if left else [])]))

    def add_entry(self, blocks: Iterable[str], name: str) -> None:
        """The first block that fits; once the page is full the name alone, and in the end a number."""
        if self.takes_blocks and any(map(self.add, blocks)):
            return
        if self._left_out or _row(name) > self._room:
            self._left_out += 1
            return
        self._named.append(name)
        self._room -= _row(name)

    def text(self, title: str, noun: str, hint: str) -> str:
        """The page; at its end the names and the number of what is left out, and where it is to be seen."""
        end = [f"{title}:", "\n".join(self._named)] if self._named else []
        if self._left_out:
            end.append(f"… and {counted(self._left_out, f'more {noun}')}.")
        return "\n\n".join([*self._blocks, *end, *([hint] if end else [])]) + "\n"


def _row(text: str) -> int:
    return units(text) + 1
