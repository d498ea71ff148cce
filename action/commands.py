"""Speaks to the runner: outputs, the step's summary, annotations; lines of others are told without a command.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from validator.report.github import annotation
from validator.report.inert import inert
from validator.report.visible import visible


def say(text: str) -> None:
    """Put lines into the log; none of them is a command, whatever it looks like."""
    for line in text.splitlines():
        sys.stdout.write(inert(visible(line)) + "\n")
    sys.stdout.flush()


def annotate(level: str, message: str) -> None:
    """An annotation without a place: `level` is error, warning or notice."""
    sys.stdout.write(annotation(level, {"title": "mergegate"}, message) + "\n")
    sys.stdout.flush()


def put_outputs(outputs: Mapping[str, object]) -> None:
    """Set outputs of the step; a value may have several lines."""
    lines = []
    for name, value in outputs.items():
        end = f"end-{secrets.token_hex(16)}"  # that no value can foresee
        lines.append(f"{name}<<{end}\n{value}\n{end}\n")
    _append("GITHUB_OUTPUT", "".join(lines))


def summary_room(most: int) -> int:
    """The bytes that are left of `most` in the step's summary."""
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    taken = Path(file).stat().st_size if file and Path(file).exists() else 0
    return max(0, most - taken)


def put_summary(text: str) -> None:
    """Add to the step's summary."""
    _append("GITHUB_STEP_SUMMARY", text)


def _append(variable: str, text: str) -> None:
    file = os.environ.get(variable)
    if file:
        with Path(file).open("a", encoding="utf-8", newline="") as out:
            out.write(text)
