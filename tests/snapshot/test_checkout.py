"""The files of a repository: what git tracks and does not ignore; without git, everything."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from validator.cacheplace import VARIABLE
from validator.errors import MergegateError
from validator.snapshot.checkout import checkout, root_of


def git(folder: Path, *words: str) -> None:
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True, env=env)


@pytest.fixture
def work_tree(tmp_path: Path) -> Path:
    """A repository with a tracked, an untracked, an ignored, and a deleted file."""
    root = tmp_path / "work"
    root.mkdir()
    git(root, "init", "-q")
    for name in ("tracked.yaml", "gone.yaml", "sp ace/ü.yaml"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("a: b\n")
    (root / ".gitignore").write_text("ignored.yaml\n")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x")
    (root / "ignored.yaml").write_text("")
    (root / "untracked.yaml").write_text("")
    (root / "gone.yaml").unlink()
    git(root, "remote", "add", "origin", "git@example.com:org/shop.git")
    git(root, "remote", "add", "fork", "git@example.com:me/shop.git")
    return root


def test_tracked_and_untracked_but_not_ignored(work_tree: Path) -> None:
    found = checkout(work_tree)
    assert found.store.files == {".gitignore", "tracked.yaml", "sp ace/ü.yaml", "untracked.yaml"}
    assert found.remotes == ("git@example.com:org/shop.git",)
    assert found.root == work_tree


def test_below_a_work_tree_paths_are_of_the_directory_that_was_named(work_tree: Path) -> None:
    assert checkout(work_tree / "sp ace").store.files == {"ü.yaml"}


def test_without_a_path_the_work_tree_around_is_meant(
    work_tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(work_tree / "sp ace")
    assert checkout(root_of(None)).root == work_tree


def test_without_git_every_file_counts(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/x.yaml").write_text("")
    os.symlink("a", tmp_path / "linked")
    assert checkout(tmp_path).store.files == {"a/x.yaml", "linked"}


def test_a_work_tree_without_git_is_an_error(work_tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MergegateError, match="git is not on PATH"):
        checkout(work_tree)


def test_a_broken_work_tree_is_an_error(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: nowhere\n")
    with pytest.raises(MergegateError, match="git"):
        checkout(tmp_path)


def test_what_is_no_directory_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MergegateError, match="not a directory"):
        root_of(tmp_path / "none")


def test_nothing_that_the_repository_configures_is_run(work_tree: Path, tmp_path: Path) -> None:
    git(work_tree, "config", "core.fsmonitor", f"touch {tmp_path}/ran")
    checkout(work_tree)
    assert not (tmp_path / "ran").exists()


def test_a_shallow_clone_is_a_repository(work_tree: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{work_tree}", "shallow")
    assert "tracked.yaml" in checkout(tmp_path / "shallow").store.files


@pytest.mark.parametrize("place", ["cache", "deep/er", "sp ace/c", "glob[a]*?", "back\\slash", "trailing "])
@pytest.mark.parametrize("keeps", ["git", "nobody"])
def test_our_caches_are_no_part_of_a_repository(
    place: str, keeps: str, work_tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if keeps == "nobody":
        shutil.rmtree(work_tree / ".git")
    before = checkout(work_tree)
    monkeypatch.setenv(VARIABLE, str(work_tree / place))
    for name in ("a.yaml", "tools/a.yaml"):
        (work_tree / place / name).parent.mkdir(parents=True)
        (work_tree / place / name).write_text("")
    found = checkout(work_tree)
    assert found.store.files == before.store.files
    assert not found.has_changed(before.fingerprint())
    (work_tree / "sp ace" / "a.yaml").write_text("")  # beside it everything counts
    assert checkout(work_tree).store.files == before.store.files | {"sp ace/a.yaml"}
    assert found.has_changed(before.fingerprint())


@pytest.mark.parametrize("place", [".", "..", "../beside"])
def test_caches_elsewhere_hide_nothing(place: str, work_tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(work_tree / place))
    assert "untracked.yaml" in checkout(work_tree).store.files


def test_caches_that_git_keeps_are_part_of_a_repository(
    work_tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(work_tree / "sp ace"))
    assert "sp ace/ü.yaml" in checkout(work_tree).store.files
