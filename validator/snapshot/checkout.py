"""Opens the tree under check: a work tree as git lists it, else a directory with all its files."""

from __future__ import annotations

import contextlib
import hashlib
import os
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path

from validator.errors import MergegateError
from validator.snapshot.disk import Disk
from validator.snapshot.entries import LINK, Index, index_of
from validator.snapshot.git import Git, git_in, top_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """The tree under check. `git` and `index` are None where git does not keep it."""

    store: Disk
    remotes: tuple[str, ...]  # addresses of origin and upstream, as git knows them
    git: Git | None = None
    index: Index | None = None

    def fingerprint(self) -> str:
        """A name for the files and their contents, but for those that git ignores."""
        disk, index, whole = self.store, self.index, hashlib.sha256()
        names = disk.files
        if index is not None and not disk.is_filtered:
            whole.update(index.raw)
            links = {file for file, entry in index.entries.items() if entry.mode == LINK}
            names = (index.changed | index.others | index.unmerged | index.skipped | links) & disk.files
        for name in sorted(names):
            link = (disk.root / name).readlink() if disk.is_link(name) else ""
            line = f"{name}\0{disk.identity(name)}\0{link}\n"
            whole.update(line.encode("utf-8", "surrogateescape"))
        return whole.hexdigest()

    @property
    def root(self) -> Path:
        """The directory, absolute, links resolved."""
        return self.store.root


def checkout(path: Path | None) -> Checkout:
    """The repository at `path`, or, without one, the work tree around the current directory.

    Raises MergegateError if git says what it cannot mean, or is missing where only it knows what is ignored.
    """
    root = Path(os.path.realpath(path if path is not None else top_of(Path.cwd())))
    if not root.is_dir():
        raise MergegateError(f"{path} is not a directory")
    if not is_work_tree(root):
        return Checkout(store=Disk(root, _walk(root)), remotes=())
    git = git_in(root)
    index = index_of(git)
    there = [name for name in index.skipped if os.path.lexists(root / name)]  # left out, and made again
    gone = {name for name in index.changed if not os.path.lexists(root / name)}
    disk = Disk(root, index.files.union(there) - gone, index, attributes=_attributes(git, root))
    return Checkout(store=disk, remotes=_remotes(git), git=git, index=index)


def is_work_tree(root: Path) -> bool:
    """Whether git keeps a folder."""
    return (top_of(root) / ".git").exists()


def _attributes(git: Git, root: Path) -> bytes:
    """What git is told of how to convert files, but for the files below the root that say so."""
    found = git.try_("config", "--get-regexp", r"^core\.(autocrlf|eol|attributesfile)$").stdout
    paths = [Path(os.fsdecode(git.ask("rev-parse", "--git-path", "info/attributes").strip()))]
    top = top_of(root)
    paths += [folder / ".gitattributes" for folder in (root, *root.parents) if folder.is_relative_to(top)]
    for path in paths:
        with contextlib.suppress(OSError):
            found += (root / path).read_bytes()
    return found


def _remotes(git: Git) -> tuple[str, ...]:
    out = git.ask("config", "--null", "--list", "--local").decode("utf-8", "replace")
    found = [re.fullmatch(r"remote\.(?:origin|upstream)\.url\n(.+)", entry) for entry in out.split("\0")]
    return tuple(match[1] for match in found if match)


def _walk(root: Path) -> list[str]:
    found: list[str] = []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name != ".git")
        relative = os.path.relpath(folder, root).replace(os.sep, "/")
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        found += [posixpath.normpath(posixpath.join(relative, name)) for name in [*files, *links]]
    return found
