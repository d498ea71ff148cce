"""The files of a commit or of the index: git's objects, written out only where a build needs them."""

from __future__ import annotations

import posixpath
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from validator.snapshot import store
from validator.snapshot.disk import Disk
from validator.snapshot.entries import LINK, SUBMODULE, Entry
from validator.snapshot.git import Objects
from validator.snapshot.listing import Listing

_MOST_LINKS = 40  # on the way to one file, as Linux counts


class _Way(NamedTuple):
    """Where a path leads, and the links on the way: path and target of each."""

    what: str
    real: str  # without links
    links: Sequence[tuple[str, str]] = ()
    inside: tuple[str, str] | None = None  # a submodule and the rest of the path in it


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
        self._directories = Listing(entries).directories
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
            way = self._follow(path)
            self._found[path] = way.what, way.real
        return self._found[path]

    def _follow(self, path: str) -> _Way:
        if posixpath.isabs(path) or "\0" in path:
            return _Way(store.OUTSIDE if posixpath.isabs(path) else store.MISSING, path)
        waiting = list(reversed(path.split("/")))
        here: list[str] = []
        links: list[tuple[str, str]] = []
        while waiting:
            part = waiting.pop()
            if part in ("", "."):
                continue
            if part == "..":
                if not here:
                    return _Way(store.OUTSIDE, path, links)
                here.pop()
                continue
            there = "/".join([*here, part])
            entry = self._entries.get(there)
            if entry is not None and entry.mode == LINK:
                links.append((there, self._text(entry)))
                _, target = links[-1]
                if len(links) > _MOST_LINKS:
                    return _Way(store.MISSING, path, links)
                if posixpath.isabs(target):
                    return _Way(store.OUTSIDE, path, links)
                waiting += reversed(target.split("/"))
                continue
            if entry is not None and entry.mode == SUBMODULE:
                return self._below(there, "/".join(reversed(waiting)) or ".", links)
            here.append(part)
            if entry is not None:
                if any(rest not in ("", ".") for rest in waiting):
                    return _Way(store.MISSING, path, links)
                return _Way(store.FILE, there, links)
            if there not in self._directories:
                return _Way(store.MISSING, path, links)
        return _Way(store.DIRECTORY, "/".join(here) or ".", links)

    def _below(self, submodule: str, path: str, links: Sequence[tuple[str, str]]) -> _Way:
        inside = self._inside(submodule)
        if inside is None:
            nothing = posixpath.normpath(path) == "."
            what, real = (store.DIRECTORY, ".") if nothing else (store.MISSING, path)
        else:
            what, real = inside._find(path)
        return _Way(what, submodule if real == "." else f"{submodule}/{real}", links, (submodule, path))

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
        way = self._follow(path)
        for link, target in way.links:
            self._put(link, target, None)
        if way.inside is not None:
            submodule, rest = way.inside
            inside = self._inside(submodule)
            if inside is not None:
                inside.provide([rest])
        elif way.what == store.FILE:
            self._put(way.real, None, self._bytes(way.real, self._entries[way.real]))
        elif way.what == store.DIRECTORY:
            (self.root / way.real).mkdir(parents=True, exist_ok=True)

    def _put(self, path: str, link: str | None, raw: bytes | None) -> None:
        full = self.root / path
        if full.is_symlink() or full.exists():
            return
        full.parent.mkdir(parents=True, exist_ok=True)
        if link is not None:
            full.symlink_to(link)
        else:
            full.write_bytes(raw or b"")
