"""Globs of the configuration: doublestar, of paths relative to the repository's root."""

from __future__ import annotations

import re

from validator.globs.automaton import TooComplexError
from validator.globs.dialects import doublestar


def is_glob(glob: str) -> bool:
    """Whether a text is a well-formed glob; a malformed one would match nothing, silently."""
    return doublestar(_plain(glob)) is not None


def covers(glob: str, path: str) -> bool:
    """Whether a configured glob means a path, or a directory above it."""
    compiled = doublestar(_plain(glob))
    if compiled is None:
        return False
    parts = path.split("/")
    try:
        return any(compiled.matches("/".join(parts[:end])) for end in range(1, len(parts) + 1))
    except TooComplexError:
        return False


def literal(path: str) -> str:
    """The glob that means a path with exactly these characters."""
    return re.sub(r"[*?\[\]{}\\]", r"\\\g<0>", path)


def _plain(glob: str) -> str:
    return glob.removeprefix("./").rstrip("/")
