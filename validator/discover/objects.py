"""Gathers the objects that may name directories: from renders, and from files that no build reads.

Of an object that an overlay renders the render counts, as patches often set its path; the text of its file
counts only where no build reads that file.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import yaml

from validator.discover.entrypoints import is_read
from validator.discover.reading import mapping, text
from validator.discover.repository import Repository
from validator.discover.sources import FileObjects, Found, Scan, scan
from validator.model import Build, FieldPath, Form, NamedBy, Overlay, Unresolved
from validator.tree.source import child
from validator.tree.tree import Tree

_ENTRY_KINDS = ("Application", "ApplicationSet", "Kustomization")

Key = tuple[str, Form, tuple[str, ...]]  # what tells two overlays apart: path, form, files


@dataclass(frozen=True, slots=True)
class Object:
    """An object that may name directories, where its text is, and which overlays render it."""

    body: Mapping[str, Any]
    found: Found | None
    rendered_by: tuple[str, ...] = ()

    def says(self, kind: str, name: str, field: FieldPath) -> NamedBy:
        """That it names a directory, with the line of the field that does."""
        if self.found is None:
            return NamedBy(kind=kind, name=name, file=None, line=None)
        return NamedBy(kind=kind, name=name, file=self.found.file, line=_line(self.found.node, field))


class Objects:
    """The objects of one tree as far as builds have rendered them."""

    def __init__(self, tree: Tree) -> None:
        self._repository = Repository(tree=tree)
        self._patches = tree.patch_files
        self._kustomized = frozenset(tree.directories)
        self._builds: dict[Key, Build] = {}
        self._files: dict[Key, frozenset[str]] = {}  # that a build reads, or would if it did not fail
        self._scan = Scan(found=(), problems=())
        self._scanned: dict[str, FileObjects] = {}
        self.loose: frozenset[Key] = frozenset()  # files of entry points that nothing includes

    def take(self, builds: Sequence[Build], files_of: Callable[[Overlay], Iterable[str]]) -> None:
        """Take in builds; `files_of` tells the files that building an overlay reads."""
        for build in builds:
            self._builds[build.overlay.build_key] = build
            self._files[build.overlay.build_key] = frozenset(files_of(build.overlay))

    def gather(
        self, overlays: AbstractSet[Key], named: AbstractSet[Key]
    ) -> tuple[list[Object], list[Unresolved]]:
        """The objects, and the files among theirs that cannot be read.

        Of the builds only those of `overlays` count; `named` are those of them that entry points name.
        """
        counting = (self._builds.keys() & overlays) - self.loose
        sound = sorted((key for key in counting if not self._builds[key].failures), key=str)
        read_by_builds = frozenset(file for key in sound for file in self._files[key])
        paths = frozenset(path for path, _, _ in named)
        self._scan = scan(self._repository, self._patches, paths, self._scanned)
        taken = {file for key in named for file in key[2]}
        taken.update(file for key in counting for file in self._files[key])
        self.loose = self._loose(taken)
        objects = [*self._rendered(sound), *self._written(read_by_builds)]
        return objects, list(self._broken(read_by_builds))

    def _rendered(self, sound: Sequence[Key]) -> Iterator[Object]:
        """Objects of sound builds, each distinct one once."""
        bodies: dict[str, Mapping[str, Any]] = {}
        overlays: dict[str, list[Key]] = {}
        for key in sound:
            for resource in self._builds[key].resources:
                if resource.digest in bodies or is_read(resource.body):
                    bodies[resource.digest] = resource.body
                    overlays.setdefault(resource.digest, []).append(key)
        by_name: dict[tuple[str, str], list[Found]] = {}
        for found in self._scan.found:
            by_name.setdefault(_name(found.body), []).append(found)
        for digest, body in bodies.items():
            rendered_by = tuple(dict.fromkeys(path for path, _, _ in overlays[digest]))
            files = self._files[overlays[digest][0]]
            written = [one for one in by_name.get(_name(body), ()) if one.file in files]
            yield Object(body, written[0] if len(written) == 1 else None, rendered_by)

    def _written(self, read_by_builds: frozenset[str]) -> Iterator[Object]:
        """Objects of files that no build reads."""
        for found in self._scan.found:
            if found.file not in read_by_builds:
                yield Object(found.body, found)

    def _loose(self, taken: AbstractSet[str]) -> frozenset[Key]:
        """Files of entry points in directories without a kustomization: somebody applies them by hand.

        A file beside or below a kustomization that does not list it is taken for a leftover.
        """
        by_directory: dict[str, set[str]] = {}
        for found in self._scan.found:
            is_entry = str(found.body.get("kind")) in _ENTRY_KINDS
            if is_entry and found.file not in taken and not self._is_kustomized(found.file):
                by_directory.setdefault(posixpath.dirname(found.file) or ".", set()).add(found.file)
        return frozenset(
            (path, Form.ARGO_DIRECTORY, tuple(sorted(files))) for path, files in by_directory.items()
        )

    def _is_kustomized(self, file: str) -> bool:
        """Whether a kustomization lies beside the file or in a directory above it."""
        directory = file
        while directory := posixpath.dirname(directory):
            if directory in self._kustomized:
                return True
        return "." in self._kustomized

    def _broken(self, read_by_builds: frozenset[str]) -> Iterator[Unresolved]:
        """Files that seem to hold entry points, cannot be read to their end, and fail no build."""
        for file, problem in self._scan.problems:
            if file not in read_by_builds:
                reason = f"cannot be read: {problem.message}"
                yield Unresolved(kind="File", name=file, file=file, line=problem.line, reason=reason)


def _name(body: Mapping[str, Any]) -> tuple[str, str]:
    return text(body.get("kind")), text(mapping(body.get("metadata")).get("name"))


def _line(node: yaml.Node, field: FieldPath) -> int:
    """The line of the key of a field, or of its nearest ancestor."""
    line = int(node.start_mark.line) + 1
    for part in field:
        found = child(node, part)
        if found is None:
            break
        key, node = found
        line = int((key or node).start_mark.line) + 1
    return line
