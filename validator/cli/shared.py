"""Arguments and options that several commands have, called and described the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from validator.limits import Limits
from validator.options import Options
from validator.report.formats import COMMENT, SMALLEST

DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)

path = click.argument("path", type=DIRECTORY, required=False)
listed_format = click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True
)
outputs = click.option(
    "--output",
    "outputs",
    metavar="FORMAT=FILE",
    multiple=True,
    help="Also write a report to a file. Repeatable.",
)
limit = click.option(
    "--limit",
    type=click.IntRange(min=SMALLEST),
    default=COMMENT,
    show_default=True,
    help="Markdown: characters at most.",
)
config = click.option("--config", type=FILE, help="Configuration. [default: .mergegate.yaml in PATH]")
policies = click.option(
    "--policy",
    "policies",
    type=DIRECTORY,
    multiple=True,
    help="More policies (*.rego) from here. Repeatable.",
)
cache = click.option(
    "--no-cache",
    "cache",
    is_flag=True,
    default=True,
    flag_value=False,
    help="Neither use nor keep the results of runs.",
)
jobs = click.option("--jobs", type=click.IntRange(min=1), help="Processes at once. [default: one a core]")
timeout = click.option(
    "--timeout", type=click.FloatRange(min=0.1), default=60.0, show_default=True, help="Seconds a build."
)
memory = click.option(
    "--memory", type=click.IntRange(min=64), default=2048, show_default=True, help="MiB a build (Linux only)."
)
allow_remote = click.option(
    "--allow-remote", is_flag=True, help="Let builds fetch https references pinned to a tag or commit."
)


def options_of(values: dict[str, Any]) -> Options:
    """What a command that takes `timeout` and `memory` was asked for."""
    limits = Limits(seconds=values.pop("timeout"), memory=values.pop("memory") * 1024**2)
    return Options(limits=limits, **values)
