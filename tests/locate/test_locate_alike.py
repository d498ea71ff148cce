"""Overlays that are alike are asked once, and each has the lines of its own files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from validator.locate.alike import Shared
from validator.locate.locator import Locator
from validator.model import FieldPath, Form, Overlay, Resource, ResourceId
from validator.places import Place
from validator.tree.likeness import Likeness, moved
from validator.tree.tree import Tree

Make = Callable[[dict[str, str]], Tree]

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {k: v, other: w}\n"
PATCH = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  k: patched\n"
KUSTOMIZATION = "resources: [../base]\npatches:\n- path: p.yaml\n"
FILES = {
    "o/base/kustomization.yaml": "resources: [cm.yaml]\n",
    "o/base/cm.yaml": CONFIG_MAP,
    **{f"o/{d}/kustomization.yaml": KUSTOMIZATION for d in "ab"},
    **{f"o/{d}/p.yaml": PATCH for d in "ab"},
    "far/off/base/kustomization.yaml": "resources: [cm.yaml]\n",
    "far/off/base/cm.yaml": CONFIG_MAP,
    "far/off/c/kustomization.yaml": KUSTOMIZATION,
    "far/off/c/p.yaml": PATCH,
}
BODY = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "c"},
    "data": {"k": "patched", "other": "w"},
}
PATHS: tuple[FieldPath, ...] = (("data", "k"), ("data", "other"), ("metadata", "name"), ("data", "none"))


class Counting(Locator):
    """Notes for which overlays it was asked."""

    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        self.asked: list[str] = []

    def places(self, overlay: Overlay, wanted: Sequence[tuple[Any, FieldPath]]) -> list[Place]:
        self.asked.append(overlay.path)
        return super().places(overlay, wanted)


def overlay(path: str) -> Overlay:
    return Overlay(
        path=path, form=Form.KUSTOMIZATION, environment="production", environment_from="", leaf=True
    )


def seen(places: Sequence[Place]) -> list[object]:
    return [(one.location, one.chain, one.proven) for one in places]


def test_each_has_the_lines_of_its_own_files(tree: Make) -> None:
    made = tree(FILES)
    likeness, locator = Likeness(made), Counting(made)
    shared = Shared(locator, lambda one: likeness.of(one.path))
    wanted = [(Resource(digest="d", id=ResourceId.of(BODY), body=BODY), path) for path in PATHS]
    for path in ("o/a", "o/b", "far/off/c"):
        alone = Locator(made).places(overlay(path), [(BODY, path) for path in PATHS])
        assert all(one.location is not None for one in alone)
        assert seen(shared.places(overlay(path), wanted)) == seen(alone)
    assert locator.asked == ["o/a"]


def test_who_asks_for_something_else_is_told_of_that(tree: Make) -> None:
    made = tree(FILES)
    likeness, locator = Likeness(made), Counting(made)
    shared = Shared(locator, lambda one: likeness.of(one.path))
    resource = Resource(digest="d", id=ResourceId.of(BODY), body=BODY)
    shared.places(overlay("o/a"), [(resource, ("data", "k"))])
    shared.places(overlay("o/b"), [(resource, ("data", "other"))])
    assert locator.asked == ["o/a", "o/b"]


def test_without_likeness_each_is_asked(tree: Make) -> None:
    made = tree(FILES)
    locator = Counting(made)
    shared = Shared(locator, lambda _: None)
    wanted = [(Resource(digest="d", id=ResourceId.of(BODY), body=BODY), ("data", "k"))]
    found = [shared.places(overlay(path), wanted)[0].location for path in ("o/a", "o/b")]
    assert [one and one.file for one in found] == ["o/a/p.yaml", "o/b/p.yaml"]
    assert locator.asked == ["o/a", "o/b"]


@pytest.mark.parametrize(
    ("file", "directory", "other", "stands"),
    [
        ("a/x.yaml", "a", "b", "b/x.yaml"),
        ("base/x.yaml", "o/a", "o/b", "base/x.yaml"),
        ("o/base/x.yaml", "o/a", "p/q/r", "p/q/base/x.yaml"),
        ("x.yaml", ".", "a/b", "a/b/x.yaml"),
        ("a/b/x.yaml", "a/b", ".", "x.yaml"),
    ],
)
def test_a_file_lies_where_it_is_seen_from_the_other(
    file: str, directory: str, other: str, stands: str
) -> None:
    assert moved(file, directory, other) == stands
