"""Whether a proposed file can be written where it belongs: nothing is overwritten, no link is followed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from validator.errors import MergegateError
from validator.proposals.proposal import Standing


def standing(root: Path, file: str) -> tuple[Standing, str]:
    """What becomes of a file that is proposed, and why, if it cannot be made."""
    *folders, _ = file.split("/")
    place = root
    for folder in folders:
        place /= folder
        mode = _mode(place)
        if mode is None:
            return Standing.NEW, ""
        if not stat.S_ISDIR(mode):
            what = "a symbolic link" if stat.S_ISLNK(mode) else "no directory"
            return Standing.REFUSED, f"{place.relative_to(root)} is {what}"
    mode = _mode(root / file)
    if mode is None:
        return Standing.NEW, ""
    if (root / file).is_file():
        return Standing.THERE, "it is there, and stays as it is"
    what = "a symbolic link that leads to no file" if stat.S_ISLNK(mode) else "something that is no file"
    return Standing.REFUSED, f"{what} is there"


def _mode(path: Path) -> int | None:
    """What is at a path, a link being one; None if nothing is. Raises MergegateError if nobody may look."""
    try:
        return os.lstat(path).st_mode
    except FileNotFoundError:
        return None
    except OSError as error:
        raise MergegateError(f"cannot look at {path}: {error.strerror or error}") from error
