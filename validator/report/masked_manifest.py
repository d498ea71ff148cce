"""A rendered object as its manifest may be shown: what can be a secret is masked, names and keys stay."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from validator.masking.arguments import secret_arguments
from validator.masking.assigned import assigned
from validator.masking.credentials import Span, credential_spans
from validator.masking.names import is_structure
from validator.masking.text import MASK, masked
from validator.masking.values import COPY, telling
from validator.model import FieldPath, JsonObject
from validator.places import value_at
from validator.report.manifest import Line, is_shown_as_it_is, manifest_lines
from validator.report.source_mask import SourceMask

_VALUES = ("data", "stringData", "binaryData")  # of a Secret
_NAMES = frozenset({"key", "name", "path", "property", "secretKey", "secretName"})
_REFERENCES = frozenset({"extract", "find", "items", "keyRef", "remoteRef", "secretKeyRef", "secretRef"})
_REFERRING = frozenset({"ClusterExternalSecret", "ExternalSecret", "PushSecret"})  # kinds that hold names
_PLAIN = (("metadata", "labels"), ("metadata", "name"), ("metadata", "namespace"))


@dataclass
class MaskedManifest:
    """The lines of one object. `secrets` are the values that are hidden wherever they stand."""

    body: JsonObject
    secrets: Collection[str] = field(repr=False)

    @cached_property
    def raw(self) -> list[Line]:
        """The lines as they are; not to be shown."""
        return list(manifest_lines(self.body))

    def shown(self) -> Iterator[Line]:
        """The lines, masked; of a text that is hidden as a whole the first one alone."""
        return (line for at in range(len(self.raw)) if (line := self.line(at)) is not None)

    def line(self, at: int) -> Line | None:
        """One of the raw lines, masked; None for a further line of a text that is hidden as a whole."""
        line = self.raw[at]
        if line.is_opening or not self.is_secret_at(line.path):
            return replace(line, text=masked(line.text, self._spans(line, at + 1)))
        return None if line.is_continued else replace(line, text=line.text[: line.start] + MASK)

    def is_secret_at(self, path: FieldPath) -> bool:
        """Whether a whole value is secret by its place, because a Secret has it, too, or by what it says."""
        if path not in self._hidden:
            self._hidden[path] = self._is_secret_at(path)
        return self._hidden[path]

    def _is_secret_at(self, path: FieldPath) -> bool:
        if path[-1] == COPY or (self._kind == "Secret" and path[0] in _VALUES) or path in self._arguments:
            return True
        text = value_at(self.body, path)
        if not isinstance(text, str) or is_structure(str(path[-1])):
            return False
        return text in self.secrets or (
            not is_shown_as_it_is(text) and (tells(path[-1], text) or next(assigned(text), None) is not None)
        )

    @cached_property
    def _hidden(self) -> dict[FieldPath, bool]:
        return {}

    @cached_property
    def _arguments(self) -> frozenset[FieldPath]:
        """The words of command lines that are passwords."""
        return frozenset(secret_arguments(self.body))

    @cached_property
    def _kind(self) -> Any:
        return self.body.get("kind")

    @cached_property
    def _mask(self) -> SourceMask:
        return SourceMask("manifest.yaml", [line.text for line in self.raw])

    @cached_property
    def _telling(self) -> list[str]:
        """The values that are hidden within other ones, too, and are in this manifest."""
        whole = "\n".join(line.text for line in self.raw)
        return [value for value in telling(self.secrets) if value in whole]

    def _spans(self, line: Line, number: int) -> list[Span]:
        """What to hide of a line; names of secrets and of keys in them are none."""
        if any(value in line.text for value in self._telling):
            return [(line.start, len(line.text))]
        is_name = line.path[-1] in _NAMES and (
            self._kind in _REFERRING or not _REFERENCES.isdisjoint(line.path)
        )
        if is_name or line.is_opening or line.path[:2] in _PLAIN:
            return credential_spans(line.text)
        spans = self._mask.spans(number)
        is_given = any(value in masked(line.text, spans) for value in self._given(line.path))
        return [(line.start, len(line.text))] if is_given else spans

    def _given(self, path: FieldPath) -> frozenset[str]:
        """The literals that a text, such as a script or a file, gives to names that promise a secret."""
        if path not in self._literals:
            text = value_at(self.body, path)
            spans = assigned(text) if isinstance(text, str) else ()
            self._literals[path] = frozenset(text[start:end] for start, end in spans)
        return self._literals[path]

    @cached_property
    def _literals(self) -> dict[FieldPath, frozenset[str]]:
        return {}


def tells(key: str | int, value: Any) -> bool:
    """Whether a value, as the text of a field and as a file of its own, has something to hide."""
    if not isinstance(value, str):
        return False
    layouts = ([line.text for line in manifest_lines({str(key): value})], value.splitlines())
    return any(
        mask.spans(number)
        for lines in layouts
        for mask in [SourceMask("manifest.yaml", lines)]
        for number in range(1, len(lines) + 1)
    )
