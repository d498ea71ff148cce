"""Finds out which version a binary is: remembered, from its build information, or by asking it."""

from __future__ import annotations

import contextlib
import json
import os
import re
from pathlib import Path

from validator import process
from validator.cachedir import cache_dir
from validator.errors import ToolError
from validator.fleeting import fleeting, fresh_name, scratch_directory
from validator.tools.buildinfo import built_version
from validator.tools.pins import Pin
from validator.tools.unfit import UnfitError

_TIMEOUT = 30.0  # seconds; the first start of a new binary may be slow


def version_of(path: Path, pin: Pin) -> str:
    """The version of the binary as "1.2.3". Raises UnfitError.

    Answers are remembered by path, size and time of change, as searching a 100 MB file takes 25 ms and
    starting it longer; where the cache cannot be written nothing is remembered.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise UnfitError(error.strerror or str(error)) from error
    key = f"{pin.name} {path} {status.st_size} {status.st_mtime_ns}"
    memory = _remembered()
    if key in memory:
        return memory[key]
    version = built_version(path, pin.module) or said_version(path, pin)
    _remember(memory, key, version)
    return version


def said_version(path: Path, pin: Pin) -> str:
    """The version that the binary prints. Raises UnfitError.

    It is asked with an empty PATH and an empty home, for so it will be run: a version manager's shim that
    needs them is of no use.
    """
    command = " ".join((pin.name, *pin.version_words))
    done = _ask(path, pin)
    for line in done.stdout.decode("utf-8", errors="replace").splitlines():
        match = re.fullmatch(pin.version_pattern, line.strip())
        if match:
            return match[1]
    said = done.stdout.decode("utf-8", errors="replace").strip() or done.stderr.strip()
    raise UnfitError(f"`{command}` does not tell its version: {said[:80]!r}")


def prove(path: Path, pin: Pin) -> None:
    """Run the binary once. Raises UnfitError where it does not start or is not the pinned version."""
    _ask(path, pin)
    version = built_version(path, pin.module) or said_version(path, pin)
    if version != pin.version:
        raise UnfitError(f"it is version {version}, not {pin.version}")


def _ask(path: Path, pin: Pin) -> process.Finished:
    command = " ".join((pin.name, *pin.version_words))
    try:
        with scratch_directory() as empty:  # conftest reads a conftest.toml where it starts
            words = [str(path), *pin.version_words]
            done = process.run(words, cwd=empty, env=_environment(str(empty)), timeout=_TIMEOUT)
    except ToolError as error:
        raise UnfitError(str(error)) from error
    if done.timed_out:
        raise UnfitError(f"`{command}` did not answer within {_TIMEOUT:.0f} s")
    if done.code != 0:
        raise UnfitError(f"`{command}` ended with code {done.code}: {done.stderr.strip()[:80]!r}")
    return done


def _environment(home: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}  # Windows needs it
    return kept | {"PATH": "", "HOME": home}  # conftest 0.70 panics without a HOME


def _memory_file() -> Path | None:
    cache = cache_dir()
    return cache / "tools" / "versions.json" if cache else None


def _remembered() -> dict[str, str]:
    file = _memory_file()
    try:
        memory = json.loads(file.read_bytes()) if file else {}
    except (OSError, ValueError):
        return {}
    if not isinstance(memory, dict):
        return {}
    return {k: v for k, v in memory.items() if isinstance(v, str) and re.fullmatch(r"\d+\.\d+\.\d+", v)}


def _remember(memory: dict[str, str], key: str, version: str) -> None:
    """Write the answer down if that is possible. Of two writers the later wins and the other asks again."""
    file = _memory_file()
    if file is None:
        return
    path = key.rsplit(" ", 2)[0]
    kept = {k: v for k, v in memory.items() if k.rsplit(" ", 2)[0] != path}
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with fleeting(fresh_name(file.parent, ".versions-")) as staged, process.unbroken():
            staged.write_text(json.dumps(kept | {key: version}, sort_keys=True), encoding="utf-8")
            staged.replace(file)
