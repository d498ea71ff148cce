"""Writes docs/cli.md anew from the commands; a test holds the file against it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from validator.cli import main

FILE = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
_HEAD = """\
# The command line

What `mergegate COMMAND --help` prints; `make docs` writes this page.
"""


def page() -> str:
    """The text of the file."""
    root = click.Context(main, info_name="mergegate", terminal_width=100, **main.context_settings)
    sections = (
        f"\n## {ctx.command_path}\n\n```\n{ctx.get_help().rstrip()}\n```\n" for ctx in _commands(root)
    )
    return _HEAD + "".join(sections)


def _commands(ctx: click.Context) -> Iterator[click.Context]:
    """The command and those below it, in the order in which its help lists them."""
    yield ctx
    if isinstance(ctx.command, click.Group):
        for name in ctx.command.list_commands(ctx):
            command = ctx.command.get_command(ctx, name)
            assert command is not None, name
            yield from _commands(click.Context(command, info_name=name, parent=ctx))


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
