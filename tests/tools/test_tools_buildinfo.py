"""What Go binaries say of themselves without being run."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from validator import tools
from validator.tools.buildinfo import built_version
from validator.tools.pins import PINS

MODULE = PINS["kustomize"].module
SENTINEL = bytes(range(16))


def varint(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


def build_info(mod: str, path: str = MODULE, flags: int = 2) -> bytes:
    lines = SENTINEL + f"path\t{path}\nmod\t{mod}\ndep\tx\tv9.9.9\th1:y\n".encode() + SENTINEL
    header = b"\xff Go buildinf:" + bytes([8, flags]) + bytes(16)
    return header + varint(8) + b"go1.26.8" + varint(len(lines)) + lines


def binary(at: Path, info: bytes, before: bytes = b"\x7fELF" + bytes(1020)) -> Path:
    at.write_bytes(before + info + bytes(100))
    return at


@pytest.mark.parametrize(
    ("mod", "version"),
    [
        (f"{MODULE}\tv5.8.1\th1:sum=", "5.8.1"),
        (f"{MODULE}\tv5.12.30", "5.12.30"),
        (f"{MODULE}\t(devel)\t", None),
        (f"{MODULE}\tv5.8.1+dirty\t", None),
        (f"{MODULE}\tv5.9.0-rc.1\th1:sum=", None),
        (f"{MODULE}\tv0.0.0-20250101000000-0123456789ab\t", None),
        ("example.test/kustomize\tv5.8.1\th1:sum=", None),
        ("", None),
    ],
)
def test_only_a_released_version_of_the_right_module_counts(
    tmp_path: Path, mod: str, version: str | None
) -> None:
    assert built_version(binary(tmp_path / "x", build_info(mod)), MODULE) == version


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"#!/bin/sh\n",
        build_info(f"{MODULE}\tv5.8.1", flags=0),  # the format before Go 1.18
        b"x" * 7 + build_info(f"{MODULE}\tv5.8.1"),  # a constant, not a header: not at a multiple of 16
        build_info(f"{MODULE}\tv5.8.1")[:14],
        build_info(f"{MODULE}\tv5.8.1")[:33],
        build_info(f"{MODULE}\tv5.8.1")[:60],
        build_info(f"{MODULE}\tv5.8.1")[:32] + b"\xff" * 40,
    ],
)
def test_anything_else_tells_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    assert built_version(tmp_path / "x", MODULE) is None


def test_the_magic_as_a_constant_before_the_header_does_not_mislead(tmp_path: Path) -> None:
    before = (b"abc\xff Go buildinf:" + bytes(64))[:64]
    path = binary(tmp_path / "x", build_info(f"{MODULE}\tv5.8.1"), before=before)
    assert built_version(path, MODULE) == "5.8.1"


def test_a_missing_file_tells_nothing(tmp_path: Path) -> None:
    assert built_version(tmp_path / "none", MODULE) is None


def test_a_binary_that_tells_its_version_is_not_run(script: Callable[..., Path], tmp_path: Path) -> None:
    body = f"touch {tmp_path}/ran; echo v1.0.0; exit 0"
    start = len(f"#!/bin/sh\n{body}\n")
    script("kustomize", body, tail=b"#" * (-start % 16) + build_info(f"{MODULE}\tv5.7.1"))
    assert tools.require("kustomize").version == "5.7.1"
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("name", ["kustomize", "conftest"])
def test_the_real_tools_are_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in REAL.items():
        monkeypatch.setenv(variable, value)
    if "MERGEGATE_CACHE_DIR" not in REAL:
        monkeypatch.delenv("MERGEGATE_CACHE_DIR")
    tool = tools.require(name)
    assert PINS[name].accepts(tool.version)


REAL = {
    name: value
    for name, value in os.environ.items()
    if name in ("PATH", "HOME", "XDG_CACHE_HOME") or name.startswith("MERGEGATE_")
}
