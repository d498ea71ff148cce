"""The formats of `mergegate check` by name, each a pure function from the result to its text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from validator.model import Result
    from validator.report.context import Context

Format = Callable[["Result", "Context"], str]

COMMENT = 65_536  # characters of a comment on GitHub: what Markdown may have
SMALLEST = 2_000  # that the summary fits in

# Each format is imported when it is used: a check starts faster.


def _text(result: Result, context: Context) -> str:
    from validator.report.text import text_report

    return text_report(result, context)


def _concise(result: Result, context: Context) -> str:
    from validator.report.concise import concise_report

    return concise_report(result, context)


def _json(result: Result, context: Context) -> str:
    from validator.report.json_report import json_report

    return json_report(result, context)


def _sarif(result: Result, context: Context) -> str:
    from validator.report.sarif import sarif_report

    return sarif_report(result, context)


def _github(result: Result, context: Context) -> str:
    from validator.report.github import github_report

    return github_report(result, context)


def _gitlab(result: Result, context: Context) -> str:
    from validator.report.gitlab import gitlab_report

    return gitlab_report(result, context)


def _junit(result: Result, context: Context) -> str:
    from validator.report.junit import junit_report

    return junit_report(result, context)


def _markdown(result: Result, context: Context) -> str:
    from validator.report.markdown import markdown_report

    return markdown_report(result, context)


COMPLETE = frozenset({"gitlab", "sarif"})  # formats in which a finding that is missing means that it is fixed
FORMATS: dict[str, Format] = {
    "text": _text,
    "concise": _concise,
    "json": _json,
    "sarif": _sarif,
    "github": _github,
    "gitlab": _gitlab,
    "junit": _junit,
    "markdown": _markdown,
}

__all__ = ["COMPLETE", "FORMATS", "Format"]
