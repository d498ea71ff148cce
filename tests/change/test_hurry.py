"""The engine begins to compile as soon as a change may reach an overlay, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.change.histories import Repository
from tests.change.test_bad_input import AFTER, BEFORE, assert_finds_the_secret
from tests.running import Command, Run

AHEAD = "mergegate_ahead"


@pytest.fixture
def starts(tmp_path: Path) -> Path:
    """A file that has the words of every build and judgement that was started, in their order."""
    return tmp_path / "starts"


@pytest.fixture
def check(
    tmp_path: Path, conftest_binary: Path, kustomize_binary: Path, starts: Path, mergegate: Command
) -> Command:
    """Checks with tools whose starts are noted."""
    env = {}
    for name, real, said in (
        ("conftest", conftest_binary, '[ "$1" = --version ] && echo "Conftest: 0.70.1" && exit'),
        ("kustomize", kustomize_binary, '[ "$1" = version ] && echo "v5.8.1" && exit'),
    ):
        binary = tmp_path / name
        binary.write_text(f'#!/bin/sh\n{said}\necho "{name} $*" >>{starts}\nexec {real} "$@"\n')
        binary.chmod(0o755)
        env[f"MERGEGATE_{name.upper()}"] = str(binary)

    def run(*words: str | Path) -> Run:
        starts.write_text("")
        return mergegate("check", *words, env=env)

    return run


@pytest.fixture
def repository(tmp_path: Path, check: Command) -> Repository:
    """A repository with one commit, which was checked."""
    found = Repository(tmp_path / "repository")
    found.write(BEFORE)
    found.commit()
    check(found.root)
    return found


def test_a_change_of_an_overlay_is_awaited(repository: Repository, check: Command, starts: Path) -> None:
    repository.write(AFTER)
    assert_finds_the_secret(check(repository.root, "--base", "HEAD", "--format", "json"))
    words = starts.read_text().splitlines()
    assert [line.split()[0] for line in words] == ["conftest", "conftest", "kustomize"]
    assert all(AHEAD in line for line in words[:2])


@pytest.mark.parametrize(
    ("words", "ahead"),
    [(("--jobs", "1"), 0), (("--select", "secret-plaintext"), 2), (("--no-cache",), 2)],
)
def test_however_it_is_asked_it_answers_the_same(
    repository: Repository, check: Command, starts: Path, words: tuple[str, ...], ahead: int
) -> None:
    repository.write(AFTER)
    run = check(repository.root, "--base", "HEAD", "--format", "json", *words)
    assert_finds_the_secret(run)
    judged = [line for line in starts.read_text().splitlines() if line.startswith("conftest")]
    assert sum(AHEAD in line for line in judged) == ahead
    assert judged


def test_a_change_that_reaches_nothing_starts_nothing(
    repository: Repository, check: Command, starts: Path
) -> None:
    repository.write({**BEFORE, "README.md": b"changed\n"})
    assert check(repository.root, "--base", "HEAD").code == 0
    repository.git("add", "-A")
    assert check(repository.root, "--staged").code == 0
    assert starts.read_text() == ""


def test_a_guess_that_was_wrong_does_no_harm(repository: Repository, check: Command, starts: Path) -> None:
    repository.write({**BEFORE, "beside/values.yaml": b"a: 1\n"})
    run = check(repository.root, "--base", "HEAD")
    assert (run.code, run.err) == (0, "")
    words = starts.read_text().splitlines()
    assert len(words) == 2
    assert all(AHEAD in line for line in words)
