"""The directories of a set of files, looked up without touching the disk."""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from collections.abc import Collection
from functools import cached_property


class Listing:
    """Files by directory. Paths are relative to the root, with slashes; "." is the root."""

    def __init__(self, files: Collection[str]) -> None:
        self._given = files

    @cached_property
    def _files(self) -> list[str]:
        return sorted(self._given)

    @cached_property
    def directories(self) -> frozenset[str]:
        """Every directory with a file somewhere below it, the root among them."""
        found = {"."}
        for file in self._given:
            directory = posixpath.dirname(file)
            while directory and directory not in found:
                found.add(directory)
                directory = posixpath.dirname(directory)
        return frozenset(found)

    def below(self, directory: str) -> list[str]:
        """The files below a directory at any depth, in the order of Go's filepath.Walk."""
        if directory == ".":
            return sorted(self._files, key=lambda file: file.split("/"))
        start = bisect_left(self._files, directory + "/")
        end = bisect_left(self._files, directory + "0")  # "0" follows "/"
        return sorted(self._files[start:end], key=lambda file: file.split("/"))

    def names_in(self, directory: str) -> list[str]:
        """The names of the files directly in a directory, sorted."""
        return self._names.get(directory, [])

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for file in self._files:
            found.setdefault(posixpath.dirname(file) or ".", []).append(posixpath.basename(file))
        return found

    def folders_in(self, directory: str) -> list[str]:
        """The names of the directories directly in a directory, sorted."""
        return self._folders.get(directory, [])

    @cached_property
    def _folders(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for directory in sorted(self.directories - {"."}):
            found.setdefault(posixpath.dirname(directory) or ".", []).append(posixpath.basename(directory))
        return found
