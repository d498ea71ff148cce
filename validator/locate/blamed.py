"""The places of whole rendered resources, or of single fields and all that is in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from validator.locate.locator import Locator
from validator.model import FieldPath, Overlay, Resource
from validator.places import Blamed, below, value_at


def blamed(
    locator: Locator,
    overlay: Overlay,
    wanted: Sequence[tuple[Resource, FieldPath]],
    secrets: frozenset[str] = frozenset(),
) -> Iterator[Blamed]:
    """The places of resources of an overlay, or of the fields of them, in the order asked for."""
    values = [value_at(resource.body, field) for resource, field in wanted]
    paths = [
        list(dict.fromkeys([field, *(path for path, _ in below(value, field))]))
        for (_, field), value in zip(wanted, values, strict=True)
    ]
    asked = [
        (resource.body, path) for (resource, _), some in zip(wanted, paths, strict=True) for path in some
    ]
    places = iter(locator.places(overlay, asked))
    for (resource, field), value, some in zip(wanted, values, paths, strict=True):
        found = {path: next(places) for path in some}
        yield Blamed(
            overlay=overlay.path, resource=resource, field=field, value=value, places=found, secrets=secrets
        )
