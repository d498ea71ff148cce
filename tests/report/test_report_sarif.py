"""SARIF as GitHub code scanning takes it: complete, within its limits, and with its own fingerprints."""

from __future__ import annotations

import gzip
import json
import random
import re
from pathlib import Path
from string import ascii_letters
from typing import Any
from urllib.parse import unquote

import jsonschema_rs
import pytest

from tests.report.report_factory import (
    DEPLOYMENT,
    PRODUCTION,
    SHOP,
    a_context,
    a_finding,
    a_location,
    a_result,
    a_rule,
    an_overlay,
    shop,
)
from tests.report.test_report_formats import HOSTILE, hostile
from validator.model import Result, Role, Severity, State, Step
from validator.report.fingerprint import line_hashes
from validator.report.sarif import sarif_report

SCHEMA = json.loads(Path(__file__).with_name("sarif-2.1.0.json").read_text("utf-8"))
VALIDATOR = jsonschema_rs.validator_for(SCHEMA)
DEPLOYMENT_FILE = "apps/shop/base/deployment.yaml"


def run_of(result: Result, files: dict[str, Any] | None = None, **options: Any) -> Any:
    """The one run of the report, which must follow the schema."""
    log = json.loads(sarif_report(result, a_context(SHOP if files is None else files, **options)))
    VALIDATOR.validate(log)
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    return log["runs"][0]


@pytest.mark.parametrize("result", [shop(), hostile(), a_result(), a_result([], [], [])])
def test_sarif_follows_the_schema_of_the_standard(result: Result) -> None:
    run = run_of(result)
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["automationDetails"] == {"id": "mergegate/"}
    assert run["originalUriBaseIds"].keys() == {"%SRCROOT%"}
    assert "uri" not in run["originalUriBaseIds"]["%SRCROOT%"]
    assert run["invocations"][0]["executionSuccessful"] is True
    assert [result["ruleId"] for result in run["results"]] == [
        run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] for result in run["results"]
    ]


def test_a_category_tells_uploads_apart() -> None:
    assert run_of(a_result(), category="mergegate/team-a/")["automationDetails"] == {
        "id": "mergegate/team-a/"
    }


# ---- rules -------------------------------------------------------------------------------------


def test_a_rule_is_described_as_code_scanning_shows_it() -> None:
    rule = a_rule(security_severity="8.5", tags=("one", "two"))
    assert run_of(a_result(rules=[rule]))["tool"]["driver"]["rules"] == [
        {
            "id": "res-memory-limit-missing",
            "name": "ResMemoryLimitMissing",
            "shortDescription": {"text": "Container without a memory limit."},
            "fullDescription": {"text": rule.description},
            "help": {
                "text": f"{rule.description}\n\n{rule.remedy}\n\n- {rule.related[0]}",
                "markdown": f"{rule.description}\n\n{rule.remedy}\n\n- <{rule.related[0]}>",
            },
            "helpUri": rule.related[0],
            "defaultConfiguration": {"level": "error"},
            "properties": {
                "tags": ["security", "resources", "one", "two"],
                "precision": "high",
                "problem.severity": "error",
                "security-severity": "8.5",
            },
        }
    ]


@pytest.mark.parametrize(
    "rule",
    [
        a_rule(description="word " * 1000, title="word " * 1000, tags=tuple(map(str, range(30)))),
        a_rule("Upper", description="", title="", remedy="", related=()),
        a_rule(production=Severity.OFF, elsewhere=Severity.OFF, related=("docs/x.md",)),
    ],
)
def test_rules_keep_within_the_limits_of_github(rule: Any) -> None:
    (shown,) = run_of(a_result(rules=[rule]))["tool"]["driver"]["rules"]
    assert 0 < len(shown["shortDescription"]["text"]) <= 1024
    assert 0 < len(shown["fullDescription"]["text"]) <= 1024
    assert shown["fullDescription"]["text"].endswith((".", "…"))
    assert shown["name"] != shown["id"]
    assert len(shown["properties"]["tags"]) <= 10
    assert shown["help"]["text"]
    assert shown["defaultConfiguration"]["level"] in {"error", "note"}
    assert shown.get("helpUri", "https:").startswith("https:")


def test_a_rule_that_only_a_finding_names_is_described_too() -> None:
    rules = run_of(a_result([a_finding(rule="main.deny")]))["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["res-memory-limit-missing", "main.deny"]


# ---- results -----------------------------------------------------------------------------------


def test_a_result_is_at_the_line_with_the_fingerprint_that_github_computes() -> None:
    (result,) = run_of(a_result([a_finding()]))["results"]
    assert result["level"] == "error"
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": DEPLOYMENT_FILE, "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 9, "startColumn": 11, "endLine": 9, "endColumn": 20},
                "contextRegion": {"startLine": 7, "endLine": 11},
            }
        }
    ]
    assert result["partialFingerprints"] == {
        "primaryLocationLineHash": line_hashes(DEPLOYMENT.encode(), {9})[9],
        "mergegate/v1": "0123456789abcdef",
    }
    assert result["message"]["text"] == (
        'Container "web" of Deployment "shop" has no memory limit. Set one. '
        f'Reaches 1 overlay: "{PRODUCTION}".'
    )


def test_no_source_line_is_copied() -> None:
    assert "snippet" not in sarif_report(shop(), a_context(SHOP))


def test_the_context_is_larger_than_the_region_or_absent() -> None:
    (result,) = run_of(a_result([a_finding(location=a_location("x", 1, 1, 5))]), {"x": "a: b"})["results"]
    assert "contextRegion" not in result["locations"][0]["physicalLocation"]


