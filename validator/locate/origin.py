"""Who wrote a value: a text at a place in a file, its role in the build, and the way that leads to it."""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from validator.model import Location, Role, Step


class UnmodelledError(Exception):
    """The build does here what this model of it does not know; the outcome must not be claimed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A parsed text and where it stands: `line` and `column` are added to its marks.

    `whole` replaces every location where the marks cannot be traced back, such as in escaped text.
    """

    file: str
    text: str = field(default="", repr=False, compare=False)
    line: int = 0
    column: int = 0
    whole: Location | None = None

    def span(self, start: yaml.Mark, end: yaml.Mark) -> Location:
        """The region between two marks; an empty one, or one that ends where a line starts, is one long."""
        if self.whole is not None:
            return self.whole
        column = start.column + 1 + self.column
        if start is end or (end.line > start.line and end.column == 0):
            end_line, end_column = start.line, column + 1
        else:
            end_line, end_column = end.line, end.column + 1 + self.column
        return Location(
            file=self.file,
            line=start.line + 1 + self.line,
            column=column,
            end_line=end_line + 1 + self.line,
            end_column=end_column,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who writes: a text, its role in the build, and the kustomizations that lead to it."""

    excerpt: Excerpt
    role: Role
    trail: tuple[Step, ...] = ()
    at: Location | None = field(default=None)  # where all that it writes comes from, if it has no marks
