"""Which files belong to the repository: what git tracks and what it does not ignore, or, without git, all."""

from __future__ import annotations

import os
import posixpath
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from validator.errors import MergegateError
from validator.process import run

_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """The tree under check."""

    root: Path  # absolute, links resolved
    files: frozenset[str]  # relative to the root, with slashes
    remotes: tuple[str, ...]  # addresses of origin and upstream, as git knows them


def checkout(path: Path | None) -> Checkout:
    """The repository at `path`, or, without one, the work tree around the current directory.

    Raises MergegateError if git says what it cannot mean, or is missing where only it knows what is ignored.
    """
    root = Path(os.path.realpath(path if path is not None else top_of(Path.cwd())))
    if not root.is_dir():
        raise MergegateError(f"{path} is not a directory")
    if not is_work_tree(root):
        return Checkout(root=root, files=frozenset(_walk(root)), remotes=())
    git = shutil.which("git")
    if git is None:
        raise MergegateError(
            f"{root} is a git work tree, but git is not on PATH; it is needed to know which files are ignored"
        )
    return Checkout(root=root, files=frozenset(_listed(git, root)), remotes=_remotes(git, root))


def top_of(folder: Path) -> Path:
    """The top of the git work tree around a folder, or the folder itself."""
    for candidate in (folder, *folder.parents):
        if (candidate / ".git").exists():
            return candidate
    return folder


def is_work_tree(root: Path) -> bool:
    """Whether git keeps a folder."""
    return (top_of(root) / ".git").exists()


def _git(git: str, root: Path, *words: str) -> bytes:
    """git's answer; hooks, monitors and the user's own configuration are left out."""
    safe = ["-c", "core.fsmonitor=false", "-c", "safe.directory=*", "-c", "core.hooksPath=/dev/null"]
    env = {
        "HOME": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
        "PATH": os.environ.get("PATH", ""),
    }
    finished = run([git, *safe, *words], cwd=root, env=env, timeout=_SECONDS)
    if finished.code != 0:
        said = " ".join(finished.stderr.split())[:300] or f"code {finished.code}"
        raise MergegateError(f"`git {words[0]}` fails in {root}: {said}")
    return finished.stdout


def _listed(git: str, root: Path) -> list[str]:
    out = _git(git, root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
    names = [os.fsdecode(name) for name in out.split(b"\0") if name]
    return [name for name in names if os.path.lexists(root / name)]


def _remotes(git: str, root: Path) -> tuple[str, ...]:
    out = _git(git, root, "config", "--null", "--list", "--local").decode("utf-8", "replace")
    found = [re.fullmatch(r"remote\.(?:origin|upstream)\.url\n(.+)", entry) for entry in out.split("\0")]
    return tuple(match[1] for match in found if match)


def _walk(root: Path) -> list[str]:
    found: list[str] = []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name != ".git")
        relative = os.path.relpath(folder, root).replace(os.sep, "/")
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        found += [posixpath.normpath(posixpath.join(relative, name)) for name in [*files, *links]]
    return found
