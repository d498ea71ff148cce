"""A change of a resource as lines that people read: only what differs, under the keys that lead there.

Signs: "-" gone, "+" new, "!" another value that is hidden or another order, "@" left out, " " around them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from validator.difference.difference import Change, FieldChange, Part, Sort
from validator.difference.elements import blocks, common
from validator.difference.likeness import is_same
from validator.model import FieldPath
from validator.places import value_at
from validator.report.diff_side import Side, as_first, as_member, margin, text_lines
from validator.report.manifest import scalar_text
from validator.report.visible import counted, number, visible

_AROUND = 2  # lines of a text around what differs
_WIDEST = 240  # characters of a value; of longer ones the part that differs is shown
_LABELS = 12  # elements that are named when their order differs
_HIDDEN = "  # hidden value changed"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line, ready for a screen: no secret, no control character."""

    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class DiffLines:
    """The first lines of a change, and how many there are beside them."""

    shown: Sequence[DiffLine]
    left_out: int = 0

    def first(self, most: int | None) -> DiffLines:
        """At most so many of them; one more where only that would be left out."""
        if most is None or len(self.shown) + self.left_out <= most + 1:
            return self
        return DiffLines(self.shown[:most], self.left_out + len(self.shown[most:]))


def diff_lines(change: Change, secrets: frozenset[str], most: int | None = None) -> DiffLines:
    """The fields that differ, or the whole object if it is on one side; `secrets` are hidden anywhere."""
    sides = [Side(resource, secrets) for resource in change.sides]
    if len(sides) == 2:
        return DiffLines(_ready(_Changed(*sides).lines(change.fields))).first(most)
    [side], sign = sides, "+" if change.after else "-"
    taken = None if most is None or side.length <= most + 1 else most  # masking the others takes its time
    left_out = 0 if taken is None else side.length - taken
    return DiffLines(_ready((sign, line) for line in side.lines(most=taken)), left_out)


def _ready(lines: Iterable[tuple[str, str]]) -> list[DiffLine]:
    return [DiffLine(sign, visible(text, 2 * _WIDEST)) for sign, text in lines]


Signed = Iterator["tuple[str, str]"]


@dataclass(slots=True)
class _Changed:
    """Both sides of a resource."""

    before: Side
    after: Side

    def lines(self, fields: Sequence[FieldChange]) -> Signed:
        """The changes in their order, each under the keys that lead to it, which are told once."""
        told: tuple[Part, ...] = ()
        for change in fields:
            above = change.parts if change.sort is Sort.REORDERED else change.parts[:-1]
            known = 0
            while known < min(len(told), len(above)) and told[known] == above[known]:
                known += 1
            for depth in range(known, len(above)):
                yield " ", self._context(change, depth)
            told = above
            yield from self._change(change)

    def _context(self, change: FieldChange, depth: int) -> str:
        """The line of a key or an element above a change."""
        part, path = change.parts[depth], change.at(depth)[1]
        if isinstance(path[-1], str):
            return self._member(self.after, path)
        old = tuple(part.before for part in change.parts[: depth + 1] if part.before is not None)
        key = part.key or self._constant(old, path)
        first = self.after.opening(path)
        if key is None:
            return f"{' ' * (margin(first) - 2)}- # element {path[-1] + 1}"
        return as_first(self.after.opening((*path, key)))

    def _constant(self, old: FieldPath, new: FieldPath) -> str | None:
        """A scalar by which people know an element that has no key: the first one that stays."""
        before, after = value_at(self.before.resource.body, old), value_at(self.after.resource.body, new)
        for key, value in after.items() if isinstance(after, dict) and isinstance(before, dict) else ():
            if not isinstance(value, (dict, list)) and key in before and is_same(before[key], value):
                return str(key)
        return None

    def _member(self, side: Side, path: FieldPath) -> str:
        line = side.opening(path)
        return as_member(line) if len(path) > 1 and isinstance(path[-2], int) else line

    def _change(self, change: FieldChange) -> Signed:
        before, after = change.before, change.after
        if change.sort is Sort.REORDERED and after is not None:
            yield "!", self._order(change, after)
        elif before is None or after is None:
            sign, side, path = ("-", self.before, before) if after is None else ("+", self.after, after)
            yield from ((sign, line) for line in self._whole(side, path or ()))
        else:
            texts = [text_lines(value_at(side.resource.body, path)) for side, path in self._both(change)]
            shown = [
                side.texts(path) for (side, path), text in zip(self._both(change), texts, strict=True) if text
            ]
            if len(shown) == 2 and None not in shown:
                yield from self._texts(change, *(text or [] for text in (*texts, *shown)))
            else:
                yield from _pair(self._whole(self.before, before), self._whole(self.after, after))

    def _both(self, change: FieldChange) -> tuple[tuple[Side, FieldPath], tuple[Side, FieldPath]]:
        return (self.before, change.before or ()), (self.after, change.after or ())

    def _whole(self, side: Side, path: FieldPath) -> list[str]:
        """All lines of a field."""
        rest = side.lines(path)[1:]
        first = side.opening(path) if isinstance(path[-1], int) else self._member(side, path)
        return [first, *rest]

    def _order(self, change: FieldChange, after: FieldPath) -> str:
        """How the elements that a list keeps are ordered before and after."""
        indent = " " * margin(self.after.opening(after))
        before, now = (_labels(side, path, change.key) for side, path in self._both(change))
        orders = [
            [shown for name, shown in one if name in dict(other)]
            for one, other in ((before, now), (now, before))
        ]
        if len(orders[1]) > _LABELS:
            return f"{indent}# another order of {counted(len(orders[1]), 'element')}"
        return f"{indent}# order: {' → '.join(', '.join(order) for order in orders)}"

    def _texts(
        self, change: FieldChange, before: list[str], after: list[str], ours: list[str], theirs: list[str]
    ) -> Signed:
        """Two texts, line by line; lines are compared as they are and shown masked."""
        heads = [self._head(side, path) for side, path in self._both(change)]
        if heads[0] == heads[1]:
            yield " ", heads[1]
        else:
            yield from (("-", heads[0]), ("+", heads[1]))
        indent = " " * (margin(heads[1]) + 2)
        if before == after and heads[0] == heads[1]:
            yield "!", f"{indent}# other line breaks at the end"
            return
        found = list(blocks(before, after))
        for at, (is_equal, here, there) in enumerate(found):
            if is_equal:
                lines = [f"{indent}{theirs[line]}" for line in there]
                yield from _folded(lines, indent, is_first=at == 0, is_last=at == len(found) - 1)
            else:
                old, new = (
                    [f"{indent}{ours[line]}" for line in here],
                    [f"{indent}{theirs[line]}" for line in there],
                )
                yield from _pair(old, new)

    def _head(self, side: Side, path: FieldPath) -> str:
        """The line above a text; one that stands in quotes is shown as if it did not."""
        line = self._whole(side, path)[0]
        shown = side.shown(path)
        return line if shown.startswith("|") else line[: len(line) - len(shown)] + "|"


