"""Waivers as a user meets them: in bases, patches, kustomizations, annotations, the configuration."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

import validator
from tests.running import Command, Run

Write = Callable[[Mapping[str, str]], Path]

SCHEMA = json.loads((Path(validator.__file__).parent / "report" / "schema-1.json").read_text())
RULE = "res-memory-limit-missing"
SAID = f'mergegate: ignore[{RULE}] until=2026-12-31 reason="measured in May" owner=shop'
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: web
        image: example.com/web:1.0.0
        resources: {}
"""
SIDECAR = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - name: sidecar
        image: example.com/sidecar:1.0.0
"""
SHOP = {
    "base/kustomization.yaml": "resources:\n- deployment.yaml\n",
    "base/deployment.yaml": DEPLOYMENT,
    "one/kustomization.yaml": "resources:\n- ../base\n",
    "two/kustomization.yaml": "resources:\n- ../base\npatches:\n- path: sidecar.yaml\n",
    "two/sidecar.yaml": SIDECAR,
}


@pytest.fixture
def check(mergegate: Command, repository: Write) -> Callable[..., Run]:
    def run(files: Mapping[str, str], *words: str, today: str = "2026-06-15") -> Run:
        done = mergegate(
            "check",
            repository(SHOP | dict(files)),
            *("--select", RULE, "--select", "waivers", "--format", "json", *words),
            env={"MERGEGATE_TODAY": today},
        )
        if done.out.startswith('{\n  "schema"'):
            jsonschema_rs.validate(SCHEMA, done.report)
        return done

    return run


def standing(run: Run) -> set[tuple[str, str, str]]:
    """State, line and overlays of each finding of the rule."""
    return {
        (f["state"], f"{f['location']['file']}:{f['location']['line']}", " ".join(f["overlays"]))
        for f in run.report["findings"]
        if f["rule"] == RULE
    }


def about(run: Run) -> list[tuple[str, str]]:
    """The rule and line of each finding about waivers."""
    return sorted(
        (f["rule"], f"{f['location']['file']}:{f['location']['line']}")
        for f in run.report["findings"]
        if f["family"] == "waivers"
    )


def with_comment(text: str, before: str, said: str = SAID) -> str:
    """The text with a comment above the line that begins so."""
    lines = []
    for line in text.splitlines():
        if line.strip().startswith(before):
            lines.append(f"{line[: len(line) - len(line.lstrip())]}# {said}")
        lines.append(line)
    return "\n".join(lines) + "\n"


BASE = ("base/deployment.yaml", "resources: {}")


def test_without_a_waiver_all_are_new(check: Callable[..., Run]) -> None:
    assert standing(check({})) == {
        ("new", "base/deployment.yaml:11", "one two"),
        ("new", "two/sidecar.yaml:8", "two"),
    }


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"base/deployment.yaml": with_comment(DEPLOYMENT, "resources: {}")},
            {("waived", "base/deployment.yaml:12", "one two"), ("new", "two/sidecar.yaml:8", "two")},
        ),
        (
            {"base/deployment.yaml": DEPLOYMENT.replace("resources: {}", f"resources: {{}}  # {SAID}")},
            {("waived", "base/deployment.yaml:11", "one two"), ("new", "two/sidecar.yaml:8", "two")},
        ),
        (
            {"two/sidecar.yaml": with_comment(SIDECAR, "- name: sidecar")},
            {("new", "base/deployment.yaml:11", "one two"), ("waived", "two/sidecar.yaml:9", "two")},
        ),
        (
            {"one/kustomization.yaml": f"resources:\n- ../base  # {SAID}\n"},
            {
                ("waived", "base/deployment.yaml:11", "one"),
                ("new", "base/deployment.yaml:11", "two"),
                ("new", "two/sidecar.yaml:8", "two"),
            },
        ),
        (
            {"two/kustomization.yaml": SHOP["two/kustomization.yaml"].replace("- path", f"# {SAID}\n- path")},
            {("new", "base/deployment.yaml:11", "one two"), ("waived", "two/sidecar.yaml:8", "two")},
        ),
        (
            {
                "two/kustomization.yaml": (
                    f"resources: [../base]\npatches:\n# {SAID}\n"
                    "- target:\n    kind: Deployment\n  path: sidecar.yaml\n"
                )
            },
            {("new", "base/deployment.yaml:11", "one two"), ("waived", "two/sidecar.yaml:8", "two")},
        ),
        (
            {
                "two/kustomization.yaml": (
                    f"resources: [../base]\npatches:\n- patch: |-  # {SAID}\n"
                    + "".join(f"    {line}\n" for line in SIDECAR.splitlines())
                )
            },
            {("new", "base/deployment.yaml:11", "one two"), ("waived", "two/kustomization.yaml:11", "two")},
        ),
        (
            {"base/kustomization.yaml": f"resources:\n# {SAID}\n- deployment.yaml\n"},
            {("waived", "base/deployment.yaml:11", "one two"), ("new", "two/sidecar.yaml:8", "two")},
        ),
        (
            {
                "base/deployment.yaml": DEPLOYMENT.replace(
                    "  name: web\nspec",
                    "  name: web\n  annotations:\n"
                    f"    mergegate.dev/ignore: '{RULE} until=2026-12-31 reason=measured'\nspec",
                )
            },
            {("waived", "base/deployment.yaml:13", "one two"), ("waived", "two/sidecar.yaml:8", "two")},
        ),
        (
            {
                ".mergegate.yaml": (
                    f"waivers:\n- {{rule: {RULE}, overlay: two, until: 2026-12-31, reason: x}}\n"
                )
            },
            {
                ("new", "base/deployment.yaml:11", "one"),
                ("waived", "base/deployment.yaml:11", "two"),
                ("waived", "two/sidecar.yaml:8", "two"),
            },
        ),
        (
            {
                ".mergegate.yaml": (
                    "waivers:\n- {rule: resources, resource: Deployment/w*, until: 2026-12-31, reason: x}\n"
                )
            },
            {("waived", "base/deployment.yaml:11", "one two"), ("waived", "two/sidecar.yaml:8", "two")},
        ),
    ],
)
def test_a_waiver_reaches_as_far_as_its_place(
    check: Callable[..., Run], files: Mapping[str, str], expected: set[tuple[str, str, str]]
) -> None:
    run = check(files)
    assert standing(run) == expected
    assert about(run) == []


def test_a_waived_finding_says_by_what(check: Callable[..., Run]) -> None:
    run = check({BASE[0]: with_comment(DEPLOYMENT, BASE[1])})
    [waived] = [f for f in run.report["findings"] if f["state"] == "waived"]
    assert waived["waiver"] == {
        "kind": "comment",
        "file": "base/deployment.yaml",
        "line": 11,
        "reason": "measured in May",
        "until": "2026-12-31",
        "owner": "shop",
    }
    assert run.report["summary"]["waived"] == 1
    assert {f["waiver"] for f in run.report["findings"] if f["state"] == "new"} == {None}


def test_all_waived_is_0_and_said(check: Callable[..., Run]) -> None:
    config = {".mergegate.yaml": f"waivers:\n- {{rule: {RULE}, until: 2026-12-31, reason: agreed}}\n"}
    assert check(config).code == 0
    text = check(config, "--format", "text")
    assert "no new findings" in text.out
    assert "Not counted: 2 waived" in text.out
    shown = check(config, "--format", "text", "--waived").out
    assert "(waived)" in shown
    assert "= waived: until 2026-12-31, .mergegate.yaml:2: agreed" in shown


def test_what_has_expired_is_back_with_its_date(check: Callable[..., Run]) -> None:
    files = {BASE[0]: with_comment(DEPLOYMENT, BASE[1])}
    assert check(files, today="2026-12-31").report["summary"]["waived"] == 1
    run = check(files, today="2027-01-01")
    [back] = [f for f in run.report["findings"] if f["waiver"]]
    assert back["state"] == "new"
    assert back["message"].endswith("The waiver at base/deployment.yaml:11 expired on 2026-12-31.")
    assert about(run) == []


def test_sarif_has_suppressions_where_they_are_asked_for(check: Callable[..., Run]) -> None:
    files = {
        BASE[0]: with_comment(DEPLOYMENT, BASE[1]),
        ".mergegate.yaml": f"waivers:\n- {{rule: {RULE}, overlay: two, until: 2026-11-30, reason: agreed}}\n",
    }
    plain = json.loads(check(files, "--format", "sarif").out)["runs"][0]["results"]
    assert [result for result in plain if "suppressions" in result] == []
    results = json.loads(check(files, "--format", "sarif", "--waived").out)["runs"][0]["results"]
    suppressions = [one for result in results for one in result.get("suppressions", ())]
    assert sorted(suppressions, key=str) == [
        {"kind": "external", "status": "accepted", "justification": "agreed"},
        {"kind": "inSource", "status": "accepted", "justification": "measured in May"},
    ]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (SAID.replace(RULE, "res-memory-request-missing"), None),
        (SAID.replace(RULE, "res-memory-limits"), "waiver-unknown-rule"),
        (SAID.replace("until=2026-12-31", ""), "waiver-without-reason"),
        (SAID.replace('reason="measured in May"', ""), "waiver-without-reason"),
        (SAID.replace("ignore[", "ignore "), "waiver-malformed"),
        (SAID.replace(RULE, "policy-failed"), "waiver-malformed"),
        (SAID.replace(RULE, f"{RULE}, nothing"), "waiver-unknown-rule"),
        (SAID.replace("2026-12-31", "2027-12-31"), "waiver-too-long"),
    ],
)
def test_what_is_wrong_is_told_at_the_waiver(
    check: Callable[..., Run], said: str, problem: str | None
) -> None:
    run = check({BASE[0]: with_comment(DEPLOYMENT, BASE[1], said)})
    assert about(run) == ([(problem, "base/deployment.yaml:11")] if problem else [])


def test_a_mistyped_annotation_is_told_of_where_it_stands(check: Callable[..., Run]) -> None:
    mistyped = f"  name: web\n  annotations:\n    mergegate.dev/waive: {RULE} until=2026-12-31\nspec"
    files = {"base/deployment.yaml": DEPLOYMENT.replace("  name: web\nspec", mistyped)}
    for _ in range(2):  # the second time it is remembered
        assert about(check(files)) == [("waiver-malformed", "base/deployment.yaml:6")]


def test_an_unused_one_is_told_of_where_it_is_certain(check: Callable[..., Run]) -> None:
    files = {"base/deployment.yaml": with_comment(DEPLOYMENT, "image:")}
    assert about(check(files)) == [("waiver-unused", "base/deployment.yaml:10")]
    broken = {"three/kustomization.yaml": "resources: [../base, none.yaml]\n"}
    assert about(check(files | broken)) == []


def test_a_comment_does_not_drift(check: Callable[..., Run]) -> None:
    text = with_comment(DEPLOYMENT, "resources: {}").replace("        resources", "\n        resources")
    run = check({"base/deployment.yaml": text})
    assert about(run) == [("waiver-malformed", "base/deployment.yaml:11")]
    assert {state for state, _, _ in standing(run)} == {"new"}


def test_text_in_a_block_is_no_comment(check: Callable[..., Run]) -> None:
    settings = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  a: |\n    # {SAID}\n    b\n"
    run = check(
        {"base/cm.yaml": settings, "base/kustomization.yaml": "resources:\n- deployment.yaml\n- cm.yaml\n"}
    )
    assert about(run) == []


def test_how_far_off_is_configured(check: Callable[..., Run]) -> None:
    files = {BASE[0]: with_comment(DEPLOYMENT, BASE[1]), ".mergegate.yaml": "waiver-max-days: 30\n"}
    run = check(files)
    assert about(run) == [("waiver-too-long", "base/deployment.yaml:11")]
    assert run.report["summary"]["waived"] == 1


def test_a_day_that_is_none_is_2(check: Callable[..., Run]) -> None:
    run = check({}, today="soon")
    assert (run.code, "MERGEGATE_TODAY" in run.err) == (2, True)


def test_a_failed_build_can_be_waived(mergegate: Command, repository: Write) -> None:
    config = "waivers:\n- {rule: overlay-build-failed, overlay: a, until: 2026-12-31, reason: new}\n"
    root = repository({"a/kustomization.yaml": "resources: [none.yaml]\n", ".mergegate.yaml": config})
    assert mergegate("check", root, env={"MERGEGATE_TODAY": "2026-06-15"}).code == 0
    assert mergegate("check", root, env={"MERGEGATE_TODAY": "2027-06-15"}).code == 1


def test_a_reason_shows_no_secret(check: Callable[..., Run], mergegate: Command, tmp_path: Path) -> None:
    secret = "gh" + "p_" + "4hTq2LmZ9cVb7Rk3WsYd6NfJ8gPaUeQ5tBvC"
    files = {BASE[0]: with_comment(DEPLOYMENT, BASE[1], SAID.replace("measured in May", f"with {secret}"))}
    for format_ in ("text", "json", "sarif", "concise"):
        assert secret not in check(files, "--format", format_, "--waived").out
    for format_ in ("text", "json"):
        out = mergegate("waivers", tmp_path / "repository", "--format", format_).out
        assert "measured" not in out
        assert secret not in out


def test_the_list_has_every_waiver_those_that_end_first_on_top(mergegate: Command, repository: Write) -> None:
    later = SAID.replace("2026-12-31", "2027-01-31")
    root = repository(
        SHOP
        | {
            BASE[0]: with_comment(DEPLOYMENT, BASE[1]),
            "two/sidecar.yaml": with_comment(SIDECAR, "- name: sidecar", later),
            ".mergegate.yaml": (
                f"waivers:\n- {{rule: {RULE}, resource: Job/*, until: 2026-06-01, reason: gone}}\n"
                "rules: {res-besteffort: off}\n"  # it would speak for the other
            ),
        }
    )
    env = {"MERGEGATE_TODAY": "2026-06-15"}
    run = mergegate("waivers", root, "--format", "json", env=env)
    assert run.code == 0
    listed: list[dict[str, Any]] = run.report["waivers"]
    assert [(one["file"], one["days_left"], one["expired"], one["findings"]) for one in listed] == [
        (".mergegate.yaml", -14, True, 0),
        ("base/deployment.yaml", 199, False, 1),
        ("two/sidecar.yaml", 230, False, 1),
    ]
    assert [(one["rule"], one["line"]) for one in run.report["problems"]] == [("waiver-unused", 2)]
    text = mergegate("waivers", root, env=env).out
    assert "EXPIRED on 2026-06-01, 14 days ago" in text
    assert "until 2026-12-31, 199 days left" in text
    assert text.endswith("3 waivers, 1 expired\n")


def test_no_waiver_is_an_empty_list(mergegate: Command, repository: Write) -> None:
    assert mergegate("waivers", repository(SHOP)).out == "0 waivers\n"
