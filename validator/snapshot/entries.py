"""What git ls-files, ls-tree and diff-index tell of files: of the index, the work tree, a commit."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from validator.cacheplace import cache_below
from validator.snapshot.git import Git, top_of

LINK = "120000"
SUBMODULE = "160000"
_SKIPPED, _GONE, _CHANGED, _OTHER = "S", "R", "C", "?"  # in lower case: git was told not to look


class Entry(NamedTuple):
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
    stamp: object = None  # of the file that was read

    @property
    def files(self) -> frozenset[str]:
        """What is in the work tree."""
        return frozenset((self.entries.keys() - self.gone - self.skipped) | self.others)


def listing(git: Git, *, alone: bool = False) -> bytes:
    """The index and, but `alone`, how the work tree differs from it, in git's words.

    Our own caches are no part of it, also where they are in the work tree and git does not ignore them.
    """
    beside: tuple[str, ...] = ()
    if not alone:
        cache = cache_below(top_of(git.directory))
        ours = (f"--exclude=/{_literal(cache)}/",) if cache else ()
        beside = ("--others", "--modified", "--deleted", "--exclude-standard", *ours)
    return git.ask("ls-files", "-z", "-v", "--stage", *beside)


def _literal(path: str) -> str:
    """A pattern of https://git-scm.com/docs/gitignore that means this path."""
    return re.sub(r"([\\*?\[\]])|( $)", r"\\\g<0>", path)


def read_index(git: Git, *, alone: bool = False) -> Index:
    """The index as it is now; see `listing`."""
    stamp = git.index_stamp()
    return replace(index_of(listing(git, alone=alone)), stamp=stamp)


def index_of(out: bytes) -> Index:
    """What a listing says; of an unmerged file the first side."""
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


def entries_of(git: Git, commit: str, index: Index | None = None) -> dict[str, Entry]:
    """The files of a commit, or of a tree, below the directory asked in.

    With an index git tells only how they differ from it, and passes over the directories that are the same.
    """
    found = _beside(git, commit, index) if index is not None and not index.unmerged else None
    if found is not None:
        return found
    found = {}
    for line in _lines(git.ask("ls-tree", "-r", "-z", commit)):
        about, _, path = line.partition("\t")
        mode, _, name = about.split(" ")
        found[path] = Entry(mode, name)
    return found


def _beside(git: Git, commit: str, index: Index) -> dict[str, Entry] | None:
    """The same by what git says of the difference, in pairs of ":mode mode id id letter" and a path."""
    words = ("--no-renames", "--ignore-submodules=none", "--ita-visible-in-index", "--relative")
    finished = git.try_("diff-index", "--cached", "--raw", "-z", *words, commit)
    if finished.code != 0:  # as by a conflict beside the directory asked in, on which git 2.39 dies
        return None
    if git.index_stamp() != index.stamp or index.stamp is None:  # it told of another index
        return None
    told = list(_lines(finished.stdout))
    found = dict(index.entries)
    for about, path in zip(told[::2], told[1::2], strict=True):
        mode, _, name, _, letter = about[1:].split(" ")
        if letter == "A":
            del found[path]
        elif letter in ("D", "M", "T"):
            found[path] = Entry(mode, name)
        else:
            return None
    return found


def _lines(out: bytes) -> Iterator[str]:
    return (os.fsdecode(line) for line in out.split(b"\0") if line)
