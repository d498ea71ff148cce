"""Which findings a change introduced: those whose identity was not there before it, however often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from validator.judge.identity import Identity, identity_of
from validator.model import State
from validator.places import Placed


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Findings after a change as new or known, those that are fixed, and known ones that were milder."""

    judged: list[Placed]
    fixed: list[Placed]
    graver: list[Placed]


def against(
    after: Sequence[Placed], before: Sequence[Placed], names: Mapping[Identity, Identity]
) -> Compared:
    """Findings after the change as new or known, and those of before that are fixed.

    `names` tells of findings before the change what they are called after it, if that is not the same: their
    overlay's directory or their resource was renamed. What was waived before is no match for what is not: a
    waiver that the change takes away leaves a new finding. What is waived now stays so.
    """
    judged, graver = list(after), list[Placed]()
    left: dict[Identity, list[Placed]] = {}
    waived: Counter[Identity] = Counter()  # before the change, so often
    for one in before:
        identity = identity_of(one)
        identity = names.get(identity, identity)
        if one.state is State.WAIVED:
            waived[identity] += 1
        else:
            left.setdefault(identity, []).append(one)
    waiting = sorted(range(len(judged)), key=lambda at: judged[at].state is not State.WAIVED)
    for is_same in (_is_told_alike, _is_in_line, _is_in_file, _is_anywhere):  # of equal ones those most alike
        unmet = []
        for at in waiting:
            others = left.get(identity_of(judged[at]), [])
            twin = next((other for other in others if is_same(judged[at], other)), None)
            if twin is None:
                unmet.append(at)
            else:
                others.remove(twin)
                graver += [judged[at]] if judged[at].severity.rank < twin.severity.rank else []
                judged[at] = as_known(judged[at])
        waiting = unmet
    for at in waiting:
        if judged[at].state is State.WAIVED:
            identity = identity_of(judged[at])
            judged[at] = replace(judged[at], is_introduced=not waived[identity])
            waived[identity] -= bool(waived[identity])
    fixed = [replace(one, state=State.FIXED) for others in left.values() for one in others]
    return Compared(judged=judged, fixed=fixed, graver=graver)


def _is_told_alike(one: Placed, other: Placed) -> bool:
    return one.message == other.message and one.location == other.location


def _is_in_line(one: Placed, other: Placed) -> bool:
    return one.location == other.location


def _is_in_file(one: Placed, other: Placed) -> bool:
    return (one.location and one.location.file) == (other.location and other.location.file)


def _is_anywhere(_: Placed, __: Placed) -> bool:
    return True


def as_known(one: Placed) -> Placed:
    """A finding that was there before; what is waived stays so."""
    return one if one.state is State.WAIVED else replace(one, state=State.KNOWN)
