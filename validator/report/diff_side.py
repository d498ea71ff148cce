"""One side of a difference as it may be shown: the masked lines of a field, and its masked value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from validator.masking.text import MASK
from validator.model import FieldPath, Resource
from validator.places import value_at
from validator.report.manifest import Line
from validator.report.masked_manifest import MaskedManifest

_LEAD = re.compile(r" *(?:- )*")


@dataclass
class Side:
    """A resource before or after a change. Nothing that it returns is a secret."""

    resource: Resource
    secrets: frozenset[str]

    def lines(self, path: FieldPath = (), most: int | None = None) -> list[str]:
        """The manifest's lines of a field and of all that is in it, or the first of them."""
        first, last = self._ranges[path] if path else (0, self.length - 1)
        some = range(first, last + 1)[:most]
        return [line.text for at in some if (line := self._manifest.line(at)) is not None]

    @property
    def length(self) -> int:
        """How many lines the manifest has."""
        return len(self._manifest.raw)

    def opening(self, path: FieldPath) -> str:
        """The first line of a field."""
        line = self._manifest.line(self._ranges[path][0])
        return line.text if line is not None else ""

    def shown(self, path: FieldPath) -> str:
        """The value of a scalar as it stands on its first line."""
        return self.opening(path)[self._manifest.raw[self._ranges[path][0]].start :].strip()

    def texts(self, path: FieldPath) -> list[str] | None:
        """The lines of a text of several, as many as it has; None if it is hidden as a whole."""
        first, last = self._ranges[path]
        text = value_at(self.resource.body, path)
        if self._manifest.is_secret_at(path):
            return None
        if last > first:
            masked = [self._manifest.line(at) for at in range(first + 1, last + 1)]
            cut = self._manifest.raw[first + 1 :]
            return [
                line.text[_margin(raw) :] if line else ""
                for line, raw in zip(masked, cut[: last - first], strict=True)
            ]
        return None if self.opening(path) != self._manifest.raw[first].text else _lines(text)

    def value(self, path: FieldPath = ()) -> Any:
        """The value of a field with its secrets masked."""
        return self._masked(value_at(self.resource.body, path), path)

    def hides(self, path: FieldPath) -> bool:
        """Whether anything of a field is masked."""
        first, last = self._ranges[path]
        lines = (self._manifest.line(at) for at in range(first, last + 1))
        return any(line is None or MASK in line.text for line in lines)

    def _masked(self, value: Any, path: FieldPath) -> Any:
        if isinstance(value, dict) and value:
            return {key: self._masked(child, (*path, key)) for key, child in value.items()}
        if isinstance(value, list) and value:
            return [self._masked(child, (*path, at)) for at, child in enumerate(value)]
        first, last = self._ranges[path]
        if not self.hides(path):
            return value
        if last > first and (texts := self.texts(path)) is not None:
            return "\n".join(texts) + ("\n" if value.endswith("\n") else "")
        return self.shown(path) if self._is_plain(first, value) else MASK

    def _is_plain(self, at: int, value: Any) -> bool:
        """Whether a line shows its value as it is, not in quotes."""
        line = self._manifest.raw[at]
        return isinstance(value, str) and line.text[line.start :].strip() == value

    @cached_property
    def _manifest(self) -> MaskedManifest:
        return MaskedManifest(self.resource.body, self.secrets)

    @cached_property
    def _ranges(self) -> dict[FieldPath, tuple[int, int]]:
        """The first and the last line of everything in the manifest."""
        found: dict[FieldPath, tuple[int, int]] = {}
        for at, line in enumerate(self._manifest.raw):
            for length in range(len(line.path) + 1):
                prefix = line.path[:length]
                found[prefix] = (found.get(prefix, (at, at))[0], at)
        return found


def _margin(line: Line) -> int:
    """How far a further line of a text is indented; an empty one is not."""
    return min(line.start, len(line.text))


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n")


def text_lines(value: Any) -> list[str] | None:
    """The lines of a value, None if it is no text of several."""
    return _lines(value) if isinstance(value, str) and "\n" in value.rstrip("\n") else None


def as_member(text: str) -> str:
    """A line of a mapping without the dash that it has as the first one of an element."""
    lead = _lead(text)
    return " " * len(lead) + text[len(lead) :]


def as_first(text: str) -> str:
    """A line of a mapping with the dash of the first one of an element."""
    lead = _lead(text)
    return " " * (len(lead) - 2) + "- " + text[len(lead) :]


def margin(text: str) -> int:
    """Where a line's key or value begins."""
    return len(_lead(text))


def _lead(text: str) -> str:
    match = _LEAD.match(text)
    assert match is not None  # it may be empty
    return match.group()
