"""Reads Flux's Kustomization, and what flux-operator makes into one: the directories that they deploy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from validator.discover.directory import flux_form, flux_resources
from validator.discover.environment import KEYS, Hint
from validator.discover.fluxsource import Located, Sources
from validator.discover.patched import patches_of
from validator.discover.reading import (
    EntryPoint,
    Owner,
    Reading,
    Unresolved,
    group_of,
    hint,
    items,
    label_hints,
    mapping,
    owner_of,
    text,
)
from validator.discover.repository import Repository
from validator.discover.sourceindex import SourceIndex, inside, sync_of, syncs
from validator.discover.templates.problems import UndecidedError
from validator.model import FieldPath, Form

_ADDED = (  # fields of the spec that change what is built, as people know them
    ("targetNamespace",),
    ("namePrefix",),
    ("nameSuffix",),
    ("patches", "patchesStrategicMerge", "patchesJson6902"),
    ("components",),
    ("images",),
    ("commonMetadata",),
    ("buildMetadata",),
)


def kustomization(body: Mapping[str, Any], repository: Repository, index: SourceIndex) -> Reading:
    """The entry point of a Kustomization; nothing for a patch, which names no source."""
    return _Kustomization(
        owner=owner_of(body), body=body, at=(), sources=Sources(index=index, repository=repository)
    ).read()


def instance(body: Mapping[str, Any], repository: Repository, index: SourceIndex) -> Reading:
    """The Kustomization that flux-operator makes of a FluxInstance, also of one in its chart's values."""
    at: FieldPath = ("spec", "sync")
    if text(body.get("kind")) == "HelmRelease":
        at = ("spec", "values", "instance", "sync")
    sources = Sources(index=index, repository=repository)
    readings = []
    for (_, sync), source in zip(sync_of(body), syncs(body), strict=True):
        name = text(mapping(source.get("metadata")).get("name"))
        reference = {"kind": source["kind"], "name": name}
        made = {"metadata": {"name": name}, "spec": {"path": sync.get("path"), "sourceRef": reference}}
        reader = _Kustomization(owner=owner_of(body), body=made, at=at, sources=sources, is_sync=True)
        readings.append(reader.read())
    return Reading.of(readings)


def resource_set(body: Mapping[str, Any], repository: Repository, index: SourceIndex) -> Reading:
    """The Kustomizations that flux-operator makes of a ResourceSet's resources."""
    spec = mapping(body.get("spec"))
    owner = owner_of(body)
    sources = Sources(index=index, repository=repository)
    readings = []
    for number, resource in enumerate(items(spec.get("resources"))):
        made = mapping(resource)
        if group_of(made) == "kustomize.toolkit.fluxcd.io" and text(made.get("kind")) == "Kustomization":
            at: FieldPath = ("spec", "resources", number)
            readings.append(_Kustomization(owner=owner, body=made, at=at, sources=sources).read())
    if "kustomize.toolkit.fluxcd.io" in text(spec.get("resourcesTemplate")):
        reason = "the template of a ResourceSet is not read"
        field: FieldPath = ("spec", "resourcesTemplate")
        one = Unresolved(kind=owner.kind, name=owner.name, field=field, reason=reason)
        readings.append(Reading(unresolved=(one,)))
    return Reading.of(readings)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kustomization:
    """One Kustomization: an object, or what another object holds at `at`."""

    owner: Owner
    body: Mapping[str, Any]
    at: FieldPath
    sources: Sources
    is_sync: bool = False  # `at` holds the path itself

    def read(self) -> Reading:
        """Its entry point, or why there is none."""
        spec = mapping(self.body.get("spec"))
        reference = mapping(spec.get("sourceRef"))
        kind, name = text(reference.get("kind")), text(reference.get("name"))
        if not kind or not name:
            return Reading()
        path = text(spec.get("path"))
        for variable in re.findall(r"\$\{[^}]*\}|<<.*?>>", f"{path} {name}")[:1]:
            return self._not(f"the path depends on {variable}, which is substituted later")
        namespace = text(reference.get("namespace")) or owner_of(self.body).namespace
        try:
            located = self.sources.locate(kind, name, namespace, inside(path))
            if located is None:
                return Reading()
            return self._located(located)
        except UndecidedError as reason:
            return self._not(str(reason))

    @property
    def _field(self) -> FieldPath:
        if self.is_sync:
            return (*self.at, "path")
        # Without a path the whole source is meant: then the source is what says so.
        return (*self.at, "spec", "path" if mapping(self.body.get("spec")).get("path") else "sourceRef")

    def _not(self, reason: str) -> Reading:
        one = Unresolved(kind=self.owner.kind, name=self.owner.name, field=self._field, reason=reason)
        return Reading(unresolved=(one,))

    def _located(self, located: Located) -> Reading:
        repository = self.sources.repository
        directory = located.directory
        named = ((located.repo_url, directory),) if located.repo_url else ()
        if not repository.is_directory(directory):
            missing = self._not(f"there is no directory {directory}") if located.expected else Reading()
            return Reading.of([Reading(named=named), missing])
        if not any(located.holds(file) for file in repository.below(directory)):
            return self._not(f"the source's artifact leaves out {directory}: .sourceignore or its like")
        return Reading(entries=(self._entry(located),), named=named)

    def _entry(self, located: Located) -> EntryPoint:
        repository, directory = self.sources.repository, located.directory
        form = flux_form(directory, repository, located.holds)
        include: tuple[str, ...] = ()
        if form is Form.FLUX_DIRECTORY:
            include = flux_resources(directory, repository, located.holds)
        return EntryPoint(
            kind=self.owner.kind,
            name=self.owner.name,
            namespace=self.owner.namespace,
            controller="flux",
            path=directory,
            field=self._field,
            application=text(mapping(self.body.get("metadata")).get("name")),
            repo_url=located.repo_url,
            revision=located.revision,
            own=located.own,
            form=form,
            include=include,
            hints=tuple(self._hints(located)),
            left_out=(*located.left_out, *_left_out(mapping(self.body.get("spec")))),
            patches=patches_of(mapping(self.body.get("spec"))),
            assumed=located.assumed,
        )

    def _hints(self, located: Located) -> Iterator[Hint]:
        spec = mapping(self.body.get("spec"))
        substitute = mapping(mapping(spec.get("postBuild")).get("substitute"))
        for key in sorted(substitute):
            if key.lower() in KEYS:
                yield from hint(2, f"parameter {key}", substitute[key])
        yield from label_hints(mapping(self.body.get("metadata")))
        cluster = mapping(mapping(spec.get("kubeConfig")).get("secretRef")).get("name")
        yield from hint(4, "destination cluster", cluster)
        yield from hint(4, "branch", located.revision)
        yield from hint(6, "namespace", spec.get("targetNamespace"))


def _left_out(spec: Mapping[str, Any]) -> Iterator[str]:
    """What kustomize-controller adds to the build. Decryption is none: offline the values stay encrypted."""
    for names in _ADDED:
        if any(spec.get(name) for name in names):
            yield names[0]
    post = mapping(spec.get("postBuild"))
    always = text(post.get("substituteStrategy")) == "Always"
    if post.get("substitute") or post.get("substituteFrom") or always:
        yield "postBuild substitution"
