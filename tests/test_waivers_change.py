"""Waivers and baselines in a change: what it takes away comes back, what was there stays known."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.running import Command, Run

Write = Callable[[Mapping[str, str]], Path]

RULE = "res-memory-limit-missing"
SAID = f'# mergegate: ignore[{RULE}] until=2026-12-31 reason="measured in May"'
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: example.com/web:1.0.0
"""
WAIVED = POD.replace("  - name", f"  {SAID}\n  - name")
SHOP = {
    "one/kustomization.yaml": "resources:\n- pod.yaml\n",
    "one/pod.yaml": POD,
    "two/kustomization.yaml": "resources:\n- pod.yaml\n",
    "two/pod.yaml": POD,
}
CONFIG = f"waivers:\n- {{rule: {RULE}, overlay: two, until: 2026-12-31, reason: agreed}}\n"
ENTRY = f"mergegate-baseline 1\n{RULE} one Pod//web spec/containers/[name=web]/resources/limits/memory\n"


def git(root: Path, *words: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def changed(mergegate: Command, repository: Write) -> Callable[..., Run]:
    def run(before: Mapping[str, str], after: Mapping[str, str], *words: str) -> Run:
        root = repository(SHOP | dict(before))
        git(root, "init", "-q")
        git(root, "add", "-A")
        git(root, "commit", "-qm", "before")
        repository(after)
        git(root, "add", "-A")
        selected = ["--select", RULE, "--select", "waivers"]
        selected += [] if "--format" in words else ["--format", "json"]
        return mergegate(
            "check", root, *(words or ("--base", "HEAD")), *selected, env={"MERGEGATE_TODAY": "2026-06-15"}
        )

    return run


def found(run: Run) -> set[tuple[str, str, str]]:
    return {(f["rule"], f["state"], " ".join(f["overlays"])) for f in run.report["findings"]}


@pytest.mark.parametrize("words", [("--base", "HEAD"), ("--staged",)])
@pytest.mark.parametrize(
    ("before", "after", "expected", "code"),
    [
        ({}, {"one/pod.yaml": WAIVED}, {(RULE, "waived", "one")}, 0),
        ({"one/pod.yaml": WAIVED}, {"one/pod.yaml": POD}, {(RULE, "new", "one")}, 1),
        ({"one/pod.yaml": WAIVED}, {"one/pod.yaml": f"# x\n{WAIVED}"}, {(RULE, "waived", "one")}, 0),
        (
            {".mergegate.yaml": CONFIG},
            {".mergegate.yaml": ""},
            {(RULE, "new", "two"), (RULE, "known", "one")},
            1,
        ),
        (
            {},
            {".mergegate.yaml": CONFIG},
            {(RULE, "waived", "two"), (RULE, "known", "one")},
            0,
        ),
        (
            {"one/pod.yaml": f"# mergegate: nonsense\n{POD}"},
            {"one/pod.yaml": f"# more\n\n# mergegate: nonsense\n{POD}"},
            {(RULE, "known", "one"), ("waiver-malformed", "known", "")},
            0,
        ),
        (
            {},
            {"one/pod.yaml": f"# mergegate: nonsense\n{POD}"},
            {(RULE, "known", "one"), ("waiver-malformed", "new", "")},
            0,
        ),
        (
            {"one/pod.yaml": WAIVED},
            {"one/pod.yaml": WAIVED.replace("1.0.0", "1.0.0\n    resources: {limits: {memory: 1Gi}}")},
            {("waiver-unused", "new", "")},
            0,
        ),
        (
            {"one/pod.yaml": POD.replace("1.0.0", "1.0.0\n    resources: {limits: {memory: 1Gi}}")},
            {"one/pod.yaml": POD, ".mergegate.yaml": "baseline: known.txt\n", "known.txt": ENTRY},
            {(RULE, "new", "one")},  # what the change adds to a baseline does not count for it
            1,
        ),
    ],
)
def test_a_change_is_judged_by_the_waivers_of_its_sides(
    changed: Callable[..., Run],
    words: tuple[str, ...],
    before: Mapping[str, str],
    after: Mapping[str, str],
    expected: set[tuple[str, str, str]],
    code: int,
) -> None:
    run = changed(before, after, *words)
    assert found(run) == expected
    assert run.code == code


@pytest.mark.parametrize(
    ("before", "after", "baseline_state"),
    [
        ({}, {"one/pod.yaml": WAIVED}, "unchanged"),
        ({"one/pod.yaml": WAIVED}, {"one/pod.yaml": f"# x\n{WAIVED}"}, "unchanged"),
        (
            {"one/pod.yaml": POD.replace("1.0.0", "1.0.0\n    resources: {limits: {memory: 1Gi}}")},
            {"one/pod.yaml": WAIVED},
            "new",
        ),
    ],
)
def test_what_is_waived_is_new_if_it_was_not_there(
    changed: Callable[..., Run], before: Mapping[str, str], after: Mapping[str, str], baseline_state: str
) -> None:
    run = changed(before, after, "--base", "HEAD", "--format", "sarif", "--waived")
    assert run.code == 0
    [result] = [
        one
        for one in run.report["runs"][0]["results"]
        if one["ruleId"] == RULE and one["properties"]["overlays"] == ["one"]
    ]
    assert (result["baselineState"], len(result["suppressions"])) == (baseline_state, 1)


def test_entries_that_a_rename_leaves_behind_are_told_of(mergegate: Command, repository: Write) -> None:
    entry = ENTRY.replace(" one ", " three ").replace("web", "api")
    pod = POD.replace("web", "api")
    three = {"three/kustomization.yaml": "resources:\n- pod.yaml\n", "three/pod.yaml": pod}
    known = {".mergegate.yaml": "baseline: known.txt\n", "known.txt": entry}
    root = repository(SHOP | three | known)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "before")
    git(root, "mv", "three", "four")
    asked = ("check", root, "--base", "HEAD", "--select", RULE, "--format", "json")

    def told() -> list[str]:
        run = mergegate(*asked)
        assert run.code == 0, run.out
        return [one for one in run.report["remarks"] if "renames" in one]

    [remark] = told()
    assert remark.startswith("the change renames what an entry of the baseline is about")
    for known_now in (
        entry + entry.partition("\n")[2].replace("three", "four"),
        entry.replace("three", "four"),
    ):
        repository({"known.txt": known_now})
        assert told() == []