def _labels(side: Side, path: FieldPath, key: str | None) -> list[tuple[str, str]]:
    """What the elements of a list are called by their key, as it is and as it may be shown."""
    elements = value_at(side.resource.body, path)
    places = [(*path, at) if key is None else (*path, at, key) for at in range(len(elements))]
    return [(scalar_text(value_at(side.resource.body, place)), side.shown(place)) for place in places]


def _pair(old: list[str], new: list[str]) -> Signed:
    """Lines gone and new; those that differ only in what is hidden as one."""
    if old == new:
        yield from (("!", line + _HIDDEN) for line in new)
        return
    if len(old) == len(new) == 1 and max(len(old[0]), len(new[0])) > _WIDEST:
        old, new = _windows(old[0], new[0])
    yield from (("-", line) for line in old)
    yield from (("+", line) for line in new)


def _windows(old: str, new: str) -> tuple[list[str], list[str]]:
    """Of two long values the part that differs, with a little of what stands around it."""
    same = common(old, new)
    tail = common(old[same:][::-1], new[same:][::-1])
    begin = max(margin(new) + 40, same - 40)
    return [_window(old, begin, same, tail)], [_window(new, begin, same, tail)]


def _window(text: str, begin: int, same: int, tail: int) -> str:
    end = min(len(text) - tail + 40, max(begin, same) + _WIDEST)
    lead = text[: margin(text) + 40]
    left = begin - len(lead)
    start = f"{lead}…({number(left)})…{text[begin:end]}" if left > 0 else text[:end]
    rest = len(text) - max(end, len(lead))
    return f"{start}…({number(rest)})" if rest > 0 else start


def _folded(lines: list[str], indent: str, *, is_first: bool, is_last: bool) -> Signed:
    """The equal lines next to a difference; of a long stretch the number."""
    before, after = (0 if is_first else _AROUND), (0 if is_last else _AROUND)
    left = len(lines) - before - after
    if left <= 1:
        yield from ((" ", line) for line in lines)
        return
    yield from ((" ", line) for line in lines[:before])
    yield "@", f"{indent}{counted(left, 'unchanged line')}"
    yield from ((" ", line) for line in lines[len(lines) - after :])
