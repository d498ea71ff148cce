"""What holds for every format: no secret, no chance, no machine, and one schema for JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import resources
from typing import Any

import jsonschema_rs
import pytest

from tests.report.canaries import FILES, SECRET
from tests.report.report_factory import (
    SHOP,
    a_context,
    a_finding,
    a_location,
    a_result,
    a_rule,
    an_overlay,
    shop,
)
from validator.model import NamedBy, ResourceId, Result, Role, Severity, Status, Step, Unresolved
from validator.report.formats import FORMATS

SCHEMA = json.loads(resources.files("validator.report").joinpath("schema-1.json").read_text("utf-8"))
HOSTILE = "a\nb \x1b[2J \u202e <script> ](http://x) {0} 😀 \udcff \x9b \U000e0041"


def valid(text: str) -> Any:
    """The report, which must follow the schema."""
    report = json.loads(text)
    jsonschema_rs.validator_for(SCHEMA).validate(report)
    return report


def hostile() -> Result:
    """Every name is somebody else's."""
    step = Step(file=HOSTILE, line=1, role=Role.PATCH)
    named = NamedBy(kind=HOSTILE, name=HOSTILE, file=None, line=None)
    finding = a_finding(
        rule="x",
        message=HOSTILE,
        resource=ResourceId(api_version=HOSTILE, kind=HOSTILE, namespace=HOSTILE, name=HOSTILE),
        path=(HOSTILE, 0, "x"),
        location=a_location(HOSTILE, 1),
        chain=(step, step),
        overlays=(HOSTILE,),
    )
    overlay = an_overlay(HOSTILE, Status.FAILED, 0, named_by=(named,), left_out=(HOSTILE,))
    unresolved = Unresolved(kind=HOSTILE, name=HOSTILE, file=HOSTILE, line=1, reason=HOSTILE)
    return a_result([finding, replace(finding, message="m" * 10_000)], [overlay], [], [unresolved])


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_shows_a_secret(name: str) -> None:
    findings = [
        a_finding(family=family, location=a_location(file, line, 1, 3), message=f'"--token={SECRET}" is set.')
        for file, text in FILES.items()
        for family in ("resources", "secrets")
        for line in range(1, len(text.split("\n")) + 1)
    ]
    unresolved = Unresolved(
        kind="ApplicationSet", name="x", file=None, line=None, reason=f"https://bot:{SECRET}@git.example asks"
    )
    result = a_result(findings, unresolved=[unresolved])
    assert SECRET not in FORMATS[name](result, a_context(FILES, include_waived=True))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("result", [shop(), a_result(), a_result([], [], []), hostile()])
def test_the_same_result_gives_the_same_bytes(name: str, result: Result) -> None:
    text = FORMATS[name](result, a_context(SHOP))
    text.encode()
    assert text.endswith("\n")
    assert text == FORMATS[name](result, a_context(dict(reversed(SHOP.items()))))


# ---- JSON --------------------------------------------------------------------------------------


@pytest.mark.parametrize("result", [shop(), a_result(), a_result([], [], []), hostile()])
def test_json_follows_its_schema(result: Result) -> None:
    valid(FORMATS["json"](result, a_context()))


def test_the_schema_refuses_what_it_does_not_know() -> None:
    jsonschema_rs.meta.validate(SCHEMA)
    report = json.loads(FORMATS["json"](shop(), a_context()))
    for part in (report, report["overlays"][0], report["findings"][0], report["summary"]):
        part["more"] = 1
        assert not jsonschema_rs.validator_for(SCHEMA).is_valid(report)
        del part["more"]


def test_json_holds_the_contract_in_its_order() -> None:
    report = valid(FORMATS["json"](shop(), a_context()))
    assert list(report) == [
        "schema",
        "tool",
        "overlays",
        "unresolved",
        "remarks",
        "findings",
        "baseline",
        "summary",
    ]
    assert report["tool"] == {
        "name": "mergegate",
        "version": "0.1.0",
        "kustomize": "5.8.1",
        "engine": {"name": "conftest", "version": "0.70.1"},
    }
    assert report["overlays"][1] == {
        "path": "apps/shop/overlays/production",
        "environment": "production",
        "environment_from": "path part production",
        "status": "checked",
        "resources": 12,
        "named_by": [{"kind": "Application", "name": "shop", "file": "clusters/prod/shop.yaml", "line": 9}],
        "left_out": ["postBuild", "targetNamespace"],
        "assumed": [],
    }
    assert list(report["findings"][0]) == [
        *("rule", "family", "severity", "message", "resource", "path", "missing", "location", "chain"),
        *("overlays", "state", "fingerprint", "waiver"),
    ]
    assert report["findings"][3]["path"] == ["spec", "replicas"]
    assert report["findings"][3]["chain"][2] == {
        "file": "apps/shop/overlays/production/replicas.yaml",
        "line": 6,
        "role": "patch",
    }
    assert report["findings"][4]["location"] is None
    assert report["summary"] == {
        "overlays": 5,
        "failed": 1,
        "unaffected": 0,
        "rules": 3,
        "errors": 3,
        "warnings": 1,
        "notes": 1,
        "known": 1,
        "fixed": 0,
        "waived": 1,
    }


def test_json_is_indented_by_two_and_keeps_what_is_not_ascii() -> None:
    text = FORMATS["json"](a_result([a_finding(message="zu groß 😀")]), a_context())
    assert text.startswith('{\n  "schema": 1,\n  "tool": {\n    "name": "mergegate",\n')
    assert "zu groß 😀" in text


def test_json_can_be_printed_without_moving_the_cursor() -> None:
    text = FORMATS["json"](hostile(), a_context())
    assert not {char for char in text if char in "\x1b\u202e\x9b\udcff\U000e0041"}
    message = json.loads(text)["findings"][0]["message"]
    assert message == HOSTILE.replace("\udcff", "\\xff")


def test_severities_are_counted_for_new_findings_only() -> None:
    findings = [a_finding(severity=severity) for severity in (Severity.NOTE, Severity.NOTE, Severity.ERROR)]
    summary = valid(FORMATS["json"](a_result(findings, rules=[a_rule(), a_rule("x")]), a_context()))[
        "summary"
    ]
    assert (summary["errors"], summary["warnings"], summary["notes"], summary["rules"]) == (1, 0, 2, 2)
