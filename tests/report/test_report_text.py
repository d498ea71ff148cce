"""The report for people: what it says, where, and what it must not let through."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click
import pytest

from tests.report.report_factory import (
    DEPLOYMENT,
    SHOP,
    a_context,
    a_finding,
    a_location,
    a_result,
    a_rule,
    an_overlay,
    shop,
)
from validator.model import ResourceId, Result, Role, State, Status, Step, Unresolved
from validator.report.concise import concise_report
from validator.report.text import text_report, trail_text

EXPECTED = Path(__file__).parent / "expected"
DEPLOYMENT_FILE = "apps/shop/base/deployment.yaml"


def clean() -> Result:
    """Nothing to find in 4,012 resources."""
    return a_result([], [an_overlay(resources=4000), an_overlay("apps/blog")])


@pytest.mark.parametrize(
    ("name", "result", "options"),
    [
        ("shop", shop(), {}),
        ("shop-waived", shop(), {"include_waived": True, "width": 60}),
        ("shop-notes-by-rule", shop(), {"notes": False}),
        ("clean", clean(), {}),
    ],
)
def test_text_is_as_expected(name: str, result: Result, options: dict[str, bool]) -> None:
    text = text_report(result, a_context(SHOP, **options))
    assert text == (EXPECTED / f"{name}.txt").read_text(encoding="utf-8")


def test_colour_adds_nothing_but_colour() -> None:
    coloured = text_report(shop(), a_context(SHOP, color=True))
    assert "\x1b[" in coloured
    assert click.unstyle(coloured) == text_report(shop(), a_context(SHOP))


def last_lines(result: Result) -> str:
    """The end of a report: what was checked."""
    return text_report(result, a_context()).rsplit("\n\n", 1)[-1]


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (a_result([], []), "0 overlays, 0 resources, 1 rule: no overlay was found, so nothing was checked"),
        (a_result([], rules=[]), "1 overlay, 12 resources, 0 rules: no rule ran, so nothing was checked"),
        (a_result(), "1 overlay, 12 resources, 1 rule: no findings"),
        (
            a_result([], [an_overlay(status=Status.UNAFFECTED), an_overlay("x", resources=1)]),
            "2 overlays (1 unaffected), 1 resource, 1 rule: no findings",
        ),
        (
            a_result([a_finding(state=State.WAIVED), a_finding(state=State.KNOWN)]),
            "1 overlay, 12 resources, 1 rule: no new findings\nNot counted: 1 known before, 1 waived",
        ),
        (a_result([a_finding(location=None)]), "1 overlay, 12 resources, 1 rule: 1 error"),
    ],
)
def test_the_summary_says_what_was_checked(result: Result, expected: str) -> None:
    assert last_lines(result) == f"{expected}\nmergegate 0.1.0, kustomize 5.8.1, conftest 0.70.1\n"


def test_a_remedy_is_told_once_for_each_rule() -> None:
    findings = [a_finding(location=a_location(DEPLOYMENT_FILE, line)) for line in (1, 2, 3)]
    text = text_report(a_result(findings), a_context(SHOP))
    assert text.count("mergegate rules res-memory-limit-missing") == 1
    assert text.count("error[res-memory-limit-missing]") == 3


def test_a_rule_without_a_remedy_gets_no_empty_help() -> None:
    assert "help" not in text_report(a_result([a_finding()], rules=[a_rule(remedy="")]), a_context())


def test_overlays_that_failed_are_named_by_reason() -> None:
    failed = [an_overlay(f"apps/{i}", Status.FAILED, 0) for i in range(6)]
    because = a_finding(
        rule="overlay-build-failed", message="No.", overlays=tuple(f"apps/{i}" for i in range(5))
    )
    text = text_report(a_result([because], failed), a_context())
    assert (
        "Not checked: 6 overlays\n"
        "  overlay-build-failed: No.\n    apps/0, apps/1, apps/2 and 2 more\n"
        "  no finding says why\n    apps/5\n"
    ) in text


def test_a_long_list_is_cut_with_a_count() -> None:
    unresolved = [Unresolved(kind="A", name=f"{i:02}", file=None, line=None, reason="r") for i in range(30)]
    text = text_report(a_result(unresolved=unresolved), a_context())
    assert "  A 19: r\n  and 10 more; --format json lists all\n" in text


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["apps/a/x/k.yaml", "apps/a/base/k.yaml"], "apps/a/x/k.yaml:1 → ../base/k.yaml:1"),
        (["a/b/c/d/e/k.yaml", "f/g.yaml"], "a/b/c/d/e/k.yaml:1 → f/g.yaml:1"),
        (["a/k.yaml", "a/d.yaml"], "a/k.yaml:1 → d.yaml:1"),
        (["k.yaml", "d/d.yaml", "d.yaml"], "k.yaml:1 → d/d.yaml:1 → d.yaml:1"),
        (
            [f"{i}.yaml" for i in range(9)],
            "0.yaml:1 → 1.yaml:1 → 2.yaml:1 → … 4 more … → 7.yaml:1 → 8.yaml:1",
        ),
    ],
)
def test_the_trail_is_short(files: list[str], expected: str) -> None:
    assert trail_text(tuple(Step(file=file, line=1, role=Role.BASE) for file in files)) == expected


# ---- frames ------------------------------------------------------------------------------------


def frame_of(
    source: str | bytes, line: int, column: int, end: int, width: int = 60, **changes: object
) -> str:
    """The quoted part of a report on one finding, without the gutter's frame."""
    finding = a_finding(
        location=a_location("x.yaml", line, column, end), **{"missing": False, "path": (), **changes}
    )
    text = text_report(a_result([finding]), a_context({"x.yaml": source}, width=width))
    return "\n".join(part.partition("| ")[2] for part in text.split("\n") if "| " in part)


