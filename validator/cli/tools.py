"""`mergegate tools`: installs the pinned binaries, and says which ones a check would use."""

from __future__ import annotations

import click

from validator.cli import shared
from validator.tools.find import Tool, find, require
from validator.tools.pins import PINS

_NEEDED = ("kustomize", "conftest")
_NAME = click.Choice(sorted(PINS))


@click.group()
def tools() -> None:
    """The binaries that a check runs."""


@tools.command(
    "install",
    epilog=shared.examples(
        "mergegate tools install  kustomize and conftest",
        "mergegate tools install --with-opa  opa, too",
    ),
)
@click.argument("names", metavar="[TOOL]...", nargs=-1, type=_NAME)
@click.option("--with-opa", is_flag=True, help="Install opa, too: what `opa test` needs.")
def install_command(names: tuple[str, ...], *, with_opa: bool) -> None:
    """Install kustomize and conftest, or the TOOLs named.

    A suitable one on PATH is left as it is. Otherwise the pinned release is downloaded and held against its
    hash or, where it cannot be reached, built with Go.
    """
    from validator.tools.install import install  # the one command that needs a client of https

    wanted = dict.fromkeys((names or _NEEDED) + (("opa",) if with_opa else ()))
    for tool in install(wanted, progress=_say):
        click.echo(_line(tool))


@tools.command("list")
def list_command() -> None:
    """List the binaries that a check would use.

    Each with its version, its path, and where it is from: the environment, PATH or our cache.
    """
    for name, pin in PINS.items():
        tool = find(name)
        click.echo(_line(tool) if tool else f"{name:<10} none      need {pin.range}; pinned is {pin.version}")


@tools.command("path")
@click.argument("name", metavar="TOOL", type=_NAME)
def path_command(name: str) -> None:
    """Print the path of the binary that a check would use.

    It is for scripts: without a usable one, nothing is printed, and the exit code is 3.
    """
    click.echo(require(name).path)


def _line(tool: Tool) -> str:
    return f"{tool.name:<10} {tool.version:<9} {tool.path} (from {tool.origin.value})"


def _say(line: str) -> None:
    click.echo(line, err=True)
