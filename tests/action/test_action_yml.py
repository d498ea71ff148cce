"""action.yml, our workflows and what is written about them: each name is declared, used, described."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

import validator
from tests.action.acting import ACTION, OURS, ROOT, SAMPLES, STANDINS, USES, gotool

TEXT = (ROOT / "action.yml").read_text()
PAGE = (ROOT / "docs" / "github.md").read_text()
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PYTHON = "\n".join(file.read_text() for file in sorted((ROOT / "action").glob("*.py")))


def test_every_input_that_is_declared_is_used_and_the_other_way_round() -> None:
    assert set(re.findall(r"inputs\.([\w-]+)", TEXT)) == set(ACTION["inputs"])


def test_every_input_of_the_plan_is_read_and_the_other_way_round() -> None:
    given = {name for name in STEPS[0]["env"] if name.startswith("INPUT_")}
    read = set(re.findall(r'_(?:input|switch)\("([\w-]+)"\)', PYTHON))
    assert given == {f"INPUT_{name.upper().replace('-', '_')}" for name in read}
    for name, value in STEPS[0]["env"].items():
        assert value == f"${{{{ inputs.{name.removeprefix('INPUT_').lower().replace('_', '-')} }}}}"


def test_every_output_of_a_step_is_one_that_the_step_sets() -> None:
    used = set(re.findall(r"steps\.(\w+)\.outputs\.([\w-]+)", TEXT))
    said = set(re.findall(r'"([\w-]+)":', PYTHON)) | set(re.findall(r'"(\w+)"', PYTHON))
    assert {name for step, name in used if step in ("setup", "check")} <= said
    assert {name for step, name in used if step not in ("setup", "check")} == {"cache-hit"}
    assert {step for step, _ in used} <= {step.get("id") for step in STEPS}


def test_no_expression_stands_in_a_script() -> None:
    for file in (ROOT / "action.yml", *WORKFLOWS):
        for script in _scripts(yaml.safe_load(file.read_text())):
            assert "${{" not in script, file


def _scripts(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["run"]] if isinstance(node.get("run"), str) else []
        return own + [script for value in node.values() for script in _scripts(value)]
    return [script for value in node for script in _scripts(value)] if isinstance(node, list) else []


def test_every_action_is_pinned_and_the_same_one_everywhere() -> None:
    texts = {file.name: file.read_text() for file in (ROOT / "action.yml", *WORKFLOWS)} | SAMPLES
    pins: dict[str, set[tuple[str, str]]] = {}
    for name, text in texts.items():
        for line in re.findall(r"uses: .*", text):
            if "uses: ./" in line or (name in SAMPLES and OURS in line):
                continue
            found = USES.search(line)
            assert found, (name, line)
            assert re.fullmatch(r"[0-9a-f]{40}", found["ref"]), (name, line)
            assert re.fullmatch(r"v\d+\.\d+\.\d+", found["version"] or ""), (name, line)
            repository = "/".join(found["action"].split("/")[:2])
            pins.setdefault(repository, set()).add((found["ref"], found["version"]))
    assert dict.fromkeys(pins, 1) == {name: len(refs) for name, refs in pins.items()}


def test_no_workflow_is_cancelled_by_one_that_it_calls() -> None:
    """A called one has its caller's `github.workflow`, and groups are compared without case."""
    flows = {f"./.github/workflows/{file.name}": yaml.safe_load(file.read_text()) for file in WORKFLOWS}
    calls = [
        (name, job["uses"])
        for name, flow in flows.items()
        for job in flow["jobs"].values()
        if job.get("uses")
    ]
    assert calls
    for caller, callee in calls:
        own, called = (_group(flows[name], flows[caller]["name"]) for name in (caller, callee))
        assert own != called, (caller, callee)


def _group(flow: dict[str, Any], workflow: str) -> str:
    return str(flow["concurrency"]["group"]).replace("${{ github.workflow }}", workflow).lower()


def test_what_remote_actions_are_given_are_inputs_of_theirs() -> None:
    jobs = [job for text in SAMPLES.values() for job in yaml.safe_load(text)["jobs"].values()]
    for step in [*STEPS, *(step for job in jobs for step in job["steps"])]:
        if "uses" in step and not step["uses"].startswith(("actions/checkout@", OURS)):
            folder = step["uses"].partition("@")[0].split("/")
            declared = yaml.safe_load((STANDINS.joinpath(*folder[1:]) / "action.yml").read_text())["inputs"]
            assert set(step["with"]) <= set(declared), step["uses"]


def test_the_last_step_decides() -> None:
    assert STEPS[-1]["name"] == "Verdict"
    assert "|| '3'" in STEPS[-1]["env"]["CODE"]
    assert "continue-on-error" not in STEPS[-1]
    remote = [step for step in STEPS if "uses" in step]
    assert all(step["continue-on-error"] for step in remote)


def test_the_tables_are_those_of_the_action() -> None:
    described = re.findall(r"^\| `([\w-]+)` \|", PAGE, re.M)
    assert described == [*ACTION["inputs"], *ACTION["outputs"]]
    for name, about in ACTION["inputs"].items():
        default = about["default"]
        cell = "the job's" if "github.token" in default else f"`{default}`" if default else ""
        assert f"| `{name}` | {cell} | {about['description']} |" in PAGE
    for name, about in ACTION["outputs"].items():
        assert f"| `{name}` | {about['description']} |" in PAGE


def test_the_requirements_are_those_of_the_package() -> None:
    text = (ROOT / "action" / "requirements.txt").read_text()
    [block] = re.findall(r"^dependencies = \[\n(.*?)^\]", (ROOT / "pyproject.toml").read_text(), re.S | re.M)
    ranges = {_plain(one.name): one.specifier for one in map(Requirement, re.findall(r'"([^"]+)"', block))}
    pinned = [(_plain(name), version) for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", text, re.M)]
    assert set(ranges) <= {name for name, _ in pinned}
    for name, version in pinned:
        assert name not in ranges or ranges[name].contains(version), name
    for one in re.split(r"^(?=\w)", text, flags=re.M)[1:]:
        assert "--hash=sha256:" in one


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("page", SAMPLES)
def test_a_sample_is_clean(page: str, tmp_path: Path) -> None:
    file = tmp_path / ".github" / "workflows" / "mergegate.yml"
    file.parent.mkdir(parents=True)
    file.write_text(re.sub(rf"({OURS}@)\S+.*", rf"\g<1>{'0' * 40} # v0.1.0", SAMPLES[page]))
    tools = Path(sys.executable).parent
    for words in (
        [gotool("actionlint"), "-no-color", file],
        [tools / "zizmor", "--offline", "--quiet", file],
        [tools / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", file],
    ):
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stdout + done.stderr


def test_samples_name_a_version_that_is_ours() -> None:
    for text in SAMPLES.values():
        assert set(re.findall(f"{OURS}@(\\S+)", text)) == {f"v{validator.__version__}"}


def test_inputs_of_samples_are_the_actions() -> None:
    for text in SAMPLES.values():
        for job in yaml.safe_load(text)["jobs"].values():
            for step in job["steps"]:
                if step["uses"].startswith(OURS):
                    assert set(step.get("with", {})) <= set(ACTION["inputs"])
