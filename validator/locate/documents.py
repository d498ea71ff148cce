"""The documents of a file or of a text inside one, split before they are parsed: most are never needed.

Splitting and the reading of lists follow kustomize 5.8 (kyaml/kio, api/resource).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from validator.locate.origin import Excerpt, UnmodelledError
from validator.tree.source import child, decode
from validator.tree.tree import Tree

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEPT = 50_000  # characters
_SEPARATOR = re.compile(r"\n---.*\n")
_KIND = re.compile(r"""^kind:[ \t]*(["']?)([\w.-]+)\1[ \t]*(?:#.*)?\r?$""", re.M)
_METADATA = re.compile(r"^metadata:[ \t]*(?:#.*)?\r?\n((?:[ \t]+.*\r?\n?|[ \t]*\r?\n|#.*\r?\n)*)", re.M)
_INDENT = re.compile(r"^([ \t]+)[^\s#]", re.M)


class Document:
    """One document: its kind and name if they can be read without parsing, and its nodes once asked for."""

    __slots__ = ("_node", "_parsed", "excerpt", "kind", "name")

    def __init__(self, excerpt: Excerpt) -> None:
        self.excerpt = excerpt
        self.kind, self.name = _head(excerpt.text)
        self._parsed = False
        self._node: yaml.Node | None = None

    @property
    def node(self) -> yaml.Node | None:
        """The root; None for an empty document. Raises UnmodelledError for what is not YAML.

        Nodes with marks take a hundred times the memory of their text: those of large documents are not kept.
        """
        if self._parsed:
            return self._node
        node = compose(self.excerpt.text)
        if len(self.excerpt.text) < _KEPT:
            self._node, self._parsed = node, True
        return node


def _head(text: str) -> tuple[str | None, str | None]:
    kind = _KIND.search(text)
    metadata = _METADATA.search(text)
    indent = _INDENT.search(metadata[1]) if metadata else None
    if kind is None or metadata is None or indent is None:
        return None, None
    name = re.search(rf"""^{indent[1]}name:[ \t]*(["']?)([\w.:-]+)\1[ \t]*(?:#.*)?\r?$""", metadata[1], re.M)
    return (kind[2], name[2]) if name else (None, None)


def compose(text: str) -> yaml.Node | None:
    """The first document of a text, None if it is empty. Raises UnmodelledError."""
    try:
        loader = _Loader(text)
        try:
            node: yaml.Node | None = loader.get_node() if loader.check_node() else None
        finally:
            loader.dispose()
    except (yaml.YAMLError, RecursionError) as error:
        raise UnmodelledError("not YAML") from error
    is_null = isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"
    return None if is_null else node


def split(excerpt: Excerpt) -> tuple[Document, ...]:
    """The documents of a text."""
    text, found, start, line = excerpt.text, [], 0, 0
    for separator in _SEPARATOR.finditer(text):
        found.append(Document(_part(excerpt, text[start : separator.start() + 1], line)))
        line += text.count("\n", start, separator.end())
        start = separator.end()
    found.append(Document(_part(excerpt, text[start:], line)))
    return tuple(found)


def _part(excerpt: Excerpt, text: str, line: int) -> Excerpt:
    return Excerpt(
        file=excerpt.file, text=text, line=excerpt.line + line, column=excerpt.column, whole=excerpt.whole
    )


class Documents:
    """The files of a tree as documents, each file read once."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._files: dict[str, tuple[Document, ...]] = {}

    def of(self, file: str) -> tuple[Document, ...]:
        """The documents of a file; () for what cannot be read."""
        if file not in self._files:
            text = self.text(file)
            self._files[file] = split(Excerpt(file=file, text=text)) if text is not None else ()
        return self._files[file]

    def text(self, file: str) -> str | None:
        """The text of a file, None for what cannot be read as such."""
        raw = self.tree.read(file)
        try:
            return decode(raw) if raw is not None else None
        except UnicodeDecodeError:
            return None


def resources(document: Document) -> Iterator[yaml.MappingNode]:
    """The objects of a document: itself, or what a kind that ends in List holds in `items`."""
    yield from _unpacked(document.node)


def _unpacked(node: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    if not isinstance(node, yaml.MappingNode):
        return
    kind, items = child(node, "kind"), child(node, "items")
    if kind is not None and items is not None and str(kind[1].value).endswith("List"):
        for item in items[1].value if isinstance(items[1], yaml.SequenceNode) else ():
            yield from _unpacked(item)
        return
    yield node


# ---- texts inside a kustomization ---------------------------------------------------------------


def is_text(text: str) -> bool:
    """Whether an entry that may be YAML or a path is YAML."""
    return "\n" in text or ": " in text or text.lstrip().startswith(("{", "["))


def inner(node: yaml.ScalarNode, excerpt: Excerpt) -> Excerpt:
    """The YAML in a scalar of a text, such as an inline patch, and where it stands.

    Where lines of the value are not lines of the file (folded or escaped text), the place is
    the whole scalar.
    """
    start = node.start_mark
    line = excerpt.line + start.line
    if excerpt.whole is None and node.style in ("|", ">"):
        block = _block(node, excerpt.text)
        if block is not None:
            text, indent = block
            return Excerpt(file=excerpt.file, text=text, line=line + 1, column=excerpt.column + indent)
    elif excerpt.whole is None and start.line == node.end_mark.line:
        quotes = 1 if node.style else 0
        if node.end_mark.column - start.column == len(node.value) + 2 * quotes:
            column = excerpt.column + start.column + quotes
            return Excerpt(file=excerpt.file, text=node.value, line=line, column=column)
    return Excerpt(file=excerpt.file, text=node.value, whole=excerpt.whole or excerpt.span(start, start))


def _block(node: yaml.ScalarNode, text: str) -> tuple[str, int] | None:
    """The lines of a block scalar without their indentation, and how deep that is.

    None if the value is something else than these lines, as a folded one may be.
    """
    below = text.split("\n")[node.start_mark.line + 1 : node.end_mark.line + 1]
    lines = [line.rstrip("\r") for line in below]
    filled = next((line for line in lines if line.strip()), "")
    kept = next((line for line in node.value.split("\n") if line.strip()), "")
    indent = _lead(filled) - _lead(kept)
    if not filled or indent <= 0:
        return None
    body = "\n".join(line[indent:] for line in lines if not line[:indent].strip())
    if node.style == "|":
        return (node.value, indent) if body.rstrip() == node.value.rstrip() else None
    return (body, indent) if body.split() == node.value.split() else None


def _lead(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
