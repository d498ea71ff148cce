"""Turns a failed build into words and a line: whose fault, and nothing of the machine or of a secret."""

from __future__ import annotations

import re
from pathlib import Path

from validator.build.causes import cause, start_of, suspect_of
from validator.build.words import words
from validator.limits import Limits
from validator.model import BUILD_FAILED, Failure, Location, Overlay
from validator.process import Finished
from validator.tree.closure import Closure
from validator.tree.source import span
from validator.tree.tree import Tree


def explain(
    finished: Finished,
    overlay: Overlay,
    closure: Closure,
    tree: Tree,
    *,
    limits: Limits,
    scratch: Path,
) -> Failure:
    """Why the build failed; the wrappers of builds are in `scratch`."""
    message = _limit(finished, limits)
    suspect = None if message else suspect_of(finished.stderr, closure)
    if suspect is not None:
        return Failure(rule=BUILD_FAILED, message=suspect.message, location=suspect.location)
    if message is None:
        message = f"`kustomize build` says: {words(finished.stderr, tree, closure, scratch)}"
    location = cause(finished.stderr, closure, tree) or overlay_location(tree, overlay.path)
    return Failure(rule=BUILD_FAILED, message=message, location=location)


def overlay_location(tree: Tree, directory: str) -> Location | None:
    """The first line of content of a directory's kustomization file, or None if it has none."""
    kustomization = tree.kustomization(directory)
    if kustomization is not None:
        first = kustomization.node.value[0][0] if kustomization.node.value else kustomization.node
        return span(kustomization.file, first)
    files = tree.kustomization_files(directory)
    return start_of(tree, files[0]) if files else None


def _limit(finished: Finished, limits: Limits) -> str | None:
    if finished.timed_out:
        return f"the build did not end within {limits.seconds:g} s"
    if finished.code != 1 and re.search(r"out of memory|cannot allocate memory", finished.stderr):
        return f"the build needs more than {limits.memory // 1024**2} MiB of memory"
    if finished.code < 0:
        return f"the build was killed by signal {-finished.code}"
    return None
