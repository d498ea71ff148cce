"""Values as `mergegate blame` may show them: what can be a secret is masked, here and in its sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from validator.locate.blamed import Blamed
from validator.locate.locator import Write
from validator.masking.text import MASK, mask_text, masked
from validator.report.context import Sources
from validator.report.manifest import Line, manifest_lines, scalar_text
from validator.report.source_mask import SourceMask


@dataclass(slots=True)
class Values:
    """What of one resource may be shown. `sources` are the files that its values come from."""

    blamed: Blamed
    sources: Sources
    _masks: dict[str, SourceMask] = field(default_factory=dict)

    def lines(self) -> list[Line]:
        """The manifest of the resource, or of the field that was asked for, masked."""
        whole = list(manifest_lines(self.blamed.resource.body))
        mask = SourceMask("manifest.yaml", [line.text for line in whole])
        shown = [
            Line(masked(line.text, mask.spans(number)), line.path, line.is_continued)
            for number, line in enumerate(whole, 1)
        ]
        wanted = self.blamed.field
        found = [line for line in shown if line.path[: len(wanted)] == wanted]
        margin = min((len(line.text) - len(line.text.lstrip(" ")) for line in found), default=0)
        return [Line(line.text[margin:], line.path, line.is_continued) for line in found]

    def is_secret(self) -> bool:
        """Whether anything of the field that was asked for is masked."""
        return any(MASK in line.text for line in self.lines())

    def shown(self) -> Any:
        """The value of a scalar, masked."""
        return MASK if self.is_secret() else _shown(self.blamed.value)

    def written(self, write: Write) -> Any:
        """What one of the writers of the field wrote, masked; None for a mapping or list."""
        if write.value is None:
            return None
        return MASK if self.is_secret() or self._hides(write) else _shown(write.value)

    def _hides(self, write: Write) -> bool:
        """Whether the source line of a writer has something to hide."""
        at = write.location
        if at is None:
            return False
        if at.file not in self._masks:
            self._masks[at.file] = SourceMask(at.file, self.sources.lines(at.file))
        return bool(self._masks[at.file].spans(at.line))


def _shown(value: Any) -> Any:
    return mask_text(value) if isinstance(value, str) else value


def one_line(value: Any) -> str:
    """A value that `Values` lets show, as YAML on one line."""
    return value if value == MASK else scalar_text(value)
