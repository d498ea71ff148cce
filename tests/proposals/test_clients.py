"""The files for CIs are the samples that the README shows, and are clean for any branch."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.action.acting import OURS, ROOT, gotool, sample
from tests.clients.sources import outside_of_ci
from validator.errors import UsageError
from validator.proposals.clients import hooks, hooks_entry, job, workflow

README = (ROOT / "README.md").read_text()
TOOLS = Path(sys.executable).parent
BRANCHES = {  # and the patterns that mean them at GitHub
    "main": "main",
    "release/1.x": "release/1.x",
    "2.0": "2.0",
    "on": "on",
    "no": "no",
    "0x1F": "0x1F",
    "2027-03-31": "2027-03-31",
    "a,b": "a,b",
    "a]b}": "a]b}",
    "#1": "#1",
    'it\'s"this"': 'it\'s"this"',
    "${github.token}}": "${github.token}}",
    "c++": r"c\+\+",
    "!important": r"\!important",
    "@BRANCH@": "@BRANCH@",
    "日本語": "日本語",
    "a\u202eb\x85\u2028": "a\u202eb\x85\u2028",
    "&anchor": "&anchor",
}


def test_the_workflow_is_the_readmes() -> None:
    assert workflow() == sample()


def test_the_hooks_are_the_readmes() -> None:
    assert f"```yaml\n{hooks()}```" in README
    head, _, entry = hooks().partition("\nrepos:\n")
    assert entry == hooks_entry()
    manifest = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    stages = {stage for one in manifest for stage in one["stages"]}
    assert set(yaml.safe_load(head)["default_install_hook_types"]) == stages - {"manual"}


def test_the_job_is_the_readmes() -> None:
    assert f"```yaml\n{job()}```" in README


@pytest.mark.parametrize("branch", BRANCHES)
def test_any_branch_is_quoted(branch: str) -> None:
    text = workflow(branch)
    assert yaml.load(text, yaml.BaseLoader)["on"]["push"]["branches"] == [BRANCHES[branch]]
    assert yaml.safe_load(text)[True]["push"]["branches"] == [BRANCHES[branch]]
    assert text.replace(text.splitlines()[5], "    branches: [main]") == workflow()
    assert all(char == "\n" or char.isprintable() for char in text)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "caf\udce9",
            "",
            "@",
            "a b",
            "a~1",
            "a^",
            "a:b",
            "a?",
            "a*",
            "a[b",
            "a\\b",
            "a..b",
            "a@{b",
            "-a",
            "/a",
        ),
        *("a/", "a//b", ".a", "a/.b", "a.", "a.lock", "a.lock/b", "a\nb", "a\x7f"),
        *("${{ github.token }}", "${{secrets.A}}"),
    ],
)
def test_what_no_workflow_can_name_is_a_usage_error(name: str) -> None:
    with pytest.raises(UsageError, match="is no branch that a workflow can name"):
        workflow(name)


def test_the_linters_take_the_workflow_of_any_branch(tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    files = []
    for number, branch in enumerate(BRANCHES):
        file = folder / f"{number}.yml"
        file.write_text(re.sub(rf"({OURS}@)\S+.*", rf"\g<1>{'0' * 40} # v0.1.0", workflow(branch)))
        files.append(file)
    clean(tmp_path, gotool("actionlint"), "-no-color", *files)
    clean(tmp_path, TOOLS / "zizmor", "--offline", "--quiet", files[0])
    clean(tmp_path, TOOLS / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *files)


def test_the_hooks_are_what_pre_commit_reads(tmp_path: Path) -> None:
    file = tmp_path / ".pre-commit-config.yaml"
    file.write_text(hooks())
    clean(tmp_path, TOOLS / "pre-commit", "validate-config", file)


def test_the_job_is_what_gitlab_reads(tmp_path: Path) -> None:
    file = tmp_path / ".gitlab-ci.yml"
    file.write_text(job())
    clean(tmp_path, TOOLS / "check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", file)


def clean(folder: Path, *words: str | Path) -> None:
    done = subprocess.run(words, cwd=folder, env=outside_of_ci(), capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
