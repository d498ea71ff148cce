"""Turns a failed build into words and a line: whose fault, and nothing of the machine or of a secret."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

import yaml

from validator.build.kustomize import Limits
from validator.build.words import words
from validator.model import Failure, Location, Overlay
from validator.process import Finished
from validator.tree.closure import BUILD_FAILED, Closure, Problem
from validator.tree.kustomization import NAMES, Kustomization, fields_of
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
    suspect = None if message else _suspect(finished.stderr, closure)
    if suspect is not None:
        return Failure(rule=BUILD_FAILED, message=suspect.message, location=suspect.location)
    if message is None:
        message = f"`kustomize build` says: {words(finished.stderr, tree, closure, scratch)}"
    location = _cause(finished.stderr, closure, tree) or overlay_location(tree, overlay.path)
    return Failure(rule=BUILD_FAILED, message=message, location=location)


def overlay_location(tree: Tree, directory: str) -> Location | None:
    """The first line of content of a directory's kustomization file, or None if it has none."""
    kustomization = tree.kustomization(directory)
    if kustomization is not None:
        first = kustomization.node.value[0][0] if kustomization.node.value else kustomization.node
        return span(kustomization.file, first)
    files = tree.kustomization_files(directory)
    return start_of(tree, files[0]) if files else None


def start_of(tree: Tree, file: str) -> Location:
    """Where a file cannot be read on, else its first line of content, else its first line."""
    source = tree.source(file)
    node = next((node for node in source.documents if node is not None), None) if source else None
    line = source.problem.line if source and source.problem else None
    if line is None and node is not None:
        return span(file, node)
    return Location(file=file, line=line or 1, column=1, end_line=line or 1, end_column=2)


def _limit(finished: Finished, limits: Limits) -> str | None:
    if finished.timed_out:
        return f"the build did not end within {limits.seconds:g} s"
    if finished.code != 1 and re.search(r"out of memory|cannot allocate memory", finished.stderr):
        return f"the build needs more than {limits.memory // 1024**2} MiB of memory"
    if finished.code < 0:
        return f"the build was killed by signal {-finished.code}"
    return None


# ---- place -------------------------------------------------------------------------------------


def _suspect(stderr: str, closure: Closure) -> Problem | None:
    """The dead path that kustomize stumbled over: it quotes the text of the reference."""
    for suspect in closure.suspects:
        quoted = re.match(r'"(.*)" in ', suspect.message)
        if quoted and quoted[1] in stderr:
            return suspect
    return None


def _cause(stderr: str, closure: Closure, tree: Tree) -> Location | None:
    """Where the cause stands, if the repository shows it: bad syntax, an unknown field, a patch."""
    return (
        _syntax(closure, tree)
        or _field(stderr, closure, tree)
        or _patch(stderr, closure, tree)
        or _mentioned(stderr, closure, tree)
    )


def _syntax(closure: Closure, tree: Tree) -> Location | None:
    for file in closure.files:
        if file.endswith((".yaml", ".yml", ".json", "Kustomization")):
            source = tree.source(file)
            if source is not None and source.problem is not None and source.problem.line:
                line, column = source.problem.line, source.problem.column or 1
                return Location(file=file, line=line, column=column, end_line=line, end_column=column + 1)
    return None


def _field(stderr: str, closure: Closure, tree: Tree) -> Location | None:
    unknown = re.search(r'unknown field "([^"]+)"', stderr)
    if unknown is None:
        return None
    name = unknown[1].rpartition(".")[2]
    for kustomization in _kustomizations(closure, tree):
        field = kustomization.field(name)
        if field is not None:
            return span(kustomization.file, field.key)
    return None


def _patch(stderr: str, closure: Closure, tree: Tree) -> Location | None:
    """The patch whose target is not there: kustomize names kind and name of the object that it looked for."""
    wanted = re.search(r"no matches for Id (?:[\w.-]+)\.(?:[\w~]+\.)?[\w.~]*/?([\w.-]+?)\.\[", stderr)
    if wanted is None:
        return None
    name = wanted[1]
    for kustomization in _kustomizations(closure, tree):
        for field in ("patches", "patchesStrategicMerge", "patchesJson6902"):
            for node in kustomization.items(field):
                if name in _patch_text(node, kustomization, tree):
                    return span(kustomization.file, node)
    return None


def _mentioned(stderr: str, closure: Closure, tree: Tree) -> Location | None:
    """The one file of the build, kustomizations apart, that kustomize calls by its path."""
    others = [file for file in closure.files if file.rpartition("/")[2] not in NAMES]
    found = [file for file in others if re.search(rf"(?<![\w.-]){re.escape(file)}(?![\w/-])", stderr)]
    return start_of(tree, found[0]) if len(found) == 1 else None


def _patch_text(node: yaml.Node, kustomization: Kustomization, tree: Tree) -> str:
    members = fields_of(node)
    if isinstance(node, yaml.ScalarNode):
        path = node.value if "\n" not in node.value else None
        text = "" if path else node.value
    else:
        path = members["path"].value.value if "path" in members else None
        text = str(members["patch"].value.value) if "patch" in members else ""
    if path:
        raw = tree.read(posixpath.normpath(posixpath.join(kustomization.directory, path)))
        text = (raw or b"").decode("utf-8", "replace")
    return text


def _kustomizations(closure: Closure, tree: Tree) -> list[Kustomization]:
    found = [tree.kustomization(directory) for directory in closure.directories]
    return [kustomization for kustomization in found if kustomization is not None]
