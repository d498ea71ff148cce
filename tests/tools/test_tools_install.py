"""Installing: whole or not at all, and never anything but the pinned release."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tools.releases import SAYS_PINNED, Releases, tar_of, tar_of_link, zip_of
from validator import process, tools
from validator.errors import ToolError
from validator.tools.find import Tool
from validator.tools.install import install
from validator.tools.pins import PINS, Pin

GOOD = tar_of(("LICENSE", b"words"), ("kustomize", SAYS_PINNED))
ENTRY = ("tools", "kustomize", "5.8.1")


@pytest.fixture
def said() -> list[str]:
    """The lines of progress."""
    return []


@pytest.fixture
def run(said: list[str]) -> Callable[[Pin], Tool]:
    """Installs one pin."""
    return lambda pin: install([pin.name], progress=said.append, pins={pin.name: pin})[0]


Run = Callable[[Pin], Tool]


def left_in(cache: Path) -> list[str]:
    return sorted(str(path.relative_to(cache)) for path in cache.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("kustomize.tar.gz", GOOD),
        ("kustomize.zip", zip_of(("kustomize", SAYS_PINNED))),
        ("kustomize", SAYS_PINNED),
    ],
)
def test_a_release_is_installed_and_found(
    releases: Releases, run: Run, tmp_path: Path, said: list[str], name: str, body: bytes
) -> None:
    installed = run(releases.pin(body, name))
    assert installed.path == tmp_path.joinpath("cache", *ENTRY, "kustomize")
    assert tools.find("kustomize") == installed
    assert installed.origin == "cache"
    assert installed.path.read_bytes() == SAYS_PINNED
    assert json.loads((installed.path.parent / "installed.json").read_bytes()) == {
        "sha256": hashlib.sha256(SAYS_PINNED).hexdigest(),
        "size": len(SAYS_PINNED),
        "source": "download",
    }
    assert left_in(tmp_path / "cache") == [
        f"{'/'.join(ENTRY)}/{file}" for file in ("installed.json", "kustomize")
    ]
    assert said == [
        f"kustomize 5.8.1: download of {releases.address}/{name}",
        f"kustomize 5.8.1: installed in {installed.path.parent}",
    ]


def test_what_is_installed_is_not_downloaded_again(releases: Releases, run: Run, said: list[str]) -> None:
    pin = releases.pin(GOOD)
    first = run(pin)
    said.clear()
    assert run(pin) == first
    assert (len(releases.asked), said) == (1, [])


def test_a_suitable_one_on_path_is_enough(
    releases: Releases, run: Run, script: Callable[..., Path], tmp_path: Path
) -> None:
    path = script("kustomize", "echo v5.6.0")
    assert run(releases.pin(GOOD)).path == path
    assert releases.asked == []
    assert not (tmp_path / "cache" / "tools" / "kustomize").exists()


def test_one_on_path_that_is_too_old_is_not(
    releases: Releases, run: Run, script: Callable[..., Path]
) -> None:
    script("kustomize", "echo v5.4.3")
    assert run(releases.pin(GOOD)).origin == "cache"


def test_an_unusable_explicit_one_stops_the_installation(
    releases: Releases, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MERGEGATE_KUSTOMIZE", "/nowhere/kustomize")
    with pytest.raises(ToolError, match="which does not exist"):
        run(releases.pin(GOOD))
    assert releases.asked == []


def fails(run: Run, pin: Pin, tmp_path: Path) -> str:
    """The error's message, after a look at what it left behind: nothing."""
    with pytest.raises(ToolError) as caught:
        run(pin)
    assert left_in(tmp_path / "cache") == []
    assert tools.find(pin.name) is None
    return str(caught.value)


