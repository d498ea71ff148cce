"""Opens the tree under check: a work tree or an index as git lists it, else a directory and all its files."""

from __future__ import annotations

import contextlib
import hashlib
import os
import posixpath
from dataclasses import dataclass
from pathlib import Path

from validator.cacheplace import cache_below
from validator.errors import MergegateError
from validator.snapshot.disk import Disk
from validator.snapshot.entries import LINK, Index, listing, read_index
from validator.snapshot.git import Git, git_in, top_of

_REMOTES = frozenset({"remote.origin.url", "remote.upstream.url"})
_CONVERTING = frozenset({"core.autocrlf", "core.eol"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """The tree under check. `git` and `index` are None where git does not keep it."""

    store: Disk
    remotes: tuple[str, ...]  # addresses of origin and upstream, as git knows them
    git: Git | None = None
    index: Index | None = None
    is_index: bool = False  # what is in the work tree does not count

    def fingerprint(self) -> str:
        """A name for the files and their contents, but for those that git ignores."""
        return self._fingerprint(self.store)

    def has_changed(self, fingerprint: str) -> bool:
        """Whether the files are others now than those that the fingerprint was taken of."""
        if self.git is None or self.index is None:
            return checkout(self.root).fingerprint() != fingerprint
        if listing(self.git, alone=self.is_index) != self.index.raw:
            return True
        return not self.is_index and self._fingerprint(self.store.anew()) != fingerprint

    def _fingerprint(self, disk: Disk) -> str:
        index, whole = self.index, hashlib.sha256()
        names = disk.files
        if index is not None and not disk.is_filtered:
            whole.update(index.raw)
            if self.is_index:
                return whole.hexdigest()
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


def root_of(path: Path | None) -> Path:
    """`path`, absolute and without links; without one the top of the work tree around the current directory.

    Raises MergegateError if there is no such directory.
    """
    root = Path(os.path.realpath(path if path is not None else top_of(Path.cwd())))
    if not root.is_dir():
        raise MergegateError(f"{path} is not a directory")
    return root


def checkout(root: Path, *, staged: bool = False) -> Checkout:
    """The repository at a path as `root_of` gives it.

    `staged`: the index is what counts. Git need not look at the work tree then, unless it converts what is
    in the index on the way there, and builds read it converted.

    Raises MergegateError if git says what it cannot mean, or is missing where only it knows what is ignored.
    """
    if not is_work_tree(root):
        return Checkout(store=Disk(root, _walk(root)), remotes=())
    git = git_in(root)
    settings = _settings(git)
    remotes = tuple(value for name, value in settings if name in _REMOTES)
    attributes = _attributes(git, root, settings)
    if staged:
        index = read_index(git, alone=True)
        disk = Disk(root, index.files, attributes=attributes)
        if not disk.is_filtered:
            return Checkout(store=disk, remotes=remotes, git=git, index=index, is_index=True)
    index = read_index(git)
    there = [name for name in index.skipped if os.path.lexists(root / name)]  # left out, and made again
    gone = {name for name in index.changed if not os.path.lexists(root / name)}
    disk = Disk(root, index.files.union(there) - gone, index, attributes=attributes)
    return Checkout(store=disk, remotes=remotes, git=git, index=index)


def is_work_tree(root: Path) -> bool:
    """Whether git keeps a folder."""
    return (top_of(root) / ".git").exists()


def _settings(git: Git) -> list[tuple[str, str]]:
    """Git's settings of the repository; of names all but what stands between the dots is in lower case."""
    out = os.fsdecode(git.ask("config", "--null", "--list"))
    pairs = [entry.partition("\n") for entry in out.split("\0") if entry]
    return [(name, value if found else "true") for name, found, value in pairs]


def _attributes(git: Git, root: Path, settings: list[tuple[str, str]]) -> bytes:
    """What git is told of how to convert files, but for the files below the root that say so."""
    found = "".join(f"{name} {value}\n" for name, value in settings if name in _CONVERTING)
    top = top_of(root)
    paths = [folder / ".gitattributes" for folder in (root, *root.parents) if folder.is_relative_to(top)]
    paths += [Path(value) for name, value in settings if name == "core.attributesfile"]
    if (top / ".git").is_dir():
        paths.append(top / ".git" / "info" / "attributes")
    else:  # a linked work tree or a submodule: git keeps it elsewhere
        paths.append(Path(os.fsdecode(git.ask("rev-parse", "--git-path", "info/attributes").strip())))
    contents = [os.fsencode(found)]
    for path in paths:
        with contextlib.suppress(OSError, RuntimeError):  # a home that nobody knows
            contents.append((root / path.expanduser()).read_bytes())
    return b"".join(contents)


def _walk(root: Path) -> list[str]:
    found: list[str] = []
    cache = cache_below(root)
    for folder, folders, files in os.walk(root):
        relative = os.path.relpath(folder, root).replace(os.sep, "/")
        passed = (".git", posixpath.relpath(cache, relative) if cache else ".git")
        folders[:] = sorted(name for name in folders if name not in passed)
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        found += [posixpath.normpath(posixpath.join(relative, name)) for name in [*files, *links]]
    return found