@pytest.mark.parametrize(
    ("source", "line", "column", "end", "expected"),
    [
        ("a: b\r\nc: d\r\n", 2, 4, 5, "c: d\n   ^"),
        ("\ufeffa: b\n", 1, 1, 2, "a: b\n^"),
        ("a:\tb # x\n", 1, 4, 5, "a:    b # x\n      ^"),
        ("a: 日本 x\n", 1, 7, 8, "a: 日本 x\n        ^"),
        ("a: e\u0301x\n", 1, 6, 7, "a: e\u0301x\n    ^"),
        ("a: \x1b[31mred\n", 1, 4, 12, "a: \\x1b[31mred\n   ^^^^^^^^^^^"),
        ("a: \u202edcba\n", 1, 5, 9, "a: \\u202edcba\n         ^^^^"),
        ("a: b".encode("utf-16"), 1, 1, 2, "a: b\n^"),
        (b"a: \xff b\n", 1, 6, 7, "a: \ufffd b\n     ^"),
        ("a: b\n", 1, 4, 4, "a: b\n   ^"),
        ("a: b\n", 1, 5, 6, "a: b\n    ^"),
        ("a: b\n", 1, 40, 41, "a: b"),
        ("a: b\n", 7, 1, 2, ""),
        ("x" * 6000, 1, 1, 2, "… (6,000 characters)"),
    ],
)
def test_the_quoted_line_stands_over_its_marks(
    source: str | bytes, line: int, column: int, end: int, expected: str
) -> None:
    assert frame_of(source, line, column, end) == expected


def test_a_region_over_several_lines_is_marked_to_the_end_of_the_first() -> None:
    location = replace(a_location("x.yaml", 1, 4), end_line=3)
    text = text_report(
        a_result([a_finding(location=location, path=())]), a_context({"x.yaml": "a: bcd  \ne\nf\n"})
    )
    assert "1 | a: bcd\n  |    ^^^\n" in text


@pytest.mark.parametrize("column", [1, 50, 300, 591])
def test_a_long_line_is_cut_around_the_region(column: int) -> None:
    source = "".join(f"{at:04} " for at in range(0, 600, 5))
    quoted, marks = frame_of(source, 1, column, column + 4, width=60).split("\n")
    assert len(quoted) <= 56
    assert quoted[marks.index("^") : len(marks)] == source[column - 1 : column + 3]


def test_a_region_longer_than_the_screen_stays_within_it() -> None:
    quoted, marks = frame_of("a: " + "日" * 500, 1, 4, 504, width=60).split("\n")
    assert quoted.endswith("…")
    assert len(marks) <= 56


def test_a_file_that_cannot_be_read_costs_only_the_quote() -> None:
    text = text_report(a_result([a_finding()]), a_context())
    assert f"--> {DEPLOYMENT_FILE}:9:11\n  = in:" in text


def test_what_is_missing_is_said_at_the_element_that_lacks_it() -> None:
    finding = a_finding(path=("spec", "syncPolicy", "automated", "prune"))
    text = text_report(a_result([finding]), a_context({DEPLOYMENT_FILE: DEPLOYMENT}))
    assert "^^^^^^^^^ missing: spec.syncPolicy.automated.prune\n" in text


def test_a_label_that_does_not_fit_gets_a_line_of_its_own() -> None:
    text = text_report(a_result([a_finding()]), a_context({DEPLOYMENT_FILE: DEPLOYMENT}, width=45))
    assert "  |           ^^^^^^^^^\n  |          missing: resources.limits.memory\n" in text


# ---- hostile names -----------------------------------------------------------------------------

HOSTILE = "a\nerror[x]: b \x1b[2J \u202e \u0007 <script> ](http://x) 😀 \udcff \x9b"


def test_hostile_text_cannot_leave_its_line() -> None:
    step = Step(file=HOSTILE, line=1, role=Role.PATCH)
    finding = a_finding(
        message=HOSTILE,
        resource=ResourceId(api_version=HOSTILE, kind=HOSTILE, namespace=HOSTILE, name=HOSTILE),
        path=(HOSTILE, 0, "x"),
        location=a_location(HOSTILE, 1),
        chain=(step, step),
        overlays=(HOSTILE,),
        rule=HOSTILE,
    )
    overlay = an_overlay(HOSTILE, Status.FAILED, environment=HOSTILE, left_out=(HOSTILE,))
    text = text_report(a_result([finding], [overlay], [a_rule(HOSTILE)]), a_context({HOSTILE: HOSTILE[:-6]}))
    text.encode()
    assert not {char for char in text if char in "\x1b\u202e\u0007\x9b\udcff"}
    assert not [line for line in text.split("\n") if line.startswith("error[x]")]
    assert "\\x1b[2J \\u202e \\x07 <script> ](http://x) 😀 \\xff \\x9b" in text


def test_a_message_of_ten_kilobytes_is_cut_with_a_count() -> None:
    text = text_report(a_result([a_finding(message="ab " * 4000)]), a_context())
    assert "… (11,400 more characters)" in text
    assert max(map(len, text.split("\n"))) < 1000


def test_concise_is_a_line_for_each_finding() -> None:
    text = concise_report(shop(), a_context(SHOP))
    assert text == (EXPECTED / "shop-concise.txt").read_text(encoding="utf-8")
