"""What git ls-files and ls-tree tell of files: of the index, of the work tree beside it, of a commit."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from validator.snapshot.git import Git

LINK = "120000"
SUBMODULE = "160000"
_SKIPPED, _GONE, _CHANGED, _OTHER = "S", "R", "C", "?"  # in lower case: git was told not to look


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as git keeps it: its mode in octal and the id of its content."""

    mode: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The index and how the work tree differs from it. Paths are relative to the directory asked in."""

    entries: Mapping[str, Entry]
    gone: frozenset[str]  # not in the work tree
    changed: frozenset[str]  # of other content there
    others: frozenset[str]  # neither in the index nor ignored
    skipped: frozenset[str]  # left out of a sparse checkout
    unmerged: frozenset[str]
    raw: bytes = b""  # all of it, as git lists it

    @property
    def files(self) -> frozenset[str]:
        """What is in the work tree."""
        return frozenset((self.entries.keys() - self.gone - self.skipped) | self.others)


def index_of(git: Git) -> Index:
    """The index; of an unmerged file the first side."""
    words = ("-z", "-v", "--stage", "--others", "--modified", "--deleted", "--exclude-standard")
    out = git.ask("ls-files", *words)
    entries: dict[str, Entry] = {}
    marked: dict[str, set[str]] = {mark: set() for mark in (_SKIPPED, _GONE, _CHANGED, _OTHER, "U")}
    for line in _lines(out):
        letter, _, rest = line.partition(" ")
        mark = letter.upper()
        if mark == _OTHER:
            marked[mark].add(rest.rstrip("/"))  # of a repository in it git tells the directory alone
            continue
        about, _, path = rest.partition("\t")
        mode, name, stage = about.split(" ")
        entries.setdefault(path, Entry(mode, name))
        if mark in marked:
            marked[mark].add(path)
        if letter != mark:  # git was told to take it for unchanged, and does not look
            marked[_CHANGED].add(path)
        if stage != "0":
            marked["U"].add(path)
    return Index(
        entries=entries,
        gone=frozenset(marked[_GONE]),
        changed=frozenset(marked[_CHANGED]),
        others=frozenset(marked[_OTHER]),
        skipped=frozenset(marked[_SKIPPED]),
        unmerged=frozenset(marked["U"]),
        raw=out,
    )


def entries_of(git: Git, commit: str) -> dict[str, Entry]:
    """The files of a commit, or of a tree, below the directory asked in."""
    found = {}
    for line in _lines(git.ask("ls-tree", "-r", "-z", commit)):
        about, _, path = line.partition("\t")
        mode, _, name = about.split(" ")
        found[path] = Entry(mode, name)
    return found


def _lines(out: bytes) -> Iterator[str]:
    return (os.fsdecode(line) for line in out.split(b"\0") if line)
