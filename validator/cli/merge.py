"""`mergegate merge`: one report of what the shards of a check found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from validator import sharing
from validator.cli import reporting, shared
from validator.progress import Progress
from validator.report.write import write
from validator.start import start


@click.command(
    epilog=shared.examples(
        "mergegate merge 1.json 2.json",
        "mergegate merge shards/*.json --output sarif=mergegate.sarif",
    )
)
@click.argument("files", type=shared.FILE, nargs=-1, required=True)
@click.option("--path", type=shared.DIRECTORY, help="The repository. [default: the work tree here]")
@reporting.options
@shared.cache
@click.pass_context
def merge(
    ctx: click.Context, /, files: tuple[Path, ...], path: Path | None, fail_on: str | None, **values: Any
) -> None:
    """Make one report of the JSON reports of all shards of a check.

    FILES are what `mergegate check --shard NUMBER/OF --format json` printed, one of each shard, of the state
    of the repository that is here. The report and the exit code are those of a check without shards. Nothing
    is built; a shard that is missing, or is of another run, is an error.
    """
    wanted = reporting.wanted(values)
    shards = sharing.read(files)
    options = shards.options(path, complete=wanted.is_complete, **values)
    from validator.check import check as run_check

    with (
        Progress() as progress,
        start(options, judges=False, merging=shards.merging) as begun,
        run_check(begun, progress) as checked,
    ):
        finished = reporting.finished(checked, wanted, fail_on or options.fail_on)
    write(zip(wanted.outputs, finished.reports, strict=True))
    ctx.exit(finished.code)
