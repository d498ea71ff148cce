"""A repository as it will be once some more files are written, for those who ask what these would change."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterable, Mapping

from validator.snapshot import store
from validator.snapshot.store import Store


class Added:
    """A `Store` with more files, none of which is there. They are seen; builds do not find them."""

    def __init__(self, below: Store, files: Mapping[str, bytes]) -> None:
        self._below = below
        self._added = files
        self._folders = {folder for file in files for folder in _above(file)}
        self.root = below.root
        self.files = below.files | files.keys()

    def look(self, path: str) -> str:
        """See `Store`."""
        if path in self._added:
            return store.FILE
        return store.DIRECTORY if path in self._folders else self._below.look(path)

    def read(self, file: str) -> bytes | None:
        """See `Store`."""
        return self._added[file] if file in self._added else self._below.read(file)

    def size(self, file: str) -> int:
        """See `Store`."""
        return len(self._added[file]) if file in self._added else self._below.size(file)

    def is_link(self, file: str) -> bool:
        """See `Store`."""
        return file not in self._added and self._below.is_link(file)

    def real(self, path: str) -> str:
        """See `Store`."""
        return path if path in self._added else self._below.real(path)

    def identity(self, file: str) -> str:
        """See `Store`."""
        raw = self._added.get(file)
        return self._below.identity(file) if raw is None else hashlib.sha256(raw).hexdigest()

    def provide(self, files: Iterable[str]) -> None:
        """Nothing: those that are there stand there."""


def _above(file: str) -> Iterable[str]:
    while file := posixpath.dirname(file):
        yield file
