"""A baseline as a user meets it: written, committed, merged, pruned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.running import Command

Write = Callable[[Mapping[str, str]], Path]

APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  project: default
  source: {{repoURL: https://example.com/other.git, path: x, targetRevision: v1.2.3}}
  destination: {{server: https://kubernetes.default.svc, namespace: shop}}
"""
KUSTOMIZATION = "resources: [app.yaml]\n"
BAD = {"app/kustomization.yaml": KUSTOMIZATION, "app/app.yaml": APPLICATION.format(name="shop")}
BROKEN = {"broken/kustomization.yaml": "resources: [none.yaml]\n"}
POLICY = """\
package house

import rego.v1

deny contains msg if {
\tinput.kind == "Application"
\tmsg := sprintf("%s", [to_number(input.metadata.name)])
}
"""


def test_after_writing_one_the_check_is_clean(mergegate: Command, repository: Write) -> None:
    root = repository(BAD | BROKEN)
    assert mergegate("check", root).code == 1
    run = mergegate("baseline", "write", "--path", root)
    assert (run.code, "findings in 2 overlays" in run.out) == (0, True)
    file = root / ".mergegate-baseline"
    run = mergegate("check", root, "--baseline", file, "--format", "json")
    assert run.code == 0
    assert {finding["state"] for finding in run.report["findings"]} == {"known"}
    assert run.report["summary"]["known"] == len(run.report["findings"])
    assert run.report["baseline"] == {"fixed": []}
    text = mergegate("check", root, "--baseline", file).out
    assert "no new findings" in text
    assert "known before" in text


def test_writing_twice_gives_the_same_bytes(mergegate: Command, repository: Write) -> None:
    root = repository(BAD)
    file = root / ".mergegate-baseline"
    mergegate("baseline", "write", cwd=root)
    first = file.read_bytes()
    assert first.startswith(b"mergegate-baseline 1\n")
    mergegate("baseline", "write", cwd=root)
    assert file.read_bytes() == first


def test_only_what_is_new_counts(mergegate: Command, repository: Write) -> None:
    root = repository(BAD | {".mergegate.yaml": "baseline: old.txt\n"})
    run = mergegate("baseline", "write", cwd=root)
    assert (run.code, run.err) == (0, "")
    assert (root / "old.txt").exists()
    assert mergegate("check", root).code == 0
    repository({"app/more.yaml": APPLICATION.format(name="more")})
    repository({"app/kustomization.yaml": "resources: [app.yaml, more.yaml]\n"})
    run = mergegate("check", root, "--format", "json")
    assert run.code == 1
    new = [finding for finding in run.report["findings"] if finding["state"] == "new"]
    assert {finding["resource"]["name"] for finding in new} == {"more"}


def test_what_is_fixed_is_told_and_pruned(mergegate: Command, repository: Write) -> None:
    root = repository(BAD | BROKEN | {".mergegate.yaml": "baseline: .mergegate-baseline\n"})
    mergegate("baseline", "write", cwd=root)
    before = (root / ".mergegate-baseline").read_text()
    mended = APPLICATION.format(name="shop").replace("project: default", "project: shop")
    repository({"app/app.yaml": mended, "app/kustomization.yaml": KUSTOMIZATION + "# moved\n"})
    run = mergegate("check", root, "--format", "json")
    assert run.code == 0
    assert [
        (entry["rule"], entry["overlay"], entry["count"]) for entry in run.report["baseline"]["fixed"]
    ] == [("argo-default-project", "app", 1)]
    assert "Fixed since the baseline: 1 finding" in mergegate("check", root).out
    run = mergegate("baseline", "prune", cwd=root)
    assert "1 finding dropped" in run.out
    after = (root / ".mergegate-baseline").read_text()
    assert after == "".join(line for line in before.splitlines(True) if "argo-default-project" not in line)
    assert mergegate("check", root, "--format", "json").report["baseline"]["fixed"] == []


def test_an_overlay_that_does_not_build_fixes_nothing(mergegate: Command, repository: Write) -> None:
    root = repository(BAD | {".mergegate.yaml": "baseline: .mergegate-baseline\n"})
    mergegate("baseline", "write", cwd=root)
    before = (root / ".mergegate-baseline").read_text()
    repository({"app/kustomization.yaml": "resources: [app.yaml, none.yaml]\n"})
    run = mergegate("check", root, "--format", "json")
    assert (run.code, run.rules) == (1, ["overlay-build-failed"])
    assert run.report["baseline"]["fixed"] == []
    mergegate("baseline", "prune", cwd=root)
    assert (root / ".mergegate-baseline").read_text() == before


def test_an_overlay_that_is_gone_is_fixed(mergegate: Command, repository: Write) -> None:
    other = {name.replace("app/", "other/", 1): text for name, text in BAD.items()}
    root = repository(BAD | other | {".mergegate.yaml": "baseline: .mergegate-baseline\n"})
    mergegate("baseline", "write", cwd=root)
    for file in (root / "other").iterdir():
        file.unlink()
    (root / "other").rmdir()
    fixed = mergegate("check", root, "--format", "json").report["baseline"]["fixed"]
    assert {entry["overlay"] for entry in fixed} == {"other"}


def test_a_failed_build_passes_only_while_it_is_in_the_baseline(
    mergegate: Command, repository: Write
) -> None:
    root = repository(BROKEN)
    file = root / "b"
    assert mergegate("baseline", "write", file, "--path", root).code == 0
    assert mergegate("check", root, "--baseline", file).code == 0
    repository({"also/kustomization.yaml": "resources: [none.yaml]\n"})
    assert mergegate("check", root, "--baseline", file).code == 1
    assert mergegate("check", root, "--baseline", file, "--ignore", "overlay-build-failed").code == 3


@pytest.mark.parametrize("text", ["mergegate-baseline 2\n", "<<<<<<< HEAD\n", "nothing\n"])
def test_a_file_that_is_no_baseline_is_2(mergegate: Command, repository: Write, text: str) -> None:
    root = repository(BAD | {"b": text})
    run = mergegate("check", root, "--baseline", root / "b")
    assert (run.code, run.out) == (2, "")
    assert f"{root / 'b'}:1: " in run.err


def test_a_baseline_that_is_not_there_is_2(mergegate: Command, repository: Write) -> None:
    run = mergegate("check", repository(BAD), "--baseline", "/nowhere/at/all")
    assert run.code == 2
    assert "mergegate baseline write" in run.err


def test_none_is_written_where_a_policy_fails(mergegate: Command, repository: Write) -> None:
    root = repository(BAD | {"policy/house.rego": POLICY})
    run = mergegate("baseline", "write", "--path", root, "--policy", root / "policy")
    assert run.code == 3
    assert "policy-failed" in run.err
    assert not (root / ".mergegate-baseline").exists()
