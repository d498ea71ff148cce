"""Fixtures that every test may use. Tests run the real binaries; a missing one is a failure, never a skip."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from tests.cache.caching import Program
from tests.running import MERGEGATE, Command, Run
from validator.cachedir import cache_dir
from validator.cacheplace import VARIABLE
from validator.snapshot.disk import Disk
from validator.tools.find import require
from validator.tree.tree import Tree

settings.register_profile("mergegate", deadline=None)  # a busy machine is no failure
settings.load_profile("mergegate")

Files = Mapping[str, "str | bytes"]


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache in which no other test has left anything but the tools; returns its directory."""
    folder = tmp_path_factory.mktemp("cache")
    usual = cache_dir()
    assert usual is not None
    (folder / "tools").symlink_to(usual / "tools")
    monkeypatch.setenv(VARIABLE, str(folder))
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Callable[[Files], Path]:
    """Writes files (content by path) into a fresh directory and returns it."""
    root = tmp_path / "repository"

    def write(files: Files) -> Path:
        root.mkdir(exist_ok=True)
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return write


@pytest.fixture
def tree(repository: Callable[[Files], Path]) -> Callable[[Files], Tree]:
    """Writes files and returns the tree over all of them."""

    def make(files: Files) -> Tree:
        return Tree(Disk(repository(files), list(files)))

    return make


@pytest.fixture(scope="session")
def kustomize_binary() -> Path:
    """The kustomize that a check would use."""
    return require("kustomize").path


@pytest.fixture(scope="session")
def conftest_binary() -> Path:
    """The conftest that a check would use."""
    return require("conftest").path


@pytest.fixture
def program(tmp_path: Path, kustomize_binary: Path, conftest_binary: Path) -> Program:
    """The program in this process, with an empty cache; the tools are named, as they may be in the user's."""
    tools = {"MERGEGATE_KUSTOMIZE": str(kustomize_binary), "MERGEGATE_CONFTEST": str(conftest_binary)}
    return Program(tmp_path / "cache", tools)


@pytest.fixture
def mergegate(conftest_binary: Path, kustomize_binary: Path) -> Command:
    """Runs the program; the tools are named explicitly, so that PATH may be anything."""

    def run(*words: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Run:
        tools = {"MERGEGATE_KUSTOMIZE": str(kustomize_binary), "MERGEGATE_CONFTEST": str(conftest_binary)}
        finished = subprocess.run(
            [MERGEGATE, *words],
            env={**os.environ, **tools, **(env or {})},
            cwd=cwd,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )
        assert "Traceback" not in finished.stderr, finished.stderr
        return Run(finished.returncode, finished.stdout, finished.stderr)

    return run
