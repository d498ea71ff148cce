"""The hash of a line's surroundings that GitHub knows an alert by; equal to what codeql-action computes.

https://github.com/github/codeql-action, src/fingerprints.ts: base 37, modulo 2^64, over the 100 UTF-16 units
from the line's start, without spaces and tabs, every line end one line feed, the end of the file 65535 and
then zeros. Equal hashes of one file are numbered in their order.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Container

_WINDOW = 100
_MODULUS = 1 << 64
_WEIGHTS = [pow(37, place, _MODULUS) for place in reversed(range(_WINDOW))]
_END = b"\xff\xff" + bytes(2 * _WINDOW)
_LINE_END = re.compile("\r\n|\r")


def line_hashes(raw: bytes, wanted: Container[int]) -> dict[int, str]:
    """The hashes, such as "a7f2ff13bc495cf2:1", of the wanted lines (from 1) of a file."""
    text = raw.decode("utf-8", errors="replace")  # a byte order mark counts, as it does there
    lines = _LINE_END.sub("\n", text).replace(" ", "").replace("\t", "").split("\n")
    units = [line.encode("utf-16-le") for line in lines]
    stream = b"\n\0".join(units) + _END
    seen: Counter[bytes] = Counter()
    hashes, start = {}, 0
    for number, line in enumerate(units, 1):
        window = stream[start : start + 2 * _WINDOW]
        seen[window] += 1  # windows for their hashes: they are equal together
        if number in wanted:
            hashes[number] = f"{_hash(window):x}:{seen[window]}"
        start += len(line) + 2
    return hashes


def _hash(window: bytes) -> int:
    units: tuple[int, ...] = struct.unpack(f"<{_WINDOW}H", window)
    return sum(unit * weight for unit, weight in zip(units, _WEIGHTS, strict=True)) % _MODULUS
