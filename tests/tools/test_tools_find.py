"""Where a tool is found, and why one is not taken."""

from __future__ import annotations

import os
import pwd
import shutil
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from validator import tools
from validator.cachedir import cache_dir
from validator.errors import ToolError
from validator.tools.pins import PINS

Script = Callable[..., Path]
REAL_PATH = os.environ["PATH"]


@pytest.mark.parametrize(
    ("name", "said", "version"),
    [
        ("kustomize", "v5.8.1", "5.8.1"),
        ("kustomize", "5.7.0+ds1", "5.7.0"),
        ("kustomize", "{Version:kustomize/v5.5.0 GitCommit:abc BuildDate:now}", "5.5.0"),
        ("conftest", "Conftest: 0.70.1\nOPA: 1.20.2", "0.70.1"),
        ("conftest", "Version: 0.69.0\nCommit: abc", "0.69.0"),
        ("opa", "Version: 1.20.2\nRego Version: v1", "1.20.2"),
    ],
)
def test_a_suitable_one_on_path_is_taken(script: Script, name: str, said: str, version: str) -> None:
    path = script(name, f"cat <<'.'\n{said}\n.".replace("cat", shutil.which("cat", path=REAL_PATH) or "cat"))
    found = tools.require(name)
    assert (found.path, found.version, found.origin) == (path, version, "PATH")


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("kustomize", "echo '{Version:kustomize/v3.8.1 GitCommit:0}'", "kustomize 3.8.1, need >=5.5,<6"),
        ("kustomize", "echo v6.0.0", "kustomize 6.0.0, need >=5.5,<6"),
        ("kustomize", "echo v5.9.0-rc.1", "not used: `kustomize version` does not tell its version"),
        ("kustomize", "echo '(devel)'", "not used: `kustomize version` does not tell its version: '(devel)'"),
        ("kustomize", "echo no such option >&2; exit 2", "ended with code 2: 'no such option'"),
        ("kustomize", "kill -9 $$", "ended with code -9"),
        ("conftest", "echo Conftest: 0.68.2", "conftest 0.68.2, need >=0.69,<1"),
        ("conftest", "echo OPA: 1.20.2", "does not tell its version"),
        ("opa", "echo Version: 0.70.0", "opa 0.70.0, need >=1,<2"),
    ],
)
def test_an_unsuitable_one_is_passed_over_and_the_error_says_why(
    script: Script, name: str, body: str, reason: str
) -> None:
    path = script(name, body)
    assert tools.find(name) is None
    with pytest.raises(ToolError) as caught:
        tools.require(name)
    assert f"found {path}" in str(caught.value)
    assert reason in str(caught.value)
    assert f"run `mergegate tools install {name}`" in str(caught.value)


def test_nothing_anywhere_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(ToolError) as caught:
        tools.require("kustomize")
    assert str(caught.value).splitlines() == [
        "no usable kustomize (>=5.5,<6):",
        "  MERGEGATE_KUSTOMIZE is not set",
        "  no kustomize on PATH",
        f"  not installed in {tmp_path}/cache/tools/kustomize/5.8.1",
        "run `mergegate tools install kustomize`, or put a suitable kustomize on PATH",
    ]


def test_the_first_suitable_one_of_several_on_path_is_taken(
    script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script("kustomize", "echo v4.5.7", at=tmp_path / "old")
    good = script("kustomize", "echo v5.6.0", at=tmp_path / "good")
    script("kustomize", "echo v5.8.1", at=tmp_path / "later")
    monkeypatch.setenv("PATH", ":".join(str(tmp_path / part) for part in ("none", "old", "good", "later")))
    assert tools.require("kustomize").path == good


@pytest.mark.parametrize("entry", ["", ".", "sub"])
def test_relative_entries_of_path_are_never_looked_in(
    script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str
) -> None:
    planted = script("kustomize", f"touch {tmp_path}/ran; echo v5.8.1", at=tmp_path / "repo" / entry)
    monkeypatch.chdir(tmp_path / "repo")
    monkeypatch.setenv("PATH", f"{entry}:{tmp_path}/bin")
    assert planted.exists()
    assert tools.find("kustomize") is None
    assert not (tmp_path / "ran").exists()


def test_a_directory_or_a_file_without_execute_permission_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "bin" / "kustomize").mkdir()
    (tmp_path / "bin" / "conftest").write_text("#!/bin/sh\necho Conftest: 0.70.1\n")
    assert (tools.find("kustomize"), tools.find("conftest")) == (None, None)


