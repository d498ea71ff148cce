"""Looks programs up on PATH, and only in its absolute directories."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def on_path(file_name: str) -> Iterator[Path]:
    """Executable files of that name in the directories of PATH, in order.

    Relative entries, and on Windows the current directory, are passed over: there the repository under
    check would choose what we run.
    """
    for entry in dict.fromkeys(os.environ.get("PATH", "").split(os.pathsep)):
        path = Path(entry) / file_name
        if path.is_absolute() and os.access(path, os.X_OK) and path.is_file():
            yield path
