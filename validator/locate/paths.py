"""Paths in kustomization files, relative to their directory, as paths relative to the repository's root."""

from __future__ import annotations

import os
import posixpath

from validator.tree.tree import Tree


def joined(tree: Tree, directory: str, text: str) -> str:
    """Where a path leads; it may leave the repository ("../x"), and then nothing is read there."""
    if posixpath.isabs(text):
        text = os.path.relpath(text, tree.root / directory)
    return posixpath.normpath(posixpath.join(directory, text))
