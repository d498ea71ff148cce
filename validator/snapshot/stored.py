"""The files of a commit or of the index: git's objects, written out only where a build needs them."""

from __future__ import annotations

import posixpath
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path

from validator.snapshot import store
from validator.snapshot.disk import Disk
from validator.snapshot.entries import LINK, SUBMODULE, Entry
from validator.snapshot.git import Objects

_MOST_LINKS = 40  # on the way to one file, as Linux counts


class Stored:
    """A `Store` of git's objects. `root` is an empty directory of our own.

    What the work tree holds unchanged is read from there. `submodule` gives the store of a submodule's
    commit, None where its objects are not in this clone.
    """

    def __init__(
        self,
        root: Path,
        entries: Mapping[str, Entry],
        objects: Objects,
        work_tree: Disk,
        submodule: Callable[[Path, str, str], Stored | None],
    ) -> None:
        self.root = root
        self._entries = entries
        self.files = frozenset(entries)
        self._objects = objects
        self._work_tree = work_tree
        self._submodule = submodule
        self._submodules: dict[str, Stored | None] = {}
        self._directories = _directories(entries)
        self._found: dict[str, tuple[str, str]] = {}
        self._content: dict[str, bytes] = {}
        self._provided: set[str] = set()
        self._lock = threading.Lock()

    # ---- looking -------------------------------------------------------------------------------

    def look(self, path: str) -> str:
        """See `Store`."""
        return self._find(path)[0]

    def real(self, path: str) -> str:
        """See `Store`."""
        return self._find(path)[1]

    def _find(self, path: str) -> tuple[str, str]:
        """What is at a path, and the path without links."""
        if path not in self._found:
            self._found[path] = self._follow(path)
        return self._found[path]

    def _follow(self, path: str) -> tuple[str, str]:
        if posixpath.isabs(path) or "\0" in path:
            return (store.OUTSIDE if posixpath.isabs(path) else store.MISSING), path
        waiting = list(reversed(path.split("/")))
        here: list[str] = []
        links = 0
        while waiting:
            part = waiting.pop()
            if part in ("", "."):
                continue
            if part == "..":
                if not here:
                    return store.OUTSIDE, path
                here.pop()
                continue
            there = "/".join([*here, part])
            entry = self._entries.get(there)
            if entry is not None and entry.mode == LINK:
                links += 1
                target = self._text(entry)
                if links > _MOST_LINKS:
                    return store.MISSING, path
                if posixpath.isabs(target):
                    return store.OUTSIDE, path
                waiting += reversed(target.split("/"))
                continue
            if entry is not None and entry.mode == SUBMODULE:
                return self._below(there, "/".join(reversed(waiting)) or ".")
            here.append(part)
            if entry is not None:
                if any(rest not in ("", ".") for rest in waiting):
                    return store.MISSING, path
                return store.FILE, there
            if there not in self._directories:
                return store.MISSING, path
        return store.DIRECTORY, "/".join(here) or "."

    def _below(self, submodule: str, path: str) -> tuple[str, str]:
        inside = self._inside(submodule)
        if inside is None:
            nothing = posixpath.normpath(path) == "."
            return (store.DIRECTORY, submodule) if nothing else (store.MISSING, f"{submodule}/{path}")
        what, real = inside._find(path)
        return what, submodule if real == "." else f"{submodule}/{real}"

    def _inside(self, submodule: str) -> Stored | None:
        if submodule not in self._submodules:
            commit = self._entries[submodule].id
            self._submodules[submodule] = self._submodule(self.root / submodule, submodule, commit)
        return self._submodules[submodule]

    def _owner(self, real: str) -> tuple[Stored, str] | None:
        """The submodule that holds a real path, and the path in it."""
        for name, inside in self._submodules.items():
            if inside is not None and real.startswith(f"{name}/"):
                return inside, real[len(name) + 1 :]
        return None

    # ---- reading -------------------------------------------------------------------------------

    def read(self, file: str) -> bytes | None:
        """See `Store`. Raises GitError for an object that is not in this clone."""
        what, real = self._find(file)
        if what != store.FILE:
            return None
        entry = self._entries.get(real)
        if entry is None:
            owner = self._owner(real)
            return owner[0].read(owner[1]) if owner else None
        return self._bytes(real, entry)

    def _bytes(self, real: str, entry: Entry) -> bytes:
        if self._work_tree.unchanged(real) == entry.id:
            raw = self._work_tree.read(real)
            if raw is not None:
                return raw
        if entry.id not in self._content:
            self._content[entry.id] = self._objects.read(entry.id)
        return self._content[entry.id]

    def _text(self, entry: Entry) -> str:
        """Where a link leads."""
        if entry.id not in self._content:
            self._content[entry.id] = self._objects.read(entry.id)
        return self._content[entry.id].decode("utf-8", "surrogateescape")

    def size(self, file: str) -> int:
        """See `Store`."""
        what, real = self._find(file)
        if what == store.FILE and real in self._entries and self._is_as_in_work_tree(real):
            return self._work_tree.size(real)
        return len(self.read(file) or b"")

    def is_link(self, file: str) -> bool:
        """See `Store`."""
        entry = self._entries.get(file)
        if entry is not None:
            return entry.mode == LINK
        directory, name = posixpath.split(file)
        there = posixpath.join(self.real(directory or "."), name)  # by links on the way, or in a submodule
        if posixpath.normpath(there) == file:
            owner = self._owner(file)
            return owner is not None and owner[0].is_link(owner[1])
        return self.is_link(posixpath.normpath(there))

    def identity(self, file: str) -> str:
        """See `Store`."""
        plain = self._plain.get(file)
        if plain is not None:
            return plain
        what, real = self._find(file)
        if what != store.FILE:
            return "-"
        entry = self._entries.get(real)
        if entry is None:
            owner = self._owner(real)
            return owner[0].identity(owner[1]) if owner else "-"
        return self._work_tree.identity(real) if self._is_as_in_work_tree(real) else entry.id

    @cached_property
    def _plain(self) -> dict[str, str]:
        """The identities of regular files. Where programs make the work tree, git's ids say too little."""
        regular = ((file, one) for file, one in self._entries.items() if one.mode not in (LINK, SUBMODULE))
        if not self._work_tree.is_filtered:
            return {file: one.id for file, one in regular}
        identity, is_as_there = self._work_tree.identity, self._is_as_in_work_tree
        return {file: identity(file) if is_as_there(file) else one.id for file, one in regular}

    def _is_as_in_work_tree(self, real: str) -> bool:
        return self._work_tree.unchanged(real) == self._entries[real].id

    # ---- writing out ---------------------------------------------------------------------------

    def provide(self, files: Iterable[str]) -> None:
        """See `Store`."""
        with self._lock:
            for file in files:
                if file not in self._provided:
                    self._provided.add(file)
                    self._write(file)

    def _write(self, path: str) -> None:
        """Write a file, and every link on the way to it."""
        waiting, here, links = list(reversed(path.split("/"))), list[str](), 0
        while waiting and links <= _MOST_LINKS:
            part = waiting.pop()
            if part == "..":
                here = here[:-1]
            elif part not in ("", "."):
                there = "/".join([*here, part])
                entry = self._entries.get(there)
                if entry is not None and entry.mode == LINK:
                    links += 1
                    target = self._text(entry)
                    self._put(there, target, None)
                    waiting += reversed(target.split("/"))
                    continue
                if entry is not None and entry.mode == SUBMODULE:
                    inside = self._inside(there)
                    if inside is not None:
                        inside.provide(["/".join(reversed(waiting))])
                    return
                here.append(part)
        real = "/".join(here)
        if real in self._entries:
            self._put(real, None, self._bytes(real, self._entries[real]))
        elif real in self._directories or real == "":
            (self.root / real).mkdir(parents=True, exist_ok=True)

    def _put(self, path: str, link: str | None, raw: bytes | None) -> None:
        full = self.root / path
        if full.is_symlink() or full.exists():
            return
        full.parent.mkdir(parents=True, exist_ok=True)
        if link is not None:
            full.symlink_to(link)
        else:
            full.write_bytes(raw or b"")


def _directories(entries: Mapping[str, Entry]) -> frozenset[str]:
    found: set[str] = set()
    for file in entries:
        directory = posixpath.dirname(file)
        while directory and directory not in found:
            found.add(directory)
            directory = posixpath.dirname(directory)
    return frozenset(found)
