"""The part of a run that falls to a shard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from validator.inspect import Part
    from validator.model import Overlay
    from validator.shards.share import Shard

_NONE: Mapping[str, str] = {}


def share_of(shard: Shard | None, parts: Sequence[Part], pairs: Mapping[str, str] = _NONE) -> Sequence[Part]:
    """The parts with the overlays of a shard alone; without one, as they are.

    Of a change the first part is what was before it, and `pairs` gives by path after it the path before it:
    an overlay before and after the change goes to one shard.
    """
    if shard is None:
        return parts
    names = {before: after for after, before in pairs.items()}

    def name(part: Part, overlay: Overlay) -> str:
        return names.get(overlay.path, overlay.path) if part is parts[0] else overlay.path

    sizes: dict[str, int] = {}
    for part in parts:
        for one in part.overlays:
            size = sum(map(part.survey.tree.size, part.survey.files_of(one)))
            sizes[name(part, one)] = sizes.get(name(part, one), 0) + size
    mine = shard.share(sizes)
    return [
        replace(part, overlays=tuple(one for one in part.overlays if name(part, one) in mine))
        for part in parts
    ]
