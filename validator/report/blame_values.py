"""Values as `mergegate blame` may show them: what can be a secret is masked, here and in its sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from validator.masking.credentials import Span, credential_spans
from validator.masking.text import MASK, mask_text, masked
from validator.model import FieldPath, Location
from validator.places import Blamed, Write
from validator.report.context import Sources
from validator.report.keys import is_structure
from validator.report.manifest import Line, is_shown_as_it_is, manifest_lines, scalar_text
from validator.report.source_mask import SourceMask

_VALUES = ("data", "stringData", "binaryData")  # of a Secret
_COPY = "kubectl.kubernetes.io/last-applied-configuration"
_NAMES = frozenset({"key", "name", "path", "property", "secretKey", "secretName"})
_REFERENCES = frozenset({"extract", "find", "items", "keyRef", "remoteRef", "secretKeyRef", "secretRef"})
_REFERRING = frozenset({"ClusterExternalSecret", "ExternalSecret", "PushSecret"})  # kinds that hold names
_PLAIN = (("metadata", "labels"), ("metadata", "name"), ("metadata", "namespace"))
_TELLING = 12  # characters: a shorter value of a Secret may occur in a text by chance


@dataclass
class Values:
    """What of one resource may be shown, found once. `sources` are the files that its values come from."""

    blamed: Blamed
    sources: Sources
    _masks: dict[str, SourceMask] = field(default_factory=dict)

    @cached_property
    def lines(self) -> list[Line]:
        """The manifest of the resource, or of the field that was asked for, masked."""
        wanted = self.blamed.field
        found = [line for line in self._shown_lines() if line.path[: len(wanted)] == wanted]
        margin = min(
            (len(line.text) - len(line.text.lstrip(" ")) for line in found if not line.is_continued),
            default=0,
        )
        return [replace(line, text=line.text[margin:]) for line in found]

    @cached_property
    def is_secret(self) -> bool:
        """Whether anything of the field that was asked for is masked, or was where it was written."""
        wanted = self.blamed.field
        if wanted and self._is_secret_at(wanted):
            return True
        history = self.blamed.places[wanted].history
        return any(MASK in line.text for line in self.lines) or any(map(self._hides, history))

    def shown(self) -> Any:
        """The value of a scalar, masked."""
        return MASK if self.is_secret else _without_credentials(self.blamed.value)

    def written(self, write: Write) -> Any:
        """What one of the writers of the field wrote, masked; None for a mapping or list."""
        if write.value is None:
            return None
        return MASK if self.is_secret else _without_credentials(write.value)

    def mask(self, file: str) -> SourceMask:
        """What to hide of a source."""
        if file not in self._masks:
            self._masks[file] = SourceMask(file, self.sources.lines(file))
        return self._masks[file]

    @cached_property
    def _telling(self) -> list[str]:
        return [value for value in self.blamed.secrets if len(value) >= _TELLING]

    def _shown_lines(self) -> Iterator[Line]:
        whole = list(manifest_lines(self.blamed.resource.body))
        mask = SourceMask("manifest.yaml", [line.text for line in whole])
        for number, line in enumerate(whole, 1):
            if line.is_opening or not self._is_secret_at(line.path):
                yield replace(line, text=masked(line.text, self._spans(line, number, mask)))
            elif not line.is_continued:
                yield replace(line, text=line.text[: line.start] + MASK)

    def _is_secret_at(self, path: FieldPath) -> bool:
        """Whether a whole value is secret by its place, because a Secret has it, too, or by what it says."""
        if self.blamed.resource.id.kind == "Secret" and (path[0] in _VALUES or path[-1] == _COPY):
            return True
        text = self.blamed.text_at(path)
        if text is None or is_structure(str(path[-1])):
            return False
        return text in self.blamed.secrets or (not is_shown_as_it_is(text) and _tells(path[-1], text))

    def _spans(self, line: Line, number: int, mask: SourceMask) -> list[Span]:
        """What to hide of a line; names of secrets and of keys in them are none."""
        if any(value in line.text for value in self._telling):
            return [(line.start, len(line.text))]
        is_name = line.path[-1] in _NAMES and (
            self.blamed.resource.id.kind in _REFERRING or not _REFERENCES.isdisjoint(line.path)
        )
        if is_name or line.is_opening or line.path[:2] in _PLAIN:
            return credential_spans(line.text)
        return mask.spans(number)

    def _hides(self, write: Write) -> bool:
        """Whether a writer stands where its source has something to hide."""
        at = write.location
        if write.value is None:
            return False
        if _tells(self.blamed.field[-1], write.value):
            return True
        return at is not None and any(_meets(span, at) for span in self.mask(at.file).spans(at.line))


def _meets(span: Span, at: Location) -> bool:
    """Whether a span of a location's first line is part of it."""
    start, end = span
    return at.line != at.end_line or (start < at.end_column - 1 and at.column - 1 < end)


def _tells(key: str | int, value: Any) -> bool:
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


def _without_credentials(value: Any) -> Any:
    return mask_text(value) if isinstance(value, str) else value


def one_line(value: Any) -> str:
    """A value that `Values` lets show, as YAML on one line."""
    return value if value == MASK else scalar_text(value)
