"""Release files that are kept: used if they have the pinned hash, whoever put them there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools.releases import SAYS_PINNED, Releases, tar_of
from validator.errors import ToolError
from validator.tools.install import install
from validator.tools.pins import Pin
from validator.tools.release import DOWNLOADS

GOOD = tar_of(("kustomize", SAYS_PINNED))
FORGED = tar_of(("kustomize", b"#!/bin/sh\necho v5.8.1; touch pwned\n"))


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the release of kustomize is kept."""
    folder = tmp_path / "not" / "there" / "yet"
    monkeypatch.setenv(DOWNLOADS, str(folder))
    return folder / "kustomize.tar.gz"


def run(
    pin: Pin, tmp_path: Path, cache: str, monkeypatch: pytest.MonkeyPatch, *, pinned: bool = False
) -> bytes:
    """What is installed into a cache that is empty."""
    monkeypatch.setenv("MERGEGATE_CACHE_DIR", str(tmp_path / cache))
    [tool] = install([pin.name], progress=lambda _: None, pins={pin.name: pin}, pinned=pinned)
    return tool.path.read_bytes()


def test_a_release_is_fetched_once(
    releases: Releases, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin = releases.pin(GOOD)
    assert run(pin, tmp_path, "a", monkeypatch) == run(pin, tmp_path, "b", monkeypatch) == SAYS_PINNED
    assert len(releases.asked) == 1
    assert [file.name for file in kept.parent.iterdir()] == ["kustomize.tar.gz"]
    assert kept.read_bytes() == GOOD


@pytest.mark.parametrize("content", [FORGED, GOOD[:-1], b""])
def test_what_is_not_the_release_is_fetched_anew(
    releases: Releases, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    kept.parent.mkdir(parents=True)
    kept.write_bytes(content)
    assert run(releases.pin(GOOD), tmp_path, "a", monkeypatch) == SAYS_PINNED
    assert len(releases.asked) == 1
    assert kept.read_bytes() == GOOD


def test_a_download_that_is_not_the_release_is_not_kept(
    releases: Releases, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ToolError, match="something else than the release"):
        run(releases.pin(FORGED, sha256="0" * 64), tmp_path, "a", monkeypatch)
    assert not kept.exists()


def test_a_place_that_cannot_be_written_costs_a_download(
    releases: Releases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(DOWNLOADS, str(tmp_path / "file" / "below"))
    assert run(releases.pin(GOOD), tmp_path, "a", monkeypatch) == SAYS_PINNED


def test_the_pinned_one_is_installed_although_path_has_another(
    releases: Releases, script: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script("kustomize", "echo v5.6.0")
    pin = releases.pin(GOOD)
    assert run(pin, tmp_path, "a", monkeypatch, pinned=True) == SAYS_PINNED
    named = script("mine", "echo v5.6.0", at=tmp_path)
    monkeypatch.setenv("MERGEGATE_KUSTOMIZE", str(named))
    assert run(pin, tmp_path, "b", monkeypatch, pinned=True) == named.read_bytes()
