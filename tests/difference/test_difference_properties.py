"""Whatever two objects are: what is not told as changed is equal on both sides."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from validator.difference.difference import Sort
from validator.difference.fields import changed_fields
from validator.difference.likeness import is_same
from validator.model import FieldPath, Resource, ResourceId

WORDS = st.sampled_from(["a", "b", "c", "name", "key", "port", "protocol", "x"])
LEAVES = st.one_of(
    WORDS, st.integers(0, 2), st.booleans(), st.none(), st.sampled_from([1.0, "1", "one\ntwo", ""])
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(WORDS, inner, max_size=4)),
    max_leaves=20,
)
NAMED = st.lists(
    st.fixed_dictionaries({"name": WORDS, "value": VALUES}), max_size=5, unique_by=lambda e: e["name"]
)
BODIES = st.fixed_dictionaries({"kind": st.just("Thing"), "spec": VALUES, "named": NAMED})


def a_resource(body: dict[str, Any]) -> Resource:
    return Resource(digest=json.dumps(body), id=ResourceId.of(body), body=body)


def without(body: Any, places: list[tuple[Sort, FieldPath | None]]) -> Any:
    """The object without what is told: fields that changed blank, those on one side away, order aside."""
    body = copy.deepcopy(body)
    gone: list[tuple[Any, str | int]] = []
    for sort, path in sorted(((s, p) for s, p in places if p), key=lambda one: -len(one[1])):
        parent = body
        for part in path[:-1]:
            parent = parent[part]
        if sort is Sort.CHANGED:
            parent[path[-1]] = "told"
        elif sort is Sort.REORDERED:
            parent[path[-1]] = {json.dumps(one, sort_keys=True): one for one in parent[path[-1]]}
        else:
            gone.append((parent, path[-1]))
            parent[path[-1]] = "gone"
    return _swept(body)


def _swept(value: Any) -> Any:
    if isinstance(value, dict):
        found = {key: _swept(child) for key, child in value.items() if child != "gone"}
        return dict(sorted(found.items()))
    if isinstance(value, list):
        return [_swept(child) for child in value if child != "gone"]
    return value


def _keys_aside(value: Any) -> Any:
    """A list in another order stands as a mapping: what its elements are without what is told of them."""
    if isinstance(value, dict):
        if value and all(key.startswith("{") for key in value):
            return sorted(
                json.dumps(_keys_aside(child), sort_keys=True) for child in value.values() if child != "gone"
            )
        return {key: _keys_aside(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_keys_aside(child) for child in value]
    return value


@given(BODIES, BODIES)
def test_what_is_not_told_is_equal(before: dict[str, Any], after: dict[str, Any]) -> None:
    fields, _ = changed_fields(a_resource(before), a_resource(after), {})
    sides = [
        _keys_aside(without(body, [(one.sort, path(one)) for one in fields]))
        for body, path in ((before, lambda one: one.before), (after, lambda one: one.after))
    ]
    assert is_same(*sides)
    assert bool(fields) != is_same(before, after)


@given(BODIES, st.randoms(use_true_random=False))
def test_another_order_of_named_elements_is_only_that(body: dict[str, Any], random: Any) -> None:
    other = copy.deepcopy(body)
    random.shuffle(other["named"])
    fields, _ = changed_fields(a_resource(body), a_resource(other), {})
    assert {(one.sort, one.after) for one in fields} <= {(Sort.REORDERED, ("named",))}
