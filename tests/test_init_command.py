"""`mergegate init` prints before it writes, writes what it was told to, and leaves what is there."""

from __future__ import annotations

import os
import pty
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.change.histories import Repository
from tests.clients.sources import outside_of_ci
from tests.running import MERGEGATE, Command, Run
from validator.proposals.clients import hooks, hooks_entry, job, workflow

Files = Mapping[str, str]
CLEAN = {"apps/a/kustomization.yaml": "resources: []\n"}
CONFIG, FLOW, HOOKS = ".mergegate.yaml", ".github/workflows/mergegate.yml", ".pre-commit-config.yaml"


@pytest.fixture(autouse=True)
def without_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables of the CI that runs these tests tell of its own repository."""
    kept = outside_of_ci()
    for name in set(os.environ) - set(kept):
        if name != "MERGEGATE_CACHE_DIR":
            monkeypatch.delenv(name)


@pytest.fixture
def work(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "work")
    made.write({name: text.encode() for name, text in CLEAN.items()})
    made.commit()
    return made


def add(work: Repository, files: Files) -> None:
    for name, text in files.items():
        path = work.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def state(root: Path) -> dict[str, str]:
    """What is in a directory beside git's own."""
    return {
        path.relative_to(root).as_posix(): os.readlink(path) if path.is_symlink() else path.read_text()
        for path in sorted(root.rglob("*"))
        if path.is_symlink() or (path.is_file() and ".git" not in path.relative_to(root).parts)
    }


def heads(run: Run) -> dict[str, str]:
    """What is said of each file."""
    return dict(
        line.removeprefix("==> ").split(": ", 1) for line in run.out.splitlines() if line.startswith("==> ")
    )


def test_without_a_word_nothing_is_written(mergegate: Command, work: Repository) -> None:
    before = state(work.root)
    run = mergegate("init", work.root, "--github")
    assert run.code == 0
    assert run.err == "Nothing was written; --write writes these 3 files.\n"
    assert state(work.root) == before
    assert workflow() in run.out
    assert hooks() in run.out
    assert "mergegate baseline write" in run.out


def test_what_is_written_is_what_was_printed(mergegate: Command, work: Repository) -> None:
    run = mergegate("init", work.root, "--github", "--write")
    assert run.code == 0
    assert run.err == ""
    new = {name: text for name, text in state(work.root).items() if name not in CLEAN}
    assert set(new) == {CONFIG, FLOW, HOOKS}
    assert all(f"\n{text.rstrip()}\n" in run.out for text in new.values())
    assert new[FLOW] == workflow()
    assert all(f"written: {name}\n" in run.out for name in new)
    assert mergegate("doctor", work.root).code == 0
    assert mergegate("check", work.root).code == 0


def test_the_second_time_there_is_nothing_to_do(mergegate: Command, work: Repository) -> None:
    mergegate("init", work.root, "--github", "--write")
    before = state(work.root)
    run = mergegate("init", work.root, "--github", "--write")
    assert run.code == 0
    assert all(what.startswith("nothing to do") for what in heads(run).values())
    assert state(work.root) == before


@pytest.mark.parametrize(
    ("files", "remote", "words", "proposed"),
    [
        ({}, None, [], {HOOKS}),
        ({}, None, ["--no-pre-commit"], set()),
        ({}, None, ["--gitlab", "--github"], {HOOKS, FLOW, ".gitlab-ci.yml"}),
        ({".github/CODEOWNERS": "* @a\n"}, None, [], {HOOKS, FLOW}),
        ({".github/CODEOWNERS": "* @a\n"}, None, ["--no-github"], {HOOKS}),
        ({}, "git@github.com:a/b.git", [], {HOOKS, FLOW}),
        ({}, "https://github.corp.example/a/b", [], {HOOKS, FLOW}),
        ({}, "https://gitlab.com/a/b", [], {HOOKS, ".gitlab-ci.yml"}),
        ({}, "ssh://git@gitlab.corp.example:2222/github/b", [], {HOOKS, ".gitlab-ci.yml"}),
        ({}, "https://notgithub.example/a/gitlab", [], {HOOKS}),
        ({".gitlab-ci.yml": "stages: [test]\n"}, None, [], {HOOKS, ".gitlab-ci.yml"}),
    ],
)
def test_what_is_found_decides_and_options_overrule_it(
    files: Files,
    remote: str | None,
    words: list[str],
    proposed: set[str],
    mergegate: Command,
    work: Repository,
) -> None:
    add(work, files)
    if remote:
        work.git("remote", "add", "origin", remote)
    run = mergegate("init", work.root, *words)
    assert run.code == 0
    assert set(heads(run)) == {CONFIG, *proposed}


