"""Tells from the bytes of files whether a build of them may render objects that name directories."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from validator.tree.kustomization import NAMES
from validator.tree.tree import Tree

_ARGO, _APPLICATION, _FLUX, _KIND, _RELEASE, _SYNC = (1 << bit for bit in range(6))
_KINDS = re.compile(
    rb"Kustomization|GitRepository|OCIRepository|Bucket|ExternalArtifact|ArtifactGenerator"
    rb"|FluxInstance|ResourceSet"
)


def marks(raw: bytes, name: str = "") -> int:
    """Which words of Argo CD and Flux a file holds, as bits; its own `kind: Kustomization` aside."""
    found = 0
    if b"argoproj.io" in raw:
        found |= _ARGO
    if b"Application" in raw:
        found |= _APPLICATION
    if b"fluxcd" in raw:
        found |= _FLUX
    is_own = posixpath.basename(name) in NAMES and b"toolkit.fluxcd.io" not in raw
    if not is_own and _KINDS.search(raw):
        found |= _KIND
    if b"HelmRelease" in raw:
        found |= _RELEASE
    if b"sync:" in raw:
        found |= _SYNC
    return found


def is_telling(bits: int) -> bool:
    """Whether an object that names directories, or a source that one refers to, may have such marks."""
    if bits & _ARGO and bits & _APPLICATION:
        return True
    return bool(bits & _FLUX) and bool(bits & _KIND or (bits & _RELEASE and bits & _SYNC))


def may_hold(raw: bytes) -> bool:
    """Whether a file may hold such an object, as whole as it stands there."""
    return is_telling(marks(raw))


def may_name(tree: Tree, files: Iterable[str]) -> bool:
    """Whether a build that reads these files may render such an object, put together from several of them."""
    bits = 0
    for file in files:
        bits |= marks(tree.read(file) or b"", file)
        if is_telling(bits):
            return True
    return False
