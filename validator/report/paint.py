"""Colour for those who asked for it, plain text for all others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import click

from validator.model import Severity

_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan", Severity.OFF: "white"}


@dataclass(frozen=True, slots=True)
class Paint:
    """Styles text, or leaves it alone."""

    color: bool

    def style(self, text: str, **style: Any) -> str:
        """The text in a style of click, if there is colour at all."""
        return click.style(text, **style) if self.color and text else text

    def strong(self, text: str) -> str:
        """A heading."""
        return self.style(text, bold=True)

    def faint(self, text: str) -> str:
        """What frames something else."""
        return self.style(text, fg="blue")

    def severity(self, severity: Severity, text: str) -> str:
        """A text in the colour of a severity."""
        return self.style(text, fg=_COLORS[severity], bold=True)
