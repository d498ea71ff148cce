"""What one build may use, and all of them together."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on one build."""

    seconds: float = 60.0
    memory: int = 2 * 1024**3  # bytes


def cores() -> int:
    """How many processes may run at once."""
    if hasattr(os, "sched_getaffinity"):  # a container may have fewer than the machine
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
