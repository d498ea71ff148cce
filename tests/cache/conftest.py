"""The program with a fresh cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cache.caching import Program


@pytest.fixture
def program(tmp_path: Path, kustomize_binary: Path, conftest_binary: Path) -> Program:
    """`mergegate` with an empty cache; the tools are named, as they may be in the user's."""
    tools = {"MERGEGATE_KUSTOMIZE": str(kustomize_binary), "MERGEGATE_CONFTEST": str(conftest_binary)}
    return Program(tmp_path / "cache", tools)
