"""Repositories for the action: a good one, and changes that make it worse, break it, or are hostile."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.action.acting import ROOT

KUSTOMIZATION = "apps/web/overlays/production/kustomization.yaml"
DEPLOYMENT = "apps/web/base/deployment.yaml"


@dataclass
class Work:
    """A clone with a branch main; a change is merged into it as GitHub does for a pull request."""

    root: Path
    commits: list[str] = field(default_factory=list)

    def git(self, *words: str) -> str:
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
        done = subprocess.run(
            ["git", "-C", self.root, *identity, *words], check=True, capture_output=True, encoding="utf-8"
        )
        return done.stdout.strip()

    def commit(self, message: str = "a change") -> str:
        self.git("add", "--all", "--force")
        self.git("commit", "--quiet", "--message", message)
        return self.git("rev-parse", "HEAD")

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.root / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def merge(self, change: Callable[[Work], object]) -> None:
        """HEAD becomes the merge of a change into main."""
        self.git("checkout", "--quiet", "-b", "topic")
        change(self)
        self.commit()
        self.git("checkout", "--quiet", "main")
        self.git("merge", "--quiet", "--no-ff", "--message", "merge", "topic")


@pytest.fixture
def work(tmp_path: Path) -> Work:
    """A repository without defects."""
    root = tmp_path / "work"
    shutil.copytree(ROOT / "fixtures" / "clean", root)
    made = Work(root)
    made.git("init", "--quiet", "--initial-branch", "main")
    made.commit("the beginning")
    return made


@pytest.fixture
def binaries(kustomize_binary: Path, conftest_binary: Path) -> dict[str, str]:
    """The tools, named as a job may name them."""
    return {"MERGEGATE_KUSTOMIZE": str(kustomize_binary), "MERGEGATE_CONFTEST": str(conftest_binary)}
