"""Files and directories that are gone when a run ends, also when it is told to end by a signal.

A name is known here before anything of that name is made, so that whoever ends the run misses nothing.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from validator.process import stay_if_ending, unbroken

_fleeting: set[Path] = set()
_TRIES, _PAUSE = 50, 0.01  # seconds between two looks at what others may still write into


@contextlib.contextmanager
def fleeting(path: Path) -> Iterator[Path]:
    """A name for a file or a directory that whoever asks makes; nothing of the name is left afterwards."""
    _fleeting.add(path)
    stay_if_ending()
    try:
        yield path
    finally:
        _remove(path)
        _fleeting.discard(path)


def fresh_name(folder: Path, prefix: str) -> Path:
    """A name in a directory that nothing has, or will have by chance."""
    return folder / f"{prefix}{os.urandom(8).hex()}"


def make(path: Path) -> None:
    """Make a private directory of a name that is known here, if it is still wanted."""
    with unbroken():
        path.mkdir(mode=0o700)


@contextlib.contextmanager
def scratch_directory() -> Iterator[Path]:
    """A private directory outside the repository, gone afterwards; its path has no links in it."""
    folder = Path(os.path.realpath(tempfile.gettempdir()))
    with fleeting(fresh_name(folder, "mergegate-")) as path:
        make(path)
        yield path


def remove_all() -> None:
    """Remove everything that is there, until nothing is: threads may be about to make what has a name."""
    for _ in range(_TRIES):
        found = [path for path in tuple(_fleeting) if os.path.lexists(path)]
        for path in found:
            _remove(path)
        if not found:
            return
        time.sleep(_PAUSE)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
