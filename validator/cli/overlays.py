"""`mergegate overlays`: what would be checked, why, and for which environment."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from validator.check import overlays as find_overlays
from validator.cli import shared
from validator.cli.color import wants_color
from validator.options import Options
from validator.progress import Progress
from validator.report.overlays import overlays_json, overlays_text


@click.command(
    epilog=shared.examples(
        "mergegate overlays  what a check would look at, and why",
        "mergegate overlays --format json",
    )
)
@shared.path
@shared.listed_format
@shared.config
def overlays(path: Path | None, format_: str, config: Path | None) -> None:
    """List the overlays of the repository at PATH.

    An overlay is a kustomization that no other one includes, or a directory that an Argo CD or Flux object
    names. They are built, because what they render may name further ones.
    """
    with Progress() as progress:
        found, unresolved = find_overlays(Options(path=path, config=config), progress)
    if format_ == "json":
        click.echo(overlays_json(found, unresolved).encode(), nl=False)
    else:
        color = wants_color(sys.stdout)
        click.echo(overlays_text(found, unresolved, color=color).encode(), nl=False)
