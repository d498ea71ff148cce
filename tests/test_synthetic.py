"""The repository that benchmarks are run on: as many overlays as asked for, all build, the same each time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.running import Command

SCRIPT = Path(__file__).parents[1] / ".ci" / "synthetic.py"


def make(count: int, root: Path) -> str:
    subprocess.run([sys.executable, SCRIPT, str(count), root], check=True)
    words = ["git", "-c", "safe.directory=*", "rev-parse", "HEAD"]
    return subprocess.run(words, cwd=root, check=True, capture_output=True, encoding="utf-8").stdout


def test_it_has_as_many_overlays_as_asked_for(tmp_path: Path, mergegate: Command) -> None:
    make(60, tmp_path / "made")
    run = mergegate("check", tmp_path / "made", "--format", "json")
    assert run.code == 1, run.err
    overlays = run.report["overlays"]
    assert (len(overlays), {one["status"] for one in overlays}) == (60, {"checked"})
    assert {one["environment"] for one in overlays} == {"production", "staging", "development"}
    named = {kind for one in overlays for kind in (by["kind"] for by in one["named_by"])}
    assert named == {"ApplicationSet"}
    assert "pod-image-mutable-tag" in run.rules


def test_it_is_the_same_each_time(tmp_path: Path) -> None:
    assert make(3, tmp_path / "one") == make(3, tmp_path / "two")


def test_it_writes_over_nothing(tmp_path: Path) -> None:
    words = [sys.executable, SCRIPT, "3", tmp_path]
    assert subprocess.run(words, check=False, capture_output=True).returncode != 0
    assert list(tmp_path.iterdir()) == []
