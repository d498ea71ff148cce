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
    overlay's directory or their resource was renamed.
    """
    known: Counter[Identity] = Counter()
    called = [names.get(identity, identity) for identity in map(identity_of, before)]
    known.update(called)
    judged = []
    for one in after:
        identity = identity_of(one)
        is_known = known[identity] > 0
        known[identity] -= is_known
        judged.append(replace(one, state=State.KNOWN) if is_known else one)
    fixed = []
    for one, identity in zip(reversed(before), reversed(called), strict=True):
        if known[identity] > 0:
            known[identity] -= 1
            fixed.append(replace(one, state=State.FIXED))
    return judged, fixed[::-1]
