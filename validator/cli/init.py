"""`mergegate init`: proposes what a repository may begin with, and writes it when told to."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from validator.cli import shared
from validator.cli.color import wants_color
from validator.errors import NOT_CHECKED
from validator.init import begin
from validator.progress import Progress
from validator.proposals.proposal import Standing, Wanted
from validator.report.init import init_text, then_text
from validator.report.write import create_files


@click.command(
    epilog=shared.examples(
        "mergegate init  prints the proposal, and asks",
        "mergegate init --write --no-gitlab  writes it",
    )
)
@shared.path
@click.option(
    "--github/--no-github",
    default=None,
    help="A workflow. [default: with .github/ or a remote at GitHub]",
)
@click.option(
    "--pre-commit/--no-pre-commit",
    default=None,
    help="Hooks of pre-commit. [default: in a git work tree]",
)
@click.option(
    "--gitlab/--no-gitlab",
    default=None,
    help="A job. [default: with .gitlab-ci.yml or a remote at GitLab]",
)
@click.option(
    "--branch", metavar="NAME", help="The branch that the workflow checks whole. [default: origin's main one]"
)
@click.option("--write", is_flag=True, help="Write the new files without asking.")
@click.pass_context
def init(ctx: click.Context, /, path: Path | None, *, write: bool, **wanted: Any) -> None:
    """Propose what the repository at PATH may begin with.

    A configuration that tells the environments as found, a workflow for GitHub, hooks for pre-commit, a job
    for GitLab. All of it is printed first. New files are written with --write, or if you say so on a
    terminal; a file that is there stays as it is.

    The exit code is 3 if no overlay can be found, or a file cannot be written.
    """
    with Progress() as progress:
        found = begin(path, Wanted(**wanted), progress)
    click.echo(init_text(found, color=wants_color(sys.stdout)).encode())
    new = {one.file: one.text for one in found.proposals if one.standing is Standing.NEW}
    if new and not write:
        write = _may_write(ctx, len(new))
    if write:
        create_files(found.root, new)
    click.echo(then_text(found, list(new) if write else []).encode(), nl=False)
    is_refused = any(one.standing is Standing.REFUSED for one in found.proposals)
    ctx.exit(NOT_CHECKED if write and is_refused else 0)


def _may_write(ctx: click.Context, count: int) -> bool:
    """Whether somebody at a terminal says so."""
    files = "this file" if count == 1 else f"these {count} files"
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        click.echo(f"Nothing was written; --write writes {files}.", err=True)
        return False
    try:
        return click.confirm(f"Write {files}?", err=True)
    except click.Abort:
        click.echo("\nmergegate: interrupted; nothing was written", err=True)
        ctx.exit(NOT_CHECKED)
