"""Which resource before is which one after: by group, kind, namespace and name, as far as certain."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from validator.difference.renames import renames
from validator.model import Resource, ResourceId, without_hash

Match = tuple["Resource | None", "Resource | None"]


@dataclass(frozen=True, slots=True)
class Matched:
    """All resources of both sides, each once: those after the change in their order, then those gone."""

    rows: tuple[Match, ...]
    generated: dict[str, str] = field(default_factory=dict)  # old names that end in a hash, their new ones


def match(before: Sequence[Resource], after: Sequence[Resource]) -> Matched:
    """The resources of an overlay side by side."""
    twins: dict[int, int] = {}  # index after → index before
    left, rest = list(range(len(before))), list(range(len(after)))
    for key in (_same, _but_hash):
        for here, there in _paired([before[at] for at in left], [after[at] for at in rest], key):
            twins[rest[there]] = left[here]
        taken = set(twins.values())
        left = [at for at in left if at not in taken]
        rest = [at for at in rest if at not in twins]
    ids = [(before[here].id, after[there].id) for there, here in twins.items()]
    for here, there in renames([before[at] for at in left], [after[at] for at in rest]):
        twins[rest[there]] = left[here]
    rows: list[Match] = [
        (before[twins[at]] if at in twins else None, resource) for at, resource in enumerate(after)
    ]
    rows += [(before[at], None) for at in sorted(set(left) - set(twins.values()))]
    generated = {old.name: new.name for old, new in ids if _has_new_hash(old, new)}
    return Matched(tuple(rows), generated)


def group_of(resource: ResourceId) -> str:
    """The API group, "" for the core's."""
    return resource.api_version.rpartition("/")[0]


def is_renamed(before: ResourceId, after: ResourceId) -> bool:
    """Whether the cluster sees another object: another namespace or name, but for kustomize's hash."""
    return before.namespace != after.namespace or (
        before.name != after.name and not _has_new_hash(before, after)
    )


def _has_new_hash(before: ResourceId, after: ResourceId) -> bool:
    stems = without_hash(before.name), without_hash(after.name)
    return before.name != after.name and stems[0] == stems[1] and stems[0] not in (before.name, after.name)


def _same(resource: Resource) -> Hashable:
    return group_of(resource.id), resource.id.kind, resource.id.namespace, resource.id.name


def _but_hash(resource: Resource) -> Hashable:
    where = group_of(resource.id), resource.id.kind, resource.id.namespace
    return (*where, without_hash(resource.id.name))


def _paired(
    before: Sequence[Resource], after: Sequence[Resource], key: Callable[[Resource], Hashable]
) -> list[tuple[int, int]]:
    """The indexes of resources with a key in common: as many on both sides, and one if the key says less."""
    sides: tuple[dict[Hashable, list[int]], ...] = ({}, {})
    for side, resources in zip(sides, (before, after), strict=True):
        for at, resource in enumerate(resources):
            side.setdefault(key(resource), []).append(at)
    return [
        pair
        for name, here in sides[0].items()
        if len(here) == len(there := sides[1].get(name, [])) and (key is _same or len(here) == 1)
        for pair in zip(here, there, strict=True)
    ]
