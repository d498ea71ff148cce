"""What `mergegate init` proposes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Standing(str, Enum):
    """What becomes of a proposal."""

    NEW = "new"  # a file that can be written
    ADD = "add"  # lines for a file that people write
    THERE = "there"  # nothing to do
    REFUSED = "refused"  # a file that cannot be written, or would do harm


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A file, or lines for one. `file` is relative to the root; `why` explains the standing, for people."""

    file: str
    text: str
    standing: Standing = Standing.NEW
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for; None: as the repository looks."""

    github: bool | None = None
    pre_commit: bool | None = None
    gitlab: bool | None = None
    branch: str | None = None  # on which a push is checked
