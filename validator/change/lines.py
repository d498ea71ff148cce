"""The lines that a change put into a file: what a reviewer sees beside the difference."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field

from validator.model import Finding
from validator.tree.tree import Tree

_MOST = 20_000  # lines of a file that are compared


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
        """Their numbers, from 1. Of a file that is too long, none."""
        if file not in self._known:
            self._known[file] = self._compared(file)
        return self._known[file]

    def _compared(self, file: str) -> frozenset[int]:
        if self.before.store.identity(file) == self.after.store.identity(file):
            return frozenset()
        old, new = (self._lines(tree, file) for tree in (self.before, self.after))
        if max(len(old), len(new)) > _MOST:
            return frozenset()
        blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        return frozenset(
            line + 1 for kind, _, _, start, end in blocks if kind != "equal" for line in range(start, end)
        )

    @staticmethod
    def _lines(tree: Tree, file: str) -> list[bytes]:
        return (tree.read(file) or b"").splitlines()
