"""The formats of `mergegate check` by name, each a pure function from the result to its text."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from validator.model import Result
    from validator.report.context import Context

Format = Callable[["Result", "Context"], str]

COMMENT = 65_536  # characters of a comment on GitHub: what Markdown may have
SMALLEST = 2_000  # that the summary fits in


def _later(name: str) -> Format:
    """A format that is imported when it is used, as a check starts faster; `github_report` of github."""

    def report(result: Result, context: Context) -> str:
        module = import_module(f"validator.report.{name if name != 'json' else 'json_report'}")
        text: str = getattr(module, f"{name}_report")(result, context)
        return text

    return report


COMPLETE = frozenset({"gitlab", "sarif"})  # formats in which a finding that is missing means that it is fixed
FORMATS: dict[str, Format] = {
    name: _later(name)
    for name in ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown")
}

__all__ = ["COMPLETE", "FORMATS", "Format"]
