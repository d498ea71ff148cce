"""The lines that a change put into a file: what a reviewer sees beside the difference."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from validator.model import Finding
from validator.tree.tree import Tree


@dataclass(frozen=True, slots=True)
class ChangedLines:
    """The lines of files after a change that were not there, or not like this, before it."""

    before: Tree
    after: Tree
    _known: dict[str, frozenset[int]] = field(default_factory=dict)

    def has(self, finding: Finding) -> bool:
        """Whether a finding stands on such a line."""
        at = finding.location
        return at is not None and not self.of(at.file).isdisjoint(range(at.line, at.end_line + 1))

    def of(self, file: str) -> frozenset[int]:
        """Their numbers, from 1: lines that say what no line said before, or more lines than said it."""
        if file not in self._known:
            self._known[file] = self._compared(file)
        return self._known[file]

    def _compared(self, file: str) -> frozenset[int]:
        if self.before.store.identity(file) == self.after.store.identity(file):
            return frozenset()
        left = Counter(self._lines(self.before, file))
        found = []
        for number, line in enumerate(self._lines(self.after, file), 1):
            if left[line]:
                left[line] -= 1
            else:
                found.append(number)
        return frozenset(found)

    @staticmethod
    def _lines(tree: Tree, file: str) -> list[bytes]:
        return (tree.read(file) or b"").splitlines()
