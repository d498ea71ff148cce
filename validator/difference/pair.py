"""An overlay on both sides of a change, as they were built."""

from __future__ import annotations

from dataclasses import dataclass

from validator.model import Build


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One overlay before and after; None on the side where nobody deploys it."""

    before: Build | None
    after: Build | None
