"""Which findings a change introduced: those whose identity was not there before it, however often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from validator.judge.identity import Identity, identity_of
from validator.keys import by_index
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
    left = [one for one in before if one.state is not State.WAIVED]
    waiting = sorted(range(len(judged)), key=lambda at: judged[at].state is not State.WAIVED)
    for called in (_by_content, _by_index):  # an element without a key is moved, or else edited
        by_name: dict[Identity, list[Placed]] = {}
        for one in left:
            identity = identity_of(one)
            by_name.setdefault(called(one, names.get(identity, identity)), []).append(one)
        for is_same in (
            _is_in_line,
            _is_in_file,
            _is_anywhere,
        ):  # of equal ones those of one place go together
            unmet = []
            for at in waiting:
                one = judged[at]
                others = by_name.get(called(one, identity_of(one)), [])
                twin = next((other for other in others if is_same(one, other)), None)
                if twin is None:
                    unmet.append(at)
                else:
                    others.remove(twin)
                    graver += [one] if one.severity.rank < twin.severity.rank else []
                    judged[at] = as_known(one)
            waiting = unmet
        left = [one for others in by_name.values() for one in others]
    return Compared(judged=judged, fixed=[replace(one, state=State.FIXED) for one in left], graver=graver)


def _by_content(_: Placed, identity: Identity) -> Identity:
    return identity


def _by_index(one: Placed, identity: Identity) -> Identity:
    return identity._replace(path=by_index(one.keyed))


def _is_in_line(one: Placed, other: Placed) -> bool:
    return one.location == other.location


def _is_in_file(one: Placed, other: Placed) -> bool:
    return (one.location and one.location.file) == (other.location and other.location.file)


def _is_anywhere(_: Placed, __: Placed) -> bool:
    return True


def as_known(one: Placed) -> Placed:
    """A finding that was there before; what is waived stays so."""
    return one if one.state is State.WAIVED else replace(one, state=State.KNOWN)
