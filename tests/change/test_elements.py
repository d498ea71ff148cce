"""Elements of lists that have no key: what is moved was there before, what is put there was not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.change.histories import Repository
from tests.change.repositories import REPOSITORY, dump
from tests.running import Command
from validator.keys import by_content, by_index, keyed_path

Counts = dict[str, int]
PODS = {"apiGroups": [""], "resources": ["pods"], "verbs": ["*"]}
JOBS = {"apiGroups": ["batch"], "resources": ["jobs"], "verbs": ["get"]}
NODES = {"apiGroups": [""], "resources": ["nodes"], "verbs": ["*"]}
SOURCES = "argo-project-source-wildcard"
VERBS = "rbac-wildcard-verbs"


def role(*rules: object) -> bytes:
    metadata = {"name": "x", "namespace": "web"}
    return dump(
        {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "ClusterRole",
            "metadata": metadata,
            "rules": [*rules],
        }
    )


def project(*sources: str) -> bytes:
    metadata = {"name": "x", "namespace": "argocd"}
    body = {"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": metadata}
    return dump({**body, "spec": {"sourceRepos": [*sources]}})


@pytest.fixture
def states(tmp_path: Path, mergegate: Command) -> Callable[..., Counts]:
    """Counts the findings of a rule in each state, after a change of one object; also beside a baseline."""

    def count(rule: str, before: bytes, after: bytes, *, is_baseline: bool = False) -> Counts:
        repository = Repository(tmp_path / "repository")
        listed = dump({"resources": ["object.yaml"]})
        repository.write({"apps/x/kustomization.yaml": listed, "apps/x/object.yaml": before})
        repository.commit()
        words = ["check", repository.root, "--format", "json", "--select", rule]
        if is_baseline:
            baseline = tmp_path / "baseline"
            mergegate("baseline", "write", baseline, "--path", repository.root)
            words += ["--baseline", baseline]
        else:
            words += ["--base", "HEAD"]
        (repository.root / "apps/x/object.yaml").write_bytes(after)
        found: Counts = {}
        for finding in mergegate(*words).report["findings"]:
            found[finding["state"]] = found.get(finding["state"], 0) + 1
        return found

    return count


@pytest.mark.parametrize("is_baseline", [False, True])
def test_an_element_that_moves_is_known(states: Callable[..., Counts], is_baseline: bool) -> None:
    before, after = role(PODS, JOBS), role(JOBS, JOBS, PODS)
    assert states(VERBS, before, after, is_baseline=is_baseline) == {"known": 1}


@pytest.mark.parametrize("is_baseline", [False, True])
def test_one_more_of_them_is_new(states: Callable[..., Counts], is_baseline: bool) -> None:
    before, after = role(PODS, JOBS), role(NODES, JOBS, PODS)
    assert states(VERBS, before, after, is_baseline=is_baseline) == {"known": 1, "new": 1}


@pytest.mark.parametrize("is_baseline", [False, True])
def test_an_element_that_says_something_else_is_another_one(
    states: Callable[..., Counts], is_baseline: bool
) -> None:
    edited = {**PODS, "resources": ["pods", "secrets"]}
    found = states(VERBS, role(JOBS, PODS), role(JOBS, edited), is_baseline=is_baseline)
    assert found == ({"new": 1} if is_baseline else {"new": 1, "fixed": 1})


@pytest.mark.parametrize("is_baseline", [False, True])
def test_a_rule_about_secrets_may_move(states: Callable[..., Counts], is_baseline: bool) -> None:
    secrets = {**PODS, "resources": ["secrets"]}
    before, after = role(secrets, JOBS), role(JOBS, secrets)
    assert states(VERBS, before, after, is_baseline=is_baseline) == {"known": 1}


def test_one_that_moves_does_not_hide_one_that_takes_its_place(states: Callable[..., Counts]) -> None:
    assert states(VERBS, role(PODS, JOBS), role(NODES, PODS)) == {"known": 1, "new": 1}


@pytest.mark.parametrize("is_baseline", [False, True])
def test_a_text_is_what_it_says(states: Callable[..., Counts], is_baseline: bool) -> None:
    moved = states(SOURCES, project("*"), project(REPOSITORY, "*"), is_baseline=is_baseline)
    assert moved == {"known": 1}


def test_another_text_in_its_place_is_new(states: Callable[..., Counts]) -> None:
    assert states(SOURCES, project("*"), project("https://*")) == {"fixed": 1, "new": 1}


@pytest.mark.parametrize(
    "body",
    [
        "kind: Secret\nx: [abc]",
        "passwords: [4711]",
        "db-pwd: [4711]",
        "access_keys: [[4711]]",
        "x: [{inner: [{args: [abc]}]}]",
        "x: [{token: abc}]",
        "x: [ghp_a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2]",
        "args: [abc]",
        "command: [[abc]]",
    ],
)
def test_what_may_hold_a_credential_is_called_by_its_index(body: str) -> None:
    value = yaml.safe_load(body)
    field = next(name for name in value if name != "kind")
    assert keyed_path(value, (field, 0)) == (field, "[0]")


def test_a_path_is_read_by_content_or_by_index() -> None:
    body = {"a": [{"x": [1, "text", {"y": None}]}]}
    keyed = keyed_path(body, ("a", 0, "x", 2, "y"))
    assert by_index(keyed) == ("a", "[0]", "x", "[2]", "y")
    other = {"a": [5, {"x": [{"y": None}, 1]}, {"x": [1, "text", {"y": None}]}]}
    again = keyed_path(other, ("a", 2, "x", 2, "y"))
    assert by_content(again)[2:] == by_content(keyed)[2:] != by_index(keyed)[2:]
    text = keyed_path(body, ("a", 0, "x", 1))[-1]
    assert by_content((text,)) == by_index((text,)) == (text,)
    assert keyed_path(body, ("a", 7)) == ("a", "[7]")
