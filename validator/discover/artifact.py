"""Which files of a repository are in the artifact that Flux's source-controller makes of it.

No links, nothing of git's, and what `.sourceignore` files and `spec.ignore` leave: gitignore syntax, where
the last pattern that matches a file decides, whatever became of the directories above it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from validator.discover.repository import Repository
from validator.discover.templates.problems import UndecidedError
from validator.globs.automaton import Glob, TooComplexError
from validator.globs.dialects import doublestar
from validator.tree.tree import Tree

_ALWAYS = (".git", ".gitmodules", ".gitignore", ".gitattributes")
_DEFAULTS = """
*.jpg
*.jpeg
*.gif
*.png
*.wmv
*.flv
*.tar.gz
*.zip
.github/
.circleci/
.travis.yml
.gitlab-ci.yml
appveyor.yml
.drone.yml
cloudbuild.yaml
codeship-services.yml
codeship-steps.yml
**/.goreleaser.yml
**/.goreleaser.yaml
**/.sops.yaml
**/.flux.yaml
"""  # these count only where nobody wrote a pattern


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One line: which paths below `directory` it ignores, or, negated, takes back."""

    directory: str
    glob: Glob
    anchored: bool
    folders_only: bool
    negated: bool
    known: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)  # names that came before

    def matches(self, file: str) -> bool:
        if self.directory != ".":
            if not file.startswith(self.directory + "/"):
                return False
            file = file[len(self.directory) + 1 :]
        segments = file.split("/")
        count = len(segments) - self.folders_only
        if not self.anchored:
            return any(map(self._matches, segments[:count]))
        return any(self._matches("/".join(segments[:end])) for end in range(1, count + 1))

    def _matches(self, name: str) -> bool:
        if name not in self.known:
            self.known[name] = self.glob.matches(name)
        return self.known[name]


class Artifact:
    """The files of one artifact of the whole repository."""

    def __init__(self, repository: Repository, ignore: str, sparse: tuple[str, ...] = ()) -> None:
        self._repository = repository
        self._sparse = sparse
        patterns = [pattern for text, place in _texts(repository) for pattern in _patterns(text, place)]
        patterns += _patterns(ignore, ".")
        self._patterns = patterns or list(_patterns(_DEFAULTS, "."))
        self._known: dict[str, bool] = {}

    def holds(self, file: str) -> bool:
        """Whether a file of the repository is in the artifact; raises UndecidedError."""
        if file not in self._known:
            self._known[file] = self._holds(file)
        return self._known[file]

    def _holds(self, file: str) -> bool:
        if any(segment in _ALWAYS for segment in file.split("/")):
            return False
        if self._sparse and not any(file.startswith(f"{directory}/") for directory in self._sparse):
            return False
        try:
            ignored = next((not p.negated for p in reversed(self._patterns) if p.matches(file)), False)
        except TooComplexError as error:
            raise UndecidedError("a pattern in .sourceignore too complex to be read") from error
        return not ignored and not self._repository.is_symlink(file)


class Artifacts:
    """The artifacts of the sources that are known, each read once, however many entry points share it."""

    def __init__(self) -> None:
        self._known: dict[tuple[Tree, str, tuple[str, ...]], Artifact] = {}

    def of(self, repository: Repository, ignore: str, sparse: tuple[str, ...] = ()) -> Artifact:
        """The artifact of a source with these settings."""
        key = (repository.tree, ignore, sparse)
        if key not in self._known:
            self._known[key] = Artifact(repository, ignore, sparse)
        return self._known[key]


def _texts(repository: Repository) -> Iterator[tuple[str, str]]:
    """The `.sourceignore` files and their directories, those above before those below."""
    found = [f for f in repository.files if posixpath.basename(f) == ".sourceignore"]
    for file in sorted(found, key=lambda f: (f.count("/"), f)):
        raw = repository.read(file)
        if raw is not None:
            yield raw.decode("utf-8", errors="replace"), posixpath.dirname(file) or "."


def _patterns(text: str, directory: str) -> Iterator[_Pattern]:
    for line in text.splitlines():
        pattern = line.rstrip()
        if not pattern or pattern.startswith("#"):
            continue
        negated = pattern.startswith("!")
        pattern = pattern[negated:]
        folders_only = pattern.endswith("/")
        pattern = pattern.rstrip("/")
        anchored = "/" in pattern
        glob = doublestar(pattern.lstrip("/").replace("{", "\\{"))
        if glob is not None and pattern:
            yield _Pattern(directory, glob, anchored, folders_only, negated)
