"""Where rendered values come from: the nouns that `locate` finds and reports show. Data only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as field_
from typing import Any

from validator.model import FieldPath, Location, Resource, ResourceId, Severity, State, Step, Waiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One of the writers of a value, and the scalar that it wrote (None for a collection)."""

    location: Location | None
    chain: tuple[Step, ...]
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a value comes from."""

    location: Location | None  # where a person would change it; None: unknown
    chain: tuple[Step, ...]  # kustomization → … → base or patch, in the order of the build
    proven: bool  # the merge agrees with what kustomize rendered
    history: tuple[Write, ...] = ()  # all writers, the first one first
    is_removed: bool = False  # of a field that does not exist: the last writer took it away


UNKNOWN = Place(location=None, chain=(), proven=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A raw finding in one overlay, with the line that set it. It holds nothing of the rendered object."""

    rule: str
    message: str
    severity: Severity
    overlay: str | None  # path; None: in no overlay
    resource: ResourceId | None
    digest: str | None  # of the resource's text
    path: FieldPath
    keyed: tuple[str, ...]  # the path with list elements called by their key
    missing: bool  # the path's last part does not exist
    location: Location | None
    chain: tuple[Step, ...]
    file: str | None = None  # in which it was found, if in no resource
    failure: int | None = None  # which of the failed builds it tells of
    state: State = State.NEW
    waiver: Waiver | None = None  # that waives it, or, of a new finding, that would if it were not expired
    is_introduced: bool = False  # of a waived finding: the change brought it along


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """A resource of an overlay that carries an annotation for the check, and what that says."""

    overlay: str
    resource: ResourceId
    name: str  # of the annotation
    text: str | None  # None: something else than a text
    location: Location | None


class Absent:
    """What a field has that does not exist; less than null."""


ABSENT = Absent()


@dataclass(frozen=True, slots=True, kw_only=True)
class Blamed:
    """Places in one rendered resource."""

    overlay: str
    resource: Resource
    field: FieldPath  # what was asked for, () for the whole resource
    value: Any  # of the field; ABSENT where there is none
    places: Mapping[FieldPath, Place]  # of the field and of all that is in it
    secrets: frozenset[str] = field_(default=frozenset(), repr=False)  # the values of the overlay's Secrets

    @property
    def is_set(self) -> bool:
        """Whether the field exists."""
        return self.value is not ABSENT

    @property
    def is_scalar(self) -> bool:
        """Whether the field is one value."""
        return self.is_set and not isinstance(self.value, (dict, list))

    def scalars(self) -> Iterator[FieldPath]:
        """The paths of all scalars, in the order of the manifest."""
        return (path for path, value in below(self.value, self.field) if not isinstance(value, (dict, list)))


def value_at(body: Any, path: FieldPath) -> Any:
    """The value that a path leads to, ABSENT where there is none."""
    for part in path:
        body = member(body, part)
    return body


def member(value: Any, part: str | int) -> Any:
    """A field of a mapping or an element of a list, ABSENT where there is none."""
    if isinstance(value, Mapping) and isinstance(part, str):
        return value.get(part, ABSENT)
    if isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value):
        return value[part]
    return ABSENT


def below(value: Any, path: FieldPath) -> Iterator[tuple[FieldPath, Any]]:
    """The value and all values within it, with their paths."""
    yield path, value
    if isinstance(value, (dict, list)):
        for part, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from below(child, (*path, part))
