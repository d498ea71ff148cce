"""The nouns of a difference between rendered overlays. Data only; values are not masked here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from validator.model import FieldPath, Overlay, Resource, ResourceId


class Sort(str, Enum):
    """What becomes of a resource, or of a field of one; the most telling first."""

    REMOVED = "removed"
    RENAMED = "renamed"  # of resources: another name or namespace, so another object for the cluster
    CHANGED = "changed"
    REORDERED = "reordered"  # of lists: the same elements in another order
    ADDED = "added"

    @property
    def rank(self) -> int:
        """0 for the most telling."""
        return list(Sort).index(self)


class Standing(str, Enum):
    """What becomes of an overlay."""

    FAILED = "failed"  # it does not build after the change
    REMOVED = "removed"
    CHANGED = "changed"
    ADDED = "added"
    REPAIRED = "repaired"  # it did not build before, so what was there is not known
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A step of a field's path on both sides: a key, or the index of an element; None where it is not.

    `key` names the field of an element by which both sides were found to be the same one.
    """

    before: str | int | None
    after: str | int | None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field that differs. All parts but the last one are there on both sides."""

    sort: Sort
    parts: tuple[Part, ...]
    key: str | None = None  # of a list in another order: the field that tells its elements apart

    @property
    def before(self) -> FieldPath | None:
        """The path before, None for a field that is new."""
        return _path([part.before for part in self.parts])

    @property
    def after(self) -> FieldPath | None:
        """The path after, None for a field that is gone."""
        return _path([part.after for part in self.parts])

    def at(self, depth: int) -> tuple[bool, FieldPath]:
        """Whether a part is there after the change, and the path up to it there; the one before, else."""
        parts = self.parts[: depth + 1]
        after, before = _path([part.after for part in parts]), _path([part.before for part in parts])
        return after is not None, after if after is not None else before or ()


def _path(parts: list[str | int | None]) -> FieldPath | None:
    known = tuple(part for part in parts if part is not None)
    return known if len(known) == len(parts) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What the change of a resource brings about in the cluster. `message` holds field names, no values."""

    id: str
    message: str
    is_grave: bool  # worth a look before anything else


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A resource that a change is made to, in one overlay."""

    overlay: str
    before: ResourceId | None
    after: ResourceId | None

    @property
    def id(self) -> ResourceId:
        """The resource as it is after the change, or was, if it is gone."""
        found = self.after or self.before
        assert found is not None  # one side is always there
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The same change to one resource or to many; `before` and `after` are those of the first occurrence."""

    sort: Sort
    before: Resource | None
    after: Resource | None
    fields: tuple[FieldChange, ...]
    follows: tuple[str, ...]  # generated objects whose new names it takes over: ConfigMap/settings
    consequences: tuple[Consequence, ...]
    occurrences: tuple[Occurrence, ...]

    @property
    def overlays(self) -> tuple[str, ...]:
        """The overlays that have it, each once."""
        return tuple(dict.fromkeys(one.overlay for one in self.occurrences))

    @property
    def sides(self) -> Iterator[Resource]:
        """The resource before and after, as far as there is one."""
        return (side for side in (self.before, self.after) if side is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayDifference:
    """What becomes of one overlay, and of how many of its resources."""

    overlay: Overlay  # as it is after the change, or was, if it is gone
    was: str | None  # its path before, if that is another one
    standing: Standing
    counts: dict[Sort, int] = field(hash=False)
    unchanged: int
    failures_before: tuple[str, ...]
    failures_after: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """All that a change does, sorted: the most telling first. The same pairs give the same one."""

    overlays: tuple[OverlayDifference, ...]
    changes: tuple[Change, ...]
    secrets: frozenset[str] = field(repr=False)  # values of Secrets on either side, in all spellings

    @property
    def is_empty(self) -> bool:
        """Whether every overlay is known to render what it rendered before."""
        return all(one.standing is Standing.SAME for one in self.overlays)

    @property
    def has_failed(self) -> bool:
        """Whether an overlay does not build after the change."""
        return any(one.standing is Standing.FAILED for one in self.overlays)
