"""What a change can have caused in an overlay that did not build before it.

Nothing of it could be checked then, so there is nothing to compare with. All of it is not new for that: a
finding counts as known if the change touches nothing that it rests on. It rests on the line where it is
placed and on those that led there; and as a patch may have set what is missing now, or have taken it away, on
whatever else than resources the change added, and on whatever it took away from the files of the overlay. A
reference that led nowhere took nothing away.
"""

from __future__ import annotations

import difflib
import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field

from validator.places import Placed
from validator.tree.kustomization import NAMES
from validator.tree.tree import Tree

_NOTHING = (b"#", b"<<<<<<<", b"=======", b">>>>>>>")  # comments, and what git leaves of a conflict


@dataclass(slots=True)
class Causes:
    """The lines of one change, found when they are asked for."""

    before: Tree
    after: Tree
    _added: dict[str, frozenset[int] | None] = field(default_factory=dict)
    _removed: dict[str, bool] = field(default_factory=dict)

    def may_have_caused(self, one: Placed, files: Iterable[str]) -> bool:
        """Whether a finding may stem from the change; `files` are those that the overlay read or reads."""
        if one.location is None:
            return True
        lines = {(step.file, step.line) for step in one.chain}
        lines.update(
            (one.location.file, line) for line in range(one.location.line, one.location.end_line + 1)
        )
        if any(self._is_added(file, line) for file, line in lines):
            return True
        return any(self._lost(file) or self._gains(file) for file in files)

    def _is_added(self, file: str, line: int) -> bool:
        """Whether a line is new or other than before."""
        if file not in self._added:
            self._added[file] = self._added_lines(file)
        added = self._added[file]
        return added is None or line in added

    def _added_lines(self, file: str) -> frozenset[int] | None:
        """The numbers of new lines; None where all of the file is new."""
        if self._is_equal(file):
            return frozenset()
        old, new = self._lines(self.before, file), self._lines(self.after, file)
        if not old:
            return None
        blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        return frozenset(
            n + 1 for tag, _, _, start, end in blocks if tag != "equal" for n in range(start, end)
        )

    def _gains(self, file: str) -> bool:
        """Whether the change gave a kustomization, or a file that one patches with, more than resources."""
        added = self._added_lines(file)
        lines = self._lines(self.after, file)
        numbers = range(1, len(lines) + 1) if added is None else sorted(added)
        telling = {n for n in numbers if lines[n - 1].strip() and not lines[n - 1].strip().startswith(b"#")}
        if posixpath.basename(file) not in NAMES:
            return bool(telling) and file in self.after.patch_files
        kustomization = self.after.kustomization(posixpath.dirname(file) or ".")
        references = kustomization.references if kustomization else ()
        listed = [one for one in references if one.field in ("resources", "bases")]
        return not telling <= {one.node.start_mark.line + 1 for one in listed}

    def _lost(self, file: str) -> bool:
        """Whether the change took something away from a file that may have had an effect."""
        if file not in self._removed:
            self._removed[file] = self._loses(file)
        return self._removed[file]

    def _loses(self, file: str) -> bool:
        if self._is_equal(file):
            return False
        old, new = self._lines(self.before, file), self._lines(self.after, file)
        blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        gone = [
            line
            for tag, start, end, _, _ in blocks
            if tag in ("delete", "replace")
            for line in old[start:end]
        ]
        idle = self._idle(file)
        return any(
            line.strip() and not line.strip().startswith(_NOTHING) and line not in idle for line in gone
        )

    def _idle(self, file: str) -> set[bytes]:
        """The lines of a kustomization before the change that name what was not there."""
        directory = file.rpartition("/")[0] or "."
        kustomization = self.before.kustomization(directory)
        if kustomization is None or kustomization.file != file:
            return set()
        lines = self._lines(self.before, file)
        return {
            lines[reference.node.start_mark.line]
            for reference in kustomization.references
            if not reference.is_remote
            and self.before.kind_of(self.before.target(kustomization, reference)) == "missing"
            and reference.node.start_mark.line < len(lines)
        }

    def _is_equal(self, file: str) -> bool:
        return self.before.store.identity(file) == self.after.store.identity(file)

    @staticmethod
    def _lines(tree: Tree, file: str) -> list[bytes]:
        return (tree.read(file) or b"").splitlines()
