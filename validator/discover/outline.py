"""What of each file discovery rests on: of most that they are there, of a kustomization whom it names."""

from __future__ import annotations

import hashlib
import posixpath
from functools import cached_property

from validator.cache.memory import Memory
from validator.digests import digest
from validator.discover.marks import ENDINGS, is_telling, marks
from validator.tree.kustomization import NAMES, fields_of, read
from validator.tree.source import Source
from validator.tree.tree import Tree

_TRAITS = ("helmcharts", "helmchartinflationgenerator", "openapi")
_MOST = 0.9  # of the outlines: then the repository is one that was seen before


class Outlines:
    """The outlines of a tree's files, remembered by content, so that an unchanged file is not read again.

    `known` are outlines by name that another state of the repository has; those of this one are added.
    """

    def __init__(self, tree: Tree, memory: Memory, known: dict[str, str] | None = None) -> None:
        self._tree = tree
        self._memory = memory
        self._shared = {} if known is None else known

    @cached_property
    def _names(self) -> dict[str, str]:
        """By file, what its outline is remembered by: content, and whether it is a kustomization."""
        identity = self._tree.store.identity
        return {
            file: f"{identity(file)} kustomization" if is_kustomization else identity(file)
            for file in self._tree.files
            if (is_kustomization := file[file.rfind("/") + 1 :] in NAMES) or file.endswith(ENDINGS)
        }

    @cached_property
    def _known(self) -> dict[str, str]:
        missing = set(self._names.values()) - self._shared.keys()
        self._shared.update(self._memory.outlines(missing))
        return self._shared

    @property
    def are_known(self) -> bool:
        """Whether most are remembered."""
        wanted = set(self._names.values())
        return len(self._known.keys() & wanted) >= _MOST * len(wanted) > 0

    def structure(self) -> str:
        """A name for what the files of the tree mean to discovery."""
        made = {}
        for file, name in self._names.items():
            if name not in self._known:
                self._known[name] = made[name] = outline(self._tree, file)
        self._memory.keep_outlines(made)
        store, whole = self._tree.store, hashlib.sha256()
        for file in sorted(self._tree.files):
            link = store.real(file) if store.is_link(file) else ""
            mark = self._known[self._names[file]] if file in self._names else ""
            whole.update(f"{file}\0{link}\0{mark}\n".encode("utf-8", "surrogateescape"))
        return whole.hexdigest()


def outline(tree: Tree, file: str) -> str:
    """What of a file's content discovery rests on, as a text: nothing of it, all of it, or its references."""
    raw = tree.read(file) or b""
    bits = marks(raw, file)
    if is_telling(bits):
        return hashlib.sha256(raw).hexdigest()
    if posixpath.basename(file) not in NAMES:
        return f"{bits:x}" if bits else ""
    return f"{bits:x} {_references(tree.source(file))}"


def _references(source: Source | None) -> str:
    found = read("", source) if source is not None else None
    if found is None:
        return "none"
    references = [(one.field, one.text, one.kind.value) for one in found.references]
    traits = [name for name in _TRAITS if found.field(name)]
    plugins = [
        [fields[name].value.value if name in fields else "" for name in ("apiversion", "kind")]
        for fields in (fields_of(config) for config, _ in found.inline)
    ]
    return digest([found.is_component, references, traits, plugins])