def test_a_waiver_in_what_the_change_does_not_reach_is_left_alone(changed: Callable[..., Run]) -> None:
    unused = {"two/pod.yaml": f"{SAID}\n{POD}"}
    assert found(changed(unused, {"one/pod.yaml": f"# x\n{POD}"})) == {(RULE, "known", "one")}


def test_what_is_remembered_is_judged_by_the_waivers_and_the_day_of_each_run(
    mergegate: Command, repository: Write, tmp_path: Path
) -> None:
    noted = POD.replace("{name: web}", "{name: web, annotations: {mergegate.dev/ignore: 'NOTE'}}")
    noted = noted.replace("NOTE", f"{RULE} until=2026-12-31 reason=measured")
    root = repository(SHOP | {"one/pod.yaml": noted, "two/pod.yaml": WAIVED})
    git(root, "init", "-q")
    baseline = tmp_path / "baseline"

    def check(today: str, *words: str | Path) -> list[str]:
        asked = ("check", root, "--select", RULE, "--format", "json", *words)
        found = {}
        for cache in ((), ("--no-cache",)):
            run = mergegate(*asked, *cache, env={"MERGEGATE_TODAY": today})
            found[run.out] = sorted(one["state"] for one in run.report["findings"])
        [states] = found.values()  # remembered or not, the same bytes
        return states

    assert check("2026-06-15") == check("2026-06-15") == ["waived", "waived"]
    assert check("2027-06-15") == ["new", "new"]
    repository({"two/pod.yaml": POD, ".mergegate.yaml": CONFIG})
    assert check("2026-06-15") == ["waived", "waived"]
    repository({".mergegate.yaml": ""})
    assert check("2026-06-15") == ["new", "waived"]
    baseline.write_text(ENTRY.replace(" one ", " two "))
    assert check("2026-06-15", "--baseline", baseline) == ["known", "waived"]
    baseline.write_text("mergegate-baseline 1\n")
    assert check("2026-06-15", "--baseline", baseline) == ["new", "waived"]
    repository({".mergegate.yaml": "baseline: ../baseline\n"})
    assert check("2026-06-15") == ["new", "waived"]
    baseline.write_text(ENTRY.replace(" one ", " two "))
    assert check("2026-06-15") == ["known", "waived"]
