"""The closure is everything that a build reads, and it names what must not be built."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from validator.model import BUILD_FAILED, REMOTE_REFUSED
from validator.tree.closure import closure
from validator.tree.tree import Tree

Make = Callable[[dict[str, str]], Tree]

BASE = {"base/kustomization.yaml": "resources: [cm.yaml]", "base/cm.yaml": "kind: ConfigMap"}


def test_a_closure_holds_every_file_of_every_field(tree: Make) -> None:
    files = BASE | {
        "app/kustomization.yaml": "resources: [../base/]\ncomponents: [../c]\npatches: [{path: p.yaml}]\n"
        "configMapGenerator: [{name: g, files: [k=f.txt], envs: [e.env]}]\ngenerators: [gen.yaml]",
        "app/p.yaml": "- op: add",
        "app/f.txt": "x",
        "app/e.env": "A=b",
        "app/gen.yaml": "apiVersion: builtin\nkind: SecretGenerator\nfiles: [s.txt]",
        "app/s.txt": "x",
        "c/kustomization.yml": "kind: Component\npatchesStrategicMerge: [m.yaml]",
        "c/m.yaml": "kind: ConfigMap",
        "other/x.yaml": "",
    }
    found = closure(tree(files), "app")
    assert set(found.files) == set(files) - {"other/x.yaml"}
    assert found.problems == found.suspects == ()
    assert found.merges


@pytest.mark.parametrize(
    ("patch", "merges"),
    [
        ("patches: [{path: p.json}]", False),
        ("patches: [{path: p.yaml}]", True),
        ("patches: [{patch: '[{op: add}]'}]", False),
        ("patches: [{patch: '- op: add'}]", False),
        ("patches: [{patch: 'kind: X'}]", True),
        ("patchesStrategicMerge: [p.yaml]", True),
        ("namePrefix: a-", False),
    ],
)
def test_a_strategic_merge_is_recognised(tree: Make, patch: str, merges: bool) -> None:
    files = BASE | {"a/kustomization.yaml": f"resources: [../base]\n{patch}"}
    files |= {"a/p.json": "# operations\n---\n- op: add", "a/p.yaml": "kind: X"}
    assert closure(tree(files), "a").merges is merges


@pytest.mark.parametrize(
    ("field", "rule"),
    [
        ("resources: [https://example.com/x.yaml]", REMOTE_REFUSED),
        ("resources:\n- github.com/org/repo//x?ref=v1", REMOTE_REFUSED),
        ("patches: [{path: 'https://example.com/p.yaml'}]", REMOTE_REFUSED),
        ("configMapGenerator: [{files: ['https://example.com/p.yaml']}]", REMOTE_REFUSED),
        ("openapi: {path: 'http://example.com/s.json'}", REMOTE_REFUSED),
        ("resources: [../../outside]", BUILD_FAILED),
        ("resources: [/etc]", BUILD_FAILED),
        ("configMapGenerator: [{files: [/etc/passwd]}]", BUILD_FAILED),
        ("resources: [link.yaml]", BUILD_FAILED),
        ("resources: [linked]", BUILD_FAILED),
        ("resources: [linked/sub]", BUILD_FAILED),
        ("resources: [pipe]", BUILD_FAILED),
        ("helmCharts: [{name: x}]", BUILD_FAILED),
        ("generators: [exec.yaml]", BUILD_FAILED),
        ("transformers:\n- |-\n  apiVersion: viaduct.ai/v1\n  kind: ksops", BUILD_FAILED),
    ],
)
def test_what_must_not_be_built_is_a_problem(tree: Make, field: str, rule: str) -> None:
    files = {"a/kustomization.yaml": f"{field}\n"}
    files["a/exec.yaml"] = (
        "apiVersion: x/v1\nkind: G\nmetadata: {annotations: {config.kubernetes.io/function: e}}"
    )
    made = tree(files)
    os.symlink("/etc/passwd", made.root / "a/link.yaml")
    os.symlink("/etc", made.root / "a/linked")
    os.mkfifo(made.root / "a/pipe")
    [problem] = closure(made, "a").problems
    assert problem.rule == rule
    assert problem.location.file == "a/kustomization.yaml"


def test_a_problem_of_a_base_is_one_of_the_overlay(tree: Make) -> None:
    files = {
        "a/kustomization.yaml": "resources: [../b]",
        "b/kustomization.yaml": "resources:\n- http://e.com/x",
    }
    [problem] = closure(tree(files), "a").problems
    assert (problem.location.file, problem.location.line) == ("b/kustomization.yaml", 2)


def test_a_url_with_credentials_is_not_repeated(tree: Make) -> None:
    made = tree({"a/kustomization.yaml": "resources: ['https://user:hunter2@example.com/x']"})
    [problem] = closure(made, "a").problems
    assert "hunter2" not in problem.message


def test_a_cycle_ends(tree: Make) -> None:
    files = {"a/kustomization.yaml": "resources: [../b]", "b/kustomization.yaml": "resources: [../a]"}
    assert set(closure(tree(files), "a").directories) == {"a", "b"}


def test_an_exponential_tree_is_refused(tree: Make) -> None:
    files = {f"d{i}/kustomization.yaml": f"resources: [../d{i + 1}, ./../d{i + 1}/]" for i in range(30)}
    files["d30/kustomization.yaml"] = "resources: []"
    [problem] = closure(tree(files), "d0").problems
    assert "again and again" in problem.message


def test_a_path_that_leads_nowhere_is_a_suspect(tree: Make) -> None:
    found = closure(tree({"a/kustomization.yaml": "resources:\n- x.yaml\n- ."}), "a")
    assert [s.message for s in found.suspects] == ['"x.yaml" in `resources` does not exist']


def test_leaves_are_what_nobody_includes_and_no_component(tree: Make) -> None:
    files = BASE | {
        "a/kustomization.yaml": "resources: [../base/.]",
        "c/kustomization.yaml": "kind: Component",
        "d/kustomization.yaml": "kustomization: broken: yaml",
    }
    assert tree(files).leaves == ("a", "d")


@pytest.mark.parametrize(
    ("includes", "leaves"),
    [
        ({"a": ["a"]}, ("a",)),
        ({"a": ["b"], "b": ["a"]}, ("a",)),
        ({"a": ["b"], "b": ["c"], "c": ["b"]}, ("a",)),
        ({"b": ["c", "base"], "c": ["b"], "base": []}, ("b",)),
        ({"a": ["b"], "b": ["a"], "x": ["y"], "y": ["x", "a"]}, ("a", "x")),
    ],
)
def test_a_circle_has_a_leaf(tree: Make, includes: dict[str, list[str]], leaves: tuple[str, ...]) -> None:
    files = {
        f"{name}/kustomization.yaml": f"resources: [{', '.join(f'../{other}' for other in others)}]"
        for name, others in includes.items()
    }
    assert tree(files).leaves == leaves


def test_a_link_inside_the_repository_is_followed(tree: Make) -> None:
    made = tree(BASE | {"a/kustomization.yaml": "resources: [linked]"})
    os.symlink("../base", made.root / "a/linked")
    assert "a/linked/cm.yaml" in closure(made, "a").files
