"""Reads a directory of plain manifests as Argo CD's Directory type does: raw objects, no kustomize.

Flux's directories are built by kustomize from a generated list instead (see kustomize.build_files).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from validator.build.documents import Documents
from validator.model import BUILD_FAILED, Failure, Location, Resource
from validator.tree.source import TooManyNodesError, value
from validator.tree.tree import Tree

_OBJECT_WORDS = (b"apiVersion:", b"kind:", b"metadata:")


def read(tree: Tree, files: tuple[str, ...], documents: Documents) -> tuple[list[Resource], list[Failure]]:
    """The objects of the files in order, and what cannot be read.

    A file that does not parse and does not look like a manifest is passed over, as Argo CD does with
    values files and templates.
    """
    found: list[Resource] = []
    failures: list[Failure] = []
    for file in files:
        source = tree.source(file)
        if source is None:
            failures.append(_failure(file, 1, "cannot be read: not a regular file inside the repository"))
            continue
        try:
            bodies = [body for node in source.documents for body in _objects(value(node))]
        except TooManyNodesError:
            failures.append(_failure(file, 1, "expands to too many values (aliases within aliases)"))
            continue
        if source.problem is not None and (bodies or _looks_like_object(tree, file)):
            failures.append(_failure(file, source.problem.line or 1, source.problem.message))
            continue
        found.extend(documents.of_body(body, _bytes(body)) for body in bodies)
    return found, failures


def _looks_like_object(tree: Tree, file: str) -> bool:
    """Whether a file that cannot be read is meant as a manifest; JSON always is."""
    raw = tree.read(file) or b""
    return file.endswith(".json") or all(word in raw for word in _OBJECT_WORDS)


def _objects(body: Any) -> Iterator[dict[str, Any]]:
    """Objects of a document; a List is flattened, and what has no kind is no object."""
    if not isinstance(body, dict) or "kind" not in body:
        return
    if str(body["kind"]).endswith("List") and isinstance(body.get("items"), list):
        for item in body["items"]:
            yield from _objects(item)
    else:
        yield body


def _bytes(body: dict[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True, default=str).encode()


def _failure(file: str, line: int, message: str) -> Failure:
    location = Location(file=file, line=line, column=1, end_line=line, end_column=2)
    return Failure(rule=BUILD_FAILED, message=f"{file} {message}", location=location)
