"""The action in a workflow, run by the real `act`: events, ways that a check ends, and who means harm."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import jsonschema_rs

from tests.action.acting import Acted, act
from tests.action.conftest import DEPLOYMENT, KUSTOMIZATION, Work

HOSTILE = "a$(touch pwned)`touch pwned`\"';touch pwned;#&&|<>"
SARIF = json.loads((Path(__file__).parents[1] / "report" / "sarif-2.1.0.json").read_text())


def a_pull_request(branch: str = "topic", number: int = 7) -> dict[str, Any]:
    head = {"ref": branch, "sha": "0" * 40, "repo": {"fork": True}}
    pull = {"number": number, "head": head, "base": {"ref": "main", "sha": "0" * 40}}
    return {"number": number, "pull_request": pull, "repository": {"default_branch": "main"}}


def make_worse(work: Work) -> None:
    work.edit(DEPLOYMENT, "limits: {cpu: 100m, memory: 32Mi}", "limits: {cpu: 100m}")


def errors(acted: Acted) -> list[str]:
    return [line for line in acted.commands if line.startswith("::error ")]


def assert_code(acted: Acted, code: int) -> None:
    """The output, the action's end and the job's end say the same."""
    assert acted.outputs["exit-code"] == str(code), acted.log
    assert acted.outcome == ("success" if code == 0 else "failure")
    assert acted.code == (0 if code == 0 else 1)
    assert f"exit status {code}" in acted.log or f"[act] exit status {code}" in acted.log or code == 0
    assert (acted.record / "status").read_text() == ""  # the work tree is as it was


def test_a_push_is_checked_whole_and_remembered(work: Work, tmp_path: Path, binaries: dict[str, str]) -> None:
    event = {"repository": {"default_branch": "main"}}
    first = act(work.root, "push", event, tmp_path, env=binaries)
    assert_code(first, 0)
    assert first.commands == []
    assert {name: first.outputs[name] for name in ("errors", "overlays", "failed")} == {
        "errors": "0",
        "overlays": "5",
        "failed": "0",
    }
    assert "5 overlays, 24 resources" in first.summary
    assert "What this change does" not in first.summary
    [upload] = first.given("upload")
    assert upload["sarif_file"] == first.outputs["sarif"]
    jsonschema_rs.validator_for(SARIF).validate(json.loads((first.record / "sarif").read_text()))
    [saved] = first.given("save")
    assert saved["key"].endswith(work.git("rev-parse", "HEAD"))

    again = act(work.root, "workflow_dispatch", event, tmp_path, env=binaries)
    assert_code(again, 0)
    assert again.summary == first.summary
    assert again.given("save") == []  # what this commit came to is there


def test_a_pull_request_of_a_fork_fails_by_what_it_introduces(
    work: Work, tmp_path: Path, binaries: dict[str, str]
) -> None:
    work.edit(DEPLOYMENT, "replicas: 2", "replicas: 1")
    work.commit("a defect that is there before")
    work.merge(make_worse)
    env = {**binaries, "UPLOAD_CODE": "1", "GITHUB_API_URL": "http://127.0.0.1:9"}
    acted = act(
        work.root, "pull_request", a_pull_request(HOSTILE), tmp_path, env=env, inputs={"comment": "true"}
    )
    assert_code(acted, 1)
    assert len(errors(acted)) == int(acted.outputs["errors"]) > 0
    assert all(f"file={DEPLOYMENT}," in line for line in errors(acted))
    assert int(acted.outputs["known"]) > 0
    assert "| ❌ error |" in acted.summary
    assert "<details><summary>What this change does to the cluster</summary>" in acted.summary
    assert "-             memory: 32Mi" in acted.summary
    results = json.loads((acted.record / "sarif").read_text())["runs"][0]["results"]
    assert {one["baselineState"] for one in results} == {"new", "unchanged"}
    warnings = [line for line in acted.commands if line.startswith("::warning ")]
    assert sum("not given to code scanning" in line for line in warnings) == 1
    assert sum("does not let the comment be written" in line for line in warnings) == 1
    assert all(HOSTILE not in str(given) for given in (*acted.given("restore"), *acted.given("save")))
    assert len(acted.given("save")) == 1  # also after findings


def test_a_merge_group_is_held_against_its_base(work: Work, tmp_path: Path, binaries: dict[str, str]) -> None:
    before = work.git("rev-parse", "HEAD")
    make_worse(work)
    work.commit()
    event = {"merge_group": {"base_sha": before, "base_ref": "refs/heads/main"}}
    acted = act(work.root, "merge_group", event, tmp_path, env=binaries, inputs={"fail-on": "note"})
    assert_code(acted, 1)
    assert "overlays (3 unaffected)" in acted.summary


def test_what_does_not_build_is_a_finding_and_if_it_is_made_milder_still_no_pass(
    work: Work, tmp_path: Path, binaries: dict[str, str]
) -> None:
    work.edit(KUSTOMIZATION, "- database.yaml", "- databases.yaml")
    work.commit()
    told = act(work.root, "workflow_dispatch", {}, tmp_path, env=binaries)
    assert_code(told, 1)
    assert told.outputs["failed"] == "1"
    assert "Not checked: 1 overlay" in told.summary
    [result] = [
        one
        for one in json.loads((told.record / "sarif").read_text())["runs"][0]["results"]
        if one["ruleId"] == "overlay-build-failed"
    ]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == KUSTOMIZATION

    (work.root / ".mergegate.yaml").write_text("rules: {overlay-build-failed: warning}\n")
    work.commit()
    inputs = {"cache": "false", "comment": "true"}  # there is no pull request to comment on
    milder = act(work.root, "workflow_dispatch", {}, tmp_path, env=binaries, inputs=inputs)
    assert_code(milder, 3)
    assert milder.outputs["sarif"] == ""
    assert milder.given("upload") == milder.given("restore") == milder.given("save") == []
    assert "Not everything was checked (exit code 3)" in milder.summary
    assert any("Not everything was checked" in line for line in errors(milder))


def test_what_cannot_be_installed_checks_nothing(
    work: Work, tmp_path: Path, binaries: dict[str, str]
) -> None:
    nothing = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_FIND_LINKS": str(tmp_path), "PIP_RETRIES": "0"}
    acted = act(work.root, "push", {}, tmp_path, env={**binaries, **nothing})
    assert_code(acted, 3)
    assert acted.given("upload") == acted.given("save") == []


def test_a_hostile_repository_and_hostile_inputs_run_nothing(
    work: Work, tmp_path: Path, binaries: dict[str, str]
) -> None:
    """Everything here that is run or imported leaves a trace."""
    trace = tmp_path / "pwned"
    python = f"open({str(trace)!r}, 'w').close()\n"
    modules = (
        "sitecustomize",
        "usercustomize",
        "yaml",
        "click",
        "validator",
        "action",
        "json",
        "pip",
        "venv",
    )
    for module in modules:
        (work.root / f"{module}.py").write_text(python)
    for package in ("validator", "action"):
        (work.root / package).mkdir()
        (work.root / package / "__init__.py").write_text(python)
    for program in ("python3", "python", "kustomize", "conftest", "git", "bash"):
        path = work.root / program
        path.write_text(f"#!/bin/sh\ntouch {trace}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    (work.root / "setup.py").write_text(python)
    (work.root / "pip.conf").write_text("[global]\nindex-url = http://127.0.0.1:9/\n")
    (work.root / ".python-version").write_text("0.0.0\n")
    (work.root / "conftest.toml").write_text('policy = "nowhere"\n')
    odd = work.root / "apps" / "::error::pwned\n$(touch pwned)"
    odd.mkdir()
    (odd / "kustomization.yaml").write_text("resources: [missing.yaml]\n")
    work.merge(lambda work: (work.root / "new").touch())
    elsewhere = {
        "PIP_USER": "1",
        "PIP_TARGET": str(tmp_path / "elsewhere"),
        "PIP_PREFIX": str(tmp_path / "prefix"),
    }
    env = {**binaries, **elsewhere, "PYTHONPATH": str(work.root), "PYTHONSTARTUP": str(work.root / "yaml.py")}
    inputs = {
        "args": "--select graph\n--policy policy'\n$(touch pwned)\n'",
        "config": HOSTILE,
        "version": "v0.1.0",
    }
    acted = act(work.root, "pull_request", a_pull_request(HOSTILE), tmp_path, env=env, inputs=inputs)
    assert_code(acted, 2)
    [told] = errors(acted)
    assert told.startswith("::error title=mergegate::")
    assert "The check could not be done" in acted.summary
    assert acted.given("upload") == []
    assert acted.outputs["sarif"] == ""
    whole = act(work.root, "push", {}, tmp_path, env=env, inputs={"args": "--select graph"})
    assert_code(whole, 1)
    assert len(errors(whole)) == int(whole.outputs["errors"]) == 1
    assert not trace.exists()
    assert not list(tmp_path.rglob("pwned"))