def test_lines_for_files_that_people_write_are_printed_alone(mergegate: Command, work: Repository) -> None:
    files = {HOOKS: "repos:\n- repo: local\n  hooks: []\n", ".gitlab-ci.yml": "stages: [test]\n"}
    add(work, files)
    run = mergegate("init", work.root, "--write")
    assert heads(run) == {
        CONFIG: "a new file",
        HOOKS: "to be added by you (to its `repos`)",
        ".gitlab-ci.yml": "to be added by you (to its `include`)",
    }
    assert hooks_entry() in run.out
    assert hooks() not in run.out
    assert job() in run.out
    assert {name: state(work.root)[name] for name in files} == files


def test_a_job_for_gitlab_is_written_where_there_is_none(mergegate: Command, work: Repository) -> None:
    run = mergegate("init", work.root, "--gitlab", "--write")
    assert run.code == 0
    assert heads(run)[".gitlab-ci.yml"] == "a new file"
    assert state(work.root)[".gitlab-ci.yml"] == job()


@pytest.mark.parametrize("files", [{}, {HOOKS: "repos: []\n"}, {HOOKS: hooks()}])
def test_hooks_are_told_to_be_installed(files: Files, mergegate: Command, work: Repository) -> None:
    add(work, files)
    then = mergegate("init", work.root).out.partition("\nThen:\n")[2]
    assert "  pre-commit install " in then
    assert "--hook-stage manual mergegate-tools" in then
    assert "pre-commit" not in mergegate("init", work.root, "--no-pre-commit").out.partition("\nThen:\n")[2]


def test_who_has_us_already_is_left_alone(mergegate: Command, work: Repository) -> None:
    files = {
        ".github/workflows/ci.yaml": workflow().replace("name: Mergegate", "name: All"),
        HOOKS: hooks(),
        ".gitlab-ci.yml": job(),
        CONFIG: "fail-on: note\n",
    }
    add(work, files)
    before = state(work.root)
    run = mergegate("init", work.root, "--write")
    assert run.code == 0
    assert set(heads(run)) == set(files)
    assert all(what.startswith("nothing to do") for what in heads(run).values())
    assert state(work.root) == before


def a_link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def a_file(path: Path) -> None:
    path.write_text("mine\n")


@pytest.mark.parametrize(
    ("place", "make", "file", "said"),
    [
        (CONFIG, a_link("nowhere"), CONFIG, "a symbolic link that leads to no file is there"),
        (HOOKS, os.mkfifo, HOOKS, "something that is no file is there"),
        (HOOKS, a_link("/nowhere/else"), HOOKS, "a symbolic link that leads to no file is there"),
        (FLOW, Path.mkdir, FLOW, "something that is no file is there"),
        (".github", a_link("../outside"), FLOW, ".github is a symbolic link"),
        (".github", a_file, FLOW, ".github is no directory"),
        (".github/workflows", a_link("../apps"), FLOW, ".github/workflows is a symbolic link"),
    ],
)
def test_what_is_in_the_way_stays(
    place: str,
    make: Callable[[Path], None],
    file: str,
    said: str,
    mergegate: Command,
    work: Repository,
) -> None:
    (work.root.parent / "outside").mkdir()
    path = work.root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    make(path)
    before = state(work.root)
    assert mergegate("init", work.root, "--github").code == 0
    run = mergegate("init", work.root, "--github", "--write")
    assert run.code == 3
    assert heads(run)[file] == f"cannot be written ({said})"
    assert {name: text for name, text in state(work.root).items() if name in before} == before
    assert len(state(work.root)) == len(before) + 2
    assert not any((work.root.parent / "outside").iterdir())


def test_the_branch_is_origins(mergegate: Command, work: Repository) -> None:
    work.git("update-ref", "refs/remotes/origin/c++", "HEAD")
    work.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/c++")
    assert '    branches: ["c\\\\+\\\\+"]\n' in mergegate("init", work.root, "--github").out
    assert "    branches: [live]\n" in mergegate("init", work.root, "--github", "--branch", "live").out


@pytest.mark.parametrize(
    ("branches", "expected"),
    [
        (["refs/heads/work", "refs/heads/main"], "main"),
        (["refs/heads/work", "refs/heads/master"], "master"),
        (["refs/heads/work"], "work"),
        (["refs/heads/work", "refs/heads/main", "refs/remotes/origin/master"], "master"),
        (["refs/heads/work", "refs/remotes/origin/2.0"], '"2.0"'),
    ],
)
def test_without_a_word_of_origins_the_usual_one_is_taken(
    branches: list[str], expected: str, mergegate: Command, work: Repository
) -> None:
    commit = work.git("rev-parse", "HEAD").strip()
    work.git("checkout", "--quiet", "--detach")
    work.git("branch", "--delete", "--force", "main")
    for name in branches:
        work.git("update-ref", name, commit)
    run = mergegate("init", work.root, "--github")
    assert f"    branches: [{expected}]\n" in run.out
    assert "Mind" not in run.out


