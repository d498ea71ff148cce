"""`mergegate check`: options → one call → write → exit code."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from validator.build.kustomize import Limits
from validator.check import Checked
from validator.check import check as run_check
from validator.cli.color import wants_color, width
from validator.judge.verdict import exit_code
from validator.model import Severity
from validator.options import Options
from validator.progress import Progress
from validator.report.context import Context
from validator.report.formats import COMPLETE, FORMATS
from validator.report.write import Output, check_outputs, parse_output, write

_FORMAT = click.Choice(sorted(FORMATS))
_DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("path", type=_DIRECTORY, required=False)
@click.option(
    "--format", "format_", type=_FORMAT, default="text", show_default=True, help="Report on stdout."
)
@click.option(
    "--output",
    "outputs",
    metavar="FORMAT=FILE",
    multiple=True,
    help="Also write a report to a file. Repeatable.",
)
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Configuration. [default: .mergegate.yaml in PATH]",
)
@click.option(
    "--base",
    metavar="REF",
    help="Only what changed since the merge base with REF; `auto` takes what the CI or the branch tells.",
)
@click.option("--staged", is_flag=True, help="Only what `git commit` would change: the index against HEAD.")
@click.option(
    "--select", multiple=True, metavar="RULE_OR_FAMILY", help="Run only these, also if off. Repeatable."
)
@click.option("--ignore", multiple=True, metavar="RULE_OR_FAMILY", help="Do not run these. Repeatable.")
@click.option(
    "--policy",
    "policies",
    type=_DIRECTORY,
    multiple=True,
    help="More policies (*.rego) from here. Repeatable.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note"]),
    help="Findings from this severity on exit with 1. [default: as configured, else error]",
)
@click.option(
    "--no-cache",
    "cache",
    is_flag=True,
    default=True,
    flag_value=False,
    help="Neither use nor keep the results of runs.",
)
@click.option("--notes", is_flag=True, help="Text: show notes in full, not by rule.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes at once. [default: one a core]")
@click.option(
    "--timeout", type=click.FloatRange(min=0.1), default=60.0, show_default=True, help="Seconds a build."
)
@click.option(
    "--memory", type=click.IntRange(min=64), default=2048, show_default=True, help="MiB a build (Linux only)."
)
@click.option(
    "--allow-remote", is_flag=True, help="Let builds fetch https references pinned to a tag or commit."
)
@click.pass_context
def check(
    ctx: click.Context,
    /,
    format_: str,
    outputs: tuple[str, ...],
    fail_on: str | None,
    notes: bool,
    **values: Any,
) -> None:
    """Check every overlay of the repository at PATH.

    PATH is the repository's root; without it, the git work tree around the current directory.
    """
    wanted = [*map(parse_output, outputs), Output(format=format_, path=None)]
    check_outputs(wanted)
    with Progress() as progress:
        complete = any(output.format in COMPLETE for output in wanted)
        with run_check(replace(_options(values), complete=complete), progress) as checked:
            threshold = Severity(fail_on) if fail_on else checked.config.fail_on
            in_full = notes or threshold is Severity.NOTE
            reports = [(output, _render(checked, output, notes=in_full)) for output in wanted]
    write(reports)
    ctx.exit(exit_code(checked.result, threshold))


def _options(values: dict[str, Any]) -> Options:
    limits = Limits(seconds=values.pop("timeout"), memory=values.pop("memory") * 1024**2)
    return Options(limits=limits, **values)


def _render(checked: Checked, output: Output, *, notes: bool) -> str:
    context = Context(read=checked.tree.read, notes=notes)
    if output.path is None:
        context = replace(context, color=wants_color(sys.stdout), width=width())
    result = checked.complete if output.format in COMPLETE else checked.result
    return FORMATS[output.format](result, context)
