"""What stops an expansion: the controller would refuse it, or the repository alone does not decide it."""

from __future__ import annotations

from dataclasses import dataclass


class RefusedError(Exception):
    """Argo CD reports an error here, and generates none of the set's Applications."""


class UndecidedError(Exception):
    """The answer depends on what is not in the repository, or on what is not read here; the text says."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Stands for a value that cannot be known, and says why."""

    reason: str
    known: str = ""  # the text as far as it is known
