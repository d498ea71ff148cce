"""This project as its users fetch it: a repository of one commit, made once for all tests of a session."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.change.histories import Repository, git

ROOT = Path(__file__).resolve().parents[2]
_OF_CI = ("CI_", "GITHUB_", "GITLAB_", "GIT_", "MERGEGATE_", "PRE_COMMIT", "PREK_")


def outside_of_ci() -> dict[str, str]:
    """The environment without what the CI that runs these tests, or a hook, says of itself."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_OF_CI)}


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A directory that all tests of a session share, also those of other workers; `make` fills it."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with _locked(shared / f"{name}.lock"):
        place = shared / name
        if not place.exists():
            make(place)
    return place


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    with file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def copy_project(place: Path) -> None:
    """Commit the project as it is in the work tree, changed or not, to a repository of its own."""
    fresh = Repository(place)
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in listed.split("\0"):
        if name and (ROOT / name).is_file():  # a deleted one is listed, too
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
    fresh.commit("the project")


def run(*words: str | Path, cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """How a program ended; stdout holds what it wrote anywhere."""
    return subprocess.run(
        words,
        cwd=cwd,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        timeout=300,
    )
