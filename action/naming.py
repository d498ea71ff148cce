"""Tells uses of the action apart in what they leave on GitHub: a comment's mark, an analysis' id."""

from __future__ import annotations

import json
from pathlib import Path

from validator.report.json_text import json_text
from validator.report.markdown import MARK

USUAL = "mergegate"


def mark(name: str) -> str:
    """What the comment of a use begins with; one mark is never the beginning of another."""
    return MARK if name == USUAL else MARK.replace(" -->", f" {name} -->")


def marked(page: str, name: str) -> str:
    """A page under the mark of a use."""
    return f"{mark(name)}\n{page.removeprefix(MARK).lstrip()}"


def name_sarif(file: Path, name: str) -> None:
    """Name the analysis in a SARIF file. Its id counts, and the input `category` of the upload does not.

    https://github.com/github/codeql-action/issues/2694
    """
    if name == USUAL or not file.exists():
        return
    sarif = json.loads(file.read_bytes())
    for run in sarif["runs"]:
        run["automationDetails"] = {**run.get("automationDetails", {}), "id": f"{name}/"}
    file.write_text(json_text(sarif, indent=None), encoding="utf-8")
