"""What becomes of overlays, the same change told once, and the most telling one first."""

from __future__ import annotations

import random

import pytest

from tests.difference.difference_factory import (
    PATH,
    a_build,
    a_config_map,
    a_deployment,
    a_difference,
    a_failed_build,
    a_pair,
    documents,
    the_change,
)
from validator.difference.compare import compare
from validator.difference.pair import Pair

WEB, NEWER = a_deployment(), a_deployment(image="registry.example/shop:1.1")


@pytest.mark.parametrize(
    ("pair", "standing", "changes"),
    [
        (a_pair(WEB, WEB), "same", 0),
        (a_pair(WEB, NEWER), "changed", 1),
        (a_pair(None, WEB), "added", 1),
        (a_pair(WEB, None), "removed", 1),
        (a_pair("", ""), "same", 0),
        (Pair(before=a_build(WEB), after=a_failed_build("no")), "failed", 0),
        (Pair(before=None, after=a_failed_build("no")), "failed", 0),
        (Pair(before=a_failed_build("no"), after=a_failed_build("no")), "failed", 0),
        (Pair(before=a_failed_build("no"), after=a_build(WEB)), "repaired", 0),
        (Pair(before=a_failed_build("no"), after=None), "removed", 0),
        (Pair(before=a_build(WEB, "old"), after=a_build(WEB, "new")), "changed", 0),
    ],
)
def test_an_overlay_has_a_standing(pair: Pair, standing: str, changes: int) -> None:
    difference = compare([pair])
    [overlay] = difference.overlays
    assert (overlay.standing.value, len(difference.changes)) == (standing, changes)
    assert difference.is_empty == (standing == "same")
    assert difference.has_failed == (standing == "failed")


def test_an_overlay_that_moved_says_where_it_was() -> None:
    [overlay] = compare([Pair(before=a_build(WEB, "old"), after=a_build(NEWER, "new"))]).overlays
    assert (overlay.overlay.path, overlay.was) == ("new", "old")


def test_the_same_change_of_many_overlays_is_told_once() -> None:
    pairs = [
        a_pair(
            a_deployment(namespace=name, labels=[f"env: {name}"]),
            a_deployment(namespace=name, labels=[f"env: {name}"], replicas=3),
            path=f"overlays/{name}",
        )
        for name in ("a", "b", "c")
    ]
    [change] = compare(pairs).changes
    assert change.overlays == ("overlays/a", "overlays/b", "overlays/c")
    assert [one.id.namespace for one in change.occurrences] == ["a", "b", "c"]


def test_the_same_change_of_many_resources_is_told_once() -> None:
    def labelled(version: str) -> str:
        return documents(*(a_deployment(name, labels=[f'version: "{version}"']) for name in ("a", "b", "c")))

    [change] = a_difference(labelled("1"), labelled("2")).changes
    assert [one.id.name for one in change.occurrences] == ["a", "b", "c"]


def test_other_values_are_another_change() -> None:
    pairs = [a_pair(WEB, a_deployment(replicas=count), path=f"o/{count}") for count in (2, 3)]
    assert len(compare(pairs).changes) == 2


def test_an_object_that_many_overlays_gain_is_told_once() -> None:
    pairs = [a_pair("", a_config_map(namespace=name, host=name), path=name) for name in ("a", "b")]
    [change] = compare(pairs).changes
    assert change.overlays == ("a", "b")


CLAIM = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: data\nspec:\n  storageClassName: {}"
BINDING = (
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: b\nroleRef:\n  name: {}"
)
JOB = (
    "apiVersion: batch/v1\nkind: Job\nmetadata:\n  annotations:\n    {}: x\n  name: j\nspec:\n  template: {}"
)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (CLAIM.format("a"), "", "takes-along"),
        (CLAIM.format("a"), CLAIM.format("b"), "immutable"),
        (BINDING.format("a"), BINDING.format("b"), "immutable"),
        (JOB.format("a.b/c", 1), JOB.format("a.b/c", 2), "immutable"),
        (JOB.format("argocd.argoproj.io/hook", 1), JOB.format("argocd.argoproj.io/hook", 2), ""),
        (WEB, WEB.replace("app: web", "app: shop"), "immutable"),
        (WEB, NEWER, "pods-replaced"),
        (WEB, a_deployment(replicas=2), ""),
        (WEB, "", ""),
        (
            a_config_map(a="1") + "\nimmutable: true",
            a_config_map(a="2") + "\nimmutable: true",
            "immutable",
        ),
    ],
)
def test_what_comes_of_a_change(before: str, after: str, expected: str) -> None:
    assert next((one.id for one in the_change(before, after).consequences), "") == expected


def test_the_gravest_change_comes_first_and_production_before_others() -> None:
    staging = a_pair(a_config_map("a", a="1"), a_config_map("a", a="2"), "staging", "staging")
    production = a_pair(
        documents(a_config_map("z", a="1"), CLAIM.format("x"), a_config_map("gone", q="1")),
        documents(a_config_map("z", a="3"), a_config_map("new", w="1")),
    )
    told = [(one.sort.value, one.occurrences[0].id.name) for one in compare([staging, production]).changes]
    assert told == [
        ("removed", "data"),
        ("removed", "gone"),
        ("changed", "z"),
        ("changed", "a"),
        ("added", "new"),
    ]


def test_the_order_of_pairs_and_of_resources_changes_nothing() -> None:
    names = [f"n{number}" for number in range(8)]
    pairs = [
        a_pair(
            documents(*(a_config_map(name, a=str(at)) for name in names)),
            documents(*(a_config_map(name, a=str(at + 1)) for name in names[1:])),
            path=f"{PATH}{at}",
        )
        for at in range(6)
    ]
    expected = compare(pairs)
    for seed in range(5):
        shuffled = random.Random(seed).sample(pairs, len(pairs))
        assert compare(shuffled) == expected
