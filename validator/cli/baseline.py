"""`mergegate baseline`: records today's findings, so that only later ones count, and drops fixed entries."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from validator.check import Checked
from validator.check import check as run_check
from validator.cli import shared
from validator.config import load as load_config
from validator.errors import MergegateError
from validator.judge.baseline import NAME, identities, load, text_of, without
from validator.model import BUILD_FAILED, REMOTE_REFUSED
from validator.options import Options
from validator.own_rules import POLICY_FAILED
from validator.progress import Progress
from validator.report.visible import counted, number
from validator.report.write import write_file
from validator.snapshot.git import top_of
from validator.start import start

_options = shared.together(  # of both commands: a baseline, and the check that it comes from
    click.argument("file", type=shared.FILE, required=False),
    click.option("--path", type=shared.DIRECTORY, help="The repository. [default: the work tree here]"),
    shared.config,
    shared.policies,
    shared.engine,
    shared.jobs,
    shared.allow_remote,
)


@click.group()
def baseline() -> None:
    """Findings of today that may stay.

    A baseline lists findings by what they are, not by line. `check --baseline FILE`, or `baseline: FILE` in
    the configuration, lets those pass that are in it, and never another one.
    """


@baseline.command(
    "write",
    epilog=shared.examples(
        "mergegate baseline write  what is found today may stay",
        "mergegate check --baseline .mergegate-baseline  what is found from now on",
    ),
)
@_options
def write_command(file: Path | None, **values: Any) -> None:
    """Record every finding of today that is not waived in FILE.

    FILE is by default what the configuration names, else .mergegate-baseline in the repository's root.
    """
    target, is_configured = _target(file, values)
    checked = _check(Options(**values, uses_baseline=False))
    failed = sum(1 for one in checked.placed if one.rule == POLICY_FAILED.id)
    if failed:
        raise MergegateError(
            f"no baseline was written: policies fail on {counted(failed, 'object')} (policy-failed), so what "
            "is found in them is not known; `mergegate check` tells which"
        )
    entries = identities(checked.placed)
    write_file(target, text_of(entries))
    overlays = len({one.overlay for one in entries if one.overlay})
    findings = counted(sum(entries.values()), "finding")
    click.echo(f"{target}: {findings} in {counted(overlays, 'overlay')}, each overlay's counted by itself")
    unchecked = len({one.overlay for one in entries if one.rule in (BUILD_FAILED, REMOTE_REFUSED)})
    if unchecked:
        what = "overlay that does" if unchecked == 1 else "overlays that do"
        click.echo(
            f"Among them {number(unchecked)} {what} not build: what is in there stays unchecked", err=True
        )
    if not is_configured:
        relative = os.path.relpath(target, values["path"] or top_of(Path.cwd()))
        click.echo(
            f"To let them pass: `baseline: {relative}` in .mergegate.yaml, or `--baseline {relative}`",
            err=True,
        )


@baseline.command("prune")
@_options
def prune_command(file: Path | None, **values: Any) -> None:
    """Drop the entries of FILE that no finding meets any more.

    An entry about an overlay that does not build, or about a rule that does not run, stays.
    """
    target, _ = _target(file, values)
    gone = _check(Options(**values, baseline=target)).result.fixed
    if gone:
        write_file(target, without(target, gone))
    dropped, left = sum(entry.count for entry in gone), sum(load(target).values())
    click.echo(f"{target}: {counted(dropped, 'finding')} dropped, {number(left)} left")


def _target(file: Path | None, values: dict[str, Any]) -> tuple[Path, bool]:
    """The file that is meant, and whether the configuration names it."""
    root = values["path"] or top_of(Path.cwd())
    configured = load_config(root, values["config"]).baseline
    target = file or configured or root / NAME
    return target, configured is not None and target.absolute() == configured.absolute()


def _check(options: Options) -> Checked:
    with Progress() as progress, start(options) as begun, run_check(begun, progress) as checked:
        return checked
