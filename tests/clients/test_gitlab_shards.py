"""GitLab's jobs that share a check, by the real gitlab-ci-local: the merge has what one job would have."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from tests.clients.sources import run
from tests.clients.test_gitlab import (
    COMPONENTS,
    PASSPHRASE,
    SECRET,
    Pipeline,
    command,
    pipeline,
    plain,
    with_,
)
from tests.running import MERGEGATE

__all__ = ["command", "pipeline"]

LOCALLY = ("--force-shell-executor", "--shell-isolation", "--no-json-schema-validation")


@pytest.fixture
def shared(pipeline: Pipeline) -> Pipeline:
    """The project with the component for many machines in place of the other."""
    root = pipeline.repository.root
    file = root / ".gitlab-ci.yml"
    [include] = yaml.safe_load(file.read_text())["include"]
    shutil.copy(COMPONENTS["mergegate-shards"], root / "ci/mergegate.yml")
    words = {**include, "inputs": {**include["inputs"], "shards": 2}}
    file.write_text(yaml.safe_dump({"include": [words]}))
    pipeline.repository.commit()
    pipeline.repository.git("update-ref", "refs/remotes/origin/main", "HEAD")
    return pipeline


def jobs(pipeline: Pipeline, *words: str, **env: str) -> tuple[dict[str, int], str]:
    """How each job ended, by its name, and the log."""
    log = plain(pipeline.run(*LOCALLY, *words, **env).stdout)
    assert PASSPHRASE not in log
    found = re.findall(r"^(mergegate\S*(?: \[\d/\d\])?) +finished in .*? m?s(?: +FAIL (\d+))?", log, re.M)
    ended = {name: int(code or 0) for name, code in found}
    return ended, log


def of_merge_request(pipeline: Pipeline) -> list[str]:
    """Words for the jobs of a merge request, which is a commit on top of main."""
    variables = {
        "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": main(pipeline),
    }
    words = [word for pair in variables.items() for word in ("--variable", "=".join(pair))]
    return [*words, "--unset-variable", "CI_COMMIT_BRANCH"]


def main(pipeline: Pipeline) -> str:
    return pipeline.repository.git("rev-parse", "refs/remotes/origin/main").strip()


@with_("shop", arguments="--fail-on warning")
def test_the_reports_of_a_merge_request_are_those_of_one_machine(shared: Pipeline, tmp_path: Path) -> None:
    shared.repository.git("checkout", "--quiet", "-b", "feature")
    shared.append("apps/catalog/base/service.yaml", SECRET)
    formats = {"markdown": "report.md", "gitlab": "codequality.json"}
    formats |= {"junit": "junit.xml", "sarif": "mergegate.sarif"}
    outputs = [f"--output={name}={tmp_path / file}" for name, file in formats.items()]
    words = ("check", f"--base={main(shared)}", "--fail-on=warning", *outputs)
    one = run(MERGEGATE, *words, cwd=shared.repository.root, env=dict(shared.env))
    assert one.returncode == 1, one.stdout
    ended, log = jobs(shared, *of_merge_request(shared))
    assert ended == {"mergegate-shard: [1/2]": 0, "mergegate-shard: [2/2]": 0, "mergegate": 1}, log
    assert shared.issues
    for file in formats.values():
        merged = shared.artifacts / "mergegate-reports" / file
        assert merged.read_bytes() == (tmp_path / file).read_bytes(), file


def test_a_shard_that_is_lost_fails_the_merge(shared: Pipeline) -> None:
    """The default branch; the machine of a shard ends before it has checked."""
    file = shared.repository.root / ".gitlab-ci.yml"
    ends = {"mergegate-shard": {"before_script": ['test "$CI_NODE_INDEX" != 2']}}
    shared.write(".gitlab-ci.yml", file.read_text() + yaml.safe_dump(ends))
    ended, log = jobs(shared)
    assert ended == {"mergegate-shard: [1/2]": 0, "mergegate-shard: [2/2]": 1, "mergegate": 3}, log
    assert "shard 2/2 missing: what nobody reports of is not checked" in log
    assert not list((shared.artifacts / "mergegate-reports").glob("*"))


def test_what_a_commit_holds_is_no_report_of_a_shard(shared: Pipeline) -> None:
    """Nor is a Secret removed before it is checked, as the reports of an earlier job are."""
    (shared.repository.root / "mergegate-shards").mkdir()
    (shared.repository.root / "mergegate-shards/shard-1.json").write_text(SECRET)
    shared.repository.git("add", "--force", "mergegate-shards")
    shared.repository.commit()
    ended, log = jobs(shared)
    assert ended == {"mergegate-shard: [1/2]": 3, "mergegate-shard: [2/2]": 3, "mergegate": 3}, log
    assert "git tracks what this job keeps for itself" in log


@with_(arguments="--select no-such-rule")
def test_shards_that_cannot_check_fail_and_so_does_the_merge(shared: Pipeline) -> None:
    ended, log = jobs(shared)
    assert ended == {"mergegate-shard: [1/2]": 2, "mergegate-shard: [2/2]": 2, "mergegate": 3}, log
    assert "no shard has left a report" in log


def test_the_jobs_are_some_that_gitlab_takes(shared: Pipeline) -> None:
    shown = shared.run("--preview").stdout
    assert "json schema validated" in shown, shown
    found = yaml.safe_load(shown.partition("---")[2])
    assert found["mergegate-shard"]["parallel"] == 2
