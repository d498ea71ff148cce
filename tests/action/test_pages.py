"""The summary and the comment stay within what GitHub takes, and the findings have the first claim."""

from __future__ import annotations

import pytest

from action.pages import COMMENT_FINDINGS, FINDINGS, SUMMARY, comment_page, failure_page, summary_page
from tests.report.report_factory import a_context, a_finding, a_result
from validator.model import Severity
from validator.report.formats import COMMENT, FORMATS
from validator.report.markdown import MARK
from validator.report.markdown_text import units


def greedy(limit: int) -> str:
    """A difference that takes what it may, in the signs that take the most bytes."""
    return "한" * limit


def none(limit: int) -> str:
    return ""


def findings(count: int, sign: str, limit: int) -> str:
    made = [
        a_finding(severity=severity, message=sign * 600, fingerprint=f"{severity.value}{number}")
        for severity in (Severity.NOTE, Severity.ERROR)
        for number in range(count)
    ]
    return FORMATS["markdown"](a_result(made), a_context(limit=limit))


@pytest.mark.parametrize("sign", ["a", "한", "𐍈", "<", "\u202e"])
@pytest.mark.parametrize("count", [0, 3, 400])
def test_a_summary_is_never_too_long(count: int, sign: str) -> None:
    page = summary_page(findings(count, sign, FINDINGS), greedy)
    assert SUMMARY * 0.5 < len(page.encode()) <= SUMMARY
    assert "What this change does to the cluster" in page
    if count > 200:
        assert f"{count:,} errors" in page
        assert "more" in page
        assert "❌ error" in page
        assert "ℹ️ note" not in page


@pytest.mark.parametrize("count", [0, 3, 400])
def test_a_comment_is_never_too_long(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_RUN_ID", "1")
    page = comment_page(findings(count, "한", COMMENT_FINDINGS), lambda limit: "𐍈" * (limit // 2))
    assert COMMENT * 0.9 < units(page) <= COMMENT
    assert page.startswith(MARK)
    assert "[The run](" in page


def test_room_that_is_taken_already_is_not_used_twice() -> None:
    text = findings(3, "a", FINDINGS)
    assert summary_page(text, greedy, room=len(text.encode()) + 100) == text
    assert summary_page(text, greedy, room=10) == ""


def test_no_difference_is_no_fold() -> None:
    text = findings(3, "a", FINDINGS)
    assert summary_page(text, none) == text
    assert "<details>" not in comment_page(text, none)


def test_a_reason_cannot_end_its_fence() -> None:
    page = failure_page("```\n</details><img src=x>\n~~~\x1b[31m\n" * 500, 3)
    assert len(page) < 6_000
    body = page.split("````text\n", 1)[1]
    assert body.count("````") == 1
    assert "\x1b" not in page
