"""How Argo CD keeps to what it deploys is known of Applications, and of the sets that leave them alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from validator.discover.entrypoints import Reading
from validator.discover.repository import Repository

Known = Callable[..., Repository]
Read = Callable[[str, Repository], Reading]

URL = "https://git.example.org/team/shop.git"
TREE = {"apps/shop/kustomization.yaml": "resources: []\n"}
HEALS = {"automated": {"selfHeal": True}}
API = "argoproj.io/v1alpha1"


def spec(**fields: Any) -> dict[str, Any]:
    return {"source": {"repoURL": URL, "path": "apps/shop"}, **fields}


def application(**fields: Any) -> str:
    return json.dumps(
        {"apiVersion": API, "kind": "Application", "metadata": {"name": "shop"}, "spec": spec(**fields)}
    )


def application_set(template: dict[str, Any], **fields: Any) -> str:
    inner = {"generators": [{"list": {"elements": [{"name": "shop"}]}}], **fields}
    inner["template"] = {"metadata": {"name": "{{name}}"}, "spec": template}
    return json.dumps(
        {"apiVersion": API, "kind": "ApplicationSet", "metadata": {"name": "all"}, "spec": inner}
    )


def said(reading: Reading) -> Any:
    (entry,) = reading.entries
    return json.loads(entry.deployer) if entry.deployer else None


@pytest.mark.parametrize(
    ("fields", "heals"),
    [
        ({"syncPolicy": HEALS}, True),
        ({"syncPolicy": {"automated": {"selfHeal": True, "enabled": True}}}, True),
        ({"syncPolicy": {"automated": {"selfHeal": True, "enabled": False}}}, False),
        ({"syncPolicy": {"automated": {"selfHeal": "yes"}}}, False),
        ({"syncPolicy": {"automated": None}}, False),
        ({"syncPolicy": 5}, False),
        ({"syncPolicy": HEALS, "ignoreDifferences": "{{ all }}"}, False),
        ({}, False),
    ],
)
def test_what_heals_itself(known: Known, reading: Read, fields: dict[str, Any], heals: bool) -> None:
    found = said(reading(application(**fields), known(TREE)))
    assert (found["kind"], found["name"], found["self_heal"]) == ("Application", "shop", heals)


def test_what_is_ignored(known: Known, reading: Read) -> None:
    entries = [{"group": "apps", "kind": "Deployment", "jsonPointers": ["/spec/replicas", 5]}, 5]
    found = said(reading(application(syncPolicy=HEALS, ignoreDifferences=entries), known(TREE)))
    first, second = found["ignored"]
    assert (first["group"], first["kind"], first["name"]) == ("apps", "Deployment", "")
    assert (first["jsonPointers"], first["jqPathExpressions"]) == (["/spec/replicas", ""], [])
    assert (second["kind"], second["jsonPointers"]) == ("", [])


def test_a_set_speaks_for_its_applications(known: Known, reading: Read) -> None:
    found = said(reading(application_set(spec(syncPolicy=HEALS)), known(TREE)))
    assert (found["kind"], found["name"], found["self_heal"]) == ("ApplicationSet", "all", True)


def test_a_patch_of_the_template_counts(known: Known, reading: Read) -> None:
    patch = "spec: {syncPolicy: {automated: {selfHeal: false}}}"
    text = application_set(spec(syncPolicy=HEALS), templatePatch=patch, goTemplate=True)
    assert said(reading(text.replace("{{name}}", "{{.name}}"), known(TREE)))["self_heal"] is False


@pytest.mark.parametrize(
    "fields",
    [
        {"strategy": {"type": "RollingSync"}},  # its controller syncs, and turns their own policy off
        {"templatePatch": "spec: {$patch: merge}", "goTemplate": True},
    ],
)
def test_a_set_that_decides_otherwise_says_nothing(
    known: Known, reading: Read, fields: dict[str, Any]
) -> None:
    text = application_set(spec(syncPolicy=HEALS), **fields)
    name = "{{.name}}" if "goTemplate" in fields else "{{name}}"
    assert said(reading(text.replace("{{name}}", name), known(TREE))) is None
