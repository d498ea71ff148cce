"""Finds the binary of a tool: an explicit one, one on PATH, or ours. Installs nothing, reaches no network."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from validator.cachedir import cache_dir
from validator.cacheplace import VARIABLE
from validator.errors import ToolError
from validator.tools import cache
from validator.tools.path import on_path
from validator.tools.pins import PINS, Pin
from validator.tools.unfit import UnfitError
from validator.tools.versions import version_of

_HOOK = "mergegate-tools"  # in .pre-commit-hooks.yaml


class Origin(str, Enum):
    """Where a tool was found."""

    EXPLICIT = "environment variable"
    PATH = "PATH"
    CACHE = "cache"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A usable binary: an absolute path, and a version such as "5.8.1"."""

    name: str
    path: Path
    version: str
    origin: Origin


def find(name: str) -> Tool | None:
    """The binary to use, None if there is none. Raises ToolError if the one named explicitly is of no use."""
    return _search(PINS[name])[0]


def require(name: str) -> Tool:
    """The binary to use. Raises ToolError that says where it was looked for, and what to do."""
    pin = PINS[name]
    tool, looked_at = _search(pin)
    if tool is None:
        raise ToolError(missing(pin, looked_at))
    return tool


def missing(pin: Pin, looked_at: list[str]) -> str:
    """The message for a tool that was found nowhere."""
    lines = [f"no usable {pin.name} ({pin.range}):", *(f"  {place}" for place in looked_at)]
    return "\n".join([*lines, f"{_how(pin)}, or put a suitable {pin.name} on PATH"])


def _how(pin: Pin) -> str:
    """What installs a tool. A hook's program is on nobody's PATH, but another hook of ours can do it."""
    if os.environ.get("PRE_COMMIT") == "1":  # both pre-commit and prek say so
        return f"add the hook {_HOOK}, run `pre-commit run --hook-stage manual {_HOOK}`"
    return f"run `mergegate tools install {pin.name}`"


def explicit(pin: Pin) -> Tool | None:
    """The tool that the environment names, None if it names none. Raises ToolError if it is of no use."""
    named = os.environ.get(pin.variable)
    return _explicit(pin, Path(named).absolute()) if named else None


def installed_by_user(pin: Pin) -> tuple[Tool | None, list[str]]:
    """The tool that the environment names or that is on PATH, and what was looked at before."""
    named = explicit(pin)
    if named is not None:
        return named, []
    looked_at = [f"{pin.variable} is not set"]
    for path in on_path(cache.binary_name(pin)):
        try:
            version = version_of(path, pin)
        except UnfitError as reason:
            looked_at.append(f"found {path}, not used: {reason}")
            continue
        if pin.accepts(version):
            return Tool(name=pin.name, path=path, version=version, origin=Origin.PATH), looked_at
        looked_at.append(f"found {path} {version}, need {pin.range}")
    if len(looked_at) == 1:
        looked_at.append(f"no {pin.name} on PATH")
    return None, looked_at


def _search(pin: Pin) -> tuple[Tool | None, list[str]]:
    tool, looked_at = installed_by_user(pin)
    if tool is not None:
        return tool, looked_at
    ours = cache.entry(pin)
    if ours is not None:
        return Tool(name=pin.name, path=ours, version=pin.version, origin=Origin.CACHE), looked_at
    if cache_dir() is None:
        return None, [*looked_at, f"no cache: this user has no home, and {VARIABLE} is not set"]
    return None, [*looked_at, f"not installed in {cache.directory(pin)}"]


def _explicit(pin: Pin, path: Path) -> Tool:
    problem = f"{pin.variable} names {path}"
    if not path.exists():
        raise ToolError(f"{problem}, which does not exist; correct or unset it")
    if not path.is_file() or not os.access(path, os.X_OK):
        raise ToolError(f"{problem}, which is no executable file; correct or unset it")
    try:
        version = version_of(path, pin)
    except UnfitError as reason:
        raise ToolError(f"{problem}, which is of no use: {reason}; correct or unset it") from reason
    if not pin.accepts(version):
        raise ToolError(f"{problem}, which is {version}, need {pin.range}; correct or unset it")
    return Tool(name=pin.name, path=path, version=version, origin=Origin.EXPLICIT)
