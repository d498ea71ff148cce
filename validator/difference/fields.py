"""The fields in which two resources differ, lists element by element."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from validator.difference.difference import FieldChange, Part, Sort
from validator.difference.elements import align
from validator.difference.likeness import is_same
from validator.locate.schema import Schema, schema_of
from validator.model import Resource

_NAME = ("metadata", "name")


def changed_fields(
    before: Resource, after: Resource, generated: Mapping[str, str]
) -> tuple[tuple[FieldChange, ...], tuple[str, ...]]:
    """The changes in the order of the manifest, and the names of generated objects that it follows.

    `generated` has the old names of objects whose name ends in a hash, and their new ones: where a field
    takes over the new name, it does not count as changed.
    """
    followed: set[str] = set()
    renamed = _renamed(before.body, generated, followed) if generated else before.body
    if before.id.name in followed and generated.get(before.id.name) == after.id.name:
        followed.discard(before.id.name)
    schema = schema_of(after.id.api_version, after.id.kind)
    return tuple(_changes(renamed, after.body, (), schema)), tuple(sorted(followed))


def _renamed(value: Any, generated: Mapping[str, str], followed: set[str]) -> Any:
    """The value with new names of generated objects in place of the old ones, which are noted."""
    if isinstance(value, str):
        if value in generated:
            followed.add(value)
        return generated.get(value, value)
    if isinstance(value, dict):
        return {key: _renamed(child, generated, followed) for key, child in value.items()}
    if isinstance(value, list):
        return [_renamed(child, generated, followed) for child in value]
    return value


def _changes(
    before: Any, after: Any, parts: tuple[Part, ...], schema: Schema | None
) -> Iterator[FieldChange]:
    if is_same(before, after):
        return
    if isinstance(before, dict) and isinstance(after, dict) and ((before and after) or not parts):
        yield from _in_mapping(before, after, parts, schema)
    elif isinstance(before, list) and isinstance(after, list) and before and after:
        yield from _in_list(before, after, parts, schema)
    else:
        yield FieldChange(sort=Sort.CHANGED, parts=parts)


def _in_mapping(
    before: dict[str, Any], after: dict[str, Any], parts: tuple[Part, ...], schema: Schema | None
) -> Iterator[FieldChange]:
    for key in _keys(before, after):
        if key not in after:
            yield FieldChange(sort=Sort.REMOVED, parts=(*parts, Part(before=key, after=None)))
        elif key not in before:
            yield FieldChange(sort=Sort.ADDED, parts=(*parts, Part(before=None, after=key)))
        else:
            below = schema.field(key) if schema else None
            part = Part(before=key, after=key)
            yield from _changes(before[key], after[key], (*parts, part), below)


def _keys(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The keys as they stand after the change, removed ones after what stood before them."""
    gone: dict[str | None, list[str]] = {}
    last = None
    for key in before:
        if key in after:
            last = key
        else:
            gone.setdefault(last, []).append(key)
    return [*gone.get(None, []), *(each for key in after for each in (key, *gone.get(key, [])))]


def _in_list(
    before: list[Any], after: list[Any], parts: tuple[Part, ...], schema: Schema | None
) -> Iterator[FieldChange]:
    aligned = align(before, after, schema)
    if aligned.is_reordered:
        yield FieldChange(sort=Sort.REORDERED, parts=parts, key=aligned.key)
    for here, there in aligned.rows:
        at = (*parts, Part(before=here, after=there, key=aligned.key))
        if here is None:
            yield FieldChange(sort=Sort.ADDED, parts=at)
        elif there is None:
            yield FieldChange(sort=Sort.REMOVED, parts=at)
        elif isinstance(before[here], list) or isinstance(after[there], list):  # nobody nests them further
            if not is_same(before[here], after[there]):
                yield FieldChange(sort=Sort.CHANGED, parts=at)
        else:
            yield from _changes(before[here], after[there], at, schema.elements if schema else None)
