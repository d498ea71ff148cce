"""Overlays on both sides of a change → what differs, the same change in many places told once."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from validator.difference.consequences import consequences
from validator.difference.difference import (
    Change,
    Difference,
    FieldChange,
    Occurrence,
    OverlayDifference,
    Sort,
    Standing,
)
from validator.difference.fields import changed_fields
from validator.difference.matching import is_renamed, match
from validator.difference.pair import Pair
from validator.masking.values import secret_values
from validator.model import Build, Overlay, Resource, ResourceId, without_hash
from validator.places import value_at

Fields = tuple[tuple[FieldChange, ...], tuple[str, ...]]


def compare(pairs: Iterable[Pair], secrets: Iterable[str] = ()) -> Difference:
    """The difference of all pairs. `secrets` are values to hide beside those of the rendered Secrets."""
    ordered = sorted((pair for pair in pairs if pair.before or pair.after), key=_production_first)
    comparison = _Comparison()
    overlays = [comparison.overlay(pair) for pair in ordered]
    environments = {one.overlay.path: one.overlay for one in overlays}
    bodies = {
        resource.digest: resource.body
        for pair in ordered
        for side in (pair.before, pair.after)
        if side is not None
        for resource in side.resources
        if resource.id.kind == "Secret"
    }
    return Difference(
        overlays=tuple(sorted(overlays, key=_overlay_order)),
        changes=tuple(sorted(comparison.changes(), key=lambda change: _order(change, environments))),
        secrets=frozenset(secret_values(bodies.values(), ())) | frozenset(secrets),
    )


class _Comparison:
    """Changes as they are found, those with equal content together."""

    def __init__(self) -> None:
        self._groups: dict[object, list[Change]] = {}
        self._fields: dict[object, Fields] = {}

    def overlay(self, pair: Pair) -> OverlayDifference:
        """What becomes of an overlay; the changes of its resources are kept."""
        before, after = pair.before, pair.after
        counts: Counter[Sort] = Counter()
        unchanged = len(after.resources) if after is not None else 0
        if not (before and before.failures) and not (after and after.failures):
            for change in self._changes(pair):
                counts[change.sort] += 1
                unchanged -= change.after is not None
                self._groups.setdefault(_content(change), []).append(change)
        overlay = _at(pair)
        is_moved = before is not None and after is not None and before.overlay.path != overlay.path
        return OverlayDifference(
            overlay=overlay,
            was=before.overlay.path if before is not None and is_moved else None,
            standing=_standing(before, after, is_same=not counts and not is_moved),
            counts=dict(sorted(counts.items(), key=lambda item: item[0].rank)),
            unchanged=unchanged,
            failures_before=_messages(before),
            failures_after=_messages(after),
        )

    def changes(self) -> Iterator[Change]:
        """Each change once, with all that it is made to."""
        for group in self._groups.values():
            yield replace(group[0], occurrences=tuple(one for change in group for one in change.occurrences))

    def _changes(self, pair: Pair) -> Iterator[Change]:
        before = pair.before.resources if pair.before else ()
        after = pair.after.resources if pair.after else ()
        matched = match(before, after)
        labels = _labels(before, matched.generated)
        for old, new in matched.rows:
            if old is not None and new is not None and old.digest == new.digest:
                continue
            fields, follows = self._compared(old, new, matched.generated)
            if old is None or new is None or fields or follows:
                yield _change(_at(pair), old, new, fields, tuple(labels[name] for name in follows))

    def _compared(self, old: Resource | None, new: Resource | None, generated: dict[str, str]) -> Fields:
        if old is None or new is None:
            return (), ()
        key = (old.digest, new.digest, tuple(sorted(generated.items())))
        if key not in self._fields:
            self._fields[key] = changed_fields(old, new, generated)
        return self._fields[key]


def _at(pair: Pair) -> Overlay:
    build = pair.after or pair.before
    assert build is not None  # pairs without any side are left out
    return build.overlay


def _production_first(pair: Pair) -> tuple[object, ...]:
    overlay = _at(pair)
    return not overlay.is_production, overlay.path, overlay.form.value, overlay.include


def _labels(before: Sequence[Resource], generated: dict[str, str]) -> dict[str, str]:
    """What generated objects are called, by their old names: ConfigMap/settings."""
    return {
        one.id.name: f"{one.id.kind}/{without_hash(one.id.name)}"
        for one in before
        if one.id.name in generated
    }


def _change(
    overlay: Overlay,
    old: Resource | None,
    new: Resource | None,
    fields: tuple[FieldChange, ...],
    follows: tuple[str, ...],
) -> Change:
    sort = Sort.ADDED if old is None else Sort.REMOVED
    if old is not None and new is not None:
        sort = Sort.RENAMED if is_renamed(old.id, new.id) else Sort.CHANGED
    return Change(
        sort=sort,
        before=old,
        after=new,
        fields=fields,
        follows=tuple(sorted(set(follows))),
        consequences=consequences(sort, old, new, fields, follows=bool(follows)),
        occurrences=(
            Occurrence(overlay=overlay.path, before=old.id if old else None, after=new.id if new else None),
        ),
    )


def _standing(before: Build | None, after: Build | None, *, is_same: bool) -> Standing:
    if after is None:
        return Standing.REMOVED
    if after.failures:
        return Standing.FAILED
    if before is None:
        return Standing.ADDED
    if before.failures:
        return Standing.REPAIRED
    return Standing.SAME if is_same else Standing.CHANGED


def _messages(build: Build | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(failure.message for failure in build.failures)) if build else ()


# ---- the same change -------------------------------------------------------------------------------


def _content(change: Change) -> object:
    """What two changes have in common that are told as one: all that is shown but names and namespaces."""
    what: Any
    if change.before is not None and change.after is not None:
        what = [_field(one, change.before, change.after) for one in change.fields]
    else:
        what = [_without_namespace(side) for side in change.sides]
    told = [change.sort.value, change.follows, [one.id for one in change.consequences], what]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).digest()


def _field(change: FieldChange, before: Resource, after: Resource) -> list[Any]:
    """A field's change: where it is, elements by what they are called, and both values."""
    sides = []
    for resource, path in ((before, change.before), (after, change.after)):
        sides.append(None if path is None else [value_at(resource.body, path)])
    called = []
    for depth, part in enumerate(change.parts):
        is_after, path = change.at(depth)
        body = (after if is_after else before).body
        called.append(path[-1] if part.key is None else value_at(body, (*path, part.key)))
    return [change.sort.value, called, sides]


def _without_namespace(resource: Resource) -> Any:
    """The object with its namespace blanked out wherever it stands."""
    return _blanked(resource.body, resource.id.namespace)


def _blanked(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {key: _blanked(child, text) for key, child in value.items()}
    if isinstance(value, list):
        return [_blanked(child, text) for child in value]
    return "\0" if value == text else value


# ---- the most telling first ------------------------------------------------------------------------


def _overlay_order(one: OverlayDifference) -> tuple[object, ...]:
    return (list(Standing).index(one.standing), not one.overlay.is_production, one.overlay.path)


def _order(change: Change, overlays: dict[str, Overlay]) -> tuple[object, ...]:
    is_grave = any(one.is_grave for one in change.consequences)
    is_production = any(overlays[path].is_production for path in change.overlays)
    first = change.occurrences[0]
    return (
        not is_grave,
        not change.fields and bool(change.follows),
        change.sort.rank,
        not is_production,
        -len(change.overlays),
        -len(change.occurrences),
        _sortable(first.id),
        first.overlay,
    )


def _sortable(resource: ResourceId) -> tuple[str, ...]:
    return resource.kind, resource.namespace, resource.name, resource.api_version
