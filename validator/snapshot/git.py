"""Asks git about one repository: nothing of the user's is run, nothing is written, nothing is fetched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from validator.errors import MergegateError, ToolError
from validator.process import Dialogue, Finished, dialogue, run

_SECONDS = 60.0
_SAFE = (
    *("-c", "core.fsmonitor=false"),
    *("-c", "safe.directory=*"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "protocol.allow=never"),
)


class GitError(MergegateError):
    """git could not answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """git, asked within a directory of a work tree; what it prints is relative to that directory."""

    binary: str
    directory: Path
    index: Path | None = None  # where `git commit` keeps what is to be committed, if a hook asks

    def ask(self, *words: str, stdin: bytes | None = None) -> bytes:
        """What git prints. Raises GitError if it fails."""
        finished = self.try_(*words, stdin=stdin)
        if finished.code != 0:
            said = " ".join(finished.stderr.split())[:300] or f"code {finished.code}"
            raise GitError(f"`git {words[0]}` fails in {self.directory}: {said}")
        return finished.stdout

    def try_(self, *words: str, stdin: bytes | None = None) -> Finished:
        """How git ended."""
        argv = [self.binary, *_SAFE, *words]
        return run(argv, cwd=self.directory, env=self._environment(), timeout=_SECONDS, stdin=stdin)

    def index_stamp(self) -> object:
        """What tells the index file from the one that takes its place; git replaces it as a whole."""
        file = self.index
        if file is None:
            file = top_of(self.directory) / ".git" / "index"
            if not file.parent.is_dir():  # a linked work tree or a submodule: git keeps it elsewhere
                file = self.directory / os.fsdecode(self.ask("rev-parse", "--git-path", "index").strip())
        try:
            status = file.stat()
        except OSError:
            return None
        return status.st_ino, status.st_size, status.st_mtime_ns

    @contextmanager
    def objects(self) -> Iterator[Objects]:
        """Objects by id, as long as the context lasts."""
        argv = [self.binary, *_SAFE, "cat-file", "--batch"]
        with dialogue(argv, cwd=self.directory, env=self._environment()) as talk:
            yield Objects(talk)

    def _environment(self) -> dict[str, str]:
        """Without the user's and the system's configuration, which may name programs."""
        return {
            **({"GIT_INDEX_FILE": str(self.index)} if self.index else {}),
            "HOME": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_ALLOW_PROTOCOL": "",
            "LC_ALL": "C",
            "PATH": os.environ.get("PATH", ""),
        }


@dataclass(frozen=True, slots=True)
class Objects:
    """The object store of a repository."""

    _talk: Dialogue

    def read(self, name: str) -> bytes:
        """The content of an object. Raises GitError where it is not in this clone."""
        try:
            with self._talk.turn():
                self._talk.write(name.encode() + b"\n")
                head = self._talk.line().split()
                content = self._talk.read(int(head[2])) if len(head) == 3 else None
                self._talk.read(1 if content is not None else 0)
        except ToolError:  # of an object that it would have to fetch, git dies
            content = None
        if content is None:
            raise GitError(
                f"git has no object {name}: this is a partial clone, and a check fetches nothing; "
                "fetch what it leaves out, as by `git fetch --refetch --no-filter`"
            )
        return content


def git_in(directory: Path) -> Git:
    """git for a directory. Raises GitError if there is no git."""
    binary = shutil.which("git")
    if binary is None:
        raise GitError(
            f"{directory} is a git work tree, but git is not on PATH; only git knows which files are ignored"
        )
    return Git(binary=binary, directory=directory, index=_index(directory))


def top_of(folder: Path) -> Path:
    """The top of the git work tree around a folder, or the folder itself."""
    for candidate in (folder, *folder.parents):
        if (candidate / ".git").exists():
            return candidate
    return folder


def _index(directory: Path) -> Path | None:
    """The index that git names to its hooks, which it starts at the top of the work tree."""
    named, top = os.environ.get("GIT_INDEX_FILE"), top_of(directory)
    return top / named if named and Path.cwd() == top else None
