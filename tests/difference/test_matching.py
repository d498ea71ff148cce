"""Which resource before is which one after: only what is certain is one resource that changed."""

from __future__ import annotations

import pytest

from tests.difference.difference_factory import (
    a_config_map,
    a_deployment,
    a_difference,
    documents,
    fields_of,
    the_change,
)
from validator.difference.difference import Difference

OLD, NEW = "settings-bcdfg24567", "settings-hkmt249876"
ACCOUNT = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {}\n  namespace: {}"


def sorts(difference: Difference) -> list[tuple[str, str]]:
    return sorted((one.sort.value, place.id.name) for one in difference.changes for place in one.occurrences)


def test_the_hash_of_a_generated_name_is_no_difference() -> None:
    before = documents(a_config_map(OLD, a="1"), a_deployment(config=OLD))
    after = documents(a_config_map(NEW, a="2"), a_deployment(config=NEW))
    changes = {change.occurrences[0].id.kind: change for change in a_difference(before, after).changes}
    assert [fields_of(changes["ConfigMap"]), fields_of(changes["Deployment"])] == [
        [("changed", "data.a")],
        [],
    ]
    assert changes["Deployment"].follows == ("ConfigMap/settings",)
    assert [one.id for one in changes["Deployment"].consequences] == ["pods-replaced"]


def test_a_name_that_gets_a_hash_is_another_one() -> None:
    change = the_change(a_config_map("settings", a="1", b="2"), a_config_map(NEW, a="1", b="2"))
    assert (change.sort.value, fields_of(change)) == ("renamed", [("changed", "metadata.name")])


def test_two_generated_objects_of_one_name_are_not_guessed_at() -> None:
    one = a_config_map(OLD, a="1")
    two = documents(a_config_map(NEW, a="2"), a_config_map("settings-9876tmkhgf", a="3"))
    assert {sort for sort, _ in sorts(a_difference(one, two))} == {"added", "removed"}
    three = documents(a_config_map(OLD, a="1"), a_config_map("settings-ggggg24567", a="4"))
    assert {sort for sort, _ in sorts(a_difference(three, two))} == {"added", "removed"}


def test_another_version_of_a_kind_is_the_same_resource() -> None:
    scaler = "apiVersion: autoscaling/{}\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\n"
    change = the_change(scaler.format("v2beta2"), scaler.format("v2"))
    assert (change.sort.value, fields_of(change)) == ("changed", [("changed", "apiVersion")])


@pytest.mark.parametrize(
    ("name", "namespace"),
    [("dev-web", "shop"), ("web-v2", "shop"), ("web", "shop-new"), ("dev-web", "other")],
)
def test_a_prefix_a_suffix_or_a_namespace_makes_a_renamed_resource(name: str, namespace: str) -> None:
    change = the_change(a_deployment(), a_deployment(name, namespace, replicas=2))
    assert change.sort.value == "renamed"
    assert ("changed", "spec.replicas") in fields_of(change)
    assert change.consequences[0].id == "recreated"


def test_what_goes_the_way_of_certain_ones_is_renamed_too() -> None:
    before = documents(a_deployment(), ACCOUNT.format("web", "shop"))
    after = documents(a_deployment("dev-web"), ACCOUNT.format("dev-web", "shop"))
    assert sorts(a_difference(before, after)) == [("renamed", "dev-web"), ("renamed", "dev-web")]
    assert sorts(a_difference(ACCOUNT.format("web", "shop"), ACCOUNT.format("dev-web", "shop"))) == [
        ("added", "dev-web"),
        ("removed", "web"),
    ]


def test_what_may_be_one_of_two_is_neither() -> None:
    after = documents(a_deployment("a-web"), a_deployment("b-web"))
    assert sorts(a_difference(a_deployment(), after)) == [
        ("added", "a-web"),
        ("added", "b-web"),
        ("removed", "web"),
    ]


def test_what_has_little_in_common_is_removed_and_added() -> None:
    before, after = a_config_map("web", a="1", b="2", c="3"), a_config_map("dev-web", x="7", y="8", z="9")
    assert sorts(a_difference(before, after)) == [("added", "dev-web"), ("removed", "web")]


def test_two_documents_of_one_name_are_both_kept() -> None:
    twice = documents(a_config_map(a="1"), a_config_map(a="1"))
    assert not a_difference(twice, twice).changes
    assert sorts(a_difference(twice, a_config_map(a="1"))) == [
        ("added", "settings"),
        ("removed", "settings"),
        ("removed", "settings"),
    ]
