"""Waivers that rendered resources carry as an annotation, and the lines that set it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from validator.model import Build, FieldPath, Resource
from validator.places import Annotated, value_at
from validator.tree.tree import Tree

NAME = "mergegate.dev/ignore"
OURS = "mergegate.dev/"  # nobody else's annotations begin with it
_PATH: FieldPath = ("metadata", "annotations")


def annotated(builds: Sequence[Build], tree: Tree) -> tuple[Annotated, ...]:
    """All of them, in the order of the builds. It depends on nothing but each overlay's closure."""
    carrying: dict[str, list[str]] = {}
    wanted: list[tuple[Build, list[Resource]]] = []
    for build in builds:
        found = [one for one in build.resources if _carries(one, carrying)]
        if found:
            wanted.append((build, found))
    if not wanted:
        return ()
    from validator.locate.locator import Locator  # the merge: most repositories do without

    locator = Locator(tree)
    return tuple(one for build, resources in wanted for one in _of(build, resources, locator))


def _carries(resource: Resource, known: dict[str, list[str]]) -> bool:
    if resource.digest not in known:
        known[resource.digest] = _names(resource)
    return bool(known[resource.digest])


def _names(resource: Resource) -> list[str]:
    """The annotations of a resource that are meant for the check."""
    annotations = value_at(resource.body, _PATH)
    names = annotations if isinstance(annotations, Mapping) else ()
    return sorted(name for name in names if isinstance(name, str) and name.startswith(OURS))


def _of(build: Build, resources: Sequence[Resource], locator: Any) -> list[Annotated]:
    wanted = [(resource, (*_PATH, name)) for resource in resources for name in _names(resource)]
    places = locator.places(build.overlay, [(resource.body, path) for resource, path in wanted])
    return [
        Annotated(
            overlay=build.overlay.path,
            resource=resource.id,
            name=str(path[-1]),
            text=text if isinstance(text := value_at(resource.body, path), str) else None,
            location=place.location,
        )
        for (resource, path), place in zip(wanted, places, strict=True)
    ]
