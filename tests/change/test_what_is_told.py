"""What a change hides is told, and what nobody can know is not taken for fixed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.change.histories import Repository
from tests.running import Command, Run
from validator.keys import keyed_path

POD = """apiVersion: v1
kind: Pod
metadata: {name: NAME}
spec:
  containers:
  - {name: web, image: "example.com/web:latest"}
"""
LISTED = "resources: [pod.yaml]\n"
CLOCK = """# METADATA
# title: It is late
# description: The day has come.
# custom:
#   severity: {production: error, elsewhere: error}
#   remedy: Wait.
package policies.house.late

severity := rego.metadata.chain()[1].annotations.custom.severity

report contains {"at": 0, "path": [], "message": "It is late."} if time.now_ns() > 0
"""


def pod(name: str) -> bytes:
    return POD.replace("NAME", name).encode()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Two overlays, one for production."""
    found = Repository(tmp_path / "repository")
    found.write(
        {
            f"apps/{name}/{file}": content
            for name in ("dev", "production")
            for file, content in (("pod.yaml", pod(name)), ("kustomization.yaml", LISTED.encode()))
        }
    )
    found.commit()
    return found


def put(repository: Repository, files: dict[str, bytes]) -> None:
    """Write files beside what is there."""
    for name, content in files.items():
        path = repository.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def change(mergegate: Command, repository: Repository, *words: str) -> Run:
    return mergegate("check", repository.root, "--base", "HEAD", "--format", "json", *words)


def test_overlays_that_are_left_out_are_named(mergegate: Command, repository: Repository) -> None:
    put(repository, {".mergegate.yaml": b"exclude: [apps/dev]\n"})
    run = change(mergegate, repository)
    assert "1 overlay is no longer checked: apps/dev" in run.report["remarks"]


def test_what_is_graver_than_before_is_told(mergegate: Command, repository: Repository) -> None:
    put(repository, {".mergegate.yaml": b"environments: {apps/dev: production}\n"})
    [remark] = [text for text in change(mergegate, repository).report["remarks"] if "graver" in text]
    assert "pod-" in remark


def test_other_rules_are_told(mergegate: Command, repository: Repository) -> None:
    put(repository, {".mergegate.yaml": b"rules: {pod-image-mutable-tag: off}\n"})
    assert any("which rules run" in text for text in change(mergegate, repository).report["remarks"])


def test_what_does_not_build_any_more_has_fixed_nothing(mergegate: Command, repository: Repository) -> None:
    put(repository, {"apps/dev/kustomization.yaml": b"resources: [gone.yaml]\n"})
    report = change(mergegate, repository).report
    assert [finding["rule"] for finding in report["findings"]] == ["overlay-build-failed"]


def test_what_is_only_intended_to_be_added_is_in_no_commit(
    mergegate: Command, repository: Repository
) -> None:
    put(
        repository,
        {"apps/dev/more.yaml": pod("more"), "apps/dev/kustomization.yaml": b"resources: [more.yaml]\n"},
    )
    repository.git("add", "apps/dev/kustomization.yaml")
    repository.git("add", "--intent-to-add", "apps/dev/more.yaml")
    run = mergegate("check", repository.root, "--staged", "--format", "json")
    assert (run.code, run.rules) == (1, ["overlay-build-failed"])


def test_a_run_in_which_files_change_is_not_remembered(
    mergegate: Command, repository: Repository, kustomize_binary: Path, tmp_path: Path
) -> None:
    """A build that reads what was there for a moment."""
    file = repository.root / "apps/dev/pod.yaml"
    false = tmp_path / "kustomize"
    once = tmp_path / "once"
    lines = [
        "#!/bin/sh",
        "export PATH=/usr/bin:/bin",
        f'if [ "$1" = build ] && [ ! -e {once} ]; then touch {once}',
        f"printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {{name: x}}\\n' > {file}; fi",
        f'exec {kustomize_binary} "$@"',
    ]
    false.write_text("\n".join(lines) + "\n")
    false.chmod(false.stat().st_mode | stat.S_IXUSR)
    env = {"MERGEGATE_KUSTOMIZE": str(false)}
    words = ("check", repository.root, "--format", "json")
    mergegate(*words, env=env)
    repository.git("checkout", "--", "apps/dev/pod.yaml")
    os.utime(file)
    assert mergegate(*words, env=env).out == mergegate(*words, "--no-cache", env=env).out


def test_a_policy_that_asks_the_clock_is_asked_again(
    mergegate: Command, repository: Repository, own_cache: Path
) -> None:
    put(
        repository, {"policies/house/late.rego": CLOCK.encode(), ".mergegate.yaml": b"policies: [policies]\n"}
    )
    run = mergegate("check", repository.root, "--format", "json")
    assert run.err == ""
    assert "late" in run.rules
    info = mergegate("cache", "info")
    assert "verdict" not in info.out
    assert "report" not in info.out


def test_a_credential_names_no_element() -> None:
    body = {"a": [{"key": "ghp_" + "a1B2" * 9}, {"key": "plain"}]}
    assert keyed_path(body, ("a", 0)) == ("a", "[0]")
    assert keyed_path(body, ("a", 1)) == ("a", "[key=plain]")


