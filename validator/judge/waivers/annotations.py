"""Waivers that rendered resources carry as an annotation, and the lines that set it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from validator.model import Build, FieldPath, Resource
from validator.places import Annotated, value_at
from validator.tree.tree import Tree

NAME = "mergegate.dev/ignore"
_PATH: FieldPath = ("metadata", "annotations", NAME)


def annotated(builds: Sequence[Build], tree: Tree) -> tuple[Annotated, ...]:
    """All of them, in the order of the builds. It depends on nothing but each overlay's closure."""
    carrying: dict[str, bool] = {}
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


def _carries(resource: Resource, known: dict[str, bool]) -> bool:
    if resource.digest not in known:
        annotations = value_at(resource.body, _PATH[:-1])
        known[resource.digest] = isinstance(annotations, Mapping) and NAME in annotations
    return known[resource.digest]


def _of(build: Build, resources: Sequence[Resource], locator: Any) -> list[Annotated]:
    places = locator.places(build.overlay, [(resource.body, _PATH) for resource in resources])
    return [
        Annotated(
            overlay=build.overlay.path,
            resource=resource.id,
            text=text if isinstance(text := value_at(resource.body, _PATH), str) else None,
            location=place.location,
        )
        for resource, place in zip(resources, places, strict=True)
    ]
