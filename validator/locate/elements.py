"""Lists that a strategic merge patch merges by key: which element meets which, and their order.

After kustomize 5.8 (kyaml/yaml/walk/associative_sequence.go, kyaml/yaml/fns.go), quirks included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from validator.locate.node import LIST, MAP, SCALAR, Node, copy, is_missing
from validator.locate.scalars import FRESH, NULL
from validator.locate.schema import Schema
from validator.model import FieldPath

Merge = Callable[["Node | None", "Node | None", "Schema | None"], "Node | None"]
Scalars = set[tuple[FieldPath, str]]


def merge_scalars(dest: Node, patch: Node | None) -> Node:
    """A set of scalars: the patch's first, then the others."""
    sources = [dest] if patch is None or patch is dest else [patch, dest]
    seen: dict[str, Node] = {}
    for source in sources:
        for element in source.elements:
            seen.setdefault(element.text, element)
    result = Node(LIST, dest.writer, tag=dest.tag, mark=dest.mark, key=dest.key)
    result.elements = list(seen.values())
    return result


def merge_elements(dest: Node, patch: Node | None, schema: Schema, merge: Merge) -> Node:
    """The elements of two lists, those with equal keys merged by `merge`: the patch's first."""
    keys = schema.keys
    values = _distinct([s for s in (patch, dest) if s is not None and s.tag != NULL], keys)
    if len(keys) > 1:
        _fill(values)
    added = Node(LIST, dest.writer, tag=dest.tag, mark=dest.mark, key=dest.key)
    used = keys
    for row in values:
        used, wanted = _effective(values, row, keys)
        ours, theirs = _element(dest, used, wanted), _element(patch, used, wanted)
        kept = {key: copy(ours.fields[key]) for key in used if ours is not None and key in ours.fields}
        both = ours is not None and theirs is not None and ours is not theirs
        before = (set(_scalars(ours)), set(_scalars(theirs))) if both else None
        merged = merge(ours, theirs, schema.elements)
        if merged is None or merged.tag == NULL or (merged.kind == MAP and not merged.fields):
            set_element(dest, None, used, wanted)
            continue
        if before is not None and merged is ours and _is_more_like(merged, *before):
            _keep_keys(merged, kept)
        for key, filler in zip(used, wanted, strict=False):
            if merged.kind == MAP and key not in merged.fields and filler:
                merged.fields[key] = Node(SCALAR, merged.writer, text=filler, tag=FRESH, mark=merged.mark)
        set_element(added, merged, used, wanted)
    if not values:
        return dest
    _append(added, dest, used)
    return added


def _scalars(node: Node | None, path: FieldPath = ()) -> Iterator[tuple[FieldPath, str]]:
    """The scalars of an element, with their paths."""
    if node is None:
        return
    if node.kind == SCALAR:
        yield path, node.text
    for name, child in node.fields.items():
        yield from _scalars(child, (*path, name))
    for index, child in enumerate(node.elements):
        yield from _scalars(child, (*path, index))


def _is_more_like(merged: Node, ours: Scalars, theirs: Scalars) -> bool:
    """Whether a merged element has more of the old one than of the patch's.

    With another key in the one place or the other there would be two elements: the rendered one is that
    which keeps the most.
    """
    found = set(_scalars(merged))
    return len(found & ours) > len(found & theirs)


def _keep_keys(merged: Node, kept: dict[str, Node]) -> None:
    """The keys by which an element was found stay whose they were: the patch only repeats them."""
    for key, node in kept.items():
        if key in merged.fields:
            node.style = merged.fields[key].style
            merged.fields[key] = node


def _distinct(sources: list[Node], keys: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The keys' values of all elements, as text, the patch's first, without repeats."""
    seen: dict[tuple[str, ...], None] = {}
    for source in sources:
        for element in source.elements:
            seen.setdefault(tuple(_text(element, key) for key in keys))
    return list(seen)


def _text(element: Node, key: str) -> str:
    found = element.fields.get(key)
    return found.text if found is not None and not found.is_empty else ""


def _fill(values: list[tuple[str, ...]]) -> None:
    """Rows that agree in one place and differ elsewhere only by being empty become the filled one."""
    for i in range(len(values)):
        for j in range(len(values)):
            filled = _united(values[i], values[j])
            if filled is not None:
                values[i] = values[j] = filled


def _united(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...] | None:
    if any(a != b and a and b for a, b in zip(one, other, strict=True)):
        return None
    if not any(a == b for a, b in zip(one, other, strict=True)):
        return None
    return tuple(a or b for a, b in zip(one, other, strict=True))


def _effective(
    values: list[tuple[str, ...]], row: tuple[str, ...], keys: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys that some row fills, and this row's values for them."""
    filled = {keys[i] for other in values for i, text in enumerate(other) if text}
    if not filled:
        return keys, row
    used = tuple(key for key in keys if key in filled)
    return used, tuple(text for key, text in zip(keys, row, strict=True) if text or key in filled)


def _element(source: Node | None, keys: tuple[str, ...], values: tuple[str, ...]) -> Node | None:
    """The first element whose fields equal all values that are not empty."""
    if source is None or source.kind != LIST:
        return None
    used, wanted = _effective([values], values, keys)
    for element in source.elements:
        if element.kind == MAP and all(
            key in element.fields and element.fields[key].text == text
            for key, text in zip(used, wanted, strict=False)
        ):
            return element
    return None


def set_element(target: Node, element: Node | None, keys: tuple[str, ...], values: tuple[str, ...]) -> None:
    """Put an element in the place of those that match, at the end if none does; None removes them."""
    kept: list[Node] = []
    found = False
    for candidate in target.elements:
        if is_missing(candidate) or (candidate.kind == MAP and not candidate.fields):
            continue
        if candidate.kind != MAP:
            kept.append(candidate)
            continue
        if not _matches(candidate, keys, values):
            if values:
                kept.append(candidate)
            continue
        found = True
        if element is not None:
            kept.append(element)
    if element is not None and not found:
        kept.append(element)
    target.elements = kept


def _matches(candidate: Node, keys: tuple[str, ...], values: tuple[str, ...]) -> bool:
    matched = False
    for index, key in enumerate(keys):
        if index < len(values):
            found = candidate.fields.get(key)
            matched = found is not None and (not values[index] or found.text == values[index])
        if not matched:
            return False
    return True


def _append(target: Node, source: Node, keys: tuple[str, ...]) -> None:
    """Add each element of `source` in its order, in the place of what has the same keys."""
    for element in list(source.elements):
        values: list[str] = []
        for key in keys:
            found = element.fields.get(key)
            if found is None:
                target.elements.append(element)
                continue
            values.append(found.text)
        if len(keys) > 1:
            set_element(target, None, keys, tuple(values))
        set_element(target, element, keys, tuple(values))
