"""A finding that says more silences those that say less of the same line, in the same overlay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from validator.model import Rule
from validator.places import Placed

_Mark = tuple[str, str, int, "str | None"]  # rule, file, line, overlay


def without_superseded(placed: Sequence[Placed], rules: Mapping[str, Rule]) -> list[Placed]:
    """What no rule that says more says, too: at the line itself, or at one on the way to it."""
    speakers: dict[_Mark, list[Placed]] = {}
    for one in placed:
        if one.location is not None:
            for rule in rules[one.rule].supersedes:
                mark = (rule, one.location.file, one.location.line, one.overlay)
                speakers.setdefault(mark, []).append(one)
    if not speakers:
        return list(placed)
    silenced = {rule for rule, _, _, _ in speakers}
    return [one for one in placed if one.rule not in silenced or not _is_said(one, speakers)]


def _is_said(one: Placed, speakers: Mapping[_Mark, Iterable[Placed]]) -> bool:
    return any(_covers(other, one) for mark in _marks(one) for other in speakers.get(mark, ()))


def _covers(one: Placed, other: Placed) -> bool:
    """Whether a finding says what the other one would: no milder, and not of another field or object."""
    if one.severity.rank > other.severity.rank:
        return False
    if one.resource is None or other.resource is None:
        return True
    shorter = min(len(one.path), len(other.path))
    is_same = one.resource == other.resource or one.location == other.location
    return is_same and one.path[:shorter] == other.path[:shorter]


def _marks(one: Placed) -> Iterator[_Mark]:
    if one.location is not None:
        yield one.rule, one.location.file, one.location.line, one.overlay
    for step in one.chain:
        yield one.rule, step.file, step.line, one.overlay
