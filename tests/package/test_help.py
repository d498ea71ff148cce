"""What --help and --version say, read as a user reads them."""

from __future__ import annotations

import os
import re
import runpy
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import validator
from tests.running import Command
from validator.cli import main
from validator.tools.pins import PINS

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [*(ROOT / "validator").rglob("*.py")]


def commands(ctx: click.Context) -> Iterator[click.Context]:
    yield ctx
    if isinstance(ctx.command, click.Group):
        for name in ctx.command.list_commands(ctx):
            command = ctx.command.get_command(ctx, name)
            assert command is not None
            yield from commands(click.Context(command, info_name=name, parent=ctx))


COMMANDS = {
    ctx.command_path: ctx
    for ctx in commands(
        click.Context(main, info_name="mergegate", terminal_width=80, **main.context_settings)
    )
}


def test_the_page_is_what_the_commands_say() -> None:
    page = runpy.run_path(str(ROOT / ".ci/cli.py"))["page"]()
    assert (ROOT / "docs/cli.md").read_text(encoding="utf-8") == page, "run `make docs`"


@pytest.mark.parametrize("path", COMMANDS)
def test_a_help_says_all_in_the_same_way(path: str) -> None:
    ctx = COMMANDS[path]
    text = ctx.get_help()
    assert "RANGE" not in text, "what a number means is said by its metavar"
    cut = re.sub(r"\[?[A-Z_]+\]?\.\.\.", "", text)
    assert "..." not in cut, "the first sentence of a command is short enough"
    for param in ctx.command.params:
        if isinstance(param, click.Option):
            assert param.help, param.name
            assert param.help.partition(" [default")[0].endswith("."), param.help
    example = text.partition("Examples:")[2]
    assert [line for line in text.removesuffix(example).splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("path", COMMANDS)
def test_examples_are_of_commands_and_options_that_exist(path: str) -> None:
    example = COMMANDS[path].get_help().partition("Examples:")[2]
    for line in filter(None, example.splitlines()):
        words = shlex.split(line.strip().partition("   ")[0].split("  ")[0])
        known = max((p for p in COMMANDS if " ".join(words).startswith(p)), key=len)
        command = COMMANDS[known].command
        given = words[len(known.split()) :]
        command.make_parser(COMMANDS[known]).parse_args(given)
        assert known != "mergegate", line


def test_the_help_names_every_variable() -> None:
    first = COMMANDS["mergegate"].get_help()
    text = first + COMMANDS["mergegate check"].get_help()
    read = set(re.findall(r'"(MERGEGATE_[A-Z_]*[A-Z])"', "".join(file.read_text() for file in SOURCES)))
    assert {"MERGEGATE_CACHE_DIR", "MERGEGATE_TODAY"} <= read
    wanted = {*read, *(pin.variable for pin in PINS.values()), "NO_COLOR", "FORCE_COLOR"}
    assert [name for name in sorted(wanted) if name not in text] == []
    assert validator.HOME in first


def test_exit_codes_and_documentation_are_in_the_first_help(mergegate: Command) -> None:
    run = mergegate("--help", env={"COLUMNS": "80"})
    for words in ("0 clean", "1 findings", "2 usage", "the check could not be done", "Documentation:"):
        assert words in " ".join(run.out.split())


def test_version_names_the_tools(mergegate: Command) -> None:
    first, *tools = mergegate("--version").out.splitlines()
    assert first == f"mergegate, version {validator.__version__}"
    assert [line.split()[0] for line in tools] == list(PINS)
    for line in tools[:2]:
        assert re.fullmatch(r"\w+ \d+\.\d+\.\d+ \(/.*\)", line)


def test_version_is_no_failure_without_tools(mergegate: Command, tmp_path: Path) -> None:
    env = {"MERGEGATE_CACHE_DIR": str(tmp_path), "MERGEGATE_KUSTOMIZE": "", "PATH": ""}
    run = mergegate("--version", env={**env, "MERGEGATE_CONFTEST": os.devnull})
    assert (run.code, run.err) == (0, "")
    first, kustomize, conftest, opa = run.out.splitlines()
    assert first == f"mergegate, version {validator.__version__}"
    assert kustomize == f"kustomize not found (need {PINS['kustomize'].range})"
    assert conftest.startswith(f"conftest not usable: MERGEGATE_CONFTEST names {os.devnull}")
    assert opa.startswith("opa not found")
