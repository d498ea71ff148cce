"""Resources that a prefix or suffix of a kustomization renamed: the same object under another name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from validator.locate.locator import Locator
from validator.model import Build, Resource, ResourceId, without_hash

Name = tuple[str, str, str, str]  # group, kind, namespace, name without the hash of a generated one


def name_of(resource: ResourceId) -> Name:
    """What tells the objects of one overlay apart."""
    group, _, _ = resource.api_version.rpartition("/")
    return group, resource.kind, resource.namespace, without_hash(resource.name)


def renamed(before: Sequence[Build], after: Sequence[Build], old: Locator, new: Locator) -> dict[Name, str]:
    """By what a resource was called: what it is called now, where its source has the name that it had."""
    were, are = _by_name(before), _by_name(after)
    gone = {name: one for name, one in were.items() if name not in are}
    come = {name: one for name, one in are.items() if name not in were}
    kinds = {name[:3] for name in gone} & {name[:3] for name in come}
    if not kinds:
        return {}
    origins_before = _origins(gone, kinds, old)
    origins_after = _origins(come, kinds, new)
    found = {}
    for origin, names in origins_before.items():
        others = origins_after.get(origin, [])
        if len(names) == len(others) == 1:
            found[names[0]] = others[0][3]
    return found


_Where = tuple[Build, Resource]


def _by_name(builds: Iterable[Build]) -> dict[Name, _Where]:
    return {name_of(resource.id): (build, resource) for build in builds for resource in build.resources}


def _origins(
    where: dict[Name, _Where], kinds: set[tuple[str, str, str]], locator: Locator
) -> dict[tuple[str, str, str, str], list[Name]]:
    """Names by group, kind, namespace and the name in the source."""
    found: dict[tuple[str, str, str, str], list[Name]] = {}
    wanted = [name for name in sorted(where) if name[:3] in kinds]
    by_overlay: dict[int, list[Name]] = {}
    for name in wanted:
        by_overlay.setdefault(id(where[name][0]), []).append(name)
    for names in by_overlay.values():
        overlay = where[names[0]][0].overlay
        origins = locator.first_names(overlay, [where[name][1].body for name in names])
        for name, origin in zip(names, origins, strict=True):
            if origin is not None:
                found.setdefault((*name[:3], without_hash(origin)), []).append(name)
    return found
