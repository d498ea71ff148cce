"""The tree under check as discovery sees it: which files and directories belong to it, and who it is."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from validator.discover.identity import normalise
from validator.tree.kustomization import NAMES
from validator.tree.source import Source
from validator.tree.tree import Tree


@dataclass(frozen=True, kw_only=True)
class Repository:
    """A frozen view. Paths are relative to the root, with slashes; "." is the root."""

    tree: Tree
    urls: tuple[str, ...] = ()  # normalised addresses of this repository; empty: not known

    @property
    def files(self) -> frozenset[str]:
        """What belongs to the repository: tracked, or untracked and not ignored. Links are files."""
        return self.tree.files

    def read(self, path: str) -> bytes | None:
        """The bytes of a file of the repository; None for anything else. The tree keeps in mind which."""
        self.tree.consulted.add(path)
        return self.tree.read(path) if path in self.files else None

    def source(self, path: str) -> Source | None:
        """A file of the repository, parsed; None for anything else. The tree keeps in mind which."""
        self.tree.consulted.add(path)
        return self.tree.source(path) if path in self.files else None

    def owns(self, url: object) -> bool | None:
        """Whether an address is this repository's; None if that is not known."""
        identity = normalise(url)
        if identity is None or not self.urls:
            return None
        return identity in self.urls

    # ---- directories ---------------------------------------------------------------------------

    @property
    def directories(self) -> frozenset[str]:
        """Every directory with a file somewhere below it, the root among them."""
        return self.tree.listing.directories

    def is_directory(self, path: str) -> bool:
        """Whether a directory of the repository is there; a link to one is none."""
        return path in self.directories

    def is_symlink(self, path: str) -> bool:
        """Whether a file of the repository is a symbolic link, wherever it leads."""
        return path in self.files and self.tree.store.is_link(path)

    def below(self, directory: str) -> list[str]:
        """The files below a directory at any depth, in the order of Go's filepath.Walk."""
        return self.tree.listing.below(directory)

    def names_in(self, directory: str) -> list[str]:
        """The names of the files directly in a directory, sorted."""
        return self.tree.listing.names_in(directory)

    def folders_in(self, directory: str) -> list[str]:
        """The names of the directories directly in a directory, sorted."""
        return self.tree.listing.folders_in(directory)

    def kustomization_in(self, directory: str) -> str | None:
        """The kustomization file of a directory that kustomize would take, or None."""
        prefix = "" if directory == "." else f"{directory}/"
        return next((f"{prefix}{name}" for name in NAMES if f"{prefix}{name}" in self.files), None)

    def is_component(self, directory: str) -> bool:
        """Whether the directory's kustomization is a Component."""
        found = self.tree.kustomization(directory)
        return found is not None and found.is_component

    def ancestors(self, path: str) -> Iterator[str]:
        """The directories above a path, the nearest first, the root last."""
        while path not in (".", ""):
            path = posixpath.dirname(path) or "."
            yield path
