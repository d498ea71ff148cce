"""A kustomization is read as kustomize reads it: any case, every path field, inline plugins."""

from __future__ import annotations

import pytest

from validator.tree.kustomization import Reference, read
from validator.tree.source import parse


def references(text: str) -> list[tuple[str, str, int]]:
    kustomization = read("app", parse(text.encode(), "app/kustomization.yaml"))
    assert kustomization is not None
    return [(r.field, r.text, r.node.start_mark.line + 1) for r in kustomization.references]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("resources: [a.yaml, ../b]", [("resources", "a.yaml", 1), ("resources", "../b", 1)]),
        ("RESOURCES:\n- a.yaml", [("resources", "a.yaml", 2)]),
        ("bases:\n- ../base", [("bases", "../base", 2)]),
        ("components:\n- ../c/", [("components", "../c/", 2)]),
        ("crds: [c.json]", [("crds", "c.json", 1)]),
        ("configurations: [c.yaml]", [("configurations", "c.yaml", 1)]),
        ("patches:\n- path: p.yaml\n- patch: '[]'", [("patches.path", "p.yaml", 2)]),
        ("patchesJSON6902:\n- PATH: p.yaml", [("patchesjson6902.path", "p.yaml", 2)]),
        ("patchesStrategicMerge:\n- p.yaml\n- |-\n  kind: X", [("patchesstrategicmerge", "p.yaml", 2)]),
        ("replacements:\n- path: r.yaml", [("replacements.path", "r.yaml", 2)]),
        ("replacements:\n  path: r.yaml", [("replacements.path", "r.yaml", 2)]),
        ("openapi:\n  path: s.json", [("openapi.path", "s.json", 2)]),
        (
            "secretGenerator:\n- name: s\n  files: [key=a.txt, b.txt]\n  envs: [.env]\n  env: c.env",
            [
                ("secretgenerator.files", "a.txt", 3),
                ("secretgenerator.files", "b.txt", 3),
                ("secretgenerator.envs", ".env", 4),
                ("secretgenerator.env", "c.env", 5),
            ],
        ),
        ("generators:\n- g.yaml\n- ./dir", [("generators", "g.yaml", 2), ("generators", "./dir", 3)]),
        (
            "transformers:\n- |-\n  apiVersion: builtin\n  kind: PatchTransformer\n  path: p.yaml",
            [("plugin.path", "p.yaml", 2)],
        ),
        ("resources:", []),
        ("resources: a.yaml", []),
        ("resources: [[a.yaml], {a: b}]", []),
        ("patches: nonsense", []),
    ],
)
def test_every_path_field_is_seen(text: str, expected: list[tuple[str, str, int]]) -> None:
    assert references(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.com/a.yaml", True),
        ("HTTPS://EXAMPLE.COM/a.yaml", True),
        ("github.com/org/repo//path?ref=v1", True),
        ("git@example.com:org/repo.git", True),
        ("ssh://git@example.com/org/repo", True),
        ("git::https://example.com/org/repo", True),
        ("file:///etc", True),
        ("gh:org/repo", True),
        ("org-1234@github.com:org/repo", True),
        ("../base", False),
        ("github.com-mirror/base", False),
        ("a@b", False),
        ("https.yaml", False),
    ],
)
def test_what_a_build_would_fetch_is_remote(text: str, expected: bool) -> None:
    source = parse(f"resources: ['{text}']".encode(), "kustomization.yaml")
    kustomization = read(".", source)
    assert kustomization is not None
    [reference] = kustomization.references
    assert isinstance(reference, Reference)
    assert reference.is_remote is expected


def test_of_one_field_in_two_cases_the_bytewise_last_wins() -> None:
    assert references("resources: [low.yaml]\nResources: [up.yaml]") == [("resources", "low.yaml", 1)]


def test_of_a_duplicate_key_the_last_wins() -> None:
    assert references("resources: [a.yaml]\nresources: [b.yaml]") == [("resources", "b.yaml", 2)]


def test_anchors_and_merge_keys_are_followed() -> None:
    text = "x: &x {files: [a.txt]}\nsecretGenerator:\n- <<: *x\n  name: s"
    assert references(text) == [("secretgenerator.files", "a.txt", 1)]


@pytest.mark.parametrize("text", ["- a\n- b", "just text", "", "# comment", "null"])
def test_what_is_no_mapping_is_no_kustomization(text: str) -> None:
    assert read(".", parse(text.encode(), "kustomization.yaml")) is None
