"""What the stages up to locate say of one overlay: all that a report needs, and nothing that it renders."""

from __future__ import annotations

from dataclasses import dataclass

from validator.model import Overlay, Status
from validator.names import Name
from validator.places import Annotated, Placed


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The findings of one overlay, each placed, before any of them is waived or compared."""

    overlay: Overlay
    status: Status
    resources: tuple[Name, ...]  # what it renders, in its order
    placed: tuple[Placed, ...]
    is_lasting: bool  # the same files and rules give the same
    commented: tuple[str, ...] = ()  # files that it reads in which comments may be for the check
    annotated: tuple[Annotated, ...] = ()  # what it renders with an annotation for the check

    @property
    def path(self) -> str:
        """Of the overlay."""
        return self.overlay.path
