"""Random histories of git repositories, as a hypothesis strategy; a history prints itself as a story."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

import tests.change.events  # noqa: F401 - which adds its steps
from tests.change.repositories import FIXTURES, Files, Link, copy_of, repositories
from tests.change.steps import HARMLESS, STEPS, State

_CASES = sorted(path.name for path in FIXTURES.iterdir() if path.is_dir() and path.name != "clean")


@dataclass(frozen=True)
class Commit:
    """What the repository holds after some steps."""

    story: tuple[str, ...]
    files: Files
    is_harmless: bool


@dataclass(frozen=True)
class History:
    """Commits one after the other; the first is where it begins."""

    origin: str
    commits: tuple[Commit, ...]

    def __repr__(self) -> str:
        told = [f"begin with {self.origin}"]
        for number, commit in enumerate(self.commits[1:], 1):
            told += [f"{number}. {line}" for line in commit.story]
        return "\n" + "\n".join(told) + "\n" + (self._files() if self.origin == "a repository" else "")

    def _files(self) -> str:
        shown = (f"--- {name}\n{_shown(content)}" for name, content in sorted(self.commits[0].files.items()))
        return "\n".join(shown) + "\n"


def _shown(content: bytes | Link) -> str:
    return f"-> {content.target}" if isinstance(content, Link) else content.decode("utf-8", "replace")


@st.composite
def histories(
    draw: st.DrawFn, *, only_harmless: bool = False, most: int = 3, root: Path | None = None
) -> History:
    """Histories of at most so many commits, each of one step or two; `root` is what they begin with."""
    if root is not None:
        origin, files = root.name, copy_of(root)
    elif draw(st.booleans()):
        origin, files = "a repository", draw(repositories())
    else:
        case = draw(st.sampled_from(_CASES))
        origin, files = f"fixtures/{case}", copy_of(FIXTURES / case)
    state = State(files)
    commits = [Commit((), dict(files), is_harmless=True)]
    count = draw(st.integers(1, most))
    commits += [_commit(draw, state, only_harmless=only_harmless) for _ in range(count)]
    return History(origin, tuple(commits))


def _commit(draw: st.DrawFn, state: State, *, only_harmless: bool) -> Commit:
    known = HARMLESS if only_harmless else STEPS
    story, is_harmless = [], True
    wanted = draw(st.integers(1, 2))
    for _ in range(6):  # not every step finds something to do
        name = draw(st.sampled_from(sorted(known)))
        told = known[name](draw, state)
        if told is not None:
            story.append(told)
            is_harmless = is_harmless and name in HARMLESS
        if len(story) == wanted:
            break
    return Commit(tuple(story), dict(state.files), is_harmless)


class Repository:
    """A git repository on disk that histories are played in."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *words: str) -> str:
        """git's answer, whatever the user has configured."""
        return git(self.root, *words)

    def write(self, files: Files) -> None:
        """Make the work tree hold these files and nothing else."""
        for path in self.root.iterdir():
            if path.name != ".git":
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, Link):
                path.symlink_to(content.target)
            else:
                path.write_bytes(content)

    def commit(self, message: str = "change") -> str:
        """Commit the work tree as it is; gives the commit's id."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD").strip()


_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.com",
    "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
}


def git(root: Path, *words: str) -> str:
    """What git says in a directory; raises CalledProcessError."""
    known = ["-c", "core.autocrlf=false", "-c", "protocol.file.allow=always"]
    finished = subprocess.run(
        ["git", *known, *words],
        cwd=root,
        env={**os.environ, **_ENVIRONMENT},
        check=True,
        capture_output=True,
    )
    return os.fsdecode(finished.stdout)
