"""What kustomize said, fit to be shown: the machine's paths and everything secret taken out."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

import yaml

from validator.masking.text import scrub
from validator.tree.closure import Closure
from validator.tree.kustomization import Field, fields_of
from validator.tree.tree import Tree

_LONGEST = 400  # characters

_SECRET_VALUE = re.compile(r"^\s+[\w.-]+:\s+[\"']?([^\s\"']{4,})", re.M)


def words(stderr: str, tree: Tree, closure: Closure, scratch: Path) -> str:
    """The error of a build on one line; wrappers of builds are directories in `scratch`."""
    text = "\n".join(line for line in stderr.splitlines() if not line.startswith("# Warning"))
    from_wrapper = os.path.relpath(tree.root, scratch / "wrapper")
    ours = sorted((from_wrapper, str(tree.root), str(scratch)), key=len, reverse=True)
    secrets = _secrets(tree, closure)
    # The paths go first: part of one may look like a credential, here and nowhere else.
    text = _without_paths(text.strip().removeprefix("Error: "), ours)
    text = scrub(text, secrets | {_without_paths(value, ours) for value in secrets})
    text = text.replace("accumulation err='accumulating resources from ", "")
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + " …"


def _without_paths(text: str, paths: Sequence[str]) -> str:
    for path in paths:
        text = re.sub(rf"(?<![\w.-]){re.escape(path)}(?:/|(?![\w.-]))", "", text)
    return text


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
            found.update(value for value in _SECRET_VALUE.findall(text) if value != "Secret")
    return {value for value in found if len(value) >= 4}


def _texts(field: Field | None) -> list[str]:
    node = field.value if field else None
    items = node.value if isinstance(node, yaml.SequenceNode) else []
    return [item.value for item in items if isinstance(item, yaml.ScalarNode)]
