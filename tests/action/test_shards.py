"""The workflow of a matrix, run by the real `act`: shards find, one job judges, and what is lost fails."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from action.event import read_event
from action.keys import cache_outputs
from action.plan import make_plan
from tests.action.acting import SAMPLES, act
from tests.action.conftest import KUSTOMIZATION, Work
from tests.action.test_events import HOSTILE, a_pull_request, assert_code, errors, make_worse
from tests.action.test_steps import PULL, Given, given, outputs, plan, step
from validator.errors import UsageError

SAMPLE = SAMPLES["docs/github.md"]
MATRIX = SAMPLE.replace("[1, 2, 3]", "[1, 2]").replace("of: [3]", "of: [2]")  # two jobs show as much
COUNTS = ("errors", "warnings", "notes", "known", "overlays", "failed")

__all__ = ["given"]


# ---- the workflow ------------------------------------------------------------------------------


def without_difference(summary: str) -> str:
    return re.sub(r"\n<details><summary>What this change does.*", "", summary, flags=re.S)


def test_shards_of_a_pull_request_are_one_check(
    given: Given, work: Work, tmp_path: Path, binaries: dict[str, str]
) -> None:
    work.merge(make_worse)
    merged = act(work.root, "pull_request", a_pull_request(), tmp_path, env=binaries, text=MATRIX)
    assert_code(merged, 1)
    one = run(given, tmp_path, binaries, "pull_request", a_pull_request(), PULL)
    log = (tmp_path / "log").read_text().splitlines()
    assert [line.rstrip() for line in merged.commands] == [line for line in log if line.startswith("::")]
    assert errors(merged)
    summary = without_difference((tmp_path / "summary").read_text())
    assert "error" in summary
    assert merged.summary.strip().endswith(summary.strip())
    assert (merged.record / "sarif").read_bytes() == Path(one["sarif"]).read_bytes()
    assert [merged.outputs[name] for name in COUNTS] == [one[name] for name in COUNTS]
    assert [shard["outcome"] for shard in merged.shards] == ["success"] * 2
    assert {shard["exit-code"] for shard in merged.shards} == {"0", "1"}  # what a shard found is no verdict
    assert {shard["sarif"] for shard in merged.shards} == {""}
    assert len(merged.given("upload")) == 1
    assert len({given["key"] for given in merged.given("save")}) == 3  # each keeps what is its own


def test_a_shard_that_could_not_check_fails_and_so_does_the_merge(
    work: Work, tmp_path: Path, binaries: dict[str, str]
) -> None:
    """The others go on; the merge says what is missing."""
    text = MATRIX.replace("[1, 2]", "[1, 3]")
    merged = act(work.root, "push", {}, tmp_path, env=binaries, text=text)
    assert merged.outputs["exit-code"] == "3"
    assert merged.code == 1
    assert sorted(shard["exit-code"] for shard in merged.shards) == ["0", "2"]
    assert sorted(shard["outcome"] for shard in merged.shards) == ["failure", "success"]
    assert any("shard 2/2 missing" in line for line in errors(merged))
    assert any('input shard: "3/2" is no shard' in line for line in errors(merged))
    assert merged.given("upload") == []


def test_the_merge_is_never_skipped() -> None:
    """https://docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/control-jobs-with-conditions"""
    assert "needs: shard\n    if: ${{ always() }}" in SAMPLE
    assert "fail-fast: false" in SAMPLE


# ---- the steps ---------------------------------------------------------------------------------


def run(given: Given, tmp_path: Path, binaries: dict[str, str], *event: Any, **inputs: str) -> dict[str, str]:
    """The outputs of the step that checks."""
    for name in ("output", "summary"):
        (tmp_path / name).unlink(missing_ok=True)
    given(*event, path=str(tmp_path / "work"), cache="false", **inputs)
    plan().write(tmp_path)
    ended = step("check", tmp_path, binaries)
    assert ended.returncode == 0, ended.stderr
    (tmp_path / "log").write_text(ended.stdout)
    return outputs(tmp_path)


