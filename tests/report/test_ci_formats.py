"""Formats that CI servers read: held to how they are read there, also where names are somebody else's."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.report_factory import SHOP, a_context, a_finding, a_location, a_result, a_rule, an_overlay
from validator.model import Severity, State, Status
from validator.report.formats import COMPLETE, FORMATS
from validator.report.github import SHOWN
from validator.report.gitlab import MOST

HOSTILE = ["::error::", "##[", "]]>", "\ufffe", "%0A", *'%:,;\n\r`|<>&"[]#*_\\']
NAMES = st.lists(st.one_of(st.characters(), st.sampled_from(HOSTILE)), min_size=1).map("".join)


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands that the runner finds in a step's output, and what they say (ActionCommand.cs)."""
    found = []
    for line in text.split("\n"):
        assert "##[" not in line
        stripped = line.strip()
        if not stripped.startswith("::"):
            continue
        head, message = stripped[2:].split("::", 1)
        name, _, said = head.partition(" ")
        pairs = [pair.split("=", 1) for pair in said.split(",") if pair]
        found.append((name, {key: _unescaped(value) for key, value in pairs}, _unescaped(message)))
    return found


def _unescaped(text: str) -> str:
    for sign, code in (("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C"), ("%", "%25")):
        text = text.replace(code, sign)
    return text


# ---- GitHub --------------------------------------------------------------------------------------


@given(file=NAMES, message=NAMES, overlay=NAMES)
def test_only_our_commands_reach_github(file: str, message: str, overlay: str) -> None:
    finding = a_finding(location=a_location(file, 3), message=message, overlays=(overlay,))
    failed = a_finding(rule="overlay-build-failed", location=None, message=message, overlays=(overlay,))
    result = a_result([finding, failed], [an_overlay(overlay, Status.FAILED, left_out=(message,))])
    found = commands(FORMATS["github"](result, a_context()))
    assert [name for name, _, _ in found] == ["error", "error"]
    assert {tuple(sorted(about)) for _, about, _ in found} <= {
        ("title",),
        ("col", "endColumn", "endLine", "file", "line", "title"),
    }


def test_a_finding_is_an_annotation_at_its_line() -> None:
    finding = a_finding(location=a_location("a,b:c/50%.yaml", 9, 11, 20), severity=Severity.NOTE)
    [(name, about, message)] = commands(FORMATS["github"](a_result([finding]), a_context()))
    assert name == "notice"
    assert (about["file"], about["line"], about["col"], about["endColumn"]) == (
        "a,b:c/50%.yaml",
        "9",
        "11",
        "20",
    )
    assert about["title"] == "mergegate: res-memory-limit-missing"
    assert message.startswith('Container "web"')
    assert message.endswith("Reaches apps/shop/overlays/production.")


def test_what_github_would_drop_is_told_in_the_log_and_changed_lines_come_first() -> None:
    findings = [
        a_finding(location=a_location("a.yaml", line), fingerprint=str(line)) for line in range(1, 41)
    ]
    findings.append(a_finding(severity=Severity.WARNING, state=State.KNOWN))
    context = a_context(is_changed=lambda finding: finding.location and finding.location.line > 35)
    text = FORMATS["github"](a_result(findings), context)
    lines = [int(about["line"]) for _, about, _ in commands(text)]
    assert lines == [36, 37, 38, 39, 40, 1, 2, 3, 4, 5]
    assert len(lines) == SHOWN
    assert "30 more findings" in text
    assert "a.yaml:35:1: error[res-memory-limit-missing]" in text


# ---- GitLab --------------------------------------------------------------------------------------


@given(file=NAMES, message=NAMES)
def test_code_quality_has_what_gitlab_demands(file: str, message: str) -> None:
    findings = [a_finding(location=a_location(file, 3), message=message), a_finding(location=None)]
    for issue in json.loads(FORMATS["gitlab"](a_result(findings), a_context())):
        assert issue["description"]
        assert issue["check_name"]
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert len(issue["fingerprint"]) >= 16
        assert issue["location"]["path"]
        assert issue["location"]["lines"]["begin"] >= 1


