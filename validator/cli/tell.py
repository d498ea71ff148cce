"""What is told beside a report, on standard error: names in it may be anybody's."""

from __future__ import annotations

import click

from validator.report.inert import inert
from validator.report.visible import visible


def tell(text: str) -> None:
    """Tell it, each line as one that moves no cursor and is no command to a CI server."""
    lines = [visible(line) for line in f"mergegate: {text}".split("\n")]
    click.echo(inert("\n".join(lines)), err=True)
