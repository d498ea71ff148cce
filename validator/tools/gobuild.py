"""Builds a pinned tool with `go install`: the same source, held against Go's checksum database."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from validator import process
from validator.errors import ToolError
from validator.tools.cache import binary_name
from validator.tools.path import on_path
from validator.tools.pins import Pin
from validator.tools.unfit import UnfitError

_TIMEOUT = 3600.0  # seconds; conftest takes three minutes on two cores, more on small machines


def build(pin: Pin, into: Path) -> Path:
    """The tool's binary in the directory `into`. Raises UnfitError where it cannot be built."""
    go = next(on_path("go.exe" if sys.platform == "win32" else "go"), None)
    if go is None:
        raise UnfitError("there is no go on PATH")
    # Without symbols it is a third smaller; without C it needs no compiler and runs on any libc.
    words = [
        str(go),
        "install",
        "-trimpath",
        "-buildvcs=false",
        "-ldflags=-s -w",
        f"{pin.module}@v{pin.version}",
    ]
    try:
        done = process.run(words, cwd=into, env=_environment(into), timeout=_TIMEOUT)
    except ToolError as error:
        raise UnfitError(str(error)) from error
    if done.timed_out:
        raise UnfitError(f"not finished after {_TIMEOUT:.0f} s")
    if done.code != 0:
        raise UnfitError(f"{go} ended with code {done.code}: {_last_words(done.stderr)}")
    return into / binary_name(pin)


def _environment(into: Path) -> dict[str, str]:
    """The user's own settings for Go (proxy, caches, toolchain), building for this machine."""
    kept = {name: value for name, value in os.environ.items() if name not in ("GOOS", "GOARCH")}
    return kept | {"GOBIN": str(into), "CGO_ENABLED": "0"}


def _last_words(stderr: str) -> str:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    lines = [line for line in lines if not line.startswith("go: downloading ")]
    return " / ".join(lines[-4:]) or "it said nothing"
