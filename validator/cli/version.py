"""`mergegate --version`: ours on the first line, then those of the tools that a check would run."""

from __future__ import annotations

import click

from validator import __version__


def show(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print the versions and end. A tool that is missing or of no use is told, and is no failure."""
    if not wanted or ctx.resilient_parsing:
        return
    click.echo(f"mergegate, version {__version__}")  # first, and so for good: scripts read it
    from validator.tools.pins import PINS

    for name in PINS:
        click.echo(f"{name} {_tool(name)}")
    ctx.exit()


def _tool(name: str) -> str:
    from validator.errors import MergegateError
    from validator.tools.find import find
    from validator.tools.pins import PINS

    try:
        tool = find(name)
    except MergegateError as error:
        return f"not usable: {error}"
    return f"{tool.version} ({tool.path})" if tool else f"not found (need {PINS[name].range})"
