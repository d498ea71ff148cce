"""A report that rests on what was remembered is the report without a memory, byte for byte."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cache.caching import FORMATS, SMALL, Ended, Program, commit, committed, write
from tests.change.histories import git
from tests.test_corpus import PRESENT, unpacked
from tests.test_fixtures import CASES, copy, expectation

IN_FULL = "MERGEGATE_EXAMPLES" in os.environ


def assert_same_by_any_way(program: Program, root: Path, folder: Path, words: tuple[str, ...] = ()) -> Ended:
    """Every way to a report gives the one that a run without a memory gives, which is returned."""
    plain = program.in_all_formats(root, folder / "plain", *words, "--no-cache")
    assert set(plain.files) == set(FORMATS), plain.err
    assert program.in_all_formats(root, folder / "cold", *words) == plain
    reports = program.kinds().get("report")
    assert program.in_all_formats(root, folder / "cold", *words) == plain, "the report again"
    assert program.kinds().get("report") == reports
    ways = [("report",), ("report", "survey"), *([("report", "verdict")] if IN_FULL else [])]
    for number, kinds in enumerate(ways):
        program.forget(*kinds)
        assert program.in_all_formats(root, folder / f"without {number}", *words) == plain, kinds
    for format_ in FORMATS[1:] if IN_FULL else ():
        assert program.run("check", root, "--format", format_, *words).out.encode() == plain.files[format_]
    return plain


@pytest.mark.parametrize("case", CASES)
def test_fixtures(case: str, program: Program, tmp_path: Path) -> None:
    words = tuple(map(str, expectation(case).get("arguments", ())))
    assert_same_by_any_way(program, copy(case, tmp_path, {}), tmp_path / "reports", words)


@pytest.mark.skipif(not IN_FULL, reason="takes minutes; set MERGEGATE_EXAMPLES")
@pytest.mark.parametrize("name", PRESENT)
def test_corpus(name: str, program: Program, tmp_path: Path) -> None:
    root = unpacked(name, tmp_path)
    assert_same_by_any_way(program, root, tmp_path / "reports")
    git(root, "init", "--quiet")
    commit(root)
    assert_same_by_any_way(program, root, tmp_path / "reports of git")


# ---- the same repository in other circumstances ------------------------------------------------


def _touch(root: Path) -> Path:
    for path in root.rglob("*.yaml"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    return root


def _commit(root: Path) -> Path:
    commit(root)
    return root


def _clone(root: Path) -> Path:
    commit(root)
    other = root.with_name("clone elsewhere")
    git(root.parent, "clone", "--quiet", str(root), str(other))
    git(other, "remote", "remove", "origin")
    return other


def _copy(root: Path) -> Path:
    other = root.with_name("copy")
    shutil.copytree(root, other)
    return other


def _without_git(root: Path) -> Path:
    shutil.rmtree(root / ".git")
    return root


def _inside(root: Path) -> Path:
    """The same files as a directory of another repository."""
    outer = committed(root.with_name("outer"), {"README.md": "outer\n"})
    shutil.copytree(root, outer / "inner", ignore=shutil.ignore_patterns(".git"))
    return outer / "inner"


def _untracked(root: Path) -> Path:
    git(root, "rm", "--quiet", "-r", "--cached", ".")
    return root


def _rewritten(root: Path) -> Path:
    """Other inodes and times, equal bytes."""
    for path in root.rglob("*.yaml"):
        raw = path.read_bytes()
        path.unlink()
        path.write_bytes(raw)
    return root


def _as_before(root: Path) -> Path:
    """Edited and mended again."""
    file = root / "roles/role.yaml"
    before = file.read_bytes()
    file.write_bytes(before + b"# x\n")
    git(root, "add", "--all")
    file.write_bytes(before)
    return root


CIRCUMSTANCES = [
    _touch,
    _commit,
    _clone,
    _copy,
    _without_git,
    _inside,
    _untracked,
    _rewritten,
    _as_before,
]


@pytest.mark.parametrize("change", CIRCUMSTANCES)
def test_equal_files_give_equal_reports(
    program: Program, tmp_path: Path, change: Callable[[Path], Path]
) -> None:
    root = committed(tmp_path / "repository", SMALL)
    (root / "roles/role.yaml").write_text(SMALL["roles/role.yaml"] + "# edited\n")
    words = ("--select", "rbac-full-admin", "--select", "pod-image-mutable-tag")
    plain = program.check(root, *words, "--no-cache")
    assert program.check(root, *words) == plain
    other = change(root)
    assert program.check(other, *words) == plain
    assert program.check(other, *words, "--no-cache") == plain
    assert '"findings": []' not in plain.out


def test_after_a_change_only_what_it_reaches_is_judged_again(program: Program, tmp_path: Path) -> None:
    root = write(tmp_path / "repository", SMALL)
    program.check(root)
    before = program.kinds()
    write(root, {"roles/role.yaml": SMALL["roles/role.yaml"].replace('verbs: ["*"]', "verbs: [get]")})
    warm = program.check(root)
    assert program.kinds()["verdict"] == before["verdict"] + 1
    assert warm == program.check(root, "--no-cache")


def test_text_is_as_wide_and_as_coloured_as_asked_for(program: Program, tmp_path: Path) -> None:
    long = SMALL["web/base/web.yaml"].replace(":latest", f":latest # {'long ' * 40}")
    root = write(tmp_path / "repository", {**SMALL, "web/base/web.yaml": long})
    words = ("--select", "pod-image-mutable-tag", "--format", "text")
    wanted = ({}, {"COLUMNS": "60"}, {"FORCE_COLOR": "1"}, {"COLUMNS": "60", "FORCE_COLOR": "1"})
    cold = [program.check(root, *words, env=env).out for env in wanted]
    assert [program.check(root, *words, env=env).out for env in wanted] == cold
    assert [program.check(root, *words, "--no-cache", env=env).out for env in wanted] == cold
    assert len(set(cold)) == 4


def test_options_that_change_the_outcome_are_told_apart(program: Program, tmp_path: Path) -> None:
    root = committed(tmp_path / "repository", SMALL)
    options: list[tuple[str, ...]] = [
        ("--select", "rbac-wildcard-verbs"),
        ("--select", "rbac-full-admin"),
        ("--select", "rbac-full-admin", "--ignore", "rbac-wildcard-verbs"),
        ("--select", "rbac-wildcard-verbs", "--fail-on", "warning"),
        ("--select", "rbac-wildcard-verbs", "--staged"),
        ("--select", "rbac-wildcard-verbs", "--base", "HEAD"),
    ]
    ended = [program.check(root, *words) for words in options]
    assert [program.check(root, *words) for words in options] == ended
    assert [program.check(root, *words, "--no-cache") for words in options] == ended
    assert len({(one.code, one.out) for one in ended}) == 4
