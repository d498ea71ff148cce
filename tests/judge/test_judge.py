"""One defect is one finding, its identity has no lines, and what was not checked never passes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from validator.config import RuleConfig
from validator.judge import fold as folding
from validator.judge.severity import Severities
from validator.judge.supersede import without_superseded
from validator.judge.verdict import exit_code
from validator.keys import exists, keyed_path
from validator.model import (
    Finding,
    Form,
    Location,
    Overlay,
    OverlayReport,
    RawFinding,
    ResourceId,
    Result,
    Role,
    Rule,
    Severity,
    Status,
    Step,
    ToolVersions,
)
from validator.places import Placed

POD = {
    "kind": "Pod",
    "metadata": {"name": "web"},
    "spec": {"containers": [{"name": "a", "ports": [{"containerPort": 80}]}, {"name": "b", "args": ["x"]}]},
}


def rule(name: str, supersedes: tuple[str, ...] = ()) -> Rule:
    return Rule(
        id=name,
        family="f",
        title="t",
        description="d",
        remedy="r",
        scope="resource",
        production=Severity.ERROR,
        elsewhere=Severity.WARNING,
        security_severity=None,
        supersedes=supersedes,
    )


RULES = {"one": rule("one"), "more": rule("more", ("one",))}


def overlay(path: str, environment: str = "production") -> Overlay:
    return Overlay(
        path=path, form=Form.KUSTOMIZATION, environment=environment, environment_from="", leaf=True
    )


def at(line: int, file: str = "base/a.yaml") -> Location:
    return Location(file=file, line=line, column=1, end_line=line, end_column=5)


def placed(
    path: str = "a",
    location: Location | None = None,
    *,
    severity: Severity = Severity.ERROR,
    name: str = "web",
    rule: str = "one",
    field: tuple[Any, ...] = ("spec", "x"),
    chain: tuple[Step, ...] = (),
) -> Placed:
    body = {**POD, "metadata": {"name": name}}
    return Placed(
        rule=rule,
        message=f"{name} in {path}.",
        severity=severity,
        overlay=path,
        resource=ResourceId.of(body),
        digest=name,
        path=field,
        keyed=keyed_path(body, field),
        missing=not exists(body, field),
        location=location,
        chain=chain,
    )


def fold(placed: Iterable[Placed], rules: Mapping[str, Rule]) -> tuple[Finding, ...]:
    return folding.fold(without_superseded(list(placed), rules), rules)


def test_the_same_line_in_many_overlays_is_one_finding() -> None:
    [finding] = fold([placed(p, at(3)) for p in ("b", "a", "c")], RULES)
    assert finding.overlays == ("a", "b", "c")
    assert finding.message == "web in a."


def test_the_worst_overlay_speaks_for_all() -> None:
    [finding] = fold(
        [placed("a", at(3), severity=Severity.WARNING), placed("z", at(3), name="prod-web")], RULES
    )
    assert (finding.severity, finding.overlays, finding.message) == (
        Severity.ERROR,
        ("z", "a"),
        "prod-web in z.",
    )


@pytest.mark.parametrize(
    "other",
    [
        placed("a", at(4)),
        placed("a", at(3), field=("spec", "y")),
        placed("a", at(3, "other.yaml")),
        placed("a", None),
    ],
)
def test_another_line_or_field_is_another_finding(other: Placed) -> None:
    assert len(fold([placed("a", at(3)), other], RULES)) == 2


def with_message(one: Placed, message: str) -> Placed:
    return replace(one, message=message)


def test_two_defects_at_one_place_of_one_object_stay_two_in_every_overlay() -> None:
    both = [with_message(placed(p, at(3)), text) for p in ("a", "b") for text in ("One.", "Two.")]
    assert [(f.message, f.overlays) for f in fold(both, RULES)] == [
        ("One.", ("a", "b")),
        ("Two.", ("a", "b")),
    ]


def test_what_a_plain_policy_says_is_its_identity() -> None:
    rules = {"one": replace(RULES["one"], scope="plain")}
    different = [with_message(placed("a", at(3)), "In a."), with_message(placed("b", at(3)), "In b.")]
    assert len(fold(different, rules)) == 2
    same = [with_message(placed(p, at(3)), "Same.") for p in ("a", "b")]
    assert [f.overlays for f in fold(same, rules)] == [("a", "b")]


def test_without_a_place_the_resource_tells_findings_apart() -> None:
    same = [placed("a"), placed("a", name="api")]
    assert len(fold(same, RULES)) == 2


def test_the_rule_that_says_more_silences_the_other_at_its_line() -> None:
    both = [placed("a", at(3)), placed("a", at(3), rule="more"), placed("a", at(9))]
    assert [(f.rule, f.location and f.location.line) for f in fold(both, RULES)] == [("more", 3), ("one", 9)]


def test_it_silences_what_came_through_its_line() -> None:
    step = Step(file="base/a.yaml", line=3, role=Role.GENERATOR)
    both = [placed("a", at(1, "env"), chain=(step,)), placed("a", at(3), rule="more")]
    assert [f.rule for f in fold(both, RULES)] == ["more"]


@pytest.mark.parametrize(
    "other",
    [
        placed("a", at(3), severity=Severity.ERROR),
        placed("a", at(3), field=("spec", "y"), severity=Severity.NOTE),
        placed("b", at(3), severity=Severity.NOTE),
        placed("a", replace(at(3), column=9), name="api", severity=Severity.NOTE),
    ],
    ids=["worse", "another field", "another overlay", "another object"],
)
def test_it_silences_nothing_else(other: Placed) -> None:
    both = [placed("a", at(3), rule="more", severity=Severity.WARNING), other]
    assert sorted(f.rule for f in fold(both, RULES)) == ["more", "one"]


def test_where_it_does_not_speak_the_other_one_stays() -> None:
    three = [placed("a", at(3), rule="more"), placed("a", at(3)), placed("b", at(3))]
    assert [(f.rule, f.overlays) for f in fold(three, RULES)] == [("more", ("a",)), ("one", ("b",))]


def test_findings_are_sorted_by_place_whatever_the_input() -> None:
    mixed = [placed("a", at(9)), placed("a", None), placed("a", at(2)), placed("a", at(1, "a.yaml"))]
    forward, backward = fold(mixed, RULES), fold(reversed(mixed), RULES)
    assert forward == backward
    assert [f.location and (f.location.file, f.location.line) for f in forward] == [
        ("a.yaml", 1),
        ("base/a.yaml", 2),
        ("base/a.yaml", 9),
        None,
    ]


def test_missing_means_that_the_last_part_is_not_there() -> None:
    finding, other = fold([placed("a", at(1)), placed("a", at(2), field=("spec", "containers"))], RULES)
    assert (finding.missing, other.missing) == (True, False)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("spec", "containers", 1, "args", 0), ("spec", "containers", "[name=b]", "args", "[0]")),
        (
            ("spec", "containers", 0, "ports", 0),
            ("spec", "containers", "[name=a]", "ports", "[containerPort=80]"),
        ),
        (("spec", "containers", 9, "x"), ("spec", "containers", "[9]", "x")),
        ((), ()),
    ],
)
def test_elements_are_called_by_their_key(path: tuple[str | int, ...], expected: tuple[str, ...]) -> None:
    assert keyed_path(POD, path) == expected


def test_a_null_is_there() -> None:
    assert exists({"a": None}, ("a",))
    assert not exists({"a": None}, ("a", "b"))
    assert not exists({"a": [1]}, ("a", 1))


def test_a_new_hash_suffix_is_no_new_identity() -> None:
    assert fingerprints(placed(name="s-96gmhm4gk2")) == fingerprints(placed(name="s-5fb7hk2tdm"))


def test_neither_lines_nor_overlays_are_part_of_the_identity_of_what_is_in_an_object() -> None:
    assert fingerprints(placed("b", at(3))) == fingerprints(placed("a", at(9)), placed("b", at(9)))


def test_no_two_findings_share_a_fingerprint() -> None:
    twins = [placed("a", at(3)), placed("b", at(4)), with_message(placed("c", at(3)), "Another.")]
    assert len({*fingerprints(*twins)}) == len(fold(twins, RULES))


def fingerprints(*given: Placed) -> list[str]:
    return [finding.fingerprint for finding in fold(given, RULES)]


@pytest.mark.parametrize(
    ("environment", "config", "chosen", "expected"),
    [
        ("production", RuleConfig(), "", Severity.ERROR),
        ("staging", RuleConfig(), "", Severity.OFF),
        ("staging", RuleConfig(), "by id", Severity.NOTE),
        ("staging", RuleConfig(), "by family", Severity.OFF),
        ("staging", RuleConfig(production=Severity.OFF), "by family", Severity.NOTE),
        ("production", RuleConfig(), "by family", Severity.ERROR),
        ("staging", RuleConfig(elsewhere=Severity.WARNING), "", Severity.WARNING),
        ("production", RuleConfig(production=Severity.OFF), "", Severity.OFF),
        ("production", RuleConfig(elsewhere=Severity.NOTE), "", Severity.ERROR),
    ],
)
def test_severity_by_environment_and_configuration(
    environment: str, config: RuleConfig, chosen: str, expected: Severity
) -> None:
    raw = RawFinding(
        rule="one", message="", production=Severity.ERROR, elsewhere=Severity.OFF, path=(), resource="x"
    )
    selected, named = frozenset({"one"} if chosen else ()), frozenset({"one"} if chosen == "by id" else ())
    severities = Severities(configured={"one": config}, selected=selected, named=named)
    assert severities.of(raw, overlay("a", environment)) is expected


def result(*severities: Severity, failed: bool = False) -> Result:
    findings: list[Finding] = []
    for line, severity in enumerate(severities, 1):
        findings += fold([placed("a", at(line), severity=severity)], RULES)
    status = Status.FAILED if failed else Status.CHECKED
    return Result(
        tools=ToolVersions(kustomize="5.8.1", engine="conftest", engine_version="0.70.1"),
        overlays=(OverlayReport(overlay=overlay("a"), status=status, resources=1),),
        findings=tuple(findings),
        rules=(RULES["one"],),
    )


@pytest.mark.parametrize(
    ("found", "fail_on", "code"),
    [
        (result(), Severity.ERROR, 0),
        (result(Severity.ERROR), Severity.ERROR, 1),
        (result(Severity.WARNING), Severity.ERROR, 0),
        (result(Severity.WARNING), Severity.WARNING, 1),
        (result(Severity.NOTE), Severity.NOTE, 1),
        (result(failed=True), Severity.ERROR, 3),
        (result(Severity.WARNING, failed=True), Severity.ERROR, 3),
        (result(Severity.ERROR, failed=True), Severity.ERROR, 1),
    ],
)
def test_exit_codes(found: Result, fail_on: Severity, code: int) -> None:
    assert exit_code(found, fail_on) == code
