"""The shapes of a configuration's values: what has another one is an error with its place."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import yaml

from validator.errors import UsageError
from validator.globs.paths import is_glob
from validator.tree.source import Source, scalar, scalar_key

Members = dict[str, tuple[yaml.Node, yaml.Node]]  # key and value of each, by name


def nearest(name: str, known: Iterable[str]) -> str:
    """The hint at the end of an error: the known name that looks most like this one."""
    close = difflib.get_close_matches(name, sorted(known), n=1)
    return f'; did you mean "{close[0]}"?' if close else ""


class Shapes:
    """Reads nodes of one parsed file."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def error(self, node: yaml.Node, message: str) -> UsageError:
        """An error at a node."""
        mark = node.start_mark
        return UsageError(f"{self._source.file}:{mark.line + 1}:{mark.column + 1}: {message}")

    def mapping(self, node: yaml.Node, what: str, known: tuple[str, ...] | None) -> Members:
        """The members of a mapping; of those known, if that is given."""
        if not isinstance(node, yaml.MappingNode):
            raise self.error(node, f"{what} must be a mapping")
        found: Members = {}
        for key, child in node.value:
            name = scalar_key(key)
            if known is not None and name not in known:
                raise self.error(key, f'unknown key "{name}" in {what}{nearest(name, known)}')
            if name in found:
                raise self.error(key, f'"{name}" is there twice')
            found[name] = (key, child)
        return found

    def string(self, node: yaml.Node, what: str) -> str:
        """A text that is not empty."""
        text = scalar(node) if isinstance(node, yaml.ScalarNode) else None
        if not isinstance(text, str) or not text:
            raise self.error(node, f"{what} must be text")
        return text

    def glob(self, node: yaml.Node, what: str) -> str:
        """A well-formed glob of a path."""
        text = self.string(node, what)
        self.check_glob(text, node)
        return text

    def check_glob(self, glob: str, node: yaml.Node) -> None:
        """Raise an error at the node for what is no glob."""
        if not is_glob(glob):
            raise self.error(node, f'"{glob}" is no glob')

    def positive(self, node: yaml.Node, what: str) -> int:
        """A whole number above zero."""
        number = scalar(node) if isinstance(node, yaml.ScalarNode) else None
        if not isinstance(number, int) or isinstance(number, bool) or number < 1:
            raise self.error(node, f"{what} must be a whole number above zero")
        return number
