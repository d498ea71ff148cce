"""`mergegate check`: options → one call → write → exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from validator.cli import shared
from validator.cli.color import wants_color, width
from validator.hurry import hurry
from validator.progress import Progress
from validator.replay import Finished, Replay
from validator.report.formats import COMPLETE, FORMATS
from validator.report.write import Output, check_outputs, parse_output, write
from validator.start import Start, start

if TYPE_CHECKING:
    from validator.check import Checked
    from validator.report.context import Context

_FORMAT = click.Choice(sorted(FORMATS))


@click.command()
@shared.path
@click.option(
    "--format", "format_", type=_FORMAT, default="text", show_default=True, help="Report on stdout."
)
@shared.outputs
@shared.limit
@shared.config
@click.option(
    "--base",
    metavar="REF",
    help="Only what changed since the merge base with REF; `auto` takes what the CI or the branch tells.",
)
@click.option(
    "--staged",
    is_flag=True,
    help="Only what `git commit` would change: the index against HEAD, or against --base.",
)
@click.option(
    "--select", multiple=True, metavar="RULE_OR_FAMILY", help="Run only these, also if off. Repeatable."
)
@click.option("--ignore", multiple=True, metavar="RULE_OR_FAMILY", help="Do not run these. Repeatable.")
@shared.policies
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note"]),
    help="Findings from this severity on exit with 1. [default: as configured, else error]",
)
@shared.cache
@click.option(
    "--baseline",
    type=shared.FILE,
    help="Findings that may stay, as `mergegate baseline write` recorded them. [default: as configured]",
)
@click.option(
    "--waived", is_flag=True, help="Show waived findings, too: in text, and in SARIF as suppressed results."
)
@click.option("--notes", is_flag=True, help="Text: show notes in full, not by rule.")
@shared.jobs
@shared.timeout
@shared.memory
@shared.allow_remote
@click.pass_context
def check(
    ctx: click.Context,
    /,
    format_: str,
    outputs: tuple[str, ...],
    fail_on: str | None,
    notes: bool,
    waived: bool,
    limit: int,
    **values: Any,
) -> None:
    """Check every overlay of the repository at PATH.

    PATH is the repository's root; without it, the git work tree around the current directory.
    """
    wanted = [*map(parse_output, outputs), Output(format=format_, path=None)]
    check_outputs(wanted)
    complete = any(output.format in COMPLETE for output in wanted)
    options = replace(shared.options_of(values), complete=complete)
    with Progress() as progress, start(options) as begun:
        finished = _finished(begun, progress, wanted, fail_on, notes=notes, waived=waived, limit=limit)
    write(zip(wanted, finished.reports, strict=True))
    ctx.exit(finished.code)


def _finished(
    begun: Start,
    progress: Progress,
    wanted: Sequence[Output],
    fail_on: str | None,
    *,
    notes: bool,
    waived: bool,
    limit: int,
) -> Finished:
    """How the check ends, or did when it had the same to read."""
    screen = (wants_color(sys.stdout), width())
    asked = [
        fail_on,
        notes,
        waived,
        limit,
        screen,
        *((output.format, output.path is None) for output in wanted),
    ]
    replay = Replay(begun, asked)
    key = replay.key() if begun.options.cache else ""
    known = replay.find(key) if key else None
    if known is not None:
        return known
    hurry(begun)
    # What follows takes a while to import.
    from validator.check import check as run_check
    from validator.judge.verdict import exit_code
    from validator.model import Severity
    from validator.report.context import Context

    with run_check(begun, progress) as checked:
        threshold = Severity(fail_on) if fail_on else checked.config.fail_on
        in_full = notes or threshold is Severity.NOTE
        context = Context(
            read=checked.tree.read,
            notes=in_full,
            include_waived=waived,
            limit=limit,
            is_changed=checked.is_changed,
        )
        reports = tuple(_render(checked, output, screen, context) for output in wanted)
        finished = Finished(code=exit_code(checked.result, threshold), reports=reports)
        if key and checked.is_lasting:
            replay.keep(key, finished, checked.ignored, checked.rules)
    return finished


def _render(checked: Checked, output: Output, screen: tuple[bool, int], context: Context) -> str:
    if output.path is None:
        color, columns = screen
        context = replace(context, color=color, width=columns)
    result = checked.complete if output.format in COMPLETE else checked.result
    return FORMATS[output.format](result, context)
