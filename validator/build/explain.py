"""Turns a failed build into words and a line: whose fault, and nothing of the machine or of a secret."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

import yaml

from validator.build.kustomize import Limits
from validator.masking import scrub
from validator.model import Failure, Location, Overlay
from validator.process import Finished
from validator.tree.closure import BUILD_FAILED, Closure, Problem
from validator.tree.kustomization import Kustomization, fields_of
from validator.tree.source import span
from validator.tree.tree import Tree

_LONGEST = 400  # characters of kustomize's own words that a message quotes


def explain(
    finished: Finished,
    overlay: Overlay,
    closure: Closure,
    tree: Tree,
    *,
    limits: Limits,
    hidden: tuple[Path, ...],
) -> Failure:
    """Why the build failed. `hidden` are directories of the machine whose paths are cut from the text."""
    message = _limit(finished, limits)
    suspect = None if message else _suspect(finished.stderr, closure)
    if suspect is not None:
        return Failure(rule=BUILD_FAILED, message=suspect.message, location=suspect.location)
    if message is None:
        message = f"`kustomize build` says: {_clean(finished.stderr, tree, closure, hidden)}"
    location = _cause(finished.stderr, closure, tree) or overlay_location(tree, overlay.path)
    return Failure(rule=BUILD_FAILED, message=message, location=location)


def overlay_location(tree: Tree, directory: str) -> Location | None:
    """The first line of content of a directory's kustomization file, or None if it has none."""
    kustomization = tree.kustomization(directory)
    if kustomization is not None:
        first = kustomization.node.value[0][0] if kustomization.node.value else kustomization.node
        return span(kustomization.file, first)
    files = tree.kustomization_files(directory)
    if not files:
        return None
    source = tree.source(files[0])
    line = source.problem.line if source and source.problem and source.problem.line else 1
    return Location(file=files[0], line=line, column=1, end_line=line, end_column=2)


def _limit(finished: Finished, limits: Limits) -> str | None:
    if finished.timed_out:
        return f"the build did not end within {limits.seconds:g} s"
    if finished.code != 1 and re.search(r"out of memory|cannot allocate memory", finished.stderr):
        return f"the build needs more than {limits.memory // 1024**2} MiB of memory"
    if finished.code < 0:
        return f"the build was killed by signal {-finished.code}"
    return None


# ---- words -------------------------------------------------------------------------------------


def _clean(stderr: str, tree: Tree, closure: Closure, hidden: tuple[Path, ...]) -> str:
    """kustomize's words: its wrapping, the machine's paths and everything secret removed."""
    lines = [line for line in stderr.splitlines() if line.strip() and not line.startswith("# Warning")]
    text = " ".join(line.strip() for line in lines).removeprefix("Error: ")
    for path in sorted({str(tree.root), *map(str, hidden)}, key=len, reverse=True):
        text = text.replace(f"{path}/", "").replace(path, ".")
    text = re.sub(r"(\.\./)+tmp/\S*?/", "", text)
    text = re.sub(r"\[patch: .*?\](?=$|[:,;])|'\[\{.*?\}\]'|`\[\{.*?\}\]`", "the patch", text)
    text = re.sub(
        r"(accumulat\w+ resources?(?: from)?:? )(accumulation err='accumulating resources from )", r"\1", text
    )
    text = scrub(text, _secrets(tree, closure))
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + " …"


def _secrets(tree: Tree, closure: Closure) -> set[str]:
    """Values that the sources of the build call secret: kustomize quotes a literal that it cannot split."""
    found: set[str] = set()
    for directory in closure.directories:
        kustomization = tree.kustomization(directory)
        for generator in kustomization.items("secretGenerator") if kustomization else []:
            for literal in _texts(fields_of(generator).get("literals")):
                found.update({literal, literal.partition("=")[2]})
    for file in closure.files:
        text = (tree.read(file) or b"").decode("utf-8", "replace")
        if "kind: Secret" in text:
            values = re.findall(r"^\s+[\w.-]+:\s+[\"']?([^\s\"']{4,})", text, re.M)
            found.update(value for value in values if value != "Secret")
    return {value for value in found if len(value) >= 4}


def _texts(field: object) -> list[str]:
    node = getattr(field, "value", None)
    return (
        [n.value for n in node.value if isinstance(n, yaml.ScalarNode)]
        if isinstance(node, yaml.SequenceNode)
        else []
    )


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
    return _syntax(closure, tree) or _field(stderr, closure, tree) or _patch(stderr, closure, tree)


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
