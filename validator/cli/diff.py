"""`mergegate diff`: options → one call → write → exit code."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import click

from validator.cli import complete, shared
from validator.cli.color import wants_color
from validator.cli.tell import tell
from validator.diff import diff as run_diff
from validator.difference.difference import Difference
from validator.errors import NOT_CHECKED
from validator.options import Options
from validator.progress import Progress
from validator.report.diff_formats import DIFF_FORMATS, DiffView
from validator.report.write import Output, check_outputs, parse_output, write
from validator.snapshot.base import AUTO

DIFFERS = 1  # with --exit-code, as `git diff` has it


@click.command(
    epilog=shared.examples(
        "mergegate diff --base origin/main  what this branch does",
        "mergegate diff --staged  what a commit would do",
        "mergegate diff --format markdown --output json=diff.json",
    )
)
@shared.path
@click.option(
    "--base",
    metavar="REF",
    shell_complete=complete.refs,
    help="Compare with the merge base with REF; `auto` takes what the CI or the branch tells. "
    "[default: auto, with --staged HEAD]",
)
@click.option("--staged", is_flag=True, help="Compare the index, not the work tree.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(sorted(DIFF_FORMATS)),
    default="text",
    show_default=True,
    help="What is printed.",
)
@shared.outputs
@click.option("--full", is_flag=True, help="Text: fold nothing.")
@shared.limit
@click.option("--exit-code", is_flag=True, help="Exit with 1 if there is a difference.")
@shared.config
@shared.jobs
@shared.timeout
@shared.memory
@shared.allow_remote
@shared.cache
@click.pass_context
def diff(
    ctx: click.Context,
    /,
    format_: str,
    outputs: tuple[str, ...],
    full: bool,
    limit: int,
    exit_code: bool,
    **values: Any,
) -> None:
    """Show what a change does to the cluster.

    Every overlay that a change of the repository at PATH can reach is rendered before and after it; shown is
    what differs, resource by resource, the same change in many overlays once. Values of Secrets are masked,
    but shown as changed.

    Exit codes: 0, 1 with --exit-code if there is a difference, 2 usage, 3 if an overlay does not build after
    the change.
    """
    wanted = [*(parse_output(text, DIFF_FORMATS) for text in outputs), Output(format=format_, path=None)]
    check_outputs(wanted)
    with Progress() as progress:
        compared = run_diff(_options(values), progress)
    for remark in compared.remarks:
        tell(remark)
    view = DiffView(full=full, limit=limit)
    write((output, _render(compared.difference, output, view)) for output in wanted)
    if compared.difference.has_failed:
        ctx.exit(NOT_CHECKED)
    if exit_code and not compared.difference.is_empty:
        ctx.exit(DIFFERS)


def _options(values: dict[str, Any]) -> Options:
    options = shared.options_of(values)
    return options if options.base or options.staged else replace(options, base=AUTO)


def _render(difference: Difference, output: Output, view: DiffView) -> str:
    is_stdout = output.path is None
    return DIFF_FORMATS[output.format](difference, replace(view, color=is_stdout and wants_color(sys.stdout)))
