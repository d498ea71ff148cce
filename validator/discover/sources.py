"""Finds the entry points, and the sources they refer to, among the files of the repository.

Not among them: patches, samples, tests, templates, scaffolding. What overlays render counts more; it is
read elsewhere, the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import yaml

from validator.discover.entrypoints import is_read
from validator.discover.environment import is_environment
from validator.discover.marks import ENDINGS, may_hold
from validator.discover.reading import items, mapping, text
from validator.discover.repository import Repository
from validator.discover.sourceindex import sync_of
from validator.model import FieldPath
from validator.tree.kustomization import NAMES
from validator.tree.source import SyntaxProblem, TooManyNodesError, child, value

_NOT_DEPLOYED = {
    *("docs", "doc", "examples", "example", "samples", "sample", "test", "tests", "testdata", "e2e", "hack"),
    *(".github", "archive", ".archive", "deprecated", "node_modules", "vendor", ".git"),
}
_ALSO_ENVIRONMENTS = ("test", "e2e")  # where they stand beside other environments
_PLACEHOLDER = re.compile(r"DUMMY|CHANGE_?ME|REPLACE|(?i:your-org)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An object in a file."""

    file: str
    document: int
    at: FieldPath  # where it stands in the document: () or, in a List, ("items", 2)
    node: yaml.Node  # of the object itself: an entry point's `field` leads into it
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What the files hold, sorted, and which of them cannot be read to their end."""

    found: tuple[Found, ...]
    problems: tuple[tuple[str, SyntaxProblem], ...]


FileObjects = tuple[list[Found], SyntaxProblem | None]


def scan(
    repository: Repository,
    patches: AbstractSet[str],
    named: AbstractSet[str] = frozenset(),
    known: dict[str, FileObjects] | None = None,
) -> Scan:
    """Every whole object that `entrypoints.is_read` wants.

    `patches` are files that kustomizations use for something else than resources. `named` are directories
    that entry points elsewhere name: they count although they look like samples or tests. `known` keeps
    what was read for the next time.
    """
    known = {} if known is None else known
    found: list[Found] = []
    problems: list[tuple[str, SyntaxProblem]] = []
    deployed: dict[str, bool] = {}
    for file in sorted(repository.files):
        directory, _, name = file.rpartition("/")
        if not name.endswith(ENDINGS) or name in NAMES or file in patches:
            continue
        if directory not in deployed:
            deployed[directory] = is_deployed(directory or ".", repository, named)
        if deployed[directory]:
            if file not in known:
                known[file] = _read(file, repository)
            inside, problem = known[file]
            found += inside
            problems += [(file, problem)] if problem else []
    return Scan(found=tuple(found), problems=tuple(problems))


def _read(file: str, repository: Repository) -> FileObjects:
    """The objects of a file, and what keeps the rest of it from being read."""
    raw = repository.tree.read(file)  # what it tells is in the file's outline: nothing to keep in mind
    source = repository.tree.source(file) if raw is not None and may_hold(raw) else None
    if source is None:
        return [], None
    found: list[Found] = []
    try:
        for number, node in enumerate(source.documents):
            found += _objects(file, number, node)
    except TooManyNodesError:
        message = "expands to too many values (aliases within aliases)"
        return found, SyntaxProblem(message=message, line=None, column=None)
    return found, source.problem


# ---- files -------------------------------------------------------------------------------------


def is_deployed(directory: str, repository: Repository, named: AbstractSet[str] = frozenset()) -> bool:
    """Whether files in a directory are no documentation, samples, tests or templates, as its path tells.

    Below a directory in `named` only what comes below it counts.
    """
    segments = directory.split("/")
    above = accumulate(segments, lambda path, name: f"{path}/{name}")
    known = max((depth for depth, path in enumerate(above, 1) if path in named), default=0)
    for place in range(known, len(segments)):
        parent = "/".join(segments[:place]) or "."
        name = segments[place].lower()
        if name in _NOT_DEPLOYED and not (name in _ALSO_ENVIRONMENTS and _is_among(parent, name, repository)):
            return False
        if name in ("templates", "ci") and _is_chart(parent, repository):
            return False
    return True


def _is_among(parent: str, name: str, repository: Repository) -> bool:
    """Whether the directories beside this one are named after environments."""
    beside = repository.folders_in(parent)
    return any(other.lower() != name and is_environment(other) for other in beside)


def _is_chart(directory: str, repository: Repository) -> bool:
    return "Chart.yaml" in repository.names_in(directory)


# ---- objects -----------------------------------------------------------------------------------


def _objects(file: str, number: int, node: yaml.Node | None) -> Iterator[Found]:
    for at, inner in _flattened(node, (), 0):
        kind = child(inner, "kind")
        if kind is None or not isinstance(kind[1], yaml.ScalarNode):
            continue
        body = value(inner)
        if isinstance(body, dict) and is_read(body) and _is_meant(body):
            yield Found(file=file, document=number, at=at, node=inner, body=body)


def _flattened(node: yaml.Node | None, at: FieldPath, depth: int) -> Iterator[tuple[FieldPath, yaml.Node]]:
    """The node, or the items of a List."""
    if not isinstance(node, yaml.MappingNode):
        return
    kind, inside = child(node, "kind"), child(node, "items")
    is_list = kind is not None and str(kind[1].value).endswith("List")
    if is_list and inside is not None and isinstance(inside[1], yaml.SequenceNode) and depth < 5:
        for index, item in enumerate(inside[1].value):
            yield from _flattened(item, (*at, "items", index), depth + 1)
    else:
        yield at, node


def _is_meant(body: Mapping[str, Any]) -> bool:
    """Whether the object is neither a deletion nor scaffolding to be filled in."""
    if body.get("$patch") == "delete":
        return False
    if text(body.get("kind")) == "HelmRelease":
        return any(True for _ in sync_of(body))
    return not any(_PLACEHOLDER.search(part) for part in _telling(body))


def _telling(body: Mapping[str, Any]) -> Iterator[str]:
    """The texts that scaffolding leaves open: name, addresses, paths."""
    yield text(mapping(body.get("metadata")).get("name"))
    spec = mapping(body.get("spec"))
    for holder in (spec, mapping(mapping(spec.get("template")).get("spec"))):
        for source in (holder, holder.get("source"), *items(holder.get("sources"))):
            for key in ("repoURL", "path", "url"):
                yield text(mapping(source).get(key))
