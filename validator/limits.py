"""What one build may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on one build."""

    seconds: float = 60.0
    memory: int = 2 * 1024**3  # bytes
