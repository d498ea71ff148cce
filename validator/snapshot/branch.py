"""Which branch a repository's changes are merged into, as far as a clone tells."""

from __future__ import annotations

import os

from validator.snapshot.git import Git

_ORIGIN, _LOCAL = "refs/remotes/origin/", "refs/heads/"
_USUAL = ("main", "master", "trunk")


def main_branch(git: Git) -> str | None:
    """The branch that `origin` has for its main one, else a usual name that is there, else the only one."""
    head = _symbolic(git, f"{_ORIGIN}HEAD")
    if head is not None and head.startswith(_ORIGIN):
        return head.removeprefix(_ORIGIN)
    listed = os.fsdecode(git.ask("for-each-ref", "--format=%(refname)", _ORIGIN, _LOCAL)).splitlines()
    remote = {name.removeprefix(_ORIGIN) for name in listed if name.startswith(_ORIGIN)}
    local = {name.removeprefix(_LOCAL) for name in listed if name.startswith(_LOCAL)}
    for names in (remote, local):
        usual = next((name for name in _USUAL if name in names), None)
        if usual is not None or len(names) == 1:
            return usual or names.pop()
    if local or remote:
        return None
    unborn = _symbolic(git, "HEAD")  # of a repository without a commit
    return unborn.removeprefix(_LOCAL) if unborn is not None else None


def _symbolic(git: Git, name: str) -> str | None:
    """What a symbolic reference leads to."""
    finished = git.try_("symbolic-ref", "--quiet", name)
    return os.fsdecode(finished.stdout).rstrip("\n") if finished.code == 0 else None
