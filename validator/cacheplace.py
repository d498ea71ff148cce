"""Where this user's caches belong; what is there is nobody's concern here."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "MERGEGATE_CACHE_DIR"


def cache_place() -> Path | None:
    """Where caches belong, absolute and perhaps not there; None where there is no home.

    MERGEGATE_CACHE_DIR comes first, then the directory that the system keeps caches in. Who reads or writes
    there asks `cachedir.cache_dir`, which knows whether it may.
    """
    chosen = os.environ.get(VARIABLE)
    if chosen:
        return Path(chosen).absolute()
    import platformdirs  # 5 ms that a chosen directory saves

    try:
        usual = Path(platformdirs.user_cache_dir("mergegate", appauthor=False))
    except RuntimeError:  # so newer versions tell of a user without a home
        return None
    return usual if usual.is_absolute() else None  # older ones leave "~/.cache" as it is


def cache_below(folder: Path) -> str | None:
    """The path of the caches within a folder, as a CI may have it; None if they are elsewhere."""
    cache = cache_place()
    found = os.path.relpath(os.path.realpath(cache), os.path.realpath(folder)) if cache else ".."
    is_below = found not in (os.curdir, os.pardir) and not found.startswith(os.pardir + os.sep)
    return found.replace(os.sep, "/") if is_below else None
