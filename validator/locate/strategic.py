"""Strategic merge patches, as kustomize 5.8 merges them (kyaml/yaml/merge2 and walk), with memory.

The quirks are kustomize's own: a patched list starts with the patch's elements, duplicates of a merge
key collapse in every merge list of the object, an element that misses a key of two may be lost.
"""

from __future__ import annotations

from validator.locate.node import (
    LIST,
    MAP,
    SCALAR,
    Node,
    UnmodelledError,
    copy,
    is_missing,
    set_field,
    walk,
)
from validator.locate.scalars import FRESH, NULL
from validator.locate.schema import Schema, schema_of

_DIRECTIVE = "$patch"
_DELETE, _REPLACE, _MERGE = "delete", "replace", "merge"


def merge_root(root: Node, patch: Node) -> bool:
    """Merge a patch into an object, in place; False if it deletes the object. Raises UnmodelledError."""
    directive = patch.string(_DIRECTIVE)
    if directive == _DELETE:
        return False
    if directive == _REPLACE:
        return True  # has no effect at the root
    merge(root, patch, None)
    return True


def merge(dest: Node | None, patch: Node | None, schema: Schema | None) -> Node | None:
    """What becomes of a place: `dest` before, `patch` over it; None if it is removed."""
    kind = next((node.kind for node in (dest, patch) if node is not None and node.tag != NULL), MAP)
    for node in (dest, patch):
        if node is not None and node.tag != NULL and node.kind != kind:
            raise UnmodelledError("a patch changes the type of a node")
    if kind == SCALAR:
        return _scalar(dest, patch)
    if kind == LIST:
        if schema is not None and schema.merges:
            return _merge_list(dest, patch, schema)
        return patch if patch is not None else dest
    return _map(dest, patch, schema or _schema_of(dest) or _schema_of(patch))


def _scalar(dest: Node | None, patch: Node | None) -> Node | None:
    return patch if patch is not None else dest


def _schema_of(node: Node | None) -> Schema | None:
    if node is None or node.kind != MAP or "kind" not in node.fields or "apiVersion" not in node.fields:
        return None
    return schema_of(node.string("apiVersion"), node.string("kind"))


# ---- mappings -----------------------------------------------------------------------------------


def _map(dest: Node | None, patch: Node | None, schema: Schema | None) -> Node | None:
    result = _visit_map(dest, patch)
    if result is None or result.kind != MAP:
        return result
    names = dict.fromkeys(result.fields)
    if patch is not None and patch is not result:
        names.update(dict.fromkeys(patch.fields))
    for name in names:
        theirs = patch.fields.get(name) if patch is not None else None
        below = schema.field(name) if schema is not None else None
        set_field(result, name, merge(result.fields.get(name), theirs, below))
    return result


def _visit_map(dest: Node | None, patch: Node | None) -> Node | None:
    if dest is None or dest.tag == NULL:
        if patch is not None and patch.kind == MAP and _map_directive(patch) == _DELETE:
            return None
        if patch is None and dest is not None and dest.text:
            dest.keep = True  # a null that is written out stays; `key:` with nothing goes
            return dest
        return patch
    if patch is None:
        return dest
    if patch.tag == NULL:
        return None
    directive = _map_directive(patch)
    if directive == _DELETE:
        return None
    if directive == _REPLACE:
        return patch
    return dest


def _map_directive(patch: Node) -> str:
    """The directive of a patch's mapping, taken out of it."""
    found = patch.fields.get(_DIRECTIVE)
    if found is None:
        return _MERGE
    if found.text not in (_DELETE, _REPLACE, _MERGE):
        raise UnmodelledError("unknown patch directive")
    del patch.fields[_DIRECTIVE]
    return found.text


# ---- lists --------------------------------------------------------------------------------------


def _merge_list(dest: Node | None, patch: Node | None, schema: Schema) -> Node | None:
    result = _visit_list(dest, patch)
    if result is None or result.tag == NULL:
        return result
    if not schema.keys:
        return _merge_scalars(result, patch)
    return _merge_elements(result, patch, schema)


def _visit_list(dest: Node | None, patch: Node | None) -> Node | None:
    if dest is None or dest.tag == NULL:
        return patch
    if patch is None:
        return dest
    if patch.tag == NULL:
        return None
    directive = _list_directive(patch)
    if directive == _DELETE:
        return None
    if directive == _REPLACE:
        return patch
    return dest


def _list_directive(patch: Node) -> str:
    """The directive of a list: its first element with one, if that element holds nothing else."""
    found = next((e for e in patch.elements if e.kind == MAP and _DIRECTIVE in e.fields), None)
    if found is None or len(found.fields) > 1:
        return _MERGE
    directive = found.fields[_DIRECTIVE].text
    if directive not in (_DELETE, _REPLACE, _MERGE):
        raise UnmodelledError("unknown patch directive")
    _set_element(patch, None, (_DIRECTIVE,), (directive,))
    return directive


def _merge_scalars(dest: Node, patch: Node | None) -> Node:
    """A set of scalars: the patch's first, then the others."""
    sources = [dest] if patch is None or patch is dest else [patch, dest]
    seen: dict[str, Node] = {}
    for source in sources:
        for element in source.elements:
            seen.setdefault(element.text, element)
    result = Node(LIST, dest.writer, tag=dest.tag, mark=dest.mark, key=dest.key)
    result.elements = list(seen.values())
    return result


def _merge_elements(dest: Node, patch: Node | None, schema: Schema) -> Node:
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
        merged = merge(ours, theirs, schema.elements)
        if merged is None or merged.tag == NULL or (merged.kind == MAP and not merged.fields):
            _set_element(dest, None, used, wanted)
            continue
        if theirs is not None and merged is ours and not _is_rewritten(merged, theirs, used):
            _keep_keys(merged, kept)
        for key, filler in zip(used, wanted, strict=False):
            if merged.kind == MAP and key not in merged.fields and filler:
                merged.fields[key] = Node(SCALAR, merged.writer, text=filler, tag=FRESH, mark=merged.mark)
        _set_element(added, merged, used, wanted)
    if not values:
        return dest
    _append(added, dest, used)
    return added


def _is_rewritten(merged: Node, patch: Node, keys: tuple[str, ...]) -> bool:
    """Whether a patch gives an element's every value anew, so that the element is the patch's own."""
    members = (child for name, child in merged.fields.items() if name not in keys)
    return all(
        node.writer is patch.writer for child in members for node in walk(child) if node.kind == SCALAR
    )


def _keep_keys(merged: Node, kept: dict[str, Node]) -> None:
    """The keys by which an element was found stay whose they were: a patch only repeats them."""
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


def _set_element(target: Node, element: Node | None, keys: tuple[str, ...], values: tuple[str, ...]) -> None:
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
            _set_element(target, None, keys, tuple(values))
        _set_element(target, element, keys, tuple(values))
