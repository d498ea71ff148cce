"""What a directory is to Argo CD or Flux, and which files of a plain one are deployed, in their order."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from typing import Any

from validator.discover.marks import ENDINGS, SKIPPED
from validator.discover.reading import mapping, text
from validator.discover.repository import Repository
from validator.discover.templates.problems import RefusedError, UndecidedError
from validator.globs.automaton import TooComplexError
from validator.globs.dialects import gobwas
from validator.model import Form
from validator.tree.kustomization import NAMES

_ARGO_ENDINGS = (".yaml", ".yml", ".json")
_SOURCE_TYPES = ("kustomize", "helm", "directory", "plugin")


def argo_form(source: Mapping[str, Any], directory: str, repository: Repository) -> Form:
    """How Argo CD reads the directory of a source; raises RefusedError and UndecidedError."""
    explicit = [name for name in _SOURCE_TYPES if _is_explicit(name, source.get(name))]
    if len(explicit) > 1:
        raise RefusedError(f"the source sets both {' and '.join(explicit)}")
    if explicit == ["plugin"]:
        raise UndecidedError("a config management plugin renders it")
    if explicit == ["helm"]:
        return Form.HELM
    if explicit == ["directory"]:
        return Form.ARGO_DIRECTORY
    found = Form.ARGO_DIRECTORY
    for name in repository.names_in(directory):  # of several the bytewise last decides
        if name.endswith("Chart.yaml"):
            found = Form.HELM
        elif name in NAMES:
            found = Form.KUSTOMIZATION
    if explicit == ["kustomize"] and repository.kustomization_in(directory) is None:
        raise RefusedError(f"the source sets kustomize, and {directory} has no kustomization")
    if explicit == ["kustomize"] or found is Form.KUSTOMIZATION:
        return Form.COMPONENT if repository.is_component(directory) else Form.KUSTOMIZATION
    return found


def _is_explicit(name: str, block: Any) -> bool:
    """Whether Argo CD keeps the block: one without settings is as good as absent."""
    if name == "plugin":
        return isinstance(block, Mapping)
    fields = mapping(block)
    if name != "directory":
        return any(fields.values())
    jsonnet = mapping(fields.get("jsonnet"))
    return bool(
        fields.get("recurse") is True
        or fields.get("disableExtensionFilter") is True
        or fields.get("include")
        or fields.get("exclude")
        or any(jsonnet.values())
    )


def argo_files(
    block: Mapping[str, Any], directory: str, repository: Repository
) -> tuple[tuple[str, ...], bool]:
    """The manifests of Argo CD's Directory type, and whether there is jsonnet, which is not rendered here.

    Raises UndecidedError.
    """
    recurse, every_ending = block.get("recurse") is True, block.get("disableExtensionFilter") is True
    include, exclude = _glob(block.get("include")), _glob(block.get("exclude"))
    found: list[str] = []
    jsonnet = False
    for file in repository.below(directory):
        relative = posixpath.relpath(file, directory)
        if "/" in relative and not recurse:
            continue
        try:
            if (exclude and exclude(relative)) or (include and not include(relative)):
                continue
        except TooComplexError as error:
            raise UndecidedError("a glob too complex to be read") from error
        if relative.endswith(".jsonnet"):
            jsonnet = True
        elif (every_ending or relative.endswith(_ARGO_ENDINGS)) and _is_rendered(file, repository):
            found.append(file)
    return tuple(found), jsonnet


def _is_rendered(file: str, repository: Repository) -> bool:
    is_outlined = file.endswith(ENDINGS)  # and so tells it there: nothing to keep in mind
    raw = repository.tree.read(file) if is_outlined else repository.read(file)
    return raw is not None and SKIPPED not in raw


def _glob(pattern: Any) -> Callable[[str], bool] | None:
    if not text(pattern):
        return None
    compiled = gobwas(text(pattern))
    return compiled.matches if compiled else lambda _: False


def flux_form(directory: str, repository: Repository, holds: Callable[[str], bool]) -> Form:
    """How kustomize-controller reads a directory of an artifact; `holds` tells which files that has."""
    file = repository.kustomization_in(directory)
    if file is None or not holds(file):
        return Form.FLUX_DIRECTORY
    return Form.COMPONENT if repository.is_component(directory) else Form.KUSTOMIZATION


def flux_resources(directory: str, repository: Repository, holds: Callable[[str], bool]) -> tuple[str, ...]:
    """The resources of the kustomization that fluxcd/pkg generates for a plain directory.

    Files at any depth, and, for a directory with its own kustomization, that directory.
    """
    found: list[str] = []
    inside = ""
    for file in repository.below(directory):
        if inside and file.startswith(inside):
            continue
        if not holds(file):
            continue
        nested = _kustomized(file, directory, repository, holds)
        if nested is not None:
            found.append(nested)
            inside = nested + "/"
        elif posixpath.splitext("x" + posixpath.basename(file))[1] in (".yaml", ".yml"):
            found.append(file)
    return tuple(found)


def _kustomized(
    file: str, directory: str, repository: Repository, holds: Callable[[str], bool]
) -> str | None:
    """The highest directory between `directory` and the file that has a kustomization."""
    found = None
    for ancestor in repository.ancestors(file):
        if ancestor == directory:
            break
        kustomization = repository.kustomization_in(ancestor)
        if kustomization is not None and holds(kustomization):
            found = ancestor
    return found
