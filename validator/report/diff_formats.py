"""The formats of `mergegate diff` by name, each a pure function from the difference to its text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from validator.difference.difference import Difference
from validator.report.diff_json import diff_json
from validator.report.diff_markdown import diff_markdown
from validator.report.diff_text import diff_text
from validator.report.formats import COMMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffView:
    """How the reader wants to see a difference."""

    color: bool = False  # text
    full: bool = False  # text: nothing is folded
    limit: int = COMMENT  # Markdown: characters


DiffFormat = Callable[[Difference, DiffView], str]

DIFF_FORMATS: dict[str, DiffFormat] = {
    "text": lambda difference, view: diff_text(difference, color=view.color, full=view.full),
    "json": lambda difference, _: diff_json(difference),
    "markdown": lambda difference, view: diff_markdown(difference, limit=view.limit),
}
