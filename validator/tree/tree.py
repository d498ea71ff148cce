"""The static kustomize tree: who includes whom, and every file that a build would read.

Each file is parsed once. Nothing here starts a process or leaves the repository: a path is followed only
where its real path is inside the root.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable
from functools import cached_property

from validator.snapshot.listing import Listing
from validator.snapshot.store import Store
from validator.tree import kustomization as reading
from validator.tree.kustomization import NAMES, Kind, Kustomization, Reference
from validator.tree.source import Source, parse

Sources = dict[tuple[str, str], "Source | None"]  # by file and the identity of its content


class Tree:
    """What the files of a store say.

    Paths are relative to the root, with slashes; "." is the root. `sources` shares what was parsed with the
    tree of another snapshot, by path and content.
    """

    def __init__(self, store: Store, sources: Sources | None = None) -> None:
        self.store = store
        self.root = store.root
        self.files = store.files
        self.consulted: set[str] = set()  # files that readers of entry points asked for, there or not
        self._shared = sources
        self._sources: dict[str, Source | None] = {}
        self._kustomizations: dict[str, Kustomization | None] = {}

    # ---- files ---------------------------------------------------------------------------------

    def read(self, file: str) -> bytes | None:
        """The bytes of a regular file inside the repository, or None."""
        return self.store.read(file)

    def is_committed(self, file: str) -> bool:
        """Whether a file belongs to the repository, links on the way to it followed; so does a submodule."""
        if file in self.files:
            return True
        above = self.store.real(file)
        while above and above != ".":
            if above in self.files:
                return True
            above = posixpath.dirname(above)
        return False

    def size(self, file: str) -> int:
        """The size of a file in bytes; 0 for what cannot be read."""
        return self.store.size(file)

    def source(self, file: str) -> Source | None:
        """A file parsed with marks, or None if it cannot be read."""
        if file not in self._sources:
            self._sources[file] = self._parsed(file)
        return self._sources[file]

    def _parsed(self, file: str) -> Source | None:
        if self._shared is None:
            raw = self.read(file)
            return None if raw is None else parse(raw, file)
        key = (file, self.store.identity(file))
        if key not in self._shared:
            raw = self.read(file)
            self._shared[key] = None if raw is None else parse(raw, file)
        return self._shared[key]

    def forget(self) -> None:
        """Let go of parsed files but for kustomizations; they are parsed again when they are asked for."""
        self._sources.clear()

    def kind_of(self, path: str) -> str:
        """What is at a path: "file", "directory", "missing", "special" (a FIFO, a device), "outside"."""
        return self.store.look(path)

    @cached_property
    def listing(self) -> Listing:
        """The files that belong to the repository, by directory."""
        return Listing(self.files)

    # ---- kustomizations ------------------------------------------------------------------------

    @cached_property
    def directories(self) -> tuple[str, ...]:
        """Every directory with a kustomization file that belongs to the repository, sorted."""
        found = {posixpath.dirname(f) or "." for f in self.files if posixpath.basename(f) in NAMES}
        return tuple(sorted(found))

    def kustomization_files(self, directory: str) -> list[str]:
        """The kustomization files of a directory; more than one is an error to kustomize."""
        paths = [posixpath.normpath(posixpath.join(directory, name)) for name in NAMES]
        return [path for path in paths if self.kind_of(path) == "file"]

    def kustomization(self, directory: str) -> Kustomization | None:
        """The kustomization of a directory, or None if it has none that can be read."""
        if directory not in self._kustomizations:
            files = self.kustomization_files(directory)
            source = self.source(files[0]) if files else None
            self._kustomizations[directory] = reading.read(directory, source) if source else None
        return self._kustomizations[directory]

    def target(self, kustomization: Kustomization, reference: Reference) -> str:
        """Where a local reference leads: a path relative to the root, perhaps one that leaves it ("../x")."""
        text = reference.text
        if posixpath.isabs(text):
            text = os.path.relpath(text, self.root / kustomization.directory)
        return posixpath.normpath(posixpath.join(kustomization.directory, text))

    def included(self, kustomization: Kustomization) -> list[str]:
        """The directories with a kustomization that this one includes, in its order."""
        targets = [
            self.target(kustomization, reference)
            for reference in kustomization.references
            if reference.kind is not Kind.FILE and not reference.is_remote
        ]
        return [t for t in targets if self.kind_of(t) == "directory" and self.kustomization_files(t)]

    @cached_property
    def includers(self) -> dict[str, tuple[str, ...]]:
        """For each included directory those that include it."""
        found: dict[str, list[str]] = {}
        for directory in self.directories:
            kustomization = self.kustomization(directory)
            for target in self.included(kustomization) if kustomization else []:
                found.setdefault(target, []).append(directory)
        return {target: tuple(names) for target, names in found.items()}

    @cached_property
    def patch_files(self) -> frozenset[str]:
        """Files that kustomizations name as something else than resources: patches, replacements, …"""
        found: set[str] = set()
        for directory in self.directories:
            kustomization = self.kustomization(directory)
            if kustomization is not None:
                files = [r for r in kustomization.references if r.kind is Kind.FILE and not r.is_remote]
                found.update(self.target(kustomization, reference) for reference in files)
        return frozenset(found)

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """Kustomizations that no other one includes; a Component is made to be included and is none.

        Of directories that include each other in a circle the first counts: else nobody would build them,
        and nobody would hear of the circle.
        """
        roots = [d for d in self.directories if d not in self.includers and not self._is_component(d)]
        reached = self._reached(roots)
        for directory in self.directories:
            if directory not in reached and self._is_in_circle(directory):
                roots.append(directory)
                reached |= self._reached([directory])
        return tuple(sorted(roots))

    def _reached(self, roots: Iterable[str]) -> set[str]:
        """The directories that are included from some, themselves among them."""
        reached: set[str] = set()
        waiting = list(roots)
        while waiting:
            directory = waiting.pop()
            if directory not in reached:
                reached.add(directory)
                kustomization = self.kustomization(directory)
                waiting += self.included(kustomization) if kustomization else []
        return reached

    def _is_in_circle(self, directory: str) -> bool:
        kustomization = self.kustomization(directory)
        below = self.included(kustomization) if kustomization else []
        return not self._is_component(directory) and directory in self._reached(below)

    def _is_component(self, directory: str) -> bool:
        kustomization = self.kustomization(directory)
        return kustomization is not None and kustomization.is_component