def test_the_chain_is_a_flow_and_each_step_is_linked() -> None:
    (result,) = [r for r in run_of(shop())["results"] if r["ruleId"] == "work-no-replicas"]
    links = re.findall(r"\[([^\]]*)\]\((\d+)\)", result["message"]["text"])
    related = {
        str(place["id"]): unquote(place["physicalLocation"]["artifactLocation"]["uri"])
        for place in result["relatedLocations"]
    }
    assert {at: text.rsplit(":", 1)[0] for text, at in links} == related
    flow = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [step["location"]["physicalLocation"]["region"]["startLine"] for step in flow] == [2, 2, 6, 6]


def test_one_step_is_related_but_no_flow() -> None:
    step = Step(file="a.yaml", line=3, role=Role.BASE)
    (result,) = run_of(a_result([a_finding(chain=(step,))]))["results"]
    assert "codeFlows" not in result
    assert result["message"]["text"].endswith("Built through [a.yaml:3](1).")


@pytest.mark.parametrize(
    ("finding", "overlay", "files", "expected"),
    [
        ({"chain": (Step(file="b.yaml", line=4, role=Role.BASE),)}, {}, {}, ("b.yaml", 4)),
        ({}, {}, {f"{PRODUCTION}/kustomization.yml": "x: y\n"}, (f"{PRODUCTION}/kustomization.yml", 1)),
        ({}, {"include": ("a/b", "a/c.yaml")}, {"a/c.yaml": "x"}, ("a/c.yaml", 1)),
        ({}, {"include": ("a/b",)}, {"a/b/Kustomization": "x"}, ("a/b/Kustomization", 1)),
        ({}, {}, {"clusters/prod/shop.yaml": "x"}, ("clusters/prod/shop.yaml", 1)),
        ({}, {"named_by": ()}, {}, (f"{PRODUCTION}/kustomization.yaml", 1)),
        ({"overlays": ()}, {}, {}, ("kustomization.yaml", 1)),
    ],
)
def test_a_finding_without_a_line_is_shown_at_what_brings_it_in_and_says_so(
    finding: dict[str, Any], overlay: dict[str, Any], files: dict[str, str], expected: tuple[str, int]
) -> None:
    result = a_result([a_finding(location=None, **finding)], [an_overlay(**overlay)])
    (shown,) = run_of(result, files)["results"]
    place = shown["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == expected
    assert place["region"].keys() == {"startLine", "startColumn", "endLine", "endColumn"}
    assert "The line is not known" in shown["message"]["text"]


def test_a_failed_overlay_is_a_result() -> None:
    failed = [r for r in run_of(shop())["results"] if r["ruleId"] == "overlay-build-failed"]
    assert [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in failed] == [
        "apps/blog/kustomization.yaml"
    ]


def test_waived_findings_are_left_out_unless_asked_for() -> None:
    assert not [r for r in run_of(shop())["results"] if "suppressions" in r]
    suppressed = [r for r in run_of(shop(), include_waived=True)["results"] if "suppressions" in r]
    assert [r["partialFingerprints"]["mergegate/v1"] for r in suppressed] == ["6"]


# ---- hostile names and limits ------------------------------------------------------------------


def test_addresses_lead_back_to_the_file() -> None:
    for file in ("a b.yaml", "50%.yaml", "a:b/ü.yaml", "#1?.yaml", "[x](y).yaml", HOSTILE):
        (result,) = run_of(a_result([a_finding(location=a_location(file, 1))]))["results"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri)
        assert unquote(uri, errors="surrogateescape") == file


def test_only_our_own_links_are_links() -> None:
    for result in run_of(hostile())["results"]:
        assert set(re.findall(r"(?<!\\)\]\(([^)]*)\)", result["message"]["text"])) == {"1", "2"}


def test_more_results_than_github_takes_are_cut_from_the_mildest() -> None:
    errors = [a_finding(fingerprint=str(at)) for at in range(4000)]
    notes = [a_finding(severity=Severity.NOTE, fingerprint=str(at), overlays=()) for at in range(21_001)]
    run = run_of(a_result([*notes, *errors]), {})
    assert [r["level"] for r in run["results"]] == ["error"] * 4000 + ["note"] * 21_000
    assert run["properties"] == {"findings": 25_001, "truncated": True}
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("25,000 of 25,001 findings fit")


def test_a_file_too_large_for_github_is_cut() -> None:
    letters = random.Random(1)
    findings = [
        a_finding(
            message=" ".join("".join(letters.choices(ascii_letters, k=12)) for _ in range(450)),
            fingerprint=str(at),
        )
        for at in range(2500)
    ]
    text = sarif_report(a_result(findings), a_context())
    run = json.loads(text)["runs"][0]
    assert 9_000_000 < len(gzip.compress(text.encode())) <= 10_000_000
    assert 2000 < len(run["results"]) < 2500
    assert run["properties"]["truncated"] is True


def test_what_was_not_checked_is_notified() -> None:
    notes = run_of(shop())["invocations"][0]["toolExecutionNotifications"]
    assert [note["message"]["text"] for note in notes] == [
        "ApplicationSet previews was not resolved: the pullRequest generator asks a server.",
        "What controllers add to 2 builds was left out.",
    ]


def test_known_findings_stay_so_that_github_does_not_close_them() -> None:
    run = run_of(a_result([a_finding(state=State.KNOWN)]))
    assert len(run["results"]) == 1
