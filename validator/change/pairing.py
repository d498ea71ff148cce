"""Which overlay before a change is which after it: of the same path, or, as renamed, the one most alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from validator.tree.tree import Tree

_ALIKE = 0.5  # of the lines, as git takes a file for renamed
_MOST = 10_000  # pairs of directories that are compared line by line


@dataclass(frozen=True)
class Contents:
    """The files of one overlay's own directory in one state."""

    path: str
    tree: Tree
    files: tuple[str, ...]

    @cached_property
    def exact(self) -> tuple[tuple[str, str], ...]:
        """Names within the directory, and contents."""
        return tuple((self._inner(file), self.tree.store.identity(file)) for file in self.files)

    @cached_property
    def lines(self) -> Counter[tuple[str, bytes]]:
        """Lines of each file, blank ones aside."""
        found: Counter[tuple[str, bytes]] = Counter()
        for file in self.files:
            lines = (self.tree.read(file) or b"").splitlines()
            found.update((self._inner(file), line.strip()) for line in lines if line.strip())
        return found

    def _inner(self, file: str) -> str:
        return file if self.path == "." else file[len(self.path) + 1 :]


def contents_of(tree: Tree, path: str, files_of: Iterable[str]) -> Contents:
    """The files of an overlay that lie in its own directory."""
    inside = "" if path == "." else f"{path}/"
    return Contents(path, tree, tuple(sorted(file for file in set(files_of) if file.startswith(inside))))


def paired(
    before: Iterable[str], after: Iterable[str], old: Mapping[str, Contents], new: Mapping[str, Contents]
) -> dict[str, str]:
    """By path after the change the path before it, for every overlay that was there before."""
    were, are = set(before), set(after)
    found = {path: path for path in were & are}
    gone, come = sorted(were - are), sorted(are - were)
    for alike in (_exactly, _mostly):
        pairs = alike([old[path] for path in gone], [new[path] for path in come])
        found.update(pairs)
        gone = [path for path in gone if path not in pairs.values()]
        come = [path for path in come if path not in pairs]
    return found


def _exactly(gone: Sequence[Contents], come: Sequence[Contents]) -> dict[str, str]:
    by_files: dict[object, list[Contents]] = {}
    for one in gone:
        if one.files:
            by_files.setdefault(one.exact, []).append(one)
    found = {}
    for one in come:
        candidates = by_files.get(one.exact, [])
        if candidates:
            best = max(candidates, key=lambda other: (_common_end(one.path, other.path), other.path))
            candidates.remove(best)
            found[one.path] = best.path
    return found


def _mostly(gone: Sequence[Contents], come: Sequence[Contents]) -> dict[str, str]:
    if len(gone) * len(come) > _MOST:
        return {}
    scores = [
        (score, _common_end(one.path, other.path), one.path, other.path)
        for one in come
        for other in gone
        if (score := _alike(one, other)) >= _ALIKE
    ]
    found: dict[str, str] = {}
    for _, _, one, other in sorted(scores, reverse=True):
        if one not in found and other not in found.values():
            found[one] = other
    return found


def _alike(one: Contents, other: Contents) -> float:
    """The share of lines that both have."""
    size = max(one.lines.total(), other.lines.total())
    return (one.lines & other.lines).total() / size if size else 0.0


def _common_end(one: str, other: str) -> int:
    """How many of the last segments of two paths are equal."""
    count = 0
    for left, right in zip(reversed(one.split("/")), reversed(other.split("/")), strict=False):
        if left != right:
            break
        count += 1
    return count
