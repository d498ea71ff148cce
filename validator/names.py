"""What overlays, and the objects of one, are told apart by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from validator.model import ResourceId, without_hash

Name = tuple[str, str, str, str]  # group, kind, namespace, name without the hash of a generated one


def name_of(resource: ResourceId) -> Name:
    """The name of a rendered object."""
    group, _, _ = resource.api_version.rpartition("/")
    return group, resource.kind, resource.namespace, without_hash(resource.name)


class _OfPath(Protocol):
    @property
    def path(self) -> str: ...


T = TypeVar("T", bound=_OfPath)


def by_path(given: Iterable[T]) -> dict[str, list[T]]:
    """Overlays, or what is said of them, by path: those of one path go together."""
    found: dict[str, list[T]] = {}
    for one in given:
        found.setdefault(one.path, []).append(one)
    return found
