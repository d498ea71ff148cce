"""Which findings a change introduced: those whose identity was not there before it, however often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from validator.judge.identity import Identity, identity_of
from validator.model import State
from validator.places import Placed

Translate = Callable[[Identity], "Identity | None"]


def against(
    after: Sequence[Placed], before: Sequence[Placed], names: Mapping[Identity, Identity]
) -> tuple[list[Placed], list[Placed]]:
    """Findings after the change as new or known, and those of before that are fixed.

    `names` tells of findings before the change what they are called after it, if that is not the same: their
    overlay's directory or their resource was renamed. What was waived before is no match for what is not: a
    waiver that the change takes away leaves a new finding. What is waived now stays so.
    """
    known: Counter[Identity] = Counter()
    before = [one for one in before if one.state is not State.WAIVED]
    called = [names.get(identity, identity) for identity in map(identity_of, before)]
    known.update(called)
    judged = list(after)
    for index in sorted(range(len(judged)), key=lambda at: judged[at].state is not State.WAIVED):
        identity = identity_of(judged[index])
        if known[identity] > 0:
            known[identity] -= 1
            judged[index] = as_known(judged[index])
    fixed = []
    for one, identity in zip(reversed(before), reversed(called), strict=True):
        if known[identity] > 0:
            known[identity] -= 1
            fixed.append(replace(one, state=State.FIXED))
    return judged, fixed[::-1]


def as_known(one: Placed) -> Placed:
    """A finding that was there before; what is waived stays so."""
    return one if one.state is State.WAIVED else replace(one, state=State.KNOWN)
