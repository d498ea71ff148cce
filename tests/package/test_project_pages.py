"""What CONTRIBUTING and the other pages of the project say is so: the rule that they add works."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import yaml

import validator
from tests.running import Command
from validator.evaluate.catalogue import load
from validator.tools.find import require

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("CHANGELOG.md", "CONTRIBUTING.md", "README.md", "SECURITY.md")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
WORKED = dict(re.findall(r"^`(policies/\S+\.rego)`:\n\n```rego\n(.*?)```", CONTRIBUTING, re.M | re.S))
Write = Callable[[Mapping[str, str]], Path]


def test_the_rule_of_the_worked_example_is_as_the_project_wants_its_rules(tmp_path: Path) -> None:
    """What `make policies` asks of it: formatted, strict, linted, tested, every line covered."""
    shutil.copytree(ROOT / ".regal", tmp_path / ".regal")
    beside = ("policies/lib/k8s.rego", "policies/engine.rego")  # all policies would take half a minute
    for name in beside:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    rule, test = WORKED
    assert test == rule.replace(".rego", "_test.rego")
    for name, text in WORKED.items():
        assert not (ROOT / name).exists(), "the example is of a rule that there is not"
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    opa = require("opa").path
    regal = subprocess.run([ROOT / ".ci/regal/build"], capture_output=True, encoding="utf-8", check=True)
    for words in (
        [opa, "fmt", "--list", "--fail", *WORKED],
        [opa, "check", "--strict", "policies"],
        [regal.stdout.strip(), "lint", *WORKED, *beside],
    ):
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stdout + done.stderr
    package = f"data.{rule.removesuffix('.rego').replace('/', '.')}_test"
    words = [opa, "test", "--run", package, "--coverage", "--format=json", "policies"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["files"][rule]["coverage"] == 100


def test_the_rule_of_the_worked_example_finds_its_example(
    mergegate: Command, repository: Write, tmp_path: Path
) -> None:
    for name, text in WORKED.items():
        (tmp_path / "own" / Path(name).name).parent.mkdir(exist_ok=True)
        (tmp_path / "own" / Path(name).name).write_text(text, encoding="utf-8")
    rules = load([tmp_path / "own"]).rules
    [rule] = rules.keys() - load().rules.keys()
    root = repository({"kustomization.yaml": "resources: [d.yaml]\n", "d.yaml": rules[rule].example})
    words = ("check", root, "--policy", tmp_path / "own", "--select", rule, "--fail-on", "warning")
    run = mergegate(*words, "--format", "json")
    [finding] = run.report["findings"]
    assert (run.code, finding["rule"], finding["severity"]) == (1, rule, "warning")
    assert (finding["location"]["file"], finding["location"]["line"]) == ("d.yaml", 4)


def test_what_contributing_tells_to_run_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"\bmake ([a-z]+)", CONTRIBUTING))
    assert {"test", "demo", "fmt", "docs", "policies"} <= targets
    assert [name for name in targets if not re.search(rf"^{name}:", makefile, re.M)] == []
    for name in re.findall(r"`([\w./]+/[\w.]+\.(?:py|yml|rego))`", CONTRIBUTING):
        assert name in WORKED or (ROOT / name).is_file() or (ROOT / "policies" / "lib" / name).is_file(), name


def test_links_between_the_pages_lead_somewhere() -> None:
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        for link in re.findall(r"\]\((?!https:)([^)#\s]+)", text):
            assert (ROOT / link).is_file(), f"{page}: {link}"


def test_the_version_has_a_section_in_the_changelog() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    [newest, *_] = re.findall(r"^## \[(.*?)\] - (?:unreleased|\d{4}-\d\d-\d\d)$", text, re.M)
    assert newest == validator.__version__
    assert f"\n[{newest}]: {validator.HOME}" in text


def test_a_release_is_built_as_the_tests_build_it() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8"))
    [build] = [step for step in workflow["jobs"]["build"]["steps"] if step.get("name") == "Build"]
    install, make = build["run"].splitlines()
    assert install.endswith('--require-hashes --only-binary ":all:" --requirement .ci/build-requirements.txt')
    assert make == "python -m build --no-isolation"
