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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from validator.places import Placed
from validator.tree.kustomization import NAMES
from validator.tree.tree import Tree

_NOTHING = (b"#", b"<<<<<<<", b"=======", b">>>>>>>")  # comments, and what git leaves of a conflict


@dataclass(slots=True)
class Causes:
    """The files of one change, each compared when it is asked for, and once."""

    before: Tree
    after: Tree
    _files: dict[str, _File] = field(default_factory=dict)

    def may_have_caused(self, one: Placed, files: Iterable[str]) -> bool:
        """Whether a finding may stem from the change; `files` are those that the overlay read or reads."""
        at = one.location
        if at is None:
            return True
        lines = {(step.file, step.line) for step in one.chain}
        lines.update((at.file, line) for line in range(at.line, at.end_line + 1))
        if any(self._file(file).is_added(line) for file, line in lines):
            return True
        return any(self._file(file).has_lost or self._file(file).has_gained for file in files)

    def _file(self, name: str) -> _File:
        if name not in self._files:
            self._files[name] = _File(name, self.before, self.after)
        return self._files[name]


@dataclass
class _File:
    """A file before and after the change."""

    name: str
    before: Tree
    after: Tree

    def is_added(self, line: int) -> bool:
        """Whether a line is new or other than before."""
        return line in self._added or not (self._old or self._is_equal)

    @cached_property
    def has_gained(self) -> bool:
        """Whether the change gave a kustomization, or a file that one patches with, more than resources."""
        written = {n: self._new[n - 1].strip() for n in self._added}
        telling = {n for n, line in written.items() if line and not line.startswith(b"#")}
        if posixpath.basename(self.name) not in NAMES:
            return bool(telling) and self.name in self.after.patch_files
        kustomization = self.after.kustomization(posixpath.dirname(self.name) or ".")
        references = kustomization.references if kustomization else ()
        listed = [one for one in references if one.field in ("resources", "bases")]
        return not telling <= {one.node.start_mark.line + 1 for one in listed}

    @cached_property
    def has_lost(self) -> bool:
        """Whether the change took something away from it that may have had an effect."""
        cut = [(start, end) for tag, start, end, _, _ in self._blocks if tag in ("delete", "replace")]
        gone = [line for start, end in cut for line in self._old[start:end] if line not in self._idle]
        return any(line.strip() and not line.strip().startswith(_NOTHING) for line in gone)

    @cached_property
    def _idle(self) -> set[bytes]:
        """The lines of a kustomization before the change that name what was not there."""
        kustomization = self.before.kustomization(posixpath.dirname(self.name) or ".")
        if kustomization is None or kustomization.file != self.name:
            return set()
        return {
            self._old[reference.node.start_mark.line]
            for reference in kustomization.references
            if not reference.is_remote
            and self.before.kind_of(self.before.target(kustomization, reference)) == "missing"
            and reference.node.start_mark.line < len(self._old)
        }

    # ---- lines -----------------------------------------------------------------------------------

    @cached_property
    def _added(self) -> frozenset[int]:
        """The numbers of lines that are new or other than before."""
        changed = [(start, end) for tag, _, _, start, end in self._blocks if tag != "equal"]
        return frozenset(line + 1 for start, end in changed for line in range(start, end))

    @cached_property
    def _blocks(self) -> Sequence[tuple[str, int, int, int, int]]:
        if self._is_equal:
            return []
        return difflib.SequenceMatcher(None, self._old, self._new, autojunk=False).get_opcodes()

    @cached_property
    def _is_equal(self) -> bool:
        return self.before.store.identity(self.name) == self.after.store.identity(self.name)

    @cached_property
    def _old(self) -> list[bytes]:
        return (self.before.read(self.name) or b"").splitlines()

    @cached_property
    def _new(self) -> list[bytes]:
        return (self.after.read(self.name) or b"").splitlines()
