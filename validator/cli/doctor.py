"""`mergegate doctor`: what a check would stand on, and what is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from validator.cli import shared
from validator.cli.color import wants_color
from validator.doctor import State, signs
from validator.errors import NOT_CHECKED
from validator.options import Options
from validator.report.doctor import doctor_json, doctor_text
from validator.server import Server


@click.command()
@shared.path
@shared.listed_format
@shared.config
@shared.engine
@click.pass_context
def doctor(
    ctx: click.Context,
    /,
    path: Path | None,
    format_: str,
    config: Path | None,
    engine: str | None,
    server: Server | None,
) -> None:
    """Say what a check would stand on, and what is missing.

    The programs and where they are from, the cache, the repository at PATH, the commit that `--base auto`
    means there, the configuration, the OPA server if one is named. Nothing is mended, and nothing but that
    server is reached.

    The exit code is 3 if a check cannot be done.
    """
    found = list(signs(Options(path=path, config=config, engine=engine, server=server)))
    is_json = format_ == "json"
    text = doctor_json(found) if is_json else doctor_text(found, color=wants_color(sys.stdout))
    click.echo(text.encode(), nl=False)
    ctx.exit(NOT_CHECKED if any(sign.state is State.PROBLEM for sign in found) else 0)
