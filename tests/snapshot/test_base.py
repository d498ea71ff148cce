"""What a change is held against: what a CI's variables say, in their order, else the upstream branch."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.change.histories import Repository, git
from validator.errors import MergegateError, UsageError
from validator.snapshot.base import AUTO, head_tree, merge_base
from validator.snapshot.git import git_in

ZERO = "0" * 40


@pytest.fixture(autouse=True)
def outside_of_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables of the CI that runs these tests name its own branches."""
    for name in tuple(os.environ):
        if name.startswith(("CI_", "GITHUB_", "GIT_")):
            monkeypatch.delenv(name)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Commits root ← fork ← main, fork ← work, main + work ← merge; HEAD is work, and origin knows main."""
    found = Repository(tmp_path / "repository")
    for name in ("root", "fork"):
        found.write({name: b""})
        found.git("tag", name, found.commit())
    found.git("checkout", "--quiet", "-b", "work")
    found.write({"work": b""})
    found.git("tag", "worked", found.commit())
    found.git("checkout", "--quiet", "main")
    found.write({"main": b""})
    found.git("tag", "moved", found.commit())
    found.git("checkout", "--quiet", "--detach", "main")
    found.git("merge", "--quiet", "--no-edit", "work")
    found.git("tag", "merged")
    found.git("checkout", "--quiet", "work")
    found.git("update-ref", "refs/remotes/origin/main", "moved")
    found.git("update-ref", "refs/remotes/origin/old", "root")
    return found


def name_of(repository: Repository, commit: str) -> str:
    tags = repository.git("tag", "--points-at", commit).split()
    assert len(tags) == 1, tags
    return tags[0]


GITHUB = {"GITHUB_ACTIONS": "true"}
CASES: Mapping[str, tuple[str, Mapping[str, str], str]] = {
    "a pull request, its merge checked out": (
        "merged",
        {**GITHUB, "GITHUB_REF": "refs/pull/7/merge", "GITHUB_BASE_REF": "old"},
        "moved",
    ),
    "a pull request, its head checked out": (
        "work",
        {**GITHUB, "GITHUB_REF": "refs/pull/7/merge", "GITHUB_BASE_REF": "main"},
        "fork",
    ),
    "a pull request, the branch is not fetched": (
        "work",
        {**GITHUB, "GITHUB_BASE_REF": "none", "event": '{"pull_request": {"base": {"sha": "@moved"}}}'},
        "fork",
    ),
    "a merge queue": ("work", {**GITHUB, "event": '{"merge_group": {"base_sha": "@root"}}'}, "root"),
    "a push": ("work", {**GITHUB, "event": '{"before": "@fork"}'}, "fork"),
    "a push of a new branch": (
        "work",
        {**GITHUB, "event": json.dumps({"before": ZERO}), "upstream": "origin/old"},
        "root",
    ),
    "an event of another shape": (
        "work",
        {**GITHUB, "event": '["before"]', "upstream": "origin/main"},
        "fork",
    ),
    "an event that is no JSON": ("work", {**GITHUB, "event": "{", "upstream": "origin/main"}, "fork"),
    "variables of GitHub outside of its actions": (
        "work",
        {"GITHUB_BASE_REF": "old", "upstream": "origin/main"},
        "fork",
    ),
    "a merge request": (
        "work",
        {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "@fork", "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": ""},
        "fork",
    ),
    "a merge request, merged results": (
        "merged",
        {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "@fork", "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": "@moved"},
        "moved",
    ),
    "a merge request, the branch alone": ("work", {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}, "fork"),
    "the most exact of them": (
        "work",
        {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "@root", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"},
        "root",
    ),
    "a pipeline of a push": ("work", {"CI_COMMIT_BEFORE_SHA": "@root"}, "root"),
    "a pipeline of a new branch": ("work", {"CI_COMMIT_BEFORE_SHA": ZERO, "upstream": "origin/main"}, "fork"),
    "no CI": ("work", {"upstream": "origin/main"}, "fork"),
    "no upstream, but a default branch": ("work", {"default": "refs/remotes/origin/old"}, "root"),
}


@pytest.mark.parametrize("case", CASES)
def test_auto(case: str, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head, variables, wanted = CASES[case]
    repository.git("checkout", "--quiet", head)
    for name, value in variables.items():
        for tag in ("root", "fork", "moved"):
            value = value.replace(f"@{tag}", repository.git("rev-parse", tag).strip())
        if name == "event":
            (tmp_path / "event.json").write_text(value)
            monkeypatch.setenv("GITHUB_EVENT_PATH", str(tmp_path / "event.json"))
        elif name == "upstream":
            repository.git("config", "remote.origin.url", "https://git.example/a/b.git")
            repository.git("config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
            repository.git("branch", "--quiet", "--set-upstream-to", value)
        elif name == "default":
            repository.git("symbolic-ref", "refs/remotes/origin/HEAD", value)
        else:
            monkeypatch.setenv(name, value)
    assert name_of(repository, merge_base(git_in(repository.root), AUTO)) == wanted


@pytest.mark.parametrize(
    ("ref", "wanted"),
    [("main", "fork"), ("HEAD", "worked"), ("HEAD~1", "fork"), ("worked", "worked"), ("origin/old", "root")],
)
def test_a_name_means_the_last_common_commit(repository: Repository, ref: str, wanted: str) -> None:
    assert name_of(repository, merge_base(git_in(repository.root), ref)) == wanted


@pytest.mark.parametrize("ref", ["none", "", "-v", "--all", "main:main", "HEAD^{tree}", "a b", "main..work"])
def test_what_names_no_commit_is_an_error(repository: Repository, ref: str) -> None:
    with pytest.raises(UsageError, match=r"no commit|a revision is wanted"):
        merge_base(git_in(repository.root), ref)


def test_nothing_that_tells_is_an_error_that_says_what_to_do(repository: Repository) -> None:
    with pytest.raises(UsageError, match="--base origin/main"):
        merge_base(git_in(repository.root), AUTO)


def test_a_variable_that_leads_nowhere_is_named(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI_MERGE_REQUEST_DIFF_BASE_SHA", "1" * 40)
    with pytest.raises(UsageError, match="CI_MERGE_REQUEST_DIFF_BASE_SHA"):
        merge_base(git_in(repository.root), AUTO)


def test_histories_without_a_common_commit_are_an_error(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "--orphan", "other")
    repository.commit()
    with pytest.raises(UsageError, match="no commit in common"):
        merge_base(git_in(repository.root), "main")


@pytest.mark.parametrize("ref", ["root", "origin/main"])
def test_a_shallow_clone_says_what_to_fetch(repository: Repository, tmp_path: Path, ref: str) -> None:
    clone = tmp_path / "clone"
    url = f"file://{repository.root}"
    git(tmp_path, "clone", "--quiet", "--depth=1", "--branch=work", "--no-single-branch", url, str(clone))
    with pytest.raises(MergegateError, match=r"shallow.*fetch"):
        merge_base(git_in(clone), ref)


def test_before_the_first_commit_head_is_empty(tmp_path: Path) -> None:
    found = Repository(tmp_path / "repository")
    tree = head_tree(git_in(found.root))
    assert found.git("ls-tree", "-r", tree) == ""
    with pytest.raises(UsageError, match="no commit yet"):
        merge_base(git_in(found.root), "main")
