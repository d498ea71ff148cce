"""`mergegate waivers`: every waiver, what it waives today, and how long it still does."""

from __future__ import annotations

import sys
from typing import Any

import click

from validator.check import check as run_check
from validator.cli import shared
from validator.cli.color import wants_color
from validator.options import Options
from validator.progress import Progress
from validator.report.waivers import waivers_json, waivers_text
from validator.start import start


@click.command()
@shared.path
@shared.listed_format
@shared.config
@shared.policies
@shared.engine
@shared.jobs
@shared.allow_remote
def waivers(format_: str, **values: Any) -> None:
    """List the waivers of a repository, those that end first on top.

    The repository at PATH is checked for it: what a waiver waives, and which resources carry one, only that
    tells. Findings that would be known from the baseline are counted, too.
    """
    options = Options(**values, uses_baseline=False)
    with Progress() as progress, start(options) as begun, run_check(begun, progress) as checked:
        found, result, today = checked.waivers, checked.result, begun.today
    if format_ == "json":
        text = waivers_json(found, result, today)
    else:
        text = waivers_text(found, result, today, color=wants_color(sys.stdout))
    click.echo(text.encode(), nl=False)
