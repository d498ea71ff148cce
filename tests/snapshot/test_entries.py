"""A commit beside an index, told by the difference, is what git lists of the commit alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.snapshot.test_checkout import git
from validator.snapshot.checkout import checkout
from validator.snapshot.entries import entries_of, read_index
from validator.snapshot.git import git_in


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository of a few directories, a link and a submodule that git was told to overlook."""
    inner = tmp_path / "inner"
    inner.mkdir()
    git(inner, "init", "-q")
    (inner / "x.yaml").write_text("x: 1\n")
    git(inner, "add", "-A")
    git(inner, "commit", "-qm", "x")
    found = tmp_path / "work"
    found.mkdir()
    git(found, "init", "-q")
    for name in ("a/x.yaml", "a/y.yaml", "b/c/x.yaml", "b/ü\n.yaml", "empty.yaml"):
        (found / name).parent.mkdir(parents=True, exist_ok=True)
        (found / name).write_text("" if name == "empty.yaml" else f"{name!r}: 1\n")
    (found / "link").symlink_to("a/x.yaml")
    git(found, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "inner")
    git(found, "config", "submodule.inner.ignore", "all")
    git(found, "add", "-A")
    git(found, "commit", "-qm", "x")
    return found


def nothing(root: Path) -> None:
    """The index is HEAD."""


def edits(root: Path) -> None:
    (root / "a/x.yaml").write_text("other: 1\n")
    (root / "new dir").mkdir()
    (root / "new dir/new.yaml").write_text("new: 1\n")
    git(root, "rm", "-q", "a/y.yaml")
    git(root, "mv", "b/c/x.yaml", "b/moved.yaml")
    (root / "link").unlink()
    (root / "link").write_text("no link any more\n")
    git(root, "add", "-A")


def a_moved_submodule(root: Path) -> None:
    (root / "inner/y.yaml").write_text("y: 1\n")
    git(root / "inner", "add", "-A")
    git(root / "inner", "commit", "-qm", "y")
    git(root, "add", "inner")


def an_intention(root: Path) -> None:
    (root / "intended.yaml").write_text("a: 1\n")
    git(root, "add", "--intent-to-add", "intended.yaml")


def a_conflict(root: Path) -> None:
    git(root, "checkout", "-qb", "other")
    (root / "a/x.yaml").write_text("theirs: 1\n")
    git(root, "commit", "-qam", "theirs")
    git(root, "checkout", "-q", "-")
    (root / "a/x.yaml").write_text("ours: 1\n")
    git(root, "commit", "-qam", "ours")
    with pytest.raises(Exception, match="merge"):
        git(root, "merge", "-q", "other")


def a_sparse_index(root: Path) -> None:
    git(root, "sparse-checkout", "set", "--cone", "--sparse-index", "a")
    (root / "a/x.yaml").write_text("other: 1\n")
    git(root, "add", "a/x.yaml")


def nothing_left(root: Path) -> None:
    git(root, "rm", "-qrf", ".")


@pytest.mark.parametrize(
    "change", [nothing, edits, a_moved_submodule, an_intention, a_conflict, a_sparse_index, nothing_left]
)
@pytest.mark.parametrize("below", [".", "a", "b"])
def test_a_commit_beside_an_index_is_the_commit(
    root: Path, change: Callable[[Path], None], below: str
) -> None:
    change(root)
    (root / below).mkdir(exist_ok=True)
    found = git_in(root / below)
    index = read_index(found)
    assert entries_of(found, "HEAD", index) == entries_of(found, "HEAD")
    assert entries_of(found, "HEAD", read_index(found, alone=True)) == entries_of(found, "HEAD")


def test_the_empty_tree_beside_an_index_is_empty(root: Path) -> None:
    found = git_in(root)
    empty = found.ask("hash-object", "-t", "tree", "--stdin", stdin=b"").decode().strip()
    assert entries_of(found, empty, read_index(found)) == {}


def test_what_is_staged_has_the_same_name_whatever_is_in_the_work_tree(root: Path) -> None:
    before = checkout(root, staged=True)
    (root / "a/x.yaml").write_text("not staged: 1\n")
    (root / "untracked.yaml").write_text("a: 1\n")
    after = checkout(root, staged=True)
    assert before.is_index
    assert before.fingerprint() == after.fingerprint()
    assert not before.has_changed(before.fingerprint())
    git(root, "add", "-A")
    assert checkout(root, staged=True).fingerprint() != before.fingerprint()


@pytest.mark.parametrize("where", [".gitattributes", ".git/info/attributes", "set"])
def test_where_git_converts_the_work_tree_counts(root: Path, where: str) -> None:
    file = root / ("attributes" if where == "set" else where)
    file.write_text("*.yaml filter=lfs\n")
    if where == "set":
        git(root, "config", "core.attributesFile", str(file))
    found = checkout(root, staged=True)
    assert not found.is_index
    assert "a/x.yaml" not in (found.index.changed if found.index else ())


@pytest.mark.parametrize("name", ["a/x.yaml", "untracked.yaml", "a/y.yaml"])
def test_a_file_that_changes_during_a_run_is_seen(root: Path, name: str) -> None:
    (root / "untracked.yaml").write_text("a: 1\n")
    found = checkout(root)
    fingerprint = found.fingerprint()
    assert not found.has_changed(fingerprint)
    if name == "a/y.yaml":
        (root / name).unlink()
    else:
        (root / name).write_text("something else: 1\n")
    assert found.has_changed(fingerprint)


def test_git_is_not_asked_about_another_index_than_the_one_that_was_listed(root: Path) -> None:
    git_there = git_in(root)
    index = read_index(git_there, alone=True)
    found = checkout(root, staged=True)
    fingerprint = found.fingerprint()
    (root / "late.yaml").write_text("late: 1\n")
    git(root, "rm", "-q", "--cached", "a/x.yaml")
    git(root, "add", "late.yaml")
    assert entries_of(git_there, "HEAD", index) == entries_of(git_there, "HEAD")
    assert found.has_changed(fingerprint)
