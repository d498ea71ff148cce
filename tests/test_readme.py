"""What the README says is so: its commands, its options, its configuration, its rooms."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import click
import pytest

import validator
from tests.running import MERGEGATE
from validator.cli import main
from validator.config import check_rules, load
from validator.evaluate.catalogue import load as load_catalogue

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
COMMANDS = re.findall(r"^mergegate ([a-z ]+?)(?:\s+(?:-.*|#.*))?$", README, re.M)


def command(words: str) -> click.Command:
    found: click.Command = main
    for word in words.split():
        assert isinstance(found, click.Group)
        inner = found.get_command(click.Context(found), word)
        assert inner is not None, word
        found = inner
    return found


def test_there_are_commands_to_hold_against() -> None:
    assert {"check", "overlays", "rules", "tools install"} <= {words.strip() for words in COMMANDS}


@pytest.mark.parametrize("words", sorted(set(COMMANDS)))
def test_every_command_is_there(words: str) -> None:
    assert command(words).help


def test_every_option_is_there() -> None:
    commands = ("check", "diff", "blame", "baseline write", "waivers", "tools install", "bundle", "init")
    known = {option for name in commands for p in command(name).params for option in _options(p)}
    known |= {"--help", "--version"}
    told = re.sub(r"`pre-commit .*?`|^opa run .*$", "", README, flags=re.M)  # which have options of their own
    assert set(re.findall(r"(?<![\w|-])--[a-z][a-z-]+", told)) <= known


def _options(parameter: click.Parameter) -> list[str]:
    return [*parameter.opts, *parameter.secondary_opts]


def test_the_configuration_is_a_valid_one(tmp_path: Path) -> None:
    [text] = re.findall(r"### Configuration: `\.mergegate\.yaml`\n\n```yaml\n(.*?)```", README, re.S)
    (tmp_path / ".mergegate.yaml").write_text(text)
    check_rules(load(tmp_path, None), load_catalogue().rules)


def test_the_sample_is_what_a_check_prints() -> None:
    [sample] = re.findall(r"```\n(apps/catalog.*?)\n```", README, re.S)
    words = [
        sys.executable,
        "-m",
        "validator",
        "check",
        ROOT / "fixtures/shop",
        "--select",
        "res-memory-limit-missing",
    ]
    printed = subprocess.run(words, capture_output=True, encoding="utf-8").stdout
    for line in sample.splitlines():
        assert line.removesuffix(" …") in printed


def test_the_difference_is_what_diff_prints(tmp_path: Path) -> None:
    [sample] = re.findall(r"```\n(3 overlays change.*?\n)```", README, re.S)
    root = tmp_path / "shop"
    shutil.copytree(ROOT / "fixtures/shop", root)
    git = [
        "git",
        "-C",
        root,
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.com",
        "-c",
        "commit.gpgsign=false",
    ]
    for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "before"]):
        subprocess.run([*git, *words], check=True)
    for file, old, new in (
        ("deployment.yaml", "catalog:5.3.1", "catalog:5.4.0"),
        ("catalog.env", "SEARCH_INDEX=books", "SEARCH_INDEX=titles"),
    ):
        path = root / "apps/catalog/base" / file
        path.write_text(path.read_text().replace(old, new))
    run = [MERGEGATE, "diff", root, "--base", "HEAD"]
    assert subprocess.run(run, capture_output=True, encoding="utf-8").stdout == sample


def test_the_picture_is_what_blame_prints() -> None:
    svg = ElementTree.parse(ROOT / "docs/blame.svg").getroot()
    by_row: dict[str, str] = {}
    for element in svg.iter("{http://www.w3.org/2000/svg}text"):
        row = element.get("y", "")
        by_row[row] = by_row.get(row, "") + "".join(element.itertext())
    rows = [text.replace("\xa0", " ") for text in by_row.values()]
    shown = {"".join(text.split()) for text in rows}  # the picture places words, it has no spaces between
    commands = [line.removeprefix("$ mergegate ") for line in rows if line.startswith("$ ")]
    assert commands
    told = {"".join(f"$mergegate{line}".split()) for line in commands}
    for command_, *words in map(shlex.split, commands):
        run = [MERGEGATE, command_, ROOT / "fixtures/shop", *words]
        printed = subprocess.run(run, capture_output=True, encoding="utf-8").stdout
        told |= {"".join(line.split()) for line in printed.splitlines()}
    assert told - {""} == shown - {""}


def test_both_commands_for_a_fresh_machine_are_make_targets() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in ("demo", "test"):
        assert f"make {target}" in README
        assert re.search(rf"^{target}:", makefile, re.M)


def test_every_room_is_described() -> None:
    rooms = {path.parent.name for path in (ROOT / "validator").glob("*/__init__.py")}
    described = set(re.findall(r"^\| `(\w+)/` \|", README, re.M))
    assert rooms - {"cli"} <= described | {"cli"}
    assert described <= rooms | {"policies", "fixtures"}


def test_the_address_is_the_packages() -> None:
    assert f'Homepage = "{validator.HOME}"' in (ROOT / "pyproject.toml").read_text()
    assert f'version = "{validator.__version__}"' in (ROOT / "pyproject.toml").read_text()
