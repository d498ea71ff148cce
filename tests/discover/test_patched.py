"""The patches that Flux adds to what it deploys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from validator.discover.patched import patches_above, patches_of

RETRY = """
kind: HelmRelease
metadata: {name: _}
spec: {upgrade: {remediation: {retries: 3}}}
"""


def _spec(*patches: Any) -> dict[str, Any]:
    return {"patches": list(patches)}


def test_a_patch_comes_with_its_target() -> None:
    [found] = patches_of(
        _spec({"patch": "- {op: add, path: /spec/wait}", "target": {"kind": "Kustomization"}})
    )
    assert json.loads(found) == [{"kind": "Kustomization"}, [{"op": "add", "path": "/spec/wait"}]]


def test_patches_within_a_patch_stand_apart() -> None:
    outer = {"kind": "Kustomization", "spec": {"prune": True, "patches": [{"patch": RETRY}]}}
    inner, rest = (json.loads(one)[1] for one in patches_of(_spec({"patch": json.dumps(outer)})))
    assert inner["kind"] == "HelmRelease"
    assert rest == {"kind": "Kustomization", "spec": {"prune": "true"}}


def test_older_fields_count() -> None:
    spec = {"patchesStrategicMerge": [{"kind": "HelmRelease"}], "patchesJson6902": [{"patch": []}]}
    assert [json.loads(one)[1] for one in patches_of(spec)] == [{"kind": "HelmRelease"}, []]


@pytest.mark.parametrize("patch", ["a: [", "a: &a [x]\nb: *a", "[" * 5000, "x" * 100_001])
def test_what_cannot_be_read_is_handed_on(patch: str) -> None:
    [found] = patches_of(_spec({"patch": patch}))
    assert json.loads(found)[1] == patch


@pytest.mark.parametrize("patches", [None, "x", 5, {}, [None, 5, "x", [], {}]])
def test_other_types_are_no_error(patches: Any) -> None:
    assert isinstance(patches_of({"patches": patches}), tuple)


def test_patches_are_those_of_all_above() -> None:
    deployers: Mapping[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {
        "app": [(("own",), ("apps",))],
        "apps": [(("above",), ("apps",))],
        "other": [(("no",), ())],
    }
    assert patches_above("app", deployers) == ("above", "own")
    assert patches_above("nowhere", deployers) == ()


def test_patches_of_one_that_deploys_it_are_not_those_of_another() -> None:
    deployers = {"app": [(("a", "b"), ()), (("b",), ())], "lone": [(("a",), ()), ((), ())]}
    assert patches_above("app", deployers) == ("b",)
    assert patches_above("lone", deployers) == ()
