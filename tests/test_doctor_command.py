"""`mergegate doctor` says what a check would stand on, and ends with 3 where none can be done."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

import validator
from tests.change.histories import Repository
from tests.evaluate.servers import bundle_of, free_port, opa
from tests.running import Command, Run
from validator.evaluate.catalogue import load
from validator.tools.pins import PINS

Write = Callable[[Mapping[str, str]], Path]
CLEAN = {"kustomization.yaml": "resources: []\n"}
GIT = Path(shutil.which("git") or "").parent


def signs(run: Run) -> Mapping[str, Any]:
    report = run.report
    assert report["schema"] == 1
    assert report["able"] == (run.code == 0)
    return {sign["name"]: sign for sign in report["signs"]}


def states(run: Run) -> Mapping[str, str]:
    return {name: sign["state"] for name, sign in signs(run).items() if sign["state"] != "fine"}


@pytest.fixture
def work_tree(tmp_path: Path) -> Path:
    found = Repository(tmp_path / "work")
    found.write({name: text.encode() for name, text in CLEAN.items()})
    found.git("update-ref", "refs/remotes/origin/main", found.commit())
    found.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    return found.root


@pytest.fixture(autouse=True)
def outside_of_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables of the CI that runs these tests name its own branches."""
    for name in tuple(os.environ):
        if name.startswith(("CI_", "GITHUB_", "GIT_")):
            monkeypatch.delenv(name)


def test_where_nothing_is_missing(mergegate: Command, work_tree: Path) -> None:
    run = mergegate("doctor", work_tree, "--format", "json")
    assert run.code == 0
    assert states(run) == {}
    found = signs(run)
    assert found["mergegate"]["version"] == validator.__version__
    assert found["kustomize"]["origin"] == "environment variable"
    assert found["variables"]["text"] == "MERGEGATE_CACHE_DIR, MERGEGATE_CONFTEST, MERGEGATE_KUSTOMIZE"
    assert found["base"]["version"] in (work_tree / ".git/refs/remotes/origin/main").read_text()


def test_as_text_the_verdict_comes_last(mergegate: Command, work_tree: Path) -> None:
    run = mergegate("doctor", work_tree)
    assert run.code == 0
    assert run.out.splitlines()[-1] == "a check can be done"
    told = signs(mergegate("doctor", work_tree, "--format", "json"))["git"]["text"]
    assert f"fine     git            {told}\n" in run.out


def test_a_tool_that_is_missing_is_a_problem_and_what_to_do_is_told(
    mergegate: Command, work_tree: Path, tmp_path: Path
) -> None:
    bare = {
        "MERGEGATE_KUSTOMIZE": "",
        "MERGEGATE_CONFTEST": "/nowhere/conftest",
        "MERGEGATE_OPA": "/nowhere/opa",
        "MERGEGATE_CACHE_DIR": str(tmp_path / "empty"),
        "PATH": str(GIT),
    }
    run = mergegate("doctor", work_tree, env=bare)
    assert run.code == 3
    assert "run `mergegate tools install kustomize`" in run.out
    assert "MERGEGATE_CONFTEST names /nowhere/conftest, which does not exist" in run.out
    assert run.out.splitlines()[-1] == "2 problems: a check cannot be done"
    assert not (tmp_path / "empty").exists()
    run = mergegate("doctor", work_tree, "--format", "json", env=bare)
    assert states(run) == {"kustomize": "problem", "conftest": "problem", "opa": "note"}


def test_a_damaged_tool_of_ours_is_a_problem(mergegate: Command, work_tree: Path, own_cache: Path) -> None:
    version = PINS["kustomize"].version
    usual = (own_cache / "tools").resolve() / "kustomize" / version
    (own_cache / "tools").unlink()
    shutil.copytree(usual, own_cache / "tools/kustomize" / version)
    damaged = own_cache / "tools/kustomize" / version / "kustomize"
    with damaged.open("r+b") as file:
        file.write(b"\0\0\0\0")
    env = {"MERGEGATE_KUSTOMIZE": "", "PATH": str(GIT)}
    run = mergegate("doctor", work_tree, "--format", "json", env=env)
    assert run.code == 3
    assert states(run) == {"kustomize": "problem"}
    assert "is damaged; run `mergegate tools install kustomize`" in signs(run)["kustomize"]["text"]


@pytest.mark.parametrize(
    ("env", "wanted"),
    [
        ({"CI_MERGE_REQUEST_DIFF_BASE_SHA": "1" * 40}, "CI_MERGE_REQUEST_DIFF_BASE_SHA"),
        ({"MERGEGATE_CACHE_DIR": "/dev/null/cache"}, "runs remember nothing"),
    ],
)
def test_what_a_check_can_do_without_is_a_note(
    env: dict[str, str], wanted: str, mergegate: Command, work_tree: Path
) -> None:
    run = mergegate("doctor", work_tree, "--format", "json", env=env)
    assert run.code == 0
    [name] = states(run)
    assert signs(run)[name]["state"] == "note"
    assert wanted in signs(run)[name]["text"]


