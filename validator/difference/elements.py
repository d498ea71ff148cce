"""Which elements of two lists are the same one: by their key where all have one, else by what they say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from validator.difference.likeness import leaves, likeness
from validator.locate.schema import Schema

Row = tuple["int | None", "int | None"]  # indexes before and after

_KEYS = (  # what tells elements apart in lists of which no schema is known, the most usual first
    ("name",),
    ("name", "namespace", "kind"),
    ("containerPort", "protocol"),
    ("port", "protocol"),
    ("mountPath",),
    ("mountPath", "subPath"),
    ("key",),
    ("key", "operator", "effect"),
    ("host",),
    ("path",),
    ("type",),
    ("id",),
    ("topologyKey",),
)
_LIKE = 0.5  # share of what two elements without a key must have in common to be one that changed
_MOST = 2_000_000  # comparisons of an alignment, which may cost their product


@dataclass(frozen=True, slots=True)
class Alignment:
    """Rows in the order of the list after the change, removed elements where they stood."""

    rows: tuple[Row, ...]
    key: str | None = None  # the field that tells the elements apart
    is_reordered: bool = False


def align(before: list[Any], after: list[Any], schema: Schema | None) -> Alignment:
    """The elements of two lists side by side."""
    known = (schema.keys,) if schema is not None and schema.merges and schema.keys else ()
    for keys in (*known, *_KEYS):
        names = [_names(elements, keys) for elements in (before, after)]
        if names[0] is not None and names[1] is not None:
            return _by_name(names[0], names[1], keys[0])
    texts = [[_text(element) for element in elements] for elements in (before, after)]
    is_set = schema is not None and schema.merges and not schema.keys
    if is_set and all(len(set(some)) == len(some) for some in texts):
        return Alignment(rows=_by_name(texts[0], texts[1], None).rows)
    return Alignment(rows=tuple(_by_content(before, after, texts[0], texts[1])))


def _names(elements: list[Any], keys: tuple[str, ...]) -> list[str] | None:
    """What each element is called by its keys; None if they do not tell all of them apart."""
    if not all(isinstance(element, dict) and _is_name(element.get(keys[0])) for element in elements):
        return None
    names = [_text([element.get(key) for key in keys]) for element in elements]
    return names if len(set(names)) == len(names) else None


def _is_name(value: Any) -> bool:
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _by_name(before: Sequence[str], after: Sequence[str], key: str | None) -> Alignment:
    index, stay = {name: at for at, name in enumerate(before)}, set(after)
    rows: list[Row] = []
    done = 0
    for there, name in enumerate(after):
        while done < len(before) and before[done] not in stay:
            rows.append((done, None))
            done += 1
        here = index.get(name)
        if here is not None and here >= done:
            rows += [(at, None) for at in range(done, here) if before[at] not in stay]
            done = here + 1
        rows.append((here, there))
    rows += [(at, None) for at in range(done, len(before)) if before[at] not in stay]
    moved = [name for name in before if name in stay] != [name for name in after if name in index]
    return Alignment(rows=tuple(rows), key=key, is_reordered=moved)


def _by_content(before: list[Any], after: list[Any], ours: list[str], theirs: list[str]) -> Iterator[Row]:
    for is_equal, here, there in blocks(ours, theirs):
        if is_equal:
            yield from zip(here, there, strict=True)
        else:
            yield from _replaced(before, after, here, there)


def blocks(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[bool, range, range]]:
    """Stretches of two texts in order: whether they are equal, and their indexes before and after."""
    first = common(before, after)
    last = common(before[first:][::-1], after[first:][::-1])
    ends = len(before) - last, len(after) - last
    middle = before[first : ends[0]], after[first : ends[1]]
    if first:
        yield True, range(first), range(first)
    is_large = len(middle[0]) * len(middle[1]) > _MOST
    for tag, i, j, k, m in SequenceMatcher(None, *middle, autojunk=is_large).get_opcodes():
        yield tag == "equal", range(first + i, first + j), range(first + k, first + m)
    if last:
        yield True, range(ends[0], len(before)), range(ends[1], len(after))


def common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many elements, or characters, both begin with."""
    for at, (mine, yours) in enumerate(zip(one, other, strict=False)):
        if mine != yours:
            return at
    return min(len(one), len(other))


def _replaced(before: list[Any], after: list[Any], here: range, there: range) -> Iterator[Row]:
    """Elements that took the place of others: like ones are one that changed, in their order."""
    if len(here) == len(there) == 1 and type(before[here[0]]) is type(after[there[0]]):
        yield here[0], there[0]
        return
    ours = {at: leaves(before[at]) for at in here if isinstance(before[at], dict)}
    theirs = {at: leaves(after[at]) for at in there if isinstance(after[at], dict)}
    rest = list(there) if len(here) * len(there) <= _MOST // 100 else []
    left = set(there)
    for at in here:
        twin = next((to for to in rest if _is_like(ours.get(at), theirs.get(to))), None)
        if twin is None:
            yield at, None
            continue
        yield from ((None, to) for to in sorted(left) if to < twin)
        yield at, twin
        left = {to for to in left if to > twin}
        rest = [to for to in rest if to > twin]
    yield from ((None, to) for to in sorted(left))


def _is_like(one: Any, other: Any) -> bool:
    return one is not None and other is not None and likeness(one, other) >= _LIKE
