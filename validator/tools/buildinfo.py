"""Reads which module version a Go binary was built from, without running it.

The format is that of Go's debug/buildinfo since 1.18: a 32-byte header at a multiple of 16, then two strings,
each with its length as a varint; the second holds lines such as "mod\\t<module>\\t<version>\\t<sum>".
"""

from __future__ import annotations

import mmap
import re
from pathlib import Path

_MAGIC = b"\xff Go buildinf:"
_HEADER = 32
_ALIGNMENT = 16
_FLAGS_AT = 15
_INLINE_STRINGS = 2
_SENTINEL = 16  # marks around the module lines
_RELEASE = re.compile(r"v(\d+\.\d+\.\d+)")


def built_version(path: Path, module: str) -> str | None:
    """The version of `module` that the binary is, as "1.2.3"; None where the file does not tell.

    It does not tell where it is no Go binary, is another module, or was built from a working tree
    ("(devel)", a pre-release, a version with "+dirty").
    """
    for line in _module_lines(path):
        kind, _, rest = line.partition("\t")
        if kind == "mod":
            name, _, rest = rest.partition("\t")
            release = _RELEASE.fullmatch(rest.partition("\t")[0])
            return release[1] if release and name == module else None
    return None


def _module_lines(path: Path) -> list[str]:
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            at = _header(data)
            if at is None:
                return []
            after_go_version, _ = _string(data, at + _HEADER)
            _, text = _string(data, after_go_version)
    except (OSError, ValueError, IndexError):  # unreadable, empty, cut off
        return []
    return text[_SENTINEL:-_SENTINEL].decode("utf-8", errors="replace").split("\n")


def _header(data: mmap.mmap) -> int | None:
    at = data.find(_MAGIC)
    while at >= 0:
        if at % _ALIGNMENT == 0 and data[at + _FLAGS_AT] & _INLINE_STRINGS:
            return at
        at = data.find(_MAGIC, at + 1)  # programs that read build information hold the magic as a constant
    return None


def _string(data: mmap.mmap, at: int) -> tuple[int, bytes]:
    """The offset after the string and the string itself."""
    length = shift = 0
    while True:
        byte = data[at]
        at += 1
        length |= (byte & 0x7F) << shift
        if byte < 0x80:
            return at + length, data[at : at + length]
        shift += 7
