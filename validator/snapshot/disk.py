"""The work tree, or a directory that git does not know."""

from __future__ import annotations

import os
import posixpath
import re
import stat
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from validator.snapshot import store
from validator.snapshot.entries import LINK, SUBMODULE, Index

# Then what is in the work tree is not what git's ids name.
_CONVERTED = re.compile(rb"\b(?:filter|text|eol|crlf|ident|working-tree-encoding|autocrlf)\b")
_SHA1 = 40


class Disk:
    """A `Store` of a directory on the disk. Nothing outside of it is followed."""

    def __init__(
        self, root: Path, files: Iterable[str], index: Index | None = None, attributes: bytes = b""
    ) -> None:
        self.root = Path(os.path.realpath(root))
        self._prefix = f"{self.root}/".replace("//", "/")
        self.files = frozenset(files)
        self.index = index
        self._attributes = attributes  # that stand elsewhere than in its own files
        self._kinds: dict[str, str] = {}
        self._directories: dict[str, bool] = {}  # whether they are inside, as many files share one
        self._identities: dict[str, str] = {}
        self._digits = next((len(entry.id) for entry in index.entries.values()), _SHA1) if index else _SHA1

    def anew(self) -> Disk:
        """The same files, of which nothing is known yet."""
        return Disk(self.root, self.files, self.index, self._attributes)

    def look(self, path: str) -> str:
        """See `Store`."""
        if path not in self._kinds:
            self._kinds[path] = self._look(path)
        return self._kinds[path]

    def _look(self, path: str) -> str:
        if path == ".." or path.startswith("../") or posixpath.isabs(path):
            return store.OUTSIDE
        # A path that ends in ".." leads where the links before it say.
        if not self._is_inside(path if path.endswith("/..") else posixpath.dirname(path)):
            return store.OUTSIDE
        full = self._full(path)
        try:
            mode = os.lstat(full).st_mode
            if stat.S_ISLNK(mode):
                if not self._contains(full):
                    return store.OUTSIDE
                mode = Path(full).stat().st_mode
        except (OSError, ValueError):  # ValueError: a NUL in the name
            return store.MISSING
        if stat.S_ISDIR(mode):
            return store.DIRECTORY
        return store.FILE if stat.S_ISREG(mode) else store.SPECIAL

    def _is_inside(self, directory: str) -> bool:
        known = self._directories.get(directory)
        if known is None:
            known = self._contains(self._full(directory))
            self._directories[directory] = known
        return known

    def _full(self, path: str) -> str:
        return f"{self._prefix}{path}"

    def _contains(self, full: str) -> bool:
        try:
            real = os.path.realpath(full)
        except (OSError, ValueError):
            return False
        return f"{real}/".startswith(self._prefix)

    def read(self, file: str) -> bytes | None:
        """See `Store`."""
        if self.look(file) != store.FILE:
            return None
        try:
            with open(self._full(file), "rb") as opened:  # noqa: PTH123 - a Path for each of many takes its time
                return opened.read()
        except OSError:
            return None

    def size(self, file: str) -> int:
        """See `Store`."""
        try:
            return os.stat(self._full(file)).st_size  # noqa: PTH116
        except OSError:
            return 0

    def is_link(self, file: str) -> bool:
        """See `Store`."""
        return file not in self._unchanged and os.path.islink(self._full(file))  # noqa: PTH114

    def real(self, path: str) -> str:
        """See `Store`."""
        return os.path.relpath(os.path.realpath(self.root / path), self.root).replace(os.sep, "/")

    def identity(self, file: str) -> str:
        """See `Store`. Of what git knows to be unchanged it is git's own id, and nothing is read."""
        if file not in self._identities:
            known = self.unchanged(file)
            if known is None or self.is_filtered:
                raw = self.read(file)
                known = "-" if raw is None else store.content_id(raw, self._digits)
            self._identities[file] = known
        return self._identities[file]

    def unchanged(self, file: str) -> str | None:
        """The id in the index of a regular file that is in the work tree as it is there, or None."""
        return self._unchanged.get(file)

    @cached_property
    def _unchanged(self) -> dict[str, str]:
        index = self.index
        if index is None:
            return {}
        others = index.changed | index.gone | index.skipped | index.unmerged
        return {
            file: entry.id
            for file, entry in index.entries.items()
            if entry.mode not in (LINK, SUBMODULE) and file not in others
        }

    @cached_property
    def is_filtered(self) -> bool:
        """Whether git, or a program that it runs, may convert files on their way into the work tree."""
        written = [file for file in self.files if posixpath.basename(file) == ".gitattributes"]
        contents = [self._attributes, *(self.read(file) or b"" for file in written)]
        return any(map(_CONVERTED.search, contents))

    def provide(self, files: Iterable[str]) -> None:
        """Nothing: they stand there."""


def seen(disk: Disk, path: str) -> str:
    """What is at a path, and the content of a file."""
    what = disk.look(path)
    return f"{what} {disk.identity(path)}" if what == "file" else what
