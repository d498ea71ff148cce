"""What another version of anything made that makes results is not taken for ours."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys
from pathlib import Path

import pytest

from validator.cache.database import Database
from validator.cache.salt import salt_of
from validator.options import Options
from validator.start import start


def test_other_readers_and_another_python_are_another_salt(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = salt_of(None)
    assert salt_of(None) == usual
    with monkeypatch.context() as patched:
        patched.setattr(importlib.metadata, "version", lambda name: f"9.9.{len(name)}")
        assert salt_of(None) != usual
    monkeypatch.setattr(sys, "version", "4.0.0")
    assert salt_of(None) != usual


def test_a_reader_that_was_replaced_is_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The salt is remembered by files and times, those of the readers too."""
    copies = tmp_path / "packages"
    for module in ("yaml", "yaml12"):
        (copies / module).mkdir(parents=True)
        (copies / module / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(copies)
    with Database(tmp_path / "results.db") as database:
        first = salt_of(database)
    monkeypatch.setattr(importlib.metadata, "version", lambda name: f"9.9.{len(name)}")
    with Database(tmp_path / "results.db") as database:
        assert salt_of(database) == first
    os.utime(copies / "yaml12" / "__init__.py", ns=(1, 1))
    with Database(tmp_path / "results.db") as database:
        assert salt_of(database) != first


def test_a_binary_of_the_user_that_was_replaced_is_another_tool(
    tmp_path: Path, conftest_binary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    binary = tmp_path / "conftest"
    shutil.copy2(conftest_binary, binary)
    monkeypatch.setenv("MERGEGATE_CONFTEST", str(binary))
    with start(Options(path=tmp_path)) as begun:
        before = begun.tools
    os.utime(binary, ns=(1, 1))
    with start(Options(path=tmp_path)) as begun:
        assert begun.tools != before
