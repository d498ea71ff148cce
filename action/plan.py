"""Turns the action's inputs and the event into what is to be done; a wrong input is an error."""

from __future__ import annotations

import json
import os
import re
import shlex
from dataclasses import asdict, dataclass
from pathlib import Path

import validator
from action.event import Event
from validator.errors import UsageError
from validator.report.visible import visible
from validator.shards import share
from validator.snapshot.base import AUTO

_NONE = "none"  # as base: everything, also on a pull request
_PLAN = "plan.json"
_NAME = re.compile(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")  # stands in a comment of HTML and in an id of SARIF
_LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the later steps do. `options` are words of `mergegate check` beside formats and files."""

    name: str  # tells this use of the action from others, where it leaves something
    path: str  # absolute
    base: str | None  # None: everything is checked
    options: tuple[str, ...]
    arguments: tuple[str, ...]  # the user's own, which come last
    shard: str  # such as 2/5; "" where all is checked
    merge: str  # the directory with the reports of shards, absolute; "" where there is a check
    number: int | None  # of the pull request that is to have a comment
    upload_sarif: bool
    summary: bool
    cache: bool

    def write(self, work: Path) -> None:
        """Keep it for the steps that follow."""
        (work / _PLAN).write_text(json.dumps(asdict(self)), encoding="utf-8")


def read_plan(work: Path) -> Plan:
    """What an earlier step wrote."""
    kept = json.loads((work / _PLAN).read_bytes())
    return Plan(**{**kept, "options": tuple(kept["options"]), "arguments": tuple(kept["arguments"])})


def make_plan(event: Event) -> Plan:
    """The plan for the inputs, which stand in the environment. Raises UsageError."""
    _check_version(_input("version"))
    shard, merge = _input("shard"), _input("merge")
    _check_part(shard, merge)
    workspace = Path(os.environ.get("GITHUB_WORKSPACE", "")).absolute()
    root = workspace / _input("path")
    named = {
        "--config": str(root / _input("config")) if _input("config") else "",
        "--fail-on": _input("fail-on"),
        "--engine": _input("engine"),
        "--opa-url": _input("opa-url"),
    }
    return Plan(
        name=_name(_input("name")),
        path=str(root),
        base=_base(_input("base"), event),
        options=tuple(f"{option}={value}" for option, value in named.items() if value),
        arguments=_words(_input("args")),
        shard=shard,
        merge=str(workspace / merge) if merge else "",
        number=event.number if _switch("comment") and not shard else None,
        upload_sarif=_switch("upload-sarif") and not shard,
        summary=_switch("summary"),
        cache=_switch("cache"),
    )


def _name(said: str) -> str:
    if _NAME.fullmatch(said) is None or len(said) > _LONGEST:
        raise UsageError(
            f'input name: "{visible(said, 80)}" is no name of at most {_LONGEST} letters and digits, '
            "with single . _ - between them"
        )
    return said


def _input(name: str) -> str:
    return os.environ.get(f"INPUT_{name.upper().replace('-', '_')}", "").strip()


def _switch(name: str) -> bool:
    said = _input(name).lower()
    if said not in ("true", "false"):
        raise UsageError(f'input {name}: "{visible(said, 80)}" is neither true nor false')
    return said == "true"


def _base(said: str, event: Event) -> str | None:
    """What the change is held against: by default what a pull request goes into, and else nothing."""
    if said in ("", AUTO):
        return AUTO if event.is_change else None
    return None if said == _NONE else said


def _check_part(shard: str, merge: str) -> None:
    """Raise UsageError for a shard that is none, and for inputs that a merge takes over from the shards."""
    if shard:
        try:
            share.parse(shard)
        except UsageError as error:
            raise UsageError(f"input shard: {error}") from error
    if merge:
        given = [name for name in ("shard", "config", "engine", "opa-url") if _input(name)]
        given += ["base"] if _input("base") not in ("", AUTO) else []
        if given:
            raise UsageError(f"input merge: {', '.join(given)} are for the shards; the merge takes them over")


def _words(text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError as error:
        raise UsageError(f"input args: {error}") from error


def _check_version(wanted: str) -> None:
    if wanted.removeprefix("v") not in ("", validator.__version__):
        raise UsageError(
            f'input version: "{visible(wanted, 80)}" is wanted, but this checkout of the action is '
            f"{validator.__version__}; the version is chosen by the commit or tag after uses: …@"
        )
