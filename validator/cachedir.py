"""Where this user's caches are, and that no repository has a say in what is there; it creates nothing."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from pathlib import Path

from validator.cacheplace import VARIABLE, cache_place
from validator.errors import MergegateError

_LINKS = 40  # as many as Linux follows


def cache_dir() -> Path | None:
    """The directory that caches live under, absolute and perhaps not there yet; None where there is no home.

    What is in it is run and believed: raises MergegateError where git tracks any of it, or a link that leads
    to it.
    """
    cache = cache_place()
    if cache is not None:
        _demand_untracked(str(cache))
    return cache


# ---- what git tracks -----------------------------------------------------------------------------


@functools.cache  # a run asks git once
def _demand_untracked(cache: str) -> None:
    for place in _places(cache):
        for top in place.parents if place.is_symlink() else (place, *place.parents):
            if not os.path.lexists(top / ".git"):
                continue
            found = _tracked(top, place)
            if found is not None:
                raise MergegateError(
                    f"git tracks {found} in {top}, and the cache is there ({cache}): what a commit can hold "
                    "is neither run nor believed; take it out of git (`git rm -r --cached`), or set "
                    f"{VARIABLE} to another directory"
                )


def _places(path: str) -> Iterator[Path]:
    """Each symbolic link on the way to a directory, and what the way ends at; none has a link above it."""
    place, rest, links = Path(Path(path).anchor), list(Path(path).parts[1:]), 0
    while rest:
        part = rest.pop(0)
        place = place.parent if part == os.pardir else place / part
        if links < _LINKS and place.is_symlink():
            yield place
            links += 1
            target = place.readlink()
            rest = [*target.parts[1 if target.anchor else 0 :], *rest]
            place = Path(target.anchor) if target.anchor else place.parent
    yield place


def _tracked(top: Path, place: Path) -> str | None:
    """A file that git tracks at a place or below it, in whatever case."""
    from validator.snapshot.git import git_in  # which hardly any cache needs

    within = place.relative_to(top).as_posix()
    words = ("ls-files", "-z", "--full-name", "--", f":(literal,icase){within}")
    found = git_in(top).ask(*words).split(b"\0")[0]
    return os.fsdecode(found) if found else None
