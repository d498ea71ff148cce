"""Which overlays a shard checks: about as much work as each other one has, and the same on every machine."""

from __future__ import annotations

import heapq
import re
from collections.abc import Mapping
from dataclasses import dataclass

from validator.errors import UsageError

MOST = 999  # machines
_EACH = 40_000  # bytes that a build could read in the time that starting one takes


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several machines, counted from 1."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def share(self, sizes: Mapping[str, int]) -> frozenset[str]:
        """The names that fall to this shard; `sizes` are the bytes that their builds read, by name.

        The largest goes first, each to the shard that has least so far: the shares differ by no more than one
        of them.
        """
        loads = [(0, number) for number in range(1, self.of + 1)]  # a heap
        mine = set()
        for name in sorted(sizes, key=lambda name: (-sizes[name], name)):
            load, number = loads[0]
            heapq.heapreplace(loads, (load + sizes[name] + _EACH, number))
            if number == self.number:
                mine.add(name)
        return frozenset(mine)


def parse(text: str) -> Shard:
    """NUMBER/OF, such as 2/5. Raises UsageError."""
    found = re.fullmatch(r"([0-9]{1,3})/([0-9]{1,3})", text)
    number, of = map(int, found.groups()) if found else (0, 0)
    if not 1 <= number <= of <= MOST:
        raise UsageError(f'"{text}" is no shard: it is NUMBER/OF, from 1/OF to OF/OF, such as 2/5')
    return Shard(number, of)
