"""Strategic merge patches, as kustomize 5.8 merges them (kyaml/yaml/merge2 and walk), with memory.

The quirks are kustomize's own: a patched list starts with the patch's elements, duplicates of a merge
key collapse in every merge list of the object, an element that misses a key of two may be lost.
"""

from __future__ import annotations

from validator.locate.elements import merge_elements, merge_scalars, set_element
from validator.locate.node import LIST, MAP, SCALAR, Node, is_missing, set_field
from validator.locate.origin import UnmodelledError
from validator.locate.scalars import NULL
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
        merged = merge(result.fields.get(name), theirs, below)
        if is_missing(merged) and theirs is not None and name in result.fields:
            result.bury(name, theirs.fields.get(_DIRECTIVE, theirs))
        set_field(result, name, merged)
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
    """The directive of a patch's mapping, taken out of what stays."""
    found = patch.fields.get(_DIRECTIVE)
    if found is None:
        return _MERGE
    if found.text not in (_DELETE, _REPLACE, _MERGE):
        raise UnmodelledError("unknown patch directive")
    if found.text != _DELETE:  # what deletes is dropped as a whole
        del patch.fields[_DIRECTIVE]
    return found.text


# ---- lists --------------------------------------------------------------------------------------


def _merge_list(dest: Node | None, patch: Node | None, schema: Schema) -> Node | None:
    result = _visit_list(dest, patch)
    if result is None or result.tag == NULL:
        return result
    if not schema.keys:
        return merge_scalars(result, patch)
    return merge_elements(result, patch, schema, merge)


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
    set_element(patch, None, (_DIRECTIVE,), (directive,))
    return directive
