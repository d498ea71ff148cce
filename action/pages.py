"""The step's summary and the comment: findings, then what the change does, within what GitHub takes."""

from __future__ import annotations

import os
from collections.abc import Callable

from validator.report.formats import COMMENT, SMALLEST
from validator.report.markdown import MARK
from validator.report.markdown_text import fence, units
from validator.report.visible import visible

SUMMARY = 1024 * 1024  # bytes of a step's summary; GitHub drops a longer one whole
FINDINGS = 150_000  # characters of it for the findings at most: half of it, if each is three bytes
COMMENT_FINDINGS = 45_000  # characters of a comment for the findings at most

_WIDEST = 3  # bytes of a UTF-16 unit in UTF-8, at most
_TITLE = "What this change does to the cluster"
_REASON = 4_000  # characters

Difference = Callable[[int], str]  # what a change does, as Markdown of at most so many characters


def summary_page(findings: str, difference: Difference, room: int = SUMMARY) -> str:
    """What stands in the step's summary: at most `room` bytes, the difference in what the findings leave."""
    left = room - len(findings.encode()) - len(_fold(" ").encode())
    if left < SMALLEST * _WIDEST:
        return findings if left >= 0 else ""
    return findings + _fold(difference(left // _WIDEST))


def comment_page(findings: str, difference: Difference) -> str:
    """The comment of at most 65,536 characters; it begins with the mark by which it is found again."""
    end = _run_link()
    left = COMMENT - units(findings) - units(_fold(" ")) - units(end)
    return findings + (_fold(difference(left)) if left >= SMALLEST else "") + end


def failure_page(reason: str, code: int) -> str:
    """What stands in place of findings if the check could not be done."""
    said = visible_lines(reason)
    return (
        f"{MARK}\n### Mergegate\n\n**❌ The check could not be done, so nothing is known about this commit "
        f"(exit code {code})**\n\n{fence(said, 'text')}\n"
    )


def visible_lines(text: str) -> list[str]:
    """Lines as they may stand anywhere, the last of them if there are too many."""
    return [visible(line, 500) for line in text[-_REASON:].splitlines()] or ["It said nothing."]


def _fold(difference: str) -> str:
    """The difference behind a title; nothing if there is none."""
    return f"\n<details><summary>{_TITLE}</summary>\n\n{difference}\n</details>\n" if difference else ""


def _run_link() -> str:
    server, repository, run = (
        os.environ.get(name, "") for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")
    )
    return f"\n<sub>[The run]({server}/{repository}/actions/runs/{run})</sub>\n" if run else ""