def test_a_shim_that_needs_the_environment_is_not_taken(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    script("real-kustomize", "echo v5.8.1")
    script("kustomize", "exec real-kustomize")
    assert tools.find("kustomize") is None


def test_an_explicit_one_comes_before_path(
    script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script("kustomize", "echo v5.8.1")
    named = script("mine", "echo v5.5.0", at=tmp_path / "elsewhere")
    monkeypatch.setenv("MERGEGATE_KUSTOMIZE", str(named))
    found = tools.require("kustomize")
    assert (found.path, found.version, found.origin) == (named, "5.5.0", "environment variable")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (None, "which does not exist"),
        ("echo v4.5.7", "which is 4.5.7, need >=5.5,<6"),
        ("echo what", "which is of no use: `kustomize version` does not tell its version"),
        ("exit 1", "which is of no use: `kustomize version` ended with code 1"),
    ],
)
def test_an_unusable_explicit_one_is_an_error_though_path_has_a_good_one(
    script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str | None, reason: str
) -> None:
    script("kustomize", "echo v5.8.1")
    named = tmp_path / "named"
    if body:
        script("named", body, at=tmp_path)
    monkeypatch.setenv("MERGEGATE_KUSTOMIZE", str(named))
    for look in (tools.find, tools.require):
        with pytest.raises(ToolError) as caught:
            look("kustomize")
        assert f"MERGEGATE_KUSTOMIZE names {named}, {reason}" in str(caught.value)


def test_an_explicit_one_that_cannot_be_executed_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MERGEGATE_OPA", str(tmp_path))
    with pytest.raises(ToolError, match="no executable file"):
        tools.find("opa")


def test_a_version_is_asked_for_once_until_the_file_changes(script: Script, tmp_path: Path) -> None:
    counting = f"echo x >> {tmp_path}/runs; echo v5.8.1"
    path = script("kustomize", counting)
    for _ in range(3):
        assert tools.require("kustomize").version == "5.8.1"
    assert (tmp_path / "runs").read_text() == "x\n"
    path.write_text(f"#!/bin/sh\n{counting.replace('5.8.1', '5.7.1')}\n# changed\n")
    assert tools.require("kustomize").version == "5.7.1"
    assert (tmp_path / "runs").read_text() == "x\nx\n"


@pytest.mark.parametrize("rubbish", ["", "[]", "{", '{"kustomize %s": 1}', '{"kustomize %s": "../../x"}'])
def test_a_damaged_memory_of_versions_is_asked_anew(script: Script, tmp_path: Path, rubbish: str) -> None:
    path = script("kustomize", "echo v5.8.1")
    status = path.stat()
    memory = tmp_path / "cache" / "tools" / "versions.json"
    memory.parent.mkdir(parents=True)
    memory.write_text(rubbish.replace("%s", f"{path} {status.st_size} {status.st_mtime_ns}"))
    assert tools.require("kustomize").version == "5.8.1"


def test_a_cache_that_cannot_be_written_does_not_hinder_finding(
    script: Script, nobody: AbstractContextManager[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory() as open_to_all:
        root = Path(open_to_all)
        root.chmod(0o755)
        (root / "cache").mkdir(mode=0o555)
        script("kustomize", "echo v5.8.1", at=root / "bin")
        monkeypatch.setenv("PATH", str(root / "bin"))
        monkeypatch.setenv("MERGEGATE_CACHE_DIR", str(root / "cache"))
        with nobody:
            found = tools.require("kustomize")
            assert not os.access(root / "cache", os.W_OK, effective_ids=True)
        assert found.version == "5.8.1"
        assert list((root / "cache").iterdir()) == []


def unknown_user(uid: int) -> None:
    raise KeyError(uid)


def test_a_user_without_home_and_cache_can_still_use_path(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MERGEGATE_CACHE_DIR")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(pwd, "getpwuid", unknown_user)  # as in a container under an arbitrary user id
    assert cache_dir() is None  # not "~/.cache", which would be a directory in the repository
    script("kustomize", "echo v5.8.1")
    assert tools.require("kustomize").version == "5.8.1"
    with pytest.raises(
        ToolError, match="no cache: this user has no home, and MERGEGATE_CACHE_DIR is not set"
    ):
        tools.require("conftest")


@pytest.mark.parametrize("name", sorted(PINS))
def test_pins_are_complete(name: str) -> None:
    pin = PINS[name]
    assert pin.accepts(pin.version)
    for platform, asset in pin.assets.items():
        assert asset.url.startswith("https://github.com/")
        assert pin.version in asset.url
        assert len(asset.sha256) == 64
        assert platform.count("/") == 1
    hashes = [asset.sha256 for asset in pin.assets.values()]
    assert len(set(hashes)) == len(hashes)
