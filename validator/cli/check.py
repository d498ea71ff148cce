"""`mergegate check`: options → one call → write → exit code."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from validator.cli import complete, reporting, shared
from validator.cli.tell import tell
from validator.progress import Progress
from validator.replay import Finished, Replay
from validator.report.write import write
from validator.shards import share
from validator.start import Start, start


@click.command(
    epilog=shared.examples(
        "mergegate check  all of the repository around here",
        "mergegate check --base origin/main  what this branch introduces",
        "mergegate check --staged  what a commit would introduce",
        "mergegate check --select secrets --fail-on warning",
        "mergegate check --format github --output sarif=mergegate.sarif",
    )
)
@shared.path
@reporting.options
@shared.config
@click.option(
    "--base",
    metavar="REF",
    shell_complete=complete.refs,
    help="Only what changed since the merge base with REF; `auto` takes what the CI or the branch tells.",
)
@click.option(
    "--staged",
    is_flag=True,
    help="Only what `git commit` would change: the index against HEAD, or against --base.",
)
@click.option(
    "--complete",
    is_flag=True,
    help="Of a change, check also what it does not reach, as SARIF and Code Quality do by themselves.",
)
@click.option(
    "--select",
    multiple=True,
    metavar="RULE_OR_FAMILY",
    shell_complete=complete.rules_and_families,
    help="Run only these, also if off. Repeatable.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="RULE_OR_FAMILY",
    shell_complete=complete.rules_and_families,
    help="Do not run these. Repeatable.",
)
@shared.policies
@shared.engine
@shared.cache
@click.option(
    "--baseline",
    type=shared.FILE,
    help="Findings that may stay, as `mergegate baseline write` recorded them. [default: as configured]",
)
@click.option(
    "--shard",
    metavar="NUMBER/OF",
    help="Check a share of the overlays, such as 2/5; `mergegate merge` makes one report of the JSON of all.",
)
@shared.jobs
@shared.timeout
@shared.memory
@shared.allow_remote
@click.pass_context
def check(ctx: click.Context, /, shard: str | None, complete: bool, **values: Any) -> None:
    """Check every overlay of the repository at PATH.

    PATH is the repository's root; without it, the git work tree around the current directory. Nothing is
    written into it, and no network is reached without --allow-remote.

    Exit codes: 0 clean, 1 findings (see --fail-on), 2 usage or configuration, 3 the check could not be done.
    """
    wanted = reporting.wanted(values)
    options = replace(
        shared.options_of(values),
        complete=complete or wanted.is_complete,
        shard=share.parse(shard) if shard else None,
    )
    with Progress() as progress, start(options) as begun:
        if begun.has_nothing_staged:
            tell("nothing is staged; `mergegate check` checks everything")
        finished = _finished(begun, progress, wanted)
    write(zip(wanted.outputs, finished.reports, strict=True))
    ctx.exit(finished.code)


def _finished(begun: Start, progress: Progress, wanted: reporting.Wanted) -> Finished:
    """How the check ends, or did when it had the same to read."""
    fail_on = begun.options.fail_on
    replay = Replay(begun, [fail_on, *wanted.key])
    key = replay.key() if begun.options.cache else ""
    known = replay.find(key) if key else None
    if known is not None:
        return known
    begun.hurry()
    from validator.check import check as run_check  # what follows takes a while to import

    with run_check(begun, progress) as checked:
        finished = reporting.finished(checked, wanted, fail_on)
        if key and checked.is_lasting:
            replay.keep(key, finished, checked.ignored, checked.rules)
    return finished
