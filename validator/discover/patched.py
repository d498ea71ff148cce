"""What Flux Kustomizations patch in the overlays that they deploy, after every build that we can see."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import yaml

from validator.discover.reading import items, mapping

_FIELDS = ("patches", "patchesStrategicMerge", "patchesJson6902")
_DEEPEST = 10  # patches that hold patches
_LONGEST = 100_000  # characters of one patch that are parsed; a longer one is handed on as it is


def patches_of(spec: Mapping[str, Any]) -> tuple[str, ...]:
    """The patches of a Kustomization's spec as JSON, each with its target; those that they hold, apart."""
    return tuple(dict.fromkeys(_patches(spec, 0)))


def patches_above(
    path: str, deployers: Mapping[str, Iterable[tuple[Sequence[str], Sequence[str]]]]
) -> tuple[str, ...]:
    """The patches that an overlay gets whoever deploys it, sorted.

    They are those of what deploys it, and of what deploys that. `deployers` holds by an overlay's path the
    patches of what deploys it, and the overlays that render that.
    """
    found = [
        {*patches, *(patch for above in rendered_by for patch in _all_above(above, deployers))}
        for patches, rendered_by in deployers.get(path, ())
    ]
    return tuple(sorted(set.intersection(*found))) if found else ()


def _all_above(path: str, deployers: Mapping[str, Iterable[tuple[Sequence[str], Sequence[str]]]]) -> set[str]:
    found: set[str] = set()
    seen: set[str] = set()
    wanted = [path]
    while wanted:
        here = wanted.pop()
        if here not in seen:
            seen.add(here)
            for patches, rendered_by in deployers.get(here, ()):
                found.update(patches)
                wanted.extend(rendered_by)
    return found


def _patches(spec: Mapping[str, Any], depth: int) -> Iterator[str]:
    for field in _FIELDS:
        for entry in items(spec.get(field)):
            written = mapping(entry).get("patch", entry)
            patch = _parsed(written) if isinstance(written, str) else written
            inner = mapping(mapping(patch).get("spec"))
            if depth < _DEEPEST and any(inner.get(name) for name in _FIELDS):
                yield from _patches(inner, depth + 1)
                spec_ = {key: value for key, value in inner.items() if key not in _FIELDS}
                patch = {**mapping(patch), "spec": spec_}
            yield json.dumps([mapping(mapping(entry).get("target")), patch])


def _parsed(written: str) -> Any:
    """What a patch says, its scalars as texts; the patch itself where it cannot be read, or holds aliases."""
    if len(written) > _LONGEST or ("&" in written and "*" in written):
        return written
    try:
        return yaml.load(written, Loader=yaml.BaseLoader)  # noqa: S506 - it makes texts, lists and mappings alone
    except (yaml.YAMLError, RecursionError):
        return written
