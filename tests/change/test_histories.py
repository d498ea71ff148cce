"""Random histories: what is new in a change is what a full check after it has and one before it has not.

MERGEGATE_HISTORIES says how many of them are played, and MERGEGATE_SEED which; without it always the same.
"""

from __future__ import annotations

import os
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings

from tests.change.histories import History, histories
from tests.change.playing import Play, ask, compare

HISTORIES = int(os.environ.get("MERGEGATE_HISTORIES", "8"))
SEED = os.environ.get("MERGEGATE_SEED")
REAL = "GoogleCloudPlatform__bank-of-anthos"
BESIDE = Path(__file__).resolve().parents[3] / "shared" / "corpus"
ARCHIVE = Path(os.environ.get("MERGEGATE_CORPUS", BESIDE)) / f"{REAL}.tar.xz"

_settings: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "derandomize": SEED is None,
    "database": None,
}


@pytest.fixture(autouse=True)
def tools(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kustomize_binary: Path, conftest_binary: Path
) -> None:
    """A cache of our own, so that tools have to be named."""
    monkeypatch.setenv("MERGEGATE_KUSTOMIZE", str(kustomize_binary))
    monkeypatch.setenv("MERGEGATE_CONFTEST", str(conftest_binary))
    monkeypatch.setenv("MERGEGATE_CACHE_DIR", str(tmp_path))


def chosen(function: Any) -> Any:
    """The histories that the seed names."""
    return seed(int(SEED))(function) if SEED else function


@chosen
@settings(max_examples=HISTORIES, **_settings)
@given(history=histories())
def test_a_change_is_the_difference_of_two_full_checks(history: History) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for change in Play(Path(folder).resolve(), history).changes():
            compare(change)


@chosen
@settings(max_examples=max(HISTORIES // 2, 1), **_settings)
@given(history=histories(only_harmless=True, most=2))
def test_what_changes_no_object_introduces_nothing(history: History) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for change in Play(Path(folder).resolve(), history).changes():
            base, head = change.base.full, change.head
            compare(change)
            failed = base.error or head.error or base.failed or head.failed
            if not failed and base.environments == head.environments:
                new = [finding for finding in change.told.report["findings"] if finding["state"] == "new"]
                assert new == []


@pytest.mark.skipif(not ARCHIVE.exists(), reason="the corpus is not at hand")
def test_it_is_so_in_a_real_repository(tmp_path: Path) -> None:
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(tmp_path, filter="data")

    @chosen
    @settings(max_examples=max(HISTORIES // 8, 1), **_settings)
    @given(history=histories(root=tmp_path / REAL, most=2))
    def play(history: History) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for change in Play(Path(folder).resolve(), history).changes():
                compare(change)

    play()


@chosen
@settings(max_examples=max(HISTORIES // 4, 1), **_settings)
@given(history=histories(most=2))
def test_the_cache_changes_no_byte(history: History) -> None:
    with tempfile.TemporaryDirectory() as folder:
        play = Play(Path(folder).resolve(), history)
        for change in play.changes():
            root = play.repository.root
            assert ask(root, "--no-cache") == ask(root) == ask(root)
            if change.words != ("--staged",):  # which is committed by now
                assert ask(root, *change.words, "--no-cache") == change.told == ask(root, *change.words)
