"""What rules on the repository as a whole need to know: extracted here, judged by the policies."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import yaml

from validator.model import Build, Failure
from validator.tree.closure import Closure
from validator.tree.kustomization import Kustomization, fields_of
from validator.tree.source import decode
from validator.tree.tree import Tree


def failures_of(builds: Sequence[Build]) -> list[tuple[Build, Failure]]:
    """Every failure, in a fixed order; `failure` in a finding is an index into it."""
    return [(build, failure) for build in builds for failure in build.failures]


def gather(tree: Tree, builds: Sequence[Build], closure_of: Callable[[str], Closure]) -> Mapping[str, Any]:
    """The document `repository` of the rules of that scope."""
    return {
        "failures": [
            {"rule": failure.rule, "message": failure.message, "overlays": [build.overlay.path]}
            for build, failure in failures_of(builds)
        ],
        "secret_generators": _secret_generators(tree, _reached(tree, builds, closure_of)),
    }


def _reached(
    tree: Tree, builds: Sequence[Build], closure_of: Callable[[str], Closure]
) -> dict[str, list[str]]:
    """The overlays that reach each directory with a kustomization."""
    reached: dict[str, list[str]] = {}
    for build in builds:
        path = build.overlay.path
        if tree.kustomization(path) is not None and not build.overlay.include:
            for directory in closure_of(path).directories:
                reached.setdefault(directory, []).append(path)
    return reached


def _secret_generators(tree: Tree, reached: Mapping[str, Sequence[str]]) -> list[Mapping[str, Any]]:
    found = []
    for directory, overlays in sorted(reached.items()):
        kustomization = tree.kustomization(directory)
        field = kustomization.field("secretGenerator") if kustomization else None
        if kustomization is None or field is None:
            continue
        for index, node in enumerate(kustomization.items("secretGenerator")):
            pointer = [field.name, index]
            found.append(_generator(tree, kustomization, node, pointer, list(dict.fromkeys(overlays))))
    return found


def _generator(
    tree: Tree, kustomization: Kustomization, node: yaml.Node, pointer: list[Any], overlays: list[str]
) -> Mapping[str, Any]:
    members = fields_of(node)
    name, kind = members.get("name"), members.get("type")
    literals = []
    for path, text in _texts(node, "literals", pointer):
        key, _, literal = text.partition("=")
        literals.append({"path": path, "key": key, "value": _unquoted(literal)})
    files = []
    for path, text in _texts(node, "files", pointer):
        key, _, target = text.rpartition("=")
        key = key or posixpath.basename(target)
        files.append({"path": path, "key": key, **_file(tree, kustomization, target)})
    envs = [
        {"path": path, **_file(tree, kustomization, text)}
        for member in ("envs", "env")
        for path, text in _texts(node, member, pointer)
    ]
    return {
        "file": kustomization.file,
        "document": 0,
        "path": pointer,
        "name": name.value.value if name else "",
        "type": kind.value.value if kind else "Opaque",
        "overlays": overlays,
        "literals": literals,
        "files": files,
        "envs": envs,
    }


def _texts(node: yaml.Node, member: str, pointer: list[Any]) -> list[tuple[list[Any], str]]:
    """Paths and texts of a member that is a text or a list of texts."""
    field = fields_of(node).get(member)
    if field is None:
        return []
    if isinstance(field.value, yaml.ScalarNode):
        return [([*pointer, field.name], field.value.value)]
    if not isinstance(field.value, yaml.SequenceNode):
        return []
    return [
        ([*pointer, field.name, index], item.value)
        for index, item in enumerate(field.value.value)
        if isinstance(item, yaml.ScalarNode)
    ]


def _unquoted(text: str) -> str:
    """A literal's value: kustomize removes one pair of equal quotes around it."""
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text


def _file(tree: Tree, kustomization: Kustomization, text: str) -> Mapping[str, Any]:
    """A file that a generator reads: whether it is committed, and its text if it is text."""
    target = posixpath.normpath(posixpath.join(kustomization.directory, text))
    raw = tree.read(target)
    content: str | None = None
    if raw is not None:
        try:
            content = decode(raw)
        except UnicodeDecodeError:
            content = None
    return {"file": target, "tracked": raw is not None and tree.is_committed(target), "text": content}
