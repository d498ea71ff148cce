"""What a waiver speaks of: a line, a rendered resource, or what globs mean."""

from __future__ import annotations

from dataclasses import dataclass

from validator.model import ResourceId, Waiver


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class OnLine:
    """What stands at some lines, and what came in by them: their file and line in a finding's chain."""

    file: str
    line: int | None  # None: at none
    last: int | None = None  # None: at the one line


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class OnResource:
    """All of a resource, as an overlay renders it."""

    overlay: str
    resource: ResourceId


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Matching:
    """What two globs mean; None is everything. That of a resource is of Kind/name or Kind/namespace/name."""

    overlay: str | None
    resource: str | None


Scope = OnLine | OnResource | Matching


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoped:
    """A waiver with what it speaks of. A waiver that many overlays render has a scope in each."""

    waiver: Waiver
    scope: Scope
    problem: str | None = None  # why it is none, of one that is malformed