def test_another_hash_is_refused_and_go_is_not_asked(
    releases: Releases, run: Run, tmp_path: Path, script: Callable[..., Path]
) -> None:
    script("go", f"echo ran > {tmp_path}/go-ran")
    message = fails(run, releases.pin(GOOD, sha256="0" * 64), tmp_path)
    assert "sent something else than the release" in message
    assert hashlib.sha256(GOOD).hexdigest() in message
    assert not (tmp_path / "go-ran").exists()


def break_off(releases: Releases) -> None:
    releases.missing_bytes = 7


def answer_500(releases: Releases) -> None:
    releases.status = 503


def answer_404(releases: Releases) -> None:
    releases.bodies.clear()


@pytest.mark.parametrize(
    ("trouble", "reason", "asked"),
    [
        (break_off, f"the answer broke off after {len(GOOD) - 7} of {len(GOOD)} bytes", 2),
        (answer_500, "503 Service Unavailable", 2),
        (answer_404, "404 Not Found", 1),
    ],
)
def test_where_nothing_works_every_reason_is_given(
    releases: Releases,
    run: Run,
    tmp_path: Path,
    trouble: Callable[[Releases], None],
    reason: str,
    asked: int,
) -> None:
    pin = releases.pin(GOOD)
    trouble(releases)
    assert fails(run, pin, tmp_path).splitlines() == [
        "cannot install kustomize 5.8.1:",
        f"  download of {releases.address}/kustomize.tar.gz: {reason}",
        "  build of sigs.k8s.io/kustomize/kustomize/v5@v5.8.1: there is no go on PATH",
        "make one of these ways work and run this again; or install kustomize >=5.5,<6 yourself and put it "
        "on PATH, or name it in MERGEGATE_KUSTOMIZE",
    ]
    assert len(releases.asked) == asked


def test_an_answer_that_breaks_off_once_is_asked_for_again(releases: Releases, run: Run) -> None:
    releases.missing_bytes = 7

    def mend() -> None:
        releases.missing_bytes = 7 if len(releases.asked) == 1 else 0

    releases.before = mend
    assert run(releases.pin(GOOD)).version == "5.8.1"


def test_a_server_that_is_not_there_and_no_pinned_release_are_reasons(run: Run, tmp_path: Path) -> None:
    pin = Releases("http://127.0.0.1:1").pin(GOOD)
    assert "Connection refused" in fails(run, pin, tmp_path)
    assert "none is pinned for" in fails(run, replace(pin, assets={}), tmp_path)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (tar_of(("../kustomize", SAYS_PINNED)), "kustomize' not found"),
        (tar_of(("bin/kustomize", SAYS_PINNED)), "kustomize' not found"),
        (tar_of_link("kustomize", "/bin/sh"), "kustomize is no regular file"),
        (b"no archive", "it cannot be unpacked"),
        (GOOD[:-60], "it cannot be unpacked"),
        (tar_of(("kustomize", b"#!/bin/sh\necho v5.8.0\n")), "it is version 5.8.0, not 5.8.1"),
        (tar_of(("kustomize", b"#!/bin/sh\nexit 1\n")), "`kustomize version` ended with code 1"),
        (tar_of(("kustomize", b"\x7fELF of another machine")), "cannot start"),
    ],
    ids=["above", "elsewhere", "link", "garbage", "cut off", "another version", "broken", "another machine"],
)
def test_an_archive_that_does_not_hold_the_tool_is_a_reason(
    releases: Releases, run: Run, tmp_path: Path, body: bytes, reason: str
) -> None:
    assert reason in fails(run, releases.pin(body), tmp_path)


def test_no_path_of_an_archive_is_ever_written(releases: Releases, run: Run, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    hostile = [(f"{'../' * depth}planted", b"x") for depth in range(8)] + [(str(tmp_path / "planted"), b"x")]
    run(releases.pin(tar_of(*hostile, ("kustomize", SAYS_PINNED))))
    assert list(tmp_path.rglob("planted*")) == []
    assert {path.name for path in set(tmp_path.iterdir()) - before} == {"cache"}


def damage(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"echo", b"ECHO"))


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5])


