"""Overlays that say the same of the same files have their lines at the same places: one is asked for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from validator.locate.locator import Locator
from validator.model import FieldPath, Overlay, Resource
from validator.places import Place
from validator.tree.likeness import moved

LikenessOf = Callable[[Overlay], "str | None"]  # equal only for overlays that are alike; None: unlike all


class Shared:
    """Places of rendered values, found once for overlays that are alike and asked for the same."""

    def __init__(self, locator: Locator, likeness_of: LikenessOf) -> None:
        self._locator = locator
        self._likeness_of = likeness_of
        self._known: dict[object, tuple[str, list[Place]]] = {}

    def places(self, overlay: Overlay, wanted: Sequence[tuple[Resource, FieldPath]]) -> list[Place]:
        """The location and the chain of each path in a rendered resource; see `Locator.places`."""
        alike = self._likeness_of(overlay)
        if alike is None:
            return self._find(overlay, wanted)
        key = (alike, tuple((resource.digest, path) for resource, path in wanted))
        if key not in self._known:
            self._known[key] = (overlay.path, self._find(overlay, wanted))
        path, places = self._known[key]
        return places if path == overlay.path else [_moved(place, path, overlay.path) for place in places]

    def _find(self, overlay: Overlay, wanted: Sequence[tuple[Resource, FieldPath]]) -> list[Place]:
        return self._locator.places(overlay, [(resource.body, path) for resource, path in wanted])


def _moved(place: Place, directory: str, other: str) -> Place:
    """The same place as seen from another directory; without its history, which nobody asks for here."""
    location = place.location
    return Place(
        location=location and replace(location, file=moved(location.file, directory, other)),
        chain=tuple(replace(step, file=moved(step.file, directory, other)) for step in place.chain),
        proven=place.proven,
    )
