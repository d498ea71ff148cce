"""Completion as a bash has it that somebody types into, and what the other shells are told."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.change.histories import git
from tests.running import MERGEGATE, Command

Write = Callable[[Mapping[str, str]], Path]
OWN = 'package shop\n\ndeny contains "none is wanted" if input.kind == "Secret"\n'
FILES = {
    ".mergegate.yaml": "policies: [policy]\n",
    "policy/shop.rego": OWN,
    "other/more.rego": OWN.replace("shop", "bakery"),
    "apps/kustomization.yaml": "resources: []\n",
    "report.sarif": "",
}
# What is typed, with a tab in it, and the words that the line then has; "" at the end: a space was added.
TYPED = {
    "mergegate che\t": ["mergegate", "check", ""],
    "mergegate tools inst\t": ["mergegate", "tools", "install", ""],
    "mergegate check --sel\t": ["mergegate", "check", "--select", ""],
    "mergegate check --select work-nak\t": ["mergegate", "check", "--select", "work-naked-pod", ""],
    "mergegate check --ignore=resou\t": ["mergegate", "check", "--ignore=resources", ""],
    "mergegate check --ignore shop.\t": ["mergegate", "check", "--ignore", "shop.deny", ""],
    "mergegate rules --policy other bak\t": ["mergegate", "rules", "--policy", "other", "bakery.deny", ""],
    "mergegate rules waiver-mal\t": ["mergegate", "rules", "waiver-malformed", ""],
    "mergegate check --format=sar\t": ["mergegate", "check", "--format=sarif", ""],
    "mergegate check --output gith\t": ["mergegate", "check", "--output", "github="],
    "mergegate check --output sarif=rep\t": ["mergegate", "check", "--output", "sarif=report.sarif", ""],
    "mergegate diff --output mark\t": ["mergegate", "diff", "--output", "markdown="],
    "mergegate diff --output sar\t": ["mergegate", "diff", "--output", "sar"],
    "mergegate diff --base feat\t": ["mergegate", "diff", "--base", "feature", ""],
    "mergegate diff --base zz\t": ["mergegate", "diff", "--base", "zz"],
    "mergegate blame ap\t": ["mergegate", "blame", "apps/"],
    "mergegate tools path kus\t": ["mergegate", "tools", "path", "kustomize", ""],
}


@contextmanager
def terminal(cwd: Path, typed: str) -> Iterator[Callable[[str], object]]:
    """A bash at a terminal; gives what types into it."""
    keyboard, screen = pty.openpty()
    env = {"PATH": f"{MERGEGATE.parent}:{os.environ['PATH']}", "HOME": str(cwd), "TERM": "dumb", "PS1": "$ "}
    words = ["bash", "--norc", "--noprofile", "-i"]
    with subprocess.Popen(
        words,
        cwd=cwd,
        env=env,
        stdin=screen,
        stdout=subprocess.DEVNULL,
        stderr=screen,
        start_new_session=True,
    ) as bash:
        try:
            os.write(keyboard, typed.encode())
            yield lambda text: os.write(keyboard, text.encode())
            os.write(keyboard, b"exit\n")
            bash.wait(timeout=60)
        finally:
            bash.kill()
            os.close(keyboard)
            os.close(screen)


def appeared(file: Path) -> str:
    """What is in a file once a line is complete in it."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if file.exists() and (text := file.read_text()).endswith("\n"):
            return text
        time.sleep(0.02)
    raise AssertionError(f"{file.name} did not appear")


def test_bash_completes_what_is_typed(repository: Write, tmp_path: Path) -> None:
    root = repository(FILES)
    git(root, "init", "--quiet")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "a")
    git(root, "branch", "feature")
    git(root, "branch", "zz$(touch${IFS}written)")  # git takes this name, and no shell shall see it
    found = {}
    with terminal(root, 'eval "$(mergegate completion bash)"\n') as type_:
        for number, line in enumerate(TYPED):
            file = tmp_path / f"{number}.txt"
            # Home, a command that prints the words; end, a mark that shows whether a space was added.
            type_(f"{line}\x01printf '%s\\n' \x05:END > {file}\n")
            found[line] = appeared(file).removesuffix(":END\n").split("\n")
    assert found == TYPED


def test_a_line_is_completed_without_reading_policies(tmp_path: Path) -> None:
    """What takes long is left out: a key is answered in little more than the time that Python starts in."""
    env = {**os.environ, "COMP_WORDS": "mergegate check --select res-", "COMP_CWORD": "3"}
    words = [sys.executable, "-X", "importtime", MERGEGATE]
    done = subprocess.run(
        words,
        env={**env, "_MERGEGATE_COMPLETE": "bash_complete"},
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )
    assert "plain,res-memory-limit-missing" in done.stdout.splitlines()
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "validator.cli.complete" in imported
    assert imported & {"yaml", "yaml12", "validator.evaluate.catalogue", "validator.check"} == set()


def test_what_names_rules_by_their_files_names_all_of_them(mergegate: Command, tmp_path: Path) -> None:
    env = {"COMP_WORDS": "mergegate rules", "COMP_CWORD": "2", "_MERGEGATE_COMPLETE": "bash_complete"}
    offered = {line.partition(",")[2] for line in mergegate(env=env, cwd=tmp_path).out.splitlines()}
    listed = mergegate("rules", "--format", "json", cwd=tmp_path).report["rules"]
    assert offered == {rule["id"] for rule in listed}


def test_a_broken_configuration_offers_less_and_says_nothing(mergegate: Command, repository: Write) -> None:
    env = {"COMP_WORDS": "mergegate rules work-n", "COMP_CWORD": "2", "_MERGEGATE_COMPLETE": "bash_complete"}
    run = mergegate(env=env, cwd=repository({".mergegate.yaml": "policies: [nowhere]\n"}))
    assert (run.code, run.out, run.err) == (0, "plain,work-naked-pod\n", "")


def test_other_shells_are_told_the_family_of_a_rule(mergegate: Command, tmp_path: Path) -> None:
    env = {"COMP_WORDS": "mergegate rules work-n", "COMP_CWORD": "2", "_MERGEGATE_COMPLETE": "zsh_complete"}
    assert mergegate(env=env, cwd=tmp_path).out == "plain\nwork-naked-pod\nworkload\n"


def test_each_shell_has_a_script(mergegate: Command) -> None:
    marks = {"bash": "complete -o", "zsh": "#compdef mergegate", "fish": "complete --no-files"}
    for shell, mark in marks.items():
        run = mergegate("completion", shell)
        assert (run.code, run.err) == (0, "")
        assert mark in run.out
        assert f"_MERGEGATE_COMPLETE={shell}_complete" in run.out
        if shutil.which(shell):
            subprocess.run([shell, "-n"], input=run.out.encode(), check=True)
    assert mergegate("completion", "tcsh").code == 2
