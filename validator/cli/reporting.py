"""What commands do that report findings: the same options, one way from what was found to the exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from validator.cli import shared
from validator.cli.color import wants_color, width
from validator.replay import Finished
from validator.report.formats import COMPLETE, FORMATS
from validator.report.write import Output, check_outputs, parse_output

if TYPE_CHECKING:
    from validator.check import Checked
    from validator.report.context import Context

_FORMAT = click.Choice(sorted(FORMATS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which reports are wanted, and how."""

    outputs: Sequence[Output]
    notes: bool
    waived: bool
    limit: int
    screen: tuple[bool, int]  # whether it has colours, and its columns

    @property
    def is_complete(self) -> bool:
        """Whether one of them has also what a change does not reach."""
        return any(output.format in COMPLETE for output in self.outputs)

    @property
    def key(self) -> Sequence[object]:
        """What of it the reports rest on."""
        formats = [(output.format, output.path is None) for output in self.outputs]
        return [self.notes, self.waived, self.limit, self.screen, *formats]


options = shared.together(  # that say what is reported, and what fails
    click.option(
        "--format",
        "format_",
        type=_FORMAT,
        default="text",
        show_default=True,
        help="What is printed.",
    ),
    shared.outputs,
    shared.limit,
    click.option(
        "--fail-on",
        type=click.Choice(["error", "warning", "note"]),
        help="Findings from this severity on exit with 1. [default: as configured, else error]",
    ),
    click.option(
        "--waived",
        is_flag=True,
        help="Show waived findings, too: in text, and in SARIF as suppressed results.",
    ),
    click.option("--notes", is_flag=True, help="Text: show notes in full, not by rule."),
)


def wanted(values: dict[str, Any]) -> Wanted:
    """What those options say, but for --fail-on; takes them out. Raises UsageError."""
    outputs = [
        *map(parse_output, values.pop("outputs")),
        Output(format=values.pop("format_"), path=None),
    ]
    check_outputs(outputs)
    return Wanted(
        outputs=outputs,
        notes=values.pop("notes"),
        waived=values.pop("waived"),
        limit=values.pop("limit"),
        screen=(wants_color(sys.stdout), width()),
    )


def finished(checked: Checked, asked: Wanted, fail_on: str | None) -> Finished:
    """The reports on what was found, and the exit code."""
    from validator.judge.verdict import exit_code
    from validator.model import Severity
    from validator.report.context import Context

    threshold = Severity(fail_on) if fail_on else checked.config.fail_on
    context = Context(
        read=checked.tree.read,
        notes=asked.notes or threshold is Severity.NOTE,
        include_waived=asked.waived,
        limit=asked.limit,
        is_changed=checked.is_changed,
    )
    reports = tuple(_render(checked, output, asked.screen, context) for output in asked.outputs)
    return Finished(code=exit_code(checked.result, threshold), reports=reports)


def _render(checked: Checked, output: Output, screen: tuple[bool, int], context: Context) -> str:
    if output.path is None:
        color, columns = screen
        context = replace(context, color=color, width=columns)
    result = checked.complete if output.format in COMPLETE else checked.result
    return FORMATS[output.format](result, context)
