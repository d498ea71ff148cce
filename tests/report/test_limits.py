"""A check with 30,000 findings: each format keeps to what its platform takes, and counts what it omits."""

from __future__ import annotations

import functools
import gzip
import json
from collections import Counter
from xml.etree import ElementTree

import pytest

from tests.report.report_factory import a_context, a_finding, a_location, a_result, a_rule, an_overlay
from tests.report.test_ci_formats import commands
from tests.report.test_report_sarif import VALIDATOR
from validator.model import ResourceId, Result, Role, Severity, Status, Step
from validator.report import junit
from validator.report.formats import FORMATS

COUNT = 30_000
ERRORS = 30  # they stand last in the repository
OVERLAYS = 2_000


@functools.cache
def many(sign: str = "m") -> Result:
    """Findings of many files with long messages, some of which reach many overlays."""
    paths = [f"apps/{number}/overlays/production" for number in range(OVERLAYS)]
    severities = dict.fromkeys(range(COUNT - ERRORS, COUNT), Severity.ERROR)
    findings = [
        a_finding(
            rule=f"rule-{number % 150:03}",
            severity=severities.get(number, Severity.WARNING if number % 3 else Severity.NOTE),
            message=f"{number} {sign * 300}",
            resource=ResourceId(api_version="v1", kind="Service", namespace="shop", name=f"{number}"),
            location=a_location(f"apps/{number // 15:04}/base/service.yaml", number % 15 + 1),
            chain=tuple(Step(file=paths[at], line=1, role=Role.BASE) for at in range(5)),
            overlays=tuple(paths) if number >= COUNT - 3 else (paths[number % OVERLAYS],),
            fingerprint=f"{number:016x}",
        )
        for number in range(COUNT)
    ]
    overlays = [an_overlay(path, Status.CHECKED) for path in paths]
    return a_result(findings, overlays, [a_rule(f"rule-{number:03}") for number in range(150)])


def test_github_gets_ten_annotations_of_a_level_and_its_log_the_others() -> None:
    text = FORMATS["github"](many(), a_context())
    found = Counter(name for name, _, _ in commands(text))
    assert found == {"error": 10, "warning": 10, "notice": 10}
    assert "29,970 more findings" in text


@pytest.mark.parametrize(("limit", "sign"), [(65_536, "m"), (150_000, "<")])
def test_markdown_is_as_long_as_it_may_be(limit: int, sign: str) -> None:
    text = FORMATS["markdown"](many(sign), a_context(limit=limit))
    assert limit / 2 < len(text) <= limit
    assert len(text.encode()) <= 1024 * 1024
    shown = Counter(line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| "))
    assert shown["❌ error"] == min(ERRORS, shown["❌ error"] + shown["⚠️ warning"])
    assert f"{COUNT - shown['❌ error'] - shown['⚠️ warning']:,} more" in text


def test_sarif_keeps_within_what_code_scanning_takes() -> None:
    text = FORMATS["sarif"](many(), a_context())
    assert len(gzip.compress(text.encode())) <= 10_000_000
    [run] = json.loads(text)["runs"]
    results = run["results"]
    assert len(results) <= 25_000
    assert [one["level"] for one in results[: ERRORS + 1]] == ["error"] * ERRORS + ["warning"]
    assert max(len(one["locations"]) for one in results) == 1
    assert max(len(one["relatedLocations"]) for one in results) <= 1_000
    [note, *_] = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith(f"{len(results):,} of 30,000 findings fit")
    VALIDATOR.validate(json.loads(text))


def test_code_quality_has_the_worst_and_counts_the_others() -> None:
    text = FORMATS["gitlab"](many(), a_context())
    issues = json.loads(text)
    assert len(issues) == 10_001
    assert [one["severity"] for one in issues[:ERRORS]] == ["critical"] * ERRORS
    assert issues[-1]["description"].startswith("20,000 more findings did not fit")
    assert len(text.encode()) < 100_000_000  # what an artifact may have on GitLab.com


@pytest.mark.parametrize("sign", ["m", "<"])
def test_junit_keeps_within_what_gitlab_parses(sign: str) -> None:
    text = FORMATS["junit"](many(sign), a_context())
    assert len(text.encode()) < 30_000_000
    root = ElementTree.fromstring(text)
    kept = [case for case in root.iter("testcase") if case.find("failure") is not None]
    assert sum(case.find("failure").get("type") == "error" for case in kept) == ERRORS  # type: ignore[union-attr]
    [left_out] = [case.get("name") for case in root.find("testsuite[@name='left out']") or ()]
    assert left_out == f"{COUNT - len(kept):,} more findings"
    assert sum(1 + len(element.attrib) for element in root.iter()) < 250_000


def test_junit_tells_of_overlays_that_do_not_fit_those_that_failed_first() -> None:
    overlays = [
        an_overlay(f"{number:05}", Status.FAILED if number % 1_000 == 999 else Status.CHECKED)
        for number in range(12_000)
    ]
    root = ElementTree.fromstring(FORMATS["junit"](a_result([], overlays), a_context()))
    [suite, *_] = root
    assert root.get("errors") == "12"
    assert suite.get("tests") == f"{junit.MOST + 1}"
    assert suite[-1].get("name") == "2,000 more overlays"


def test_a_rule_of_which_no_finding_fits_has_not_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(junit, "MOST", 1)
    findings = [a_finding(), a_finding(rule="b", severity=Severity.WARNING, fingerprint="2")]
    rules = [a_rule(), a_rule("b"), a_rule("quiet")]
    root = ElementTree.fromstring(FORMATS["junit"](a_result(findings, rules=rules), a_context()))
    names = [case.get("name", "").partition(":")[0] for case in root.iter("testcase")]
    assert names[1:] == ["quiet", "res-memory-limit-missing", "1 more finding"]


def test_tests_of_one_name_are_told_apart() -> None:
    findings = [a_finding(fingerprint=f"{number}", message=f"{number}") for number in range(3)]
    root = ElementTree.fromstring(FORMATS["junit"](a_result(findings), a_context()))
    names = [case.get("name", "") for case in root.iter("testcase") if case.find("failure") is not None]
    assert len(set(names)) == 3
    assert names[1] == f"{names[0]} (2)"


def test_what_has_no_limit_has_them_all() -> None:
    assert len(json.loads(FORMATS["json"](many(), a_context()))["findings"]) == COUNT
    assert FORMATS["concise"](many(), a_context()).count("/base/service.yaml:") == COUNT
