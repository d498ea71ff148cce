"""A commit as git stores it is to every reader what a checkout of it is."""

from __future__ import annotations

import contextlib
import os
import posixpath
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.change.histories import git
from tests.locate.trees import trees
from validator.snapshot import store
from validator.snapshot.checkout import checkout
from validator.snapshot.disk import Disk
from validator.snapshot.entries import entries_of
from validator.snapshot.git import GitError, git_in
from validator.snapshot.stored import Stored

EXAMPLES = int(os.environ.get("MERGEGATE_EXAMPLES", "25"))
NAMES = ("a", "b", "c.yaml", "sp ace", "ü", "line\nend", 'quo"te', "-n", "back\\slash", os.fsdecode(b"\xff"))
TARGETS = (
    *("a", "b", "c.yaml", "./a", "a/", "a/b", "a/../b", "../a", "../b/c.yaml", "../../a", ".", "..", "../.."),
    *("../../../../../../etc/hostname", "/etc/hostname", "/", "missing", "missing/../a", "a/missing", "a//b"),
)

FOUND = (store.FILE, store.DIRECTORY)


@dataclass(frozen=True)
class Link:
    target: str


Files = Mapping[str, "bytes | Link"]


@st.composite
def repositories(draw: st.DrawFn) -> dict[str, bytes | Link]:
    """Files and links, at most three directories deep; a file is no directory."""
    files: dict[str, bytes | Link] = {}
    for _ in range(draw(st.integers(1, 12))):
        path = "/".join(draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3)))
        above = {path[:at] for at, letter in enumerate(path) if letter == "/"}
        if path in files or above & files.keys() or any(name.startswith(f"{path}/") for name in files):
            continue
        content = draw(st.one_of(st.binary(max_size=5), st.sampled_from(TARGETS).map(Link)))
        files[path] = content
    return files


def make(root: Path, files: Files) -> str:
    """A repository with a commit of the files."""
    root.mkdir(parents=True)
    git(root, "init", "--quiet", "--initial-branch=main")
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Link):
            path.symlink_to(content.target)
        else:
            path.write_bytes(content)
            path.chmod(0o755 if len(content) % 2 else 0o644)
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "all")
    return git(root, "rev-parse", "HEAD").strip()


@contextlib.contextmanager
def stored(root: Path, commit: str, folder: Path) -> Iterator[Stored]:
    """A commit of a repository, to be written out in a folder."""
    folder.mkdir()
    asked = git_in(root)
    work_tree = checkout(root).store

    def submodule(where: Path, path: str, name: str) -> Stored | None:
        inner = checkout(root / path)
        if inner.git is None or not (root / path / ".git").exists():
            return None
        return Stored(
            where,
            entries_of(inner.git, name),
            stack.enter_context(inner.git.objects()),
            inner.store,
            submodule,
        )

    with contextlib.ExitStack() as stack:
        objects = stack.enter_context(asked.objects())
        yield Stored(folder.resolve(), entries_of(asked, commit), objects, work_tree, submodule)


def paths_of(files: Files) -> list[str]:
    """Every path, every directory, what a reference from each could mean, and what is beside them."""
    found = {".", "..", "../x", "missing", "missing/x"}
    for name in files:
        parts = name.split("/")
        found.update("/".join(parts[:count]) for count in range(1, len(parts) + 1))
        found.update(f"{name}/{more}" for more in (*NAMES[:3], "x", "a/b", "..", "../a"))
        directory = posixpath.dirname(name)
        found.update(posixpath.normpath(posixpath.join(directory, target)) for target in TARGETS)
    return sorted(found)


