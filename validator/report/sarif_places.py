"""Places as SARIF writes them: relative addresses, regions in characters, ways through several files."""

from __future__ import annotations

import posixpath
from itertools import chain
from typing import Any
from urllib.parse import quote

from validator.model import Finding, Location, Result, Step
from validator.report.context import Sources
from validator.report.visible import visible
from validator.tree.kustomization import NAMES as KUSTOMIZATIONS

ROOT = "%SRCROOT%"


class Places:
    """Physical locations for findings and the steps of their chains.

    No region holds a snippet: code scanning shows the repository itself, and a copy of a line could be the
    copy of a secret.
    """

    def __init__(self, result: Result, sources: Sources) -> None:
        """The overlays of the result stand in for findings whose line is not known."""
        self._sources = sources
        self._overlays = {report.overlay.path: report.overlay for report in result.overlays}

    def primary(self, finding: Finding) -> tuple[Location, bool]:
        """Where to show a finding, and whether that is its own place.

        Code scanning refuses results without a line; for those whose line is not known it is the last file
        of the chain, else the file that makes the overlay.
        """
        if finding.location:
            return finding.location, True
        if finding.chain:
            return self._whole_line(finding.chain[-1].file, finding.chain[-1].line), False
        return self._whole_line(self._file_of(finding.overlays[0] if finding.overlays else "."), 1), False

    def _file_of(self, path: str) -> str:
        overlay = self._overlays.get(path)
        own = _kustomizations(path)
        included = overlay.include if overlay else ()  # files, or directories with a kustomization
        named = [entry.file for entry in overlay.named_by if entry.file] if overlay else []
        files = chain(own, included, *map(_kustomizations, included), named)
        return next((file for file in files if self._sources.raw(file) is not None), own[0])

    def _whole_line(self, file: str, line: int) -> Location:
        lines = self._sources.lines(file)
        length = len(lines[line - 1]) if line <= len(lines) else 0
        return Location(file=file, line=line, column=1, end_line=line, end_column=length + 1)

    def physical(self, location: Location) -> dict[str, Any]:
        """A physicalLocation with its region and, where the file goes on around it, a context region."""
        lines = len(self._sources.lines(location.file))
        first, last = max(1, location.line - 2), max(location.end_line, min(lines, location.end_line + 2))
        is_more = (first, last) != (location.line, location.end_line)
        around = {"contextRegion": {"startLine": first, "endLine": last}} if is_more else {}
        return {
            "artifactLocation": {"uri": uri(location.file), "uriBaseId": ROOT},
            "region": {
                "startLine": location.line,
                "startColumn": location.column,
                "endLine": location.end_line,
                "endColumn": location.end_column,
            },
            **around,
        }

    def step(self, step: Step) -> dict[str, Any]:
        """A location for one step of a chain."""
        return {
            "physicalLocation": self.physical(self._whole_line(step.file, step.line)),
            "message": {"text": f'The build reads this {step.role.value}: "{visible(step.file)}".'},
        }


def _kustomizations(directory: str) -> list[str]:
    """What a directory's kustomization may be called."""
    return [posixpath.normpath(posixpath.join(directory, name)) for name in KUSTOMIZATIONS]


def uri(file: str) -> str:
    """A path relative to the root as an address; bytes that are not UTF-8 as they are."""
    return quote(file, safe="/", errors="surrogateescape")