def lose_record(path: Path) -> None:
    (path.parent / "installed.json").unlink()


def spoil_record(path: Path) -> None:
    (path.parent / "installed.json").write_text("[]")


@pytest.mark.parametrize("harm", [damage, cut_off, lose_record, spoil_record])
def test_a_damaged_entry_is_installed_anew(
    releases: Releases, run: Run, tmp_path: Path, said: list[str], harm: Callable[[Path], None]
) -> None:
    pin = releases.pin(GOOD)
    installed = run(pin)
    harm(installed.path)
    if harm is not damage:  # finding looks at the size, not at the hash, for a check has no time for it
        assert tools.find("kustomize") is None
    assert run(pin) == installed
    assert installed.path.read_bytes() == SAYS_PINNED
    assert f"kustomize 5.8.1: {installed.path.parent} is damaged, installing anew" in said
    assert len(left_in(tmp_path / "cache")) == 2


def arguments(pin: Pin) -> list[str]:
    (asset,) = pin.assets.values()
    return [sys.executable, str(Path(__file__).with_name("installer.py")), asset.url, asset.sha256]


@pytest.mark.parametrize("damaged", [False, True])
def test_two_installers_at_once_both_succeed(
    releases: Releases, run: Run, tmp_path: Path, damaged: bool
) -> None:
    pin = releases.pin(GOOD)
    if damaged:
        damage(run(pin).path)
    together = threading.Barrier(2)  # neither gets its archive before both have asked
    releases.before = lambda: together.wait(30)
    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(lambda _: process.run(arguments(pin), timeout=60), range(2)))
    assert [(done.code, done.stderr) for done in ended if done.code] == []
    assert len({done.stdout for done in ended}) == 1
    assert Path(ended[0].stdout.decode()).read_bytes() == SAYS_PINNED
    assert len(left_in(tmp_path / "cache")) == 2


def test_an_installer_that_is_killed_leaves_nothing_that_is_found(
    releases: Releases, run: Run, tmp_path: Path
) -> None:
    pin = releases.pin(GOOD)
    releases.hang_after = 10
    assert process.run(arguments(pin), timeout=1.5).timed_out
    assert tools.find("kustomize") is None
    (left,) = (tmp_path / "cache" / "tools" / "kustomize").iterdir()
    releases.hang_after = None
    run(pin)
    assert left.exists()  # it could belong to an installer that is at work
    yesterday = time.time() - 25 * 3600
    os.utime(left, (yesterday, yesterday))
    cut_off(run(pin).path)
    run(pin)
    assert not left.exists()


def test_a_cache_that_cannot_be_written_is_said_so(
    releases: Releases,
    run: Run,
    tmp_path: Path,
    nobody: AbstractContextManager[None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "cache").write_text("a file in the way")
    with pytest.raises(ToolError, match=f"cannot write to {tmp_path}/cache.*MERGEGATE_CACHE_DIR"):
        run(releases.pin(GOOD))
    with tempfile.TemporaryDirectory() as root:
        Path(root).chmod(0o555)
        monkeypatch.setenv("MERGEGATE_CACHE_DIR", f"{root}/cache")
        with nobody, pytest.raises(ToolError, match="Permission denied"):
            run(releases.pin(GOOD))
    assert releases.asked == []


def test_everybody_may_use_what_one_user_installed(releases: Releases, run: Run) -> None:
    path = run(releases.pin(GOOD)).path
    assert path.stat().st_mode & 0o777 == path.parent.stat().st_mode & 0o777 == 0o755


def test_the_order_is_the_callers(releases: Releases, script: Callable[..., Path]) -> None:
    for name, said in (("kustomize", "v5.8.1"), ("conftest", "Conftest: 0.70.1"), ("opa", "Version: 1.20.2")):
        script(name, f"echo {said}")
    names = ["opa", "kustomize", "conftest"]
    assert [tool.name for tool in install(names, progress=lambda _: None, pins=PINS)] == names
