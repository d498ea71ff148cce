"""Our cache of installed tools: a directory a version, which appears whole or not at all.

Two installers need no lock: each prepares a directory of its own and renames it into place; the one that
comes second finds a good entry and drops its own. A lock would save a second download and cost stale locks.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from validator.cachedir import cache_dir
from validator.cacheplace import VARIABLE
from validator.errors import ToolError
from validator.fleeting import fleeting, fresh_name, make
from validator.tools.pins import Pin

_RECORD = "installed.json"
_STAGING = ".staging-"
_ABANDONED = 24 * 3600  # seconds after which a staging directory belongs to nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What was put into the cache."""

    sha256: str
    size: int
    source: str  # "download" or "build"


def binary_name(pin: Pin) -> str:
    """The file's name on this system."""
    return f"{pin.name}.exe" if sys.platform == "win32" else pin.name


def directory(pin: Pin) -> Path:
    """Where the pinned version belongs, there or not. Raises ToolError where there is no cache."""
    cache = cache_dir()
    if cache is None:
        raise ToolError(f"no directory for caches: this user has no home; set {VARIABLE}")
    return cache / "tools" / pin.name / pin.version


def entry(pin: Pin) -> Path | None:
    """The cached binary, None if there is none or it is not of the recorded size (cut off, overwritten)."""
    if cache_dir() is None:
        return None
    path = directory(pin) / binary_name(pin)
    record = _record(path.parent)
    try:
        usable = record is not None and path.stat().st_size == record.size and os.access(path, os.X_OK)
    except OSError:
        return None
    return path if usable else None


def verified(pin: Pin) -> Path | None:
    """The cached binary, if it still has the hash that it was installed with."""
    path = entry(pin)
    record = _record(path.parent) if path else None
    return path if path and record and sha256(path) == record.sha256 else None


@contextlib.contextmanager
def staging(pin: Pin) -> Iterator[Path]:
    """A fresh directory on the cache's file system, gone in the end. Raises ToolError if none can be made."""
    parent = directory(pin).parent
    with contextlib.ExitStack() as stack:
        try:
            parent.mkdir(parents=True, exist_ok=True)
            _sweep(parent)
            fresh = stack.enter_context(fleeting(fresh_name(parent, _STAGING)))
            make(fresh)
        except OSError as error:
            raise ToolError(
                f"cannot install {pin.name}: cannot write to {parent}: {error.strerror or error}; "
                f"make it writable or set {VARIABLE}"
            ) from error
        yield fresh


def publish(pin: Pin, staged: Path, source: str) -> Path:
    """Move the binary `staged`, alone in its directory, into the cache; its path there."""
    staged.chmod(0o755)
    staged.parent.chmod(0o755)  # an image is built by one user and used by another
    record = {"sha256": sha256(staged), "size": staged.stat().st_size, "source": source}
    (staged.parent / _RECORD).write_text(json.dumps(record, sort_keys=True) + "\n", encoding="utf-8")
    target = directory(pin)
    for _ in range(10):  # each turn lost means that another installer has won one
        if _moved(staged.parent, target) or verified(pin):
            return target / staged.name
        _set_aside(target)
    raise ToolError(f"cannot install {pin.name} into {target}: it cannot be replaced; remove it by hand")


def sha256(path: Path) -> str:
    """The file's hash in hexadecimal."""
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _record(place: Path) -> Record | None:
    try:
        read = json.loads((place / _RECORD).read_bytes())
        return Record(sha256=str(read["sha256"]), size=int(read["size"]), source=str(read["source"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _moved(staged: Path, target: Path) -> bool:
    with contextlib.suppress(OSError):  # there is an entry already
        staged.rename(target)
        return True
    return False


def _set_aside(target: Path) -> None:
    with fleeting(fresh_name(target.parent, _STAGING)) as aside:
        make(aside)
        with contextlib.suppress(OSError):  # another installer was faster
            target.rename(aside / "damaged")


def _sweep(parent: Path) -> None:
    """Remove what killed installers left behind."""
    for left in parent.glob(f"{_STAGING}*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED:
                shutil.rmtree(left, ignore_errors=True)
