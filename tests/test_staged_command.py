"""`mergegate check --staged` says when there is nothing for it to look at."""

from __future__ import annotations

from pathlib import Path

from tests.cache.caching import Program
from tests.change.histories import Repository


def test_that_nothing_is_staged_is_said(tmp_path: Path, program: Program) -> None:
    """As of a CI that runs the hooks on all files, where the check of what is staged passes."""
    work = Repository(tmp_path / "work")
    told = "mergegate: nothing is staged; `mergegate check` checks everything\n"
    work.write({"a/kustomization.yaml": b"resources: []\n"})
    work.git("add", "--all")
    assert program.check(work.root, "--staged").err == ""  # the first commit
    work.commit()
    for _ in range(2):  # also where the report is remembered
        assert program.check(work.root, "--staged").err == told
    (work.root / "a/kustomization.yaml").write_text("resources: []\nnamePrefix: a-\n")
    assert program.check(work.root, "--staged").err == told
    assert program.check(work.root).err == ""
    assert program.check(work.root, "--staged", "--base", "HEAD").err == ""
    work.git("add", "--all")
    assert program.check(work.root, "--staged").err == ""
