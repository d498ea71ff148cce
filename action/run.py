"""Runs the check and the diff of a plan, each a process of its own that sees the repository as data alone."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from click.core import ParameterSource

from action.commands import say
from action.keys import NEEDED, cache_home, downloads
from action.plan import Plan
from validator import process
from validator.cacheplace import VARIABLE
from validator.cli.check import check as check_command
from validator.cli.diff import diff as diff_command
from validator.errors import MergegateError
from validator.judge.verdict import CLEAN
from validator.tools.install import install
from validator.tools.pins import PINS
from validator.tools.release import DOWNLOADS

_SECONDS = 6 * 3600.0  # a job's time on GitHub's runners: its own timeout is the one that counts
_NO_DIFF = "What this change does to the cluster cannot be shown"
_SHARED = ("config", "staged", "jobs", "timeout", "memory", "allow_remote", "cache")  # mean a diff, too


@dataclass(frozen=True, slots=True)
class Runner:
    """Mergegate, with its tools and its cache named; it runs in a directory that is not the repository's."""

    work: Path
    environment: dict[str, str]

    def mergegate(self, *words: str) -> process.Finished:
        """How a command ended."""
        argv = [sys.executable, "-I", "-m", "validator", *words]
        return process.run(argv, cwd=self.work, env=self.environment, timeout=_SECONDS)


def make_runner(work: Path) -> Runner:
    """The runner, once the tools are there: pinned, unless the job names others. Raises ToolError."""
    os.environ[DOWNLOADS] = str(downloads())
    os.environ[VARIABLE] = str(cache_home())
    tools = install(NEEDED, progress=say, pinned=True)
    for tool in tools:
        say(f"{tool.name} {tool.version} (from {tool.origin.value})")
    return Runner(work, {**os.environ, **{PINS[tool.name].variable: str(tool.path) for tool in tools}})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How the check ended: the files of its reports are there if the code is 0, 1 or 3 with findings."""

    code: int
    reason: str  # what it said on standard error
    sarif: Path  # none of a shard, as what it found is not the whole
    json: Path
    markdown: Path  # none of a shard


def run_check(runner: Runner, plan: Plan, limit: int) -> Checked:
    """Run the check, or merge one; its annotations are in the log, of a shard what it found as text.

    Raises MergegateError if there is nothing to merge.
    """
    folder = Path(tempfile.mkdtemp(dir=runner.work, prefix="reports-"))
    name = f"mergegate-shard-{plan.shard.replace('/', '-of-')}" if plan.shard else "mergegate"
    files = {format_: folder / f"{name}.{format_}" for format_ in ("sarif", "json", "markdown")}
    wanted = ("json",) if plan.shard else files
    outputs = [f"--output={format_}={files[format_]}" for format_ in wanted]
    words = _words(plan, "text" if plan.shard else "github", limit)
    done = runner.mergegate(*words, *outputs, *plan.arguments)
    sys.stdout.flush()
    sys.stdout.buffer.write(done.stdout)
    sys.stdout.buffer.flush()
    say(done.stderr)
    return Checked(code=done.code, reason=done.stderr, **files)


def run_markdown(runner: Runner, plan: Plan, limit: int) -> str:
    """The findings in at most `limit` characters; what the check remembers makes it a short run.

    They are there if the code is 3, too, as of the check itself; "" if they could not be told.
    """
    done = runner.mergegate(*_words(plan, "markdown", limit), *plan.arguments)
    return done.stdout.decode()


def run_diff(runner: Runner, plan: Plan, limit: int) -> str:
    """What the change does to the cluster; "" if that is nothing, or if everything was checked.

    Nor does a merge show it: the change may be more than one machine can render.
    """
    shared = list(_shared(plan.arguments))
    if plan.merge or (plan.base is None and "--staged" not in shared):
        return ""
    base = [f"--base={plan.base}"] if plan.base is not None else []
    words = [*base, "--format=markdown", f"--limit={limit}", "--exit-code"]
    config = [word for word in plan.options if word.startswith("--config=")]
    done = runner.mergegate("diff", plan.path, *words, *config, *shared)
    if done.code == CLEAN:
        return ""
    if not done.stdout:
        say(f"{_NO_DIFF}:\n{done.stderr}")
        return f"{_NO_DIFF}; the log of this step says why."
    return done.stdout.decode()


def _words(plan: Plan, format_: str, limit: int) -> Iterator[str]:
    yield from _merge_words(plan) if plan.merge else _check_words(plan)
    yield from (f"--format={format_}", f"--limit={limit}", *plan.options)


def _check_words(plan: Plan) -> Iterator[str]:
    yield from ("check", plan.path)
    if plan.base is not None:
        yield f"--base={plan.base}"
    if plan.shard:
        yield from (f"--shard={plan.shard}", "--complete")  # as the merge makes SARIF of it


def _merge_words(plan: Plan) -> Iterator[str]:
    files = sorted(map(str, Path(plan.merge).rglob("*.json")))
    if not files:
        raise MergegateError(f"{plan.merge} holds no report of a shard, so nothing was checked")
    yield from ("merge", *files, f"--path={plan.path}")


def _shared(arguments: tuple[str, ...]) -> Iterator[str]:
    """Those of the user's arguments for a check that a diff takes, too."""
    given = check_command.make_context("check", list(arguments), resilient_parsing=True)
    known = {parameter.name for parameter in diff_command.params}
    for parameter in check_command.params:
        name = parameter.name or ""
        if name not in known.intersection(_SHARED):
            continue
        if given.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
            continue
        option, value = parameter.opts[0], given.params[name]
        if isinstance(parameter, click.Option) and parameter.is_flag:
            yield option
        else:
            values = value if isinstance(value, tuple) else (value,)
            yield from (f"{option}={one}" for one in values)