def compare(of_git: Stored, disk: Disk, paths: list[str]) -> None:
    """Assert that both say the same of all paths."""
    for path in paths:
        what = disk.look(path)
        assert of_git.look(path) == what, path
        assert of_git.read(path) == disk.read(path), path
        if what in FOUND:
            assert of_git.real(path) == disk.real(path), path
            assert of_git.is_link(path) == disk.is_link(path), path
        if what == store.FILE:
            assert of_git.size(path) == disk.size(path), path
        assert of_git.identity(path) == disk.identity(path), path


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize="MERGEGATE_EXAMPLES" not in os.environ,
)
@given(files=repositories(), is_changed=st.booleans())
def test_a_commit_reads_as_its_checkout(files: dict[str, bytes | Link], is_changed: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve() / "folder" / "deep"
        commit = make(folder / "repository", files)
        git(folder / "repository", "worktree", "add", "--quiet", "--detach", str(folder / "checkout"), commit)
        if is_changed:  # the work tree has moved on: objects are read, not files
            for path in files:
                (folder / "repository" / path).unlink()
        disk = checkout(folder / "checkout").store
        paths = paths_of(files)
        with stored(folder / "repository", commit, folder / "out") as of_git:
            assert of_git.files == disk.files
            compare(of_git, disk, paths)
            of_git.provide(path for path in paths if disk.look(path) in FOUND)
            written = Disk(of_git.root, files)
            for path in paths:
                if disk.look(path) in FOUND:
                    assert written.look(path) == disk.look(path), path
                    assert written.read(path) == disk.read(path), path


@settings(
    max_examples=max(3, EXAMPLES // 5),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize="MERGEGATE_EXAMPLES" not in os.environ,
)
@given(files=trees(), is_linked=st.booleans())
def test_what_is_written_builds_as_the_checkout(
    kustomize_binary: Path, files: dict[str, str], is_linked: bool
) -> None:
    given_: dict[str, bytes | Link] = {name: text.encode() for name, text in files.items()}
    if is_linked:  # the base, by two links
        given_ = {
            name.replace("b/", "real/b/", 1) if name.startswith("b/") else name: c
            for name, c in given_.items()
        }
        given_ |= {"link": Link("real"), "b": Link("./link/b")}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        commit = make(folder / "repository", given_)
        with stored(folder / "repository", commit, folder / "out") as of_git:
            of_git.provide(sorted(files))
            built = [
                subprocess.run(
                    [kustomize_binary, "build", "--load-restrictor", "LoadRestrictionsNone", "o"],
                    cwd=root,
                    capture_output=True,
                )
                for root in (folder / "repository", of_git.root)
            ]
    assert built[0].stdout == built[1].stdout
    assert built[0].returncode == built[1].returncode


# ---- submodules --------------------------------------------------------------------------------


@pytest.fixture
def with_submodule(tmp_path: Path) -> Path:
    """A repository with a submodule in `vendor/lib`, and links into it and out of it."""
    make(
        tmp_path / "library",
        {"base/a.yaml": b"a\n", "top.yaml": b"top\n", "inner": Link("base"), "out": Link("../own.yaml")},
    )
    root = tmp_path / "repository"
    make(
        root,
        {
            "own.yaml": b"own\n",
            "into": Link("vendor/lib/inner/a.yaml"),
            "back": Link("vendor/own.yaml"),
        },
    )
    git(
        root,
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        str(tmp_path / "library"),
        "vendor/lib",
    )
    git(root, "commit", "--quiet", "--message", "submodule")
    return root


SUBMODULE_PATHS = [
    *("vendor", "vendor/lib", "vendor/lib/base", "vendor/lib/base/a.yaml", "vendor/lib/inner", "into"),
    *(
        "own.yaml",
        "vendor/lib/inner/a.yaml",
        "vendor/lib/missing",
        "vendor/own.yaml",
        "back",
        "vendor/lib/top.yaml",
    ),
]


def test_a_submodule_reads_as_its_checkout(with_submodule: Path, tmp_path: Path) -> None:
    disk = checkout(with_submodule).store
    with stored(with_submodule, "HEAD", tmp_path / "out") as of_git:
        compare(of_git, disk, SUBMODULE_PATHS)
        of_git.provide(SUBMODULE_PATHS)
        for path in SUBMODULE_PATHS:
            assert Disk(of_git.root, ()).read(path) == disk.read(path), path


def test_a_submodule_that_is_not_here_is_an_empty_directory(with_submodule: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", str(with_submodule), "clone")
    disk = checkout(tmp_path / "clone").store
    with stored(tmp_path / "clone", "HEAD", tmp_path / "out") as of_git:
        compare(of_git, disk, SUBMODULE_PATHS)


# ---- objects -----------------------------------------------------------------------------------


def test_an_object_that_a_partial_clone_lacks_is_an_error_and_nothing_is_fetched(tmp_path: Path) -> None:
    origin = tmp_path / "origin"
    first = make(origin, {"old.yaml": b"old\n", "kept.yaml": b"kept\n"})
    git(origin, "rm", "--quiet", "old.yaml")
    git(origin, "commit", "--quiet", "--message", "without")
    git(origin, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{origin}", str(clone))
    with stored(clone, first, tmp_path / "out") as of_git:
        assert of_git.look("old.yaml") == store.FILE
        assert of_git.read("kept.yaml") == b"kept\n"
        with pytest.raises(GitError, match=r"partial clone.*fetch"):
            of_git.read("old.yaml")
    assert git(clone, "rev-list", "--objects", "--missing=print", first).count("?") == 1


def test_an_object_that_is_damaged_is_an_error(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    commit = make(root, {"a.yaml": b"a\n", "b.yaml": b"b\n"})
    name = git(root, "rev-parse", "HEAD:a.yaml").strip()
    (root / ".git/objects" / name[:2] / name[2:]).unlink()
    (root / "a.yaml").unlink()
    with stored(root, commit, tmp_path / "out") as of_git:
        with pytest.raises(GitError, match=name):
            of_git.read("a.yaml")
        assert of_git.read("b.yaml") == b"b\n"
