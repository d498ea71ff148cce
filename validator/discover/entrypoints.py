"""Reads one object that may be an entry point: an Argo CD or Flux object that says, deploy this directory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from validator.discover import argo, flux
from validator.discover.reading import EntryPoint, Reading, Unresolved, group_of, owner_of, text
from validator.discover.repository import Repository
from validator.discover.sourceindex import SOURCE_GROUPS, SOURCE_KINDS, SourceIndex
from validator.discover.templates.problems import UndecidedError

__all__ = ["EntryPoint", "Reading", "Readings", "SourceIndex", "Unresolved", "is_read", "read"]

_DEEPEST = 200
_ARGO = "argoproj.io"

_READERS: dict[tuple[str, str], Callable[[Mapping[str, Any], Repository, SourceIndex], Reading]] = {
    (_ARGO, "Application"): lambda body, repository, _: argo.application(body, repository),
    (_ARGO, "ApplicationSet"): lambda body, repository, _: argo.application_set(body, repository),
    ("kustomize.toolkit.fluxcd.io", "Kustomization"): flux.kustomization,
    ("fluxcd.controlplane.io", "FluxInstance"): flux.instance,
    ("fluxcd.controlplane.io", "ResourceSet"): flux.resource_set,
    ("helm.toolkit.fluxcd.io", "HelmRelease"): flux.instance,
}


def read(body: Mapping[str, Any], repository: Repository, sources: SourceIndex) -> Reading:
    """What an object says; nothing for other kinds, for patches, and for what other repositories hold.

    Versions of an API do not matter. `sources` indexes every object that is known.
    """
    reader = _READERS.get((group_of(body), text(body.get("kind"))))
    if reader is None:
        return Reading()
    try:
        plain = _plain(body, 0)
    except UndecidedError as reason:
        owner = owner_of(body)
        return Reading(
            unresolved=(Unresolved(kind=owner.kind, name=owner.name, field=(), reason=str(reason)),)
        )
    return reader(plain, repository, sources)


@dataclass(frozen=True, slots=True)
class Readings:
    """Readings of objects of one tree. What Argo CD reads of an object rests on it alone, and is kept."""

    _known: dict[tuple[int, tuple[str, ...]], tuple[Mapping[str, Any], Reading]] = field(default_factory=dict)

    def of(self, body: Mapping[str, Any], repository: Repository, sources: SourceIndex) -> Reading:
        """As `read`; the same object, not an equal one, is read once for the same addresses."""
        if group_of(body) != _ARGO:
            return read(body, repository, sources)
        key = (id(body), repository.urls)  # kept with the body, as another one might get its id
        if key not in self._known:
            self._known[key] = (
                body,
                read(body, repository, sources),
            )
        return self._known[key][1]


def _plain(value: Any, depth: int) -> Any:
    """A value whose keys are texts, as they are to Kubernetes; raises UndecidedError if it is too deep."""
    if depth > _DEEPEST:
        raise UndecidedError("the object is nested too deeply")
    if isinstance(value, Mapping):
        return {str(key): _plain(item, depth + 1) for key, item in value.items()}
    return [_plain(item, depth + 1) for item in value] if isinstance(value, list) else value


def is_read(body: Mapping[str, Any]) -> bool:
    """Whether an object is worth keeping: an entry point's kind, or a source that entry points refer to."""
    group, kind = group_of(body), text(body.get("kind"))
    return (group, kind) in _READERS or (group in SOURCE_GROUPS and kind in SOURCE_KINDS)
