"""The contract of a snapshot: what is at a path, and its bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

FILE, DIRECTORY, MISSING, SPECIAL, OUTSIDE = "file", "directory", "missing", "special", "outside"


class Store(Protocol):
    """The files of a repository. Paths are relative to its root, with slashes; "." is the root.

    A path that a kustomization names may exist without being in `files` (an ignored file): kustomize would
    read it.
    """

    @property
    def root(self) -> Path:
        """The directory, absolute and without links in it, where builds find the files once `provide` ran."""

    @property
    def files(self) -> frozenset[str]:
        """What belongs to the repository: tracked, or untracked and not ignored. Links are files."""

    def look(self, path: str) -> str:
        """What is at a path, links followed: one of the words above; special is a FIFO or a device."""

    def read(self, file: str) -> bytes | None:
        """The bytes of what `look` calls a file, or None."""

    def size(self, file: str) -> int:
        """The size of a file in bytes; 0 for what cannot be read."""

    def is_link(self, file: str) -> bool:
        """Whether a path is a symbolic link, wherever it leads."""

    def real(self, path: str) -> str:
        """The path without links in it, relative to the root."""

    def identity(self, file: str) -> str:
        """A name for the content of a file, equal for equal content; "-" for what cannot be read."""

    def provide(self, files: Iterable[str]) -> None:
        """Make files, and the links on the way to them, stand below `root`."""


def content_id(raw: bytes, size: int) -> str:
    """The id that git gives to a file's content, in a repository whose ids have `size` digits."""
    make = hashlib.sha256 if size == 64 else hashlib.sha1
    return make(b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest()
