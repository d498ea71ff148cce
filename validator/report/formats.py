"""The formats of `mergegate check` by name, each a pure function from the result to its text."""

from __future__ import annotations

from collections.abc import Callable

from validator.model import Result
from validator.report.context import Context
from validator.report.json_report import json_report
from validator.report.sarif import sarif_report
from validator.report.text import text_report

Format = Callable[[Result, Context], str]

FORMATS: dict[str, Format] = {"text": text_report, "json": json_report, "sarif": sarif_report}

__all__ = ["FORMATS", "Context", "Format"]