def test_code_quality_has_known_findings_and_no_waived_ones() -> None:
    findings = [
        a_finding(state=state, fingerprint=state.value) for state in (State.NEW, State.KNOWN, State.WAIVED)
    ]
    issues = json.loads(FORMATS["gitlab"](a_result(findings), a_context()))
    assert {issue["fingerprint"] for issue in issues} == {"new", "known"}
    assert "gitlab" in COMPLETE


def test_code_quality_counts_what_does_not_fit() -> None:
    findings = [a_finding(fingerprint=f"{number:016}", severity=Severity.NOTE) for number in range(MOST + 5)]
    *_, last = json.loads(FORMATS["gitlab"](a_result(findings), a_context()))
    assert last["description"].startswith("5 more findings did not fit")


# ---- JUnit ---------------------------------------------------------------------------------------


@given(file=NAMES, message=NAMES, overlay=NAMES)
def test_junit_is_xml_whatever_names_say(file: str, message: str, overlay: str) -> None:
    finding = a_finding(location=a_location(file, 3), message=message, overlays=(overlay,))
    result = a_result([finding], [an_overlay(overlay, Status.FAILED)])
    root = ElementTree.fromstring(FORMATS["junit"](result, a_context()))
    assert root.attrib == {"name": "mergegate", "tests": "2", "failures": "1", "errors": "1", "skipped": "0"}


def test_junit_has_a_test_for_each_rule_and_for_each_finding() -> None:
    findings = [
        a_finding(),
        a_finding(state=State.KNOWN, fingerprint="k"),
        a_finding(rule="other", severity=Severity.NOTE, fingerprint="n"),
        a_finding(rule="gone", state=State.FIXED, fingerprint="f"),
    ]
    rules = [a_rule(), a_rule("other"), a_rule("quiet", family="rbac")]
    overlays = [an_overlay(), an_overlay("b", Status.UNAFFECTED)]
    root = ElementTree.fromstring(FORMATS["junit"](a_result(findings, overlays, rules), a_context()))
    assert root.attrib == {"name": "mergegate", "tests": "6", "failures": "1", "errors": "0", "skipped": "2"}
    suites = {suite.get("name"): suite for suite in root}
    assert [case.get("name") for case in suites["rbac"]] == ["quiet"]
    [failure] = root.iter("failure")
    assert failure.get("type") == "error"
    assert (failure.text or "").startswith("apps/shop/base/deployment.yaml:9:11\n")


def test_an_overlay_that_failed_before_is_no_error_to_junit() -> None:
    failed = a_finding(rule="overlay-build-failed", family="graph", state=State.KNOWN)
    result = a_result([failed], [an_overlay(status=Status.FAILED)])
    root = ElementTree.fromstring(FORMATS["junit"](result, a_context()))
    assert (root.get("errors"), root.get("failures"), root.get("skipped")) == ("0", "0", "2")


# ---- Markdown ------------------------------------------------------------------------------------


@given(file=NAMES, message=NAMES, overlay=NAMES)
def test_a_hostile_name_ends_no_row_and_opens_no_tag(file: str, message: str, overlay: str) -> None:
    finding = a_finding(location=a_location(file, 3), message=message, overlays=(overlay,))
    text = FORMATS["markdown"](a_result([finding]), a_context())
    [row] = [line for line in text.split("\n") if line.startswith("| ❌")]
    assert row.count("|") == 6
    for tag in ("<code>", "</code>", "<sub>", "</sub>", "<!-- mergegate check -->"):
        text = text.replace(tag, "")
    assert "<" not in text


@pytest.mark.parametrize("limit", [2_000, 10_000, 65_536])
def test_a_comment_has_room_for_the_worst(limit: int) -> None:
    findings = [
        a_finding(severity=severity, message="m" * 300, fingerprint=f"{severity.value}{number}")
        for severity in (Severity.NOTE, Severity.ERROR)
        for number in range(300)
    ]
    text = FORMATS["markdown"](a_result(findings), a_context(SHOP, limit=limit))
    assert len(text) <= limit
    assert "600" in text or "300 errors" in text
    assert "more" in text
    assert "❌" in text
    assert "ℹ️" not in text
