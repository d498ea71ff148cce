"""Values as `mergegate blame` may show them: what can be a secret is masked, here and in its sources."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from validator.masking.credentials import Span
from validator.masking.text import MASK, mask_text
from validator.model import FieldPath, Location
from validator.places import ABSENT, Blamed, Write, member
from validator.report.context import Sources
from validator.report.manifest import Line, scalar_text
from validator.report.masked_manifest import MaskedManifest, tells
from validator.report.source_mask import SourceMask


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
        found = [line for line in self._manifest.shown() if line.path[: len(wanted)] == wanted]
        margin = min(
            (len(line.text) - len(line.text.lstrip(" ")) for line in found if not line.is_continued),
            default=0,
        )
        return [replace(line, text=line.text[margin:]) for line in found]

    @cached_property
    def is_secret(self) -> bool:
        """Whether anything of the field that was asked for is masked, or was where it was written."""
        wanted = self.blamed.field
        if wanted and self._manifest.is_secret_at(wanted):
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
    def _manifest(self) -> MaskedManifest:
        return MaskedManifest(self.blamed.resource.body, self.blamed.secrets)

    def _hides(self, write: Write) -> bool:
        """Whether a writer stands where its source has something to hide."""
        at = write.location
        if write.value is None:
            return False
        if tells(self.blamed.field[-1], write.value) or self._would_hide(write.value):
            return True
        return at is not None and any(_meets(span, at) for span in self.mask(at.file).spans(at.line))

    def _would_hide(self, value: Any) -> bool:
        """Whether a value would be masked in place of the one that was rendered: after an option, say."""
        wanted = self.blamed.field
        earlier = MaskedManifest(_with(self.blamed.resource.body, wanted, value), self.blamed.secrets)
        return any(MASK in line.text for line in earlier.shown() if line.path == wanted)


def _with(body: Any, path: FieldPath, value: Any) -> Any:
    """The body with another value at a path, where there is one."""
    if not path:
        return value
    inner = member(body, path[0])
    if inner is ABSENT:
        return body
    copied = body.copy()
    copied[path[0]] = _with(inner, path[1:], value)
    return copied


def _meets(span: Span, at: Location) -> bool:
    """Whether a span of a location's first line is part of it."""
    start, end = span
    return at.line != at.end_line or (start < at.end_column - 1 and at.column - 1 < end)


def _without_credentials(value: Any) -> Any:
    return mask_text(value) if isinstance(value, str) else value


def one_line(value: Any) -> str:
    """A value that `Values` lets show, as YAML on one line."""
    return value if value == MASK else scalar_text(value)
