"""Which directories render to the same bytes because they say the same of the same files.

A build of kustomize (5.8) rests on the texts of the kustomizations and the contents of what they lead to, in
their order; the names of directories get into its output only through `buildMetadata`, and into its errors.
As texts are relative, what two such directories lead to lies at the same places as seen from each.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

import yaml

from validator.digests import digest
from validator.snapshot.store import DIRECTORY, FILE
from validator.tree.kustomization import Kind, Kustomization, Reference, plugin_references
from validator.tree.tree import Tree

_PLUGINS = ("generators", "transformers", "validators")


class Likeness:
    """Names what builds of directories rest on, each computed once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._keys: dict[str, str | None] = {}
        self._linked: dict[str, bool] = {}

    def of(self, directory: str) -> str | None:
        """A name that two directories share only if a build that succeeds gives both the same bytes.

        None where that is not known: remote, absolute, missing and circular references, links,
        `buildMetadata`. A file of the one stands in for one of the other where `moved` says.
        """
        if directory not in self._keys:
            self._keys[directory] = None  # for whoever comes back here in a circle
            self._keys[directory] = self._computed(directory)
        return self._keys[directory]

    def _computed(self, directory: str) -> str | None:
        tree = self._tree
        kustomization = tree.kustomization(directory)
        if kustomization is None or kustomization.field("buildMetadata"):
            return None
        if self._is_linked(directory):
            return None
        own = [self._content(file) for file in tree.kustomization_files(directory)]
        led_to = [self._led_to(kustomization, one) for one in self._references(kustomization)]
        parts = [*own, *led_to]
        return None if None in parts else digest(["alike", parts])

    def _is_linked(self, path: str) -> bool:
        """Whether a link leads to it: kustomize goes on from where the link ends."""
        if path == ".":
            return False
        if path not in self._linked:
            above = posixpath.dirname(path) or "."
            self._linked[path] = self._is_linked(above) or self._tree.store.is_link(path)
        return self._linked[path]

    def _references(self, kustomization: Kustomization) -> Iterator[Reference]:
        """What it names, and what the configurations of plugins name that it brings along."""
        for reference in kustomization.references:
            if reference.is_remote or reference.text:
                yield reference
            if reference.field in _PLUGINS and not reference.is_remote:
                source = self._tree.source(self._tree.target(kustomization, reference))
                for document in source.documents if source else ():
                    if isinstance(document, yaml.MappingNode):
                        yield from plugin_references(document, reference.node, reference.pointer)

    def _led_to(self, kustomization: Kustomization, reference: Reference) -> str | None:
        if reference.is_remote or posixpath.isabs(reference.text):
            return None
        target = self._tree.target(kustomization, reference)
        what = self._tree.kind_of(target)
        if what == FILE:
            return self._content(target)
        return self.of(target) if what == DIRECTORY and reference.kind is not Kind.FILE else None

    def _content(self, file: str) -> str | None:
        identity = "-" if self._is_linked(file) else self._tree.store.identity(file)
        return None if identity == "-" else f"file {identity}"


def moved(file: str, directory: str, other: str) -> str:
    """What stands for a file that `directory` leads to where `other`, which is like it, is built."""
    return posixpath.normpath(posixpath.join(other, posixpath.relpath(file, directory)))