def share(given: Given, tmp_path: Path, binaries: dict[str, str]) -> list[dict[str, str]]:
    """The outputs of two shards, whose reports are in a directory."""
    (tmp_path / "shards").mkdir()
    found = []
    for number in (1, 2):
        found.append(run(given, tmp_path, binaries, shard=f"{number}/2", upload_sarif="true", comment="true"))
        report = Path(found[-1]["report"])
        assert report.name == f"mergegate-shard-{number}-of-2.json"
        report.rename(tmp_path / "shards" / report.name)
    return found


def test_a_shard_tells_of_what_it_found_in_the_log_alone(
    given: Given, work: Work, tmp_path: Path, binaries: dict[str, str]
) -> None:
    make_worse(work)
    work.commit()
    found = share(given, tmp_path, binaries)
    assert {one["exit-code"] for one in found} == {"0", "1"}
    for one in found:
        assert (one["ends-with"], one["upload-sarif"], one["comment"]) == ("0", "false", "false")
    assert not (tmp_path / "summary").exists()
    assert "Shard 2/2 is checked. What it found counts where all shards are merged." in (
        log := (tmp_path / "log").read_text()
    )
    assert not [line for line in log.splitlines() if line.startswith("::")]


def test_an_overlay_that_no_finding_tells_of_fails_the_shard_and_the_merge(
    given: Given, work: Work, tmp_path: Path, binaries: dict[str, str]
) -> None:
    work.edit(KUSTOMIZATION, "- database.yaml", "- databases.yaml")
    (work.root / ".mergegate.yaml").write_text("rules: {overlay-build-failed: warning}\n")
    work.commit()
    found = share(given, tmp_path, binaries)
    assert sorted(one["ends-with"] for one in found) == ["0", "3"]
    merged = run(given, tmp_path, binaries, merge=str(tmp_path / "shards"))
    assert (merged["exit-code"], merged["failed"], merged["overlays"]) == ("3", "1", "5")
    assert (merged["sarif"], merged["upload-sarif"]) == ("", "false")
    assert "Not everything was checked (exit code 3)" in (tmp_path / "summary").read_text()


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("mergegate-shard-1-*", "shard 1/2 missing"),
        ("*", "holds no report of a shard"),
    ],
)
def test_what_is_lost_is_no_pass(
    lost: str, said: str, given: Given, work: Work, tmp_path: Path, binaries: dict[str, str]
) -> None:
    share(given, tmp_path, binaries)
    for file in (tmp_path / "shards").glob(lost):
        file.unlink()
    merged = run(given, tmp_path, binaries, merge=str(tmp_path / "shards"))
    assert (merged["exit-code"], merged["ends-with"], merged["sarif"]) == ("3", "3", "")
    assert said in (tmp_path / "log").read_text()
    assert said in (tmp_path / "summary").read_text()


@pytest.mark.parametrize("value", ["2", "3/2", "0/2", HOSTILE, "1/2 1/2", "--help"])
def test_a_shard_that_is_none_is_refused(given: Given, value: str) -> None:
    given(shard=value)
    with pytest.raises(UsageError, match=r"^input shard: .* is no shard"):
        plan()


@pytest.mark.parametrize("name", ["shard", "config", "engine", "opa_url", "base"])
def test_a_merge_asks_no_other_question_than_its_shards(given: Given, name: str) -> None:
    given(merge="shards", **{name: "1/2"})
    with pytest.raises(UsageError, match=f"^input merge: {name.replace('_', '-')} are for the shards"):
        plan()


def test_the_directory_of_a_merge_is_one_of_the_workspace_or_an_absolute_one(
    given: Given, tmp_path: Path
) -> None:
    given(merge=HOSTILE)
    assert plan().merge == f"{tmp_path}/work/{HOSTILE}"
    given(merge="/elsewhere")
    assert plan().merge == "/elsewhere"


def test_shards_remember_apart_and_the_commit_is_the_same(given: Given) -> None:
    given("pull_request", a_pull_request(), PULL)
    event = read_event()
    parts = ("", "1-of-12-", "11-of-12-", "merge-")
    keys = [str(cache_outputs(event, part)["results-key"]) for part in parts]
    for one in keys:
        assert one.endswith("5" * 40)
        assert not [other for other in keys if other != one and other.startswith(one[: -len("5" * 40)])]
    assert make_plan(event).base == "auto"