def test_without_git_a_work_tree_cannot_be_checked_but_a_directory_can(
    mergegate: Command, work_tree: Path, repository: Write
) -> None:
    env = {"PATH": "/nowhere"}
    assert states(mergegate("doctor", work_tree, "--format", "json", env=env)) == {
        "git": "note",
        "repository": "problem",
    }
    assert states(mergegate("doctor", repository(CLEAN), "--format", "json", env=env)) == {
        "git": "note",
        "base": "note",
    }


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("fail-on: never\n", "a severity is one of"), ("rules:\n  no-such-rule: off\n", "no-such-rule")],
)
def test_a_configuration_that_is_wrong_is_a_problem(
    text: str, wanted: str, mergegate: Command, work_tree: Path
) -> None:
    (work_tree / ".mergegate.yaml").write_text(text)
    run = mergegate("doctor", work_tree, "--format", "json")
    assert run.code == 3
    assert states(run) == {"configuration": "problem"}
    assert wanted in signs(run)["configuration"]["text"]


def test_a_day_that_is_none_is_a_problem(mergegate: Command, work_tree: Path) -> None:
    run = mergegate("doctor", work_tree, "--format", "json", env={"MERGEGATE_TODAY": "tomorrow"})
    assert states(run) == {"variables": "problem"}


def test_an_old_git_is_told(mergegate: Command, work_tree: Path, tmp_path: Path) -> None:
    script = tmp_path / "bin/git"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\n[ "$1" = version ] && echo git version 2.30.2 || exec {GIT}/git "$@"\n')
    script.chmod(0o755)
    run = mergegate(
        "doctor", work_tree, "--format", "json", env={"PATH": f"{script.parent}:{os.environ['PATH']}"}
    )
    assert run.code == 0
    assert states(run) == {"git": "note"}
    assert signs(run)["git"]["version"] == "2.30.2"


def test_the_opa_server_that_would_be_asked(mergegate: Command, work_tree: Path, tmp_path: Path) -> None:
    with opa(tmp_path, bundle_of(load(()))) as running:
        sign = signs(mergegate("doctor", work_tree, "--format", "json", "--opa-url", running.url))[
            "opa server"
        ]
    assert (sign["state"], "has our policies" in sign["text"]) == ("fine", True)


def test_an_opa_server_that_is_not_there(mergegate: Command, work_tree: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    run = mergegate("doctor", work_tree, "--format", "json", env={"MERGEGATE_OPA_URL": url})
    assert (run.code, states(run)) == (3, {"opa server": "problem"})


@pytest.mark.parametrize(("named", "code", "state"), [("", 0, "note"), ("/nowhere/conftest", 3, "problem")])
def test_with_a_server_conftest_may_be_missing_but_not_named_wrongly(
    named: str, code: int, state: str, mergegate: Command, work_tree: Path, tmp_path: Path
) -> None:
    none = {"MERGEGATE_CONFTEST": named, "MERGEGATE_CACHE_DIR": str(tmp_path / "empty"), "PATH": str(GIT)}
    with opa(tmp_path, bundle_of(load(()))) as running:
        run = mergegate("doctor", work_tree, "--format", "json", "--opa-url", running.url, env=none)
        checked = mergegate("check", work_tree, "--opa-url", running.url, env=none)
    assert (run.code, states(run)["conftest"]) == (code, state)
    assert checked.code == code


def test_the_configured_engine_needs_its_server(mergegate: Command, work_tree: Path) -> None:
    (work_tree / ".mergegate.yaml").write_text("engine: opa\n")
    run = mergegate("doctor", work_tree, "--format", "json")
    assert (run.code, states(run)) == (3, {"opa server": "problem"})
    assert mergegate("check", work_tree).code == 2


def test_the_configured_engine_needs_conftest_whatever_server_is_named(
    mergegate: Command, work_tree: Path
) -> None:
    (work_tree / ".mergegate.yaml").write_text("engine: conftest\n")
    env = {"MERGEGATE_OPA_URL": "http://127.0.0.1:9", "MERGEGATE_CONFTEST": "/nowhere/conftest"}
    run = mergegate("doctor", work_tree, "--format", "json", env=env)
    assert (run.code, states(run)) == (3, {"conftest": "problem"})
    assert mergegate("check", work_tree, env=env).code == 3


def test_nothing_to_check_is_a_problem(mergegate: Command, repository: Write) -> None:
    root = repository({"README.md": "nothing", "values.yaml": "a: b\n"})
    run = mergegate("doctor", root, "--format", "json")
    assert (run.code, states(run)) == (3, {"base": "note", "repository": "problem"})
    assert mergegate("check", root).code == 3
