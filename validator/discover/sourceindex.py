"""The Flux sources that the repository declares, and what its Kustomizations take from each."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from validator.discover.artifact import Artifacts
from validator.discover.reading import group_of, items, mapping, owner_of, text
from validator.discover.repository import Repository
from validator.discover.templates.problems import UndecidedError

SOURCE_GROUPS = ("source.toolkit.fluxcd.io", "source.extensions.fluxcd.io")
SOURCE_KINDS = ("GitRepository", "OCIRepository", "Bucket", "ExternalArtifact", "ArtifactGenerator")

MOST_ARTIFACTS = 10_000

Copies = tuple[Mapping[str, Any], ...]
Made = tuple[Mapping[str, Any], Copies]  # a generator, and the copies of one of its artifacts


@dataclass(frozen=True, slots=True)
class Key:
    """Kind and name of a source. Its namespace is often set by a kustomization around it, so it may lack."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class SourceIndex:
    """An index over all objects that are known: those of files, and those that overlays render."""

    declared: Mapping[Key, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    paths: Mapping[Key, frozenset[str]] = field(default_factory=dict)  # within the source's artifact
    generators: tuple[Mapping[str, Any], ...] = ()
    # Remembered, as many Kustomizations share a source.
    folders: dict[tuple[Repository, Key], str | None] = field(default_factory=dict, repr=False, compare=False)
    artifacts: Artifacts = field(default_factory=Artifacts, repr=False, compare=False)
    made: dict[Repository, dict[str, list[Made]]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, objects: Iterable[Mapping[str, Any]], artifacts: Artifacts | None = None) -> SourceIndex:
        """The index of some objects; those of other kinds are passed over. `artifacts` are read already."""
        declared: dict[Key, list[Mapping[str, Any]]] = {}
        paths: dict[Key, set[str]] = {}
        generators: list[Mapping[str, Any]] = []
        for body in objects:
            group, kind = group_of(body), text(body.get("kind"))
            if group in SOURCE_GROUPS and kind == "ArtifactGenerator":
                generators.append(body)
            elif group in SOURCE_GROUPS and kind in SOURCE_KINDS:
                declared.setdefault(Key(kind, owner_of(body).name), []).append(body)
            elif group == "kustomize.toolkit.fluxcd.io" and kind == "Kustomization":
                spec = mapping(body.get("spec"))
                source = mapping(spec.get("sourceRef"))
                key = Key(text(source.get("kind")), text(source.get("name")))
                paths.setdefault(key, set()).add(inside(text(spec.get("path"))))
            for made in syncs(body):
                declared.setdefault(Key(text(made.get("kind")), owner_of(made).name), []).append(made)
        return cls(
            declared={key: tuple(bodies) for key, bodies in declared.items()},
            paths={key: frozenset(found) for key, found in paths.items()},
            generators=tuple(generators),
            artifacts=artifacts or Artifacts(),
        )

    def find(self, kind: str, name: str, namespace: str | None) -> Mapping[str, Any] | None:
        """The declared source: one of the same namespace before one whose namespace is not written."""
        found = self.declared.get(Key(kind, name), ())
        for wanted in (namespace, None):
            for body in found:
                if owner_of(body).namespace == wanted:
                    return body
        return found[0] if found else None

    def artifacts_made(self, repository: Repository) -> dict[str, list[Made]]:
        """The ExternalArtifacts by name: each generator that makes one, with the copies that it is made of.

        Raises UndecidedError beyond MOST_ARTIFACTS.
        """
        found: dict[str, list[Made]] = {}
        count = 0
        for generator in self.generators:
            spec = mapping(generator.get("spec"))
            for values in _captures(text(spec.get("pathPattern")), repository):
                lower = {key: value.lower() for key, value in values.items()}
                for artifact in map(mapping, items(spec.get("artifacts"))):
                    count += 1
                    if count > MOST_ARTIFACTS:
                        raise UndecidedError(f"more than {MOST_ARTIFACTS:,} generated artifacts")
                    name = _filled(text(artifact.get("name")), lower)
                    found.setdefault(name, []).append((generator, tuple(_copies(artifact, values))))
        return found

    def folder_of(self, key: Key, repository: Repository) -> str | None:
        """The one folder below which at least half of the directories taken from a source exist.

        The root is preferred; None if no folder stands out.
        """
        wanted = {path for path in self.paths.get(key, frozenset()) if path != "."}
        counts: dict[str, int] = {}
        for directory in repository.directories:
            for path in _endings(directory):
                if path in wanted:
                    folder = directory[: -len(path)].rstrip("/") or "."
                    counts[folder] = counts.get(folder, 0) + 1
        ranked = sorted(counts, key=lambda folder: (-counts[folder], folder != ".", folder))
        if not ranked or counts[ranked[0]] * 2 < len(wanted):
            return None
        tied = len(ranked) > 1 and counts[ranked[1]] == counts[ranked[0]] and ranked[0] != "."
        return None if tied else ranked[0]


def inside(path: str) -> str:
    """A path within an artifact, as SecureJoin cleans it: "/x", "./x" and "../x" are "x"; "." is its root."""
    return posixpath.normpath("/" + path).lstrip("/") or "."


def syncs(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The source that flux-operator makes of a FluxInstance's `sync`, also within the values of its chart."""
    for namespace, sync in sync_of(body):
        made = {
            "kind": text(sync.get("kind")) or "GitRepository",
            "metadata": {
                "name": text(sync.get("name")) or namespace or "flux-system",
                "namespace": namespace,
            },
            "spec": {"url": sync.get("url"), "ref": {"name": sync.get("ref")}},
        }
        yield made


def sync_of(body: Mapping[str, Any]) -> Iterator[tuple[str | None, Mapping[str, Any]]]:
    """The `sync` of a FluxInstance, or of a HelmRelease that holds one, with its namespace."""
    spec = mapping(body.get("spec"))
    group, kind = group_of(body), text(body.get("kind"))
    if group == "fluxcd.controlplane.io" and kind == "FluxInstance":
        sync = mapping(spec.get("sync"))
    elif group == "helm.toolkit.fluxcd.io" and kind == "HelmRelease":
        sync = mapping(mapping(mapping(spec.get("values")).get("instance")).get("sync"))
    else:
        return
    if text(sync.get("url")):
        yield owner_of(body).namespace, sync


def _endings(directory: str) -> Iterator[str]:
    """The directory as seen from each folder above it."""
    while directory and directory != ".":
        yield directory
        directory = directory.partition("/")[2]


# ---- ArtifactGenerator -------------------------------------------------------------------------

_CAPTURE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


def _captures(pattern: str, repository: Repository) -> Iterator[dict[str, str]]:
    """What a `pathPattern` such as "@repo/apps/{app}" captures; without one, one empty set."""
    if not pattern:
        yield {}
        return
    segments = pattern.split("/")[1:]
    if any(len(_CAPTURE.findall(segment)) > 1 for segment in segments):
        return  # the artifact stays unknown
    wanted = [_segment(segment) for segment in segments]
    for directory in sorted(repository.directories):
        parts = directory.split("/")
        if len(parts) != len(wanted) or directory == ".":
            continue
        found = [match.fullmatch(part) for match, part in zip(wanted, parts, strict=True)]
        if all(found):
            yield {key: value for match in found if match for key, value in match.groupdict().items()}


def _segment(segment: str) -> re.Pattern[str]:
    match = _CAPTURE.search(segment)
    if match is None:
        return re.compile(re.escape(segment))
    before, after = segment[: match.start()], segment[match.end() :]
    return re.compile(f"{re.escape(before)}(?P<{match[1]}>[^/]+){re.escape(after)}")


def _filled(template: str, values: Mapping[str, str]) -> str:
    return _CAPTURE.sub(lambda match: values.get(match[1], match[0]), template)


def _copies(artifact: Mapping[str, Any], values: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    for copy in items(artifact.get("copy")):
        operation = mapping(copy)
        yield {
            **operation,
            "from": _filled(text(operation.get("from")), values),
            "to": _filled(text(operation.get("to")), values),
        }
