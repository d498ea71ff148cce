"""Resources with another name or namespace that are certainly the same: one candidate, much in common."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from validator.difference.likeness import leaves, likeness
from validator.model import Resource, without_hash

_LIKE = 0.75  # share of their scalars, without names, that both must have in common
_MOST = 200  # resources of one kind on a side; who replaces more does not rename them
_APART = frozenset({"name", "namespace"})

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Way:
    """How a name and a namespace become others: as a prefix, suffix or namespace of an overlay does it."""

    namespaces: tuple[str, str]
    prefixes: tuple[str, str]
    suffixes: tuple[str, str]


def renames(before: Sequence[Resource], after: Sequence[Resource]) -> list[Pair]:
    """Indexes of resources, before and after, none twice."""
    likely = [pair for some in _candidates(before, after) for pair in _alike(before, after, some)]
    certain = _single(likely)
    ways = {_way(before[here], after[there]) for here, there in certain}
    taken = {here for here, _ in certain}, {there for _, there in certain}
    follow = [
        (here, there)
        for some in _candidates(before, after)
        for here, there in some
        if here not in taken[0] and there not in taken[1] and _way(before[here], after[there]) in ways
    ]
    return sorted([*certain, *_single(follow)])


def _candidates(before: Sequence[Resource], after: Sequence[Resource]) -> Iterator[list[Pair]]:
    """Of each kind the pairs whose names differ by no more than a prefix, a suffix or a namespace."""
    sides: tuple[dict[Any, list[int]], ...] = (defaultdict(list), defaultdict(list))
    for side, resources in zip(sides, (before, after), strict=True):
        for at, resource in enumerate(resources):
            group = resource.id.api_version.rpartition("/")[0]
            side[group, resource.id.kind].append(at)
    for kind, here in sides[0].items():
        there = sides[1].get(kind, [])
        if len(here) <= _MOST and len(there) <= _MOST:
            yield [(i, j) for i in here for j in there if _way(before[i], after[j]) is not None]


def _way(before: Resource, after: Resource) -> _Way | None:
    """What was done to the name, None if that is more than a prefix or a suffix."""
    old, new = without_hash(before.id.name), without_hash(after.id.name)
    namespaces = (before.id.namespace, after.id.namespace)
    if old == new:
        return _Way(namespaces, ("", ""), ("", ""))
    shared = 0
    for mine, yours in zip(reversed(old), reversed(new), strict=False):
        if mine != yours:
            break
        shared += 1
    stem = old[len(old) - shared :]
    if shared == min(len(old), len(new)) or "-" in stem:  # web → dev-web, dev-web → prod-web
        stem = stem if shared == min(len(old), len(new)) else stem[stem.index("-") :]
        return _Way(namespaces, (old[: len(old) - len(stem)], new[: len(new) - len(stem)]), ("", ""))
    if old.startswith(new) or new.startswith(old):
        length = min(len(old), len(new))
        return _Way(namespaces, ("", ""), (old[length:], new[length:]))
    return None


def _alike(before: Sequence[Resource], after: Sequence[Resource], pairs: list[Pair]) -> list[Pair]:
    """The pairs that have much in common apart from names."""
    ours = {here: _content(before[here]) for here, _ in pairs}
    theirs = {there: _content(after[there]) for _, there in pairs}
    return [(here, there) for here, there in pairs if likeness(ours[here], theirs[there]) >= _LIKE]


def _content(resource: Resource) -> Counter[Any]:
    """The scalars of a resource without its names and kind, by which the candidates were found."""
    found = leaves({key: value for key, value in resource.body.items() if key not in ("apiVersion", "kind")})
    return Counter({leaf: count for leaf, count in found.items() if leaf[0][-1:] not in _ENDS})


_ENDS = frozenset((name,) for name in _APART)


def _single(pairs: list[Pair]) -> list[Pair]:
    """Those of which neither side has another candidate."""
    counts = Counter(here for here, _ in pairs), Counter(there for _, there in pairs)
    return [(here, there) for here, there in pairs if counts[0][here] == counts[1][there] == 1]