# ---- what the change itself decides ----------------------------------------------------------------


def changed(repository: Repository, mergegate: Command, files: dict[str, bytes], *words: str) -> Run:
    put(repository, files)
    return mergegate("check", repository.root, "--base", "HEAD", "--format", "json", *words)


def remarks(run: Run) -> str:
    """What is told under "Mind"."""
    return " | ".join(run.report["remarks"])


def test_a_baseline_that_the_change_writes_lets_nothing_of_it_pass(
    repository: Repository, mergegate: Command
) -> None:
    configured = {".mergegate.yaml": b"baseline: .mergegate-baseline\n"}
    put(repository, configured)
    mergegate("baseline", "write", "--path", repository.root)
    repository.commit()
    put(repository, {"apps/dev/pod.yaml": pod("another")})
    first = mergegate("check", repository.root, "--base", "HEAD", "--format", "json", "--fail-on", "note")
    mergegate("baseline", "write", "--path", repository.root)
    second = mergegate("check", repository.root, "--base", "HEAD", "--format", "json", "--fail-on", "note")
    assert (first.code, second.code) == (1, 1)
    assert len(first.report["findings"]) == len(second.report["findings"])
    assert "to the baseline" in remarks(second)
    assert "to the baseline" not in remarks(first)
    assert mergegate("check", repository.root, "--fail-on", "note").code == 0  # once it is merged


def test_a_baseline_that_is_named_counts_as_it_was(repository: Repository, mergegate: Command) -> None:
    file = repository.root / "known"
    put(repository, {"apps/dev/pod.yaml": pod("another")})
    mergegate("baseline", "write", file, "--path", repository.root)
    words = ("--base", "HEAD", "--fail-on", "note", "--baseline", str(file))
    assert mergegate("check", repository.root, *words).code == 1


def test_an_overlay_that_leaves_production_is_told_of(repository: Repository, mergegate: Command) -> None:
    run = changed(
        repository, mergegate, {".mergegate.yaml": b"environments: {apps/production: development}\n"}
    )
    assert "1 overlay is development now and production before: apps/production" in remarks(run)


def test_rules_that_are_turned_off_are_named(repository: Repository, mergegate: Command) -> None:
    settings = b"rules:\n  pod-image-mutable-tag: off\n  res-besteffort:\n    severity: {production: note}\n"
    run = changed(repository, mergegate, {".mergegate.yaml": settings})
    assert "off: pod-image-mutable-tag" in remarks(run)
    assert "milder: res-besteffort" in remarks(run)


def test_an_overlay_that_is_excluded_has_fixed_nothing(repository: Repository, mergegate: Command) -> None:
    run = changed(repository, mergegate, {".mergegate.yaml": b"exclude: [apps/dev]\n"})
    assert "1 overlay is no longer checked: apps/dev" in remarks(run)
    assert [one for one in run.report["findings"] if one["state"] == "fixed"] == []


def test_an_overlay_that_is_deleted_has_fixed_all(repository: Repository, mergegate: Command) -> None:
    for name in ("pod.yaml", "kustomization.yaml"):
        (repository.root / "apps/dev" / name).unlink()
    run = changed(repository, mergegate, {})
    assert {one["state"] for one in run.report["findings"]} == {"fixed"}


def test_another_subject_of_cluster_admin_is_new(repository: Repository, mergegate: Command) -> None:
    binding = (
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: x}\n"
        "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}\nsubjects:\n"
    )
    jane, joe = (
        f"- {{kind: User, apiGroup: rbac.authorization.k8s.io, name: {who}}}\n" for who in ("jane", "joe")
    )
    put(repository, {"apps/production/pod.yaml": (binding + jane).encode()})
    repository.commit()
    words = ("--select", "rbac-cluster-admin-binding")
    more = changed(
        repository, mergegate, {"apps/production/pod.yaml": (binding + joe + jane).encode()}, *words
    )
    told = sorted((one["state"], "joe" in one["message"]) for one in more.report["findings"])
    assert (more.code, told) == (1, [("known", False), ("new", True)])


@pytest.mark.parametrize("name", ["base", "index", "head"])
def test_what_a_build_before_the_change_says_is_what_it_says_now(
    repository: Repository, mergegate: Command, name: str
) -> None:
    put(
        repository,
        {
            f"{name}/kustomization.yaml": b"resources: [a.yaml]\n",
            f"{name}/a.yaml": b"a: b\nc: d: e\n",
            "over/kustomization.yaml": f"resources: [../{name}]\n".encode(),
        },
    )
    repository.commit()

    def said(*words: str) -> set[str]:
        run = mergegate("check", repository.root, "--format", "json", "--no-cache", *words)
        return {one["message"] for one in run.report["findings"] if one["rule"] == "overlay-build-failed"}

    now = said()
    assert any(f"'../{name}'" in one for one in now)
    (repository.root / name / "a.yaml").unlink()
    (repository.root / "over" / "kustomization.yaml").unlink()
    (repository.root / name / "kustomization.yaml").write_bytes(b"resources: []\n")
    for words in (("--base", "HEAD"), ("--staged",)):
        repository.git("add", "--all")
        assert said(*words) == now