def test_a_branch_that_nobody_knows_is_taken_for_main_and_told(mergegate: Command, work: Repository) -> None:
    work.git("branch", "--move", "one")
    work.git("branch", "two")
    run = mergegate("init", work.root, "--github")
    assert workflow() in run.out
    assert "which branch is the main one is not known: taken for main; see --branch" in run.out


def test_before_the_first_commit_the_branch_is_known(mergegate: Command, tmp_path: Path) -> None:
    fresh = Repository(tmp_path / "fresh")
    fresh.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    fresh.write({name: text.encode() for name, text in CLEAN.items()})
    assert "    branches: [trunk]\n" in mergegate("init", fresh.root, "--github").out


def test_below_the_top_there_is_a_configuration_alone(mergegate: Command, work: Repository) -> None:
    run = mergegate("init", work.root / "apps", "--write")
    assert run.code == 0
    assert set(heads(run)) == {CONFIG}
    assert f"belong to the top of the work tree, {work.root}" in run.out
    assert (work.root / "apps" / CONFIG).is_file()
    run = mergegate("init", work.root / "apps", "--github")
    assert run.code == 2
    assert f"belong to the top of the work tree, {work.root}" in run.err


def test_a_directory_that_git_does_not_keep_gets_no_hooks(
    mergegate: Command, repository: Callable[[Files], Path]
) -> None:
    root = repository(CLEAN)
    assert set(heads(mergegate("init", root))) == {CONFIG}
    assert set(heads(mergegate("init", root, "--pre-commit", "--github"))) == {CONFIG, HOOKS, FLOW}


@pytest.mark.parametrize(
    ("files", "words", "code", "said"),
    [
        ({CONFIG: "fail-on: never\n"}, [], 2, "a severity is one of"),
        ({}, ["--github", "--branch", "a b"], 2, "is no branch that a workflow can name"),
        ({f"{CONFIG}/file": ""}, [], 2, "Is a directory"),
        ({}, ["--nonsense"], 2, "No such option"),
        ({"apps/a/kustomization.yaml": ""}, [], 0, ""),
        (None, [], 3, "no overlay to check"),
    ],
)
def test_exit_codes(
    files: Files | None, words: list[str], code: int, said: str, mergegate: Command, work: Repository
) -> None:
    if files is None:
        work.write({"README.md": b"nothing\n"})
    else:
        add(work, files)
    before = state(work.root)
    run = mergegate("init", work.root, "--write", *words)
    assert run.code == code
    assert said in run.err
    assert (state(work.root) == before) == (code != 0)


def test_without_kustomize_what_to_do_is_said(mergegate: Command, work: Repository) -> None:
    run = mergegate("init", work.root, env={"MERGEGATE_KUSTOMIZE": "/nowhere/kustomize"})
    assert run.code == 3
    assert "/nowhere/kustomize" in run.err


def test_a_missing_engine_comes_first_of_what_is_to_be_done(mergegate: Command, work: Repository) -> None:
    env = {"MERGEGATE_CONFTEST": "/nowhere/conftest"}
    assert "Then:\n  mergegate tools install " in mergegate("init", work.root, env=env).out
    assert "tools install" not in mergegate("init", work.root).out


@pytest.mark.parametrize(
    ("answer", "code", "is_written"),
    [("y\n", 0, True), ("n\n", 0, False), ("\n", 0, False), ("\x04", 3, False)],
)
def test_on_a_terminal_somebody_is_asked(
    answer: str, code: int, is_written: bool, work: Repository, kustomize_binary: Path, conftest_binary: Path
) -> None:
    tools = {"MERGEGATE_KUSTOMIZE": str(kustomize_binary), "MERGEGATE_CONFTEST": str(conftest_binary)}
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [MERGEGATE, "init", work.root],
        env={**os.environ, **tools, "NO_COLOR": "1"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        seen = b""
        while b"Write these 2 files? [y/N]" not in seen:
            seen += os.read(ours, 10_000)
        assert hooks().rstrip().encode() in seen.replace(b"\r\n", b"\n")  # before anybody is asked
        assert not (work.root / CONFIG).exists()
        os.write(ours, answer.encode())
        seen = b""
        while chunk := _read(ours):
            seen += chunk
        os.close(ours)
        assert process.wait(30) == code
    assert (work.root / CONFIG).exists() == is_written
    assert (work.root / HOOKS).exists() == is_written


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 10_000)
    except OSError:  # Linux says so where the other end is closed
        return b""
