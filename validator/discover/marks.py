"""Tells from the bytes of files whether a build of them may render objects that name directories."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from validator.tree.kustomization import NAMES
from validator.tree.tree import Tree

ENDINGS = (".yaml", ".yml", ".json")  # of files that may hold objects
SKIPPED = b"+argocd:skip-file-rendering"  # Argo CD leaves out a plain file that says so

_ARGO, _APPLICATION, _FLUX, _KIND, _RELEASE, _SYNC, _SKIPPED = (1 << bit for bit in range(7))
_KINDS = re.compile(
    rb"Kustomization|GitRepository|OCIRepository|Bucket|ExternalArtifact|ArtifactGenerator"
    rb"|FluxInstance|ResourceSet"
)


def marks(raw: bytes, name: str = "") -> int:
    """Which words of Argo CD and Flux a file holds, as bits; its own `kind: Kustomization` aside."""
    found = 0
    if b"argoproj.io/v" in raw:  # as an apiVersion says; annotations have it without one
        found |= _ARGO
    if b"Application" in raw:
        found |= _APPLICATION
    if b"fluxcd.io/v" in raw or b"fluxcd.controlplane.io/v" in raw:
        found |= _FLUX
    is_own = posixpath.basename(name) in NAMES and b"toolkit.fluxcd.io" not in raw
    if not is_own and _KINDS.search(raw):
        found |= _KIND
    if b"HelmRelease" in raw:
        found |= _RELEASE
    if b"sync:" in raw:
        found |= _SYNC
    if SKIPPED in raw:
        found |= _SKIPPED
    return found


def is_telling(bits: int) -> bool:
    """Whether an object that names directories, or a source that one refers to, may have such marks."""
    if bits & _ARGO and bits & _APPLICATION:
        return True
    return bool(bits & _FLUX) and bool(bits & _KIND or (bits & _RELEASE and bits & _SYNC))


def may_hold(raw: bytes) -> bool:
    """Whether a file may hold such an object, as whole as it stands there."""
    return is_telling(marks(raw))


class Naming:
    """Tells which builds of a tree may name directories; each file is read once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._marks: dict[str, int] = {}

    def may_name(self, files: Iterable[str]) -> bool:
        """Whether a build of these files may render such an object, put together from several of them."""
        bits = 0
        for file in files:
            bits |= self._of(file)
            if is_telling(bits):
                return True
        return False

    def _of(self, file: str) -> int:
        if file not in self._marks:
            self._marks[file] = marks(self._tree.read(file) or b"", file)
        return self._marks[file]
