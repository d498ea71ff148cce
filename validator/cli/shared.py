"""Arguments and options that several commands have, called and described the same everywhere."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

import click

from validator.cli import complete
from validator.limits import Limits
from validator.options import Options
from validator.report.formats import COMMENT, SMALLEST
from validator.server import CONFTEST, NAMES, SECONDS, TOKEN, URL, Server, server

DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


def together(*decorators: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """One decorator of several, which --help lists in this order."""

    def decorate(command: Any) -> Any:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


path = click.argument("path", type=DIRECTORY, required=False)
listed_format = click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What is printed.",
)
outputs = click.option(
    "--output",
    "outputs",
    metavar="FORMAT=FILE",
    multiple=True,
    shell_complete=complete.outputs,
    help="Also write a report to a file. Repeatable.",
)
limit = click.option(
    "--limit",
    metavar="CHARACTERS",
    type=click.IntRange(min=SMALLEST),
    default=COMMENT,
    show_default=True,
    help="Markdown: this long at most.",
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
jobs = click.option(
    "--jobs", metavar="N", type=click.IntRange(min=1), help="Processes at once. [default: one a core]"
)
timeout = click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=0.1),
    default=60.0,
    show_default=True,
    help="How long a build may take.",
)
memory = click.option(
    "--memory",
    metavar="MIB",
    type=click.IntRange(min=64),
    default=2048,
    show_default=True,
    help="What a build may take of memory (on Linux).",
)
allow_remote = click.option(
    "--allow-remote", is_flag=True, help="Let builds fetch https references pinned to a tag or commit."
)


def examples(*lines: str) -> str:
    """The end of a help that shows commands as they are typed, each with what it is for behind two spaces."""
    pairs = [line.partition("  ")[::2] for line in lines]
    longest = max((len(command) for command, what in pairs if what), default=0)
    shown = (f"  {command:<{longest}}  {what.strip()}".rstrip() for command, what in pairs)
    return "\b\nExamples:\n" + "\n".join(shown)


def options_of(values: dict[str, Any]) -> Options:
    """What a command that takes `timeout` and `memory` was asked for."""
    limits = Limits(seconds=values.pop("timeout"), memory=values.pop("memory") * 1024**2)
    return Options(limits=limits, **values)


_engine_options = together(
    click.option(
        "--engine",
        type=click.Choice(NAMES),
        envvar="MERGEGATE_ENGINE",
        show_envvar=True,
        help="What evaluates policies. [default: as configured; else opa if its URL is given, else conftest]",
    ),
    click.option(
        "--opa-url",
        "opa_url",
        metavar="URL",
        envvar=URL,
        show_envvar=True,
        help=f"OPA server that has our bundle: https://HOST[:PORT][/PREFIX]; its token is in {TOKEN}.",
    ),
    click.option(
        "--opa-token-file",
        "opa_token_file",
        type=FILE,
        envvar="MERGEGATE_OPA_TOKEN_FILE",
        show_envvar=True,
        help="Or a file with its token.",
    ),
    click.option(
        "--opa-ca",
        "opa_ca",
        type=FILE,
        envvar="MERGEGATE_OPA_CA",
        show_envvar=True,
        help="PEM file with its CA.",
    ),
    click.option(
        "--opa-cert",
        "opa_certificate",
        type=FILE,
        envvar="MERGEGATE_OPA_CERT",
        show_envvar=True,
        help="PEM file with the certificate to show to it.",
    ),
    click.option(
        "--opa-key",
        "opa_key",
        type=FILE,
        envvar="MERGEGATE_OPA_KEY",
        show_envvar=True,
        help="PEM file with the certificate's key.",
    ),
    click.option(
        "--opa-timeout",
        "opa_timeout",
        metavar="SECONDS",
        type=click.FloatRange(min=0.1),
        default=SECONDS,
        show_default=True,
        envvar="MERGEGATE_OPA_TIMEOUT",
        show_envvar=True,
        help="How long an answer of it may take.",
    ),
    click.option(
        "--opa-allow-http",
        "opa_allow_http",
        is_flag=True,
        envvar="MERGEGATE_OPA_ALLOW_HTTP",
        show_envvar=True,
        help="Ask it without encryption, also on other machines.",
    ),
)


def engine(command: Callable[..., None]) -> Callable[..., None]:
    """Every option on the engine. What they say is given as `engine` and `server`."""

    @wraps(command)
    def run(*words: Any, engine: str | None, **values: Any) -> None:
        server = _server(engine, {name: values.pop(name) for name in list(values) if name.startswith("opa_")})
        command(*words, engine=engine, server=server, **values)

    wrapped: Callable[..., None] = _engine_options(run)
    return wrapped


def _server(engine: str | None, values: Mapping[str, Any]) -> Server | None:
    if engine == CONFTEST or not values["opa_url"]:
        return None
    return server(
        values["opa_url"],
        token=os.environ.get(TOKEN),
        token_file=values["opa_token_file"],
        ca=values["opa_ca"],
        certificate=values["opa_certificate"],
        key=values["opa_key"],
        timeout=values["opa_timeout"],
        allow_http=values["opa_allow_http"],
    )
