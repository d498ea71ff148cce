"""Plays a history in a git repository and holds what a check says of each change against full checks."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import jsonschema_rs
from click.testing import CliRunner

import validator
from tests.change.histories import Commit, History, Repository
from tests.change.oracle import Expected, Full, expected, full_check, groups_in
from validator.change.change import Change as Judged
from validator.cli import main

SCHEMA = json.loads((Path(validator.__file__).parent / "report" / "schema-1.json").read_text())


@dataclass(frozen=True)
class Told:
    """What the program said."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        report: dict[str, Any] = json.loads(self.out)
        jsonschema_rs.validate(SCHEMA, report)
        return report


def ask(root: Path, *words: str) -> Told:
    """Run `mergegate check` in this process, which spares a start; it must not end in a bug."""
    result = CliRunner().invoke(main, ["check", str(root), "--format", "json", *words], prog_name="mergegate")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise AssertionError("".join(traceback.format_exception(result.exception)))
    assert "Traceback" not in result.stderr, result.stderr
    return Told(result.exit_code, result.stdout, result.stderr)


@dataclass(frozen=True)
class Side:
    """One side of a change: the commit, and a full check of a fresh checkout of it."""

    commit: str
    full: Full


@dataclass(frozen=True)
class Change:
    """Two sides, what was said of them, and how to ask again."""

    base: Side
    head: Full
    words: tuple[str, ...]
    told: Told
    renamed: Mapping[str, str]  # an overlay's path now, its path before, as the check took it
    is_harmless: bool
    files: frozenset[str]  # that are there now

    @property
    def out_of_sight(self) -> set[str]:
        """Overlays that are not checked any more, though files of theirs are still there."""
        gone = self.base.full.builds.keys() - self.head.builds.keys() - set(self.renamed.values())
        return {
            path for path in gone if path == "." or any(file.startswith(f"{path}/") for file in self.files)
        }

    def expected(self) -> Expected:
        return expected(self.base.full, self.head, self.renamed)


class Play:
    """A history in a repository, with a second work tree for fresh checkouts."""

    def __init__(self, folder: Path, history: History) -> None:
        self.repository = Repository(folder / "repository")
        self._history = history
        self._twin = folder / "twin"

    def changes(self) -> Iterator[Change]:
        """Each commit against the one before it, as index and as commit, then all of them as one."""
        commits = self._history.commits
        sides = [self._commit(commits[0])]
        for commit in commits[1:]:
            self.repository.write(commit.files)
            self.repository.git("add", "--all")
            staged = self._told(sides[-1], "--staged", commit)
            sides.append(self._commit(commit))
            head = self._head(sides[-1])
            yield Change(head=sides[-1].full, **staged)
            yield Change(head=head, **self._told(sides[-2], "--base", commit))
        if len(commits) > 2:
            self._diverge(sides[0])
            harmless = all(commit.is_harmless for commit in commits)
            whole = Commit((), commits[-1].files, is_harmless=harmless)
            yield Change(head=self._head(sides[-1]), **self._told(sides[0], "--base", whole, "aside"))

    def _commit(self, commit: Commit) -> Side:
        self.repository.write(commit.files)
        name = self.repository.commit()
        if not self._twin.exists():
            self.repository.git("worktree", "add", "--quiet", "--detach", str(self._twin), name)
        else:
            self.repository.git("-C", str(self._twin), "checkout", "--quiet", "--detach", name)
        return Side(name, full_check(self._twin))

    def _head(self, side: Side) -> Full:
        """The work tree is what was committed, and what git ignores beside it."""
        extra = self.repository.git("status", "--porcelain", "--ignored")
        return full_check(self.repository.root) if extra else side.full

    def _told(self, base: Side, option: str, commit: Commit, ref: str = "") -> dict[str, Any]:
        words = (option,) if option == "--staged" else (option, ref or base.commit)
        with _pairs() as pairs:
            told = ask(self.repository.root, *words)
            if not pairs:  # an earlier run was remembered, whose pairs nobody heard
                ask(self.repository.root, *words, "--no-cache")
        known = {"base": base, "words": words, "told": told, "is_harmless": commit.is_harmless}
        return known | {"renamed": dict(pairs), "files": frozenset(commit.files)}

    def _diverge(self, base: Side) -> None:
        """The branch that is to be merged into has moved on, and the work is not committed yet."""
        name = self.repository.git("commit-tree", "-p", base.commit, "-m", "aside", f"{base.commit}^{{tree}}")
        self.repository.git("branch", "aside", name.strip())
        self.repository.git("reset", "--quiet", "--mixed", base.commit)
        self.repository.git("add", "--all", "--intent-to-add")


@contextmanager
def _pairs() -> Iterator[dict[str, str]]:
    """Which overlays the check takes for renamed: no full check says that."""
    heard: dict[str, str] = {}

    def judge(self: Judged, *sides: Any) -> Any:
        heard.update(self.pairs)
        return judging(self, *sides)

    judging = Judged.judge
    with mock.patch.object(Judged, "judge", judge):
        yield heard


def compare(change: Change) -> None:
    """Assert that what was said is what full checks of both sides come to."""
    base, head = change.base.full, change.head
    if base.error or head.error:
        assert change.told.code in ({head.error} if head.error else {0, 1, 2, 3}), change.told
        return
    report = change.told.report
    statuses = {one["path"]: one["status"] for one in report["overlays"]}
    _same("overlays left out", set(head.builds), set(statuses))
    _same("overlays invented", set(statuses), set(head.builds))
    left_out = {path for path, status in statuses.items() if status == "unaffected"}
    for overlay in left_out:
        assert overlay in base.builds, f"{overlay} is new, and unaffected"
        assert base.digests(overlay) == head.digests(overlay), f"{overlay} renders other objects"
    wanted = change.expected()
    failed = {change.renamed.get(path, path) for path in head.failed}  # as they were called
    vague = {path for path in head.failed | base.failed | failed if path not in left_out}
    new, known = (set(groups_in(report, state)) for state in ("new", "known"))
    _same("lost", {g for g in wanted.new | wanted.known | wanted.either if g[1] not in left_out}, new | known)
    _same("invented", new | known, wanted.new | wanted.known | wanted.either)
    _same("new, but not told", _without(wanted.new, vague), new)
    _same("told as new, but known", _without(new, vague), wanted.new | wanted.either)
    fixed = {g[:1] + g[2:] for g in groups_in(report, "fixed")}
    seen = _without(wanted.fixed, vague | change.out_of_sight)
    _same("fixed, but not told", {g[:1] + g[2:] for g in seen}, fixed)
    _same(
        "told as fixed, but there",
        fixed,
        {g[:1] + g[2:] for g in wanted.fixed | wanted.either | wanted.fewer},
    )


def _without(groups: set[Any], overlays: set[str]) -> set[Any]:
    return {group for group in groups if group[1] not in overlays}


def _same(what: str, some: set[Any], others: set[Any]) -> None:
    extra = sorted(map(repr, some - others))
    assert not extra, f"{what}: {len(extra)}, such as {extra[:3]}"
