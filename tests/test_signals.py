"""A run that is told to end does so at once, wherever it is, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.running import MERGEGATE
from validator.cli.signals import INTERRUPTED, heard

# A signal goes to a thread that does not block it: with the main one blocking it is heard by another, as it
# is when it comes just before the main thread waits for a lock.
WAITS = """
import signal, threading
from validator.cli.signals import heard
with heard():
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    print(flush=True)
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
"""
WRITES = """
import pathlib, sys, threading, time
from validator.cli.signals import heard
from validator.fleeting import fleeting
def write():
    for number in range(10**9):
        try:
            (path / str(number)).write_text("")
        except OSError:
            time.sleep(0.01)
with heard(), fleeting(pathlib.Path(sys.argv[1])) as path:
    path.mkdir()
    threading.Thread(target=write, daemon=True).start()
    print(flush=True)
    time.sleep(60)
"""
FINISHES = """
import pathlib, sys, time
from validator.cli.signals import heard
from validator.process import run, unbroken
with heard():
    with unbroken():
        print(flush=True)
        time.sleep(0.5)
        pathlib.Path(sys.argv[1]).write_text("whole")
    run(["touch", sys.argv[1] + ".next"], timeout=5)
    time.sleep(60)
"""
FULL = """
import os, subprocess, sys
from validator.cli.signals import heard
reads, writes = os.pipe()
os.dup2(writes, 2)
with heard():
    print(flush=True)
    while True:
        os.write(2, b"x" * 4096)
"""
OTHERS = """
import signal, sys, time
from validator.cli.signals import heard
signal.signal(signal.SIGUSR1, lambda *_: print("mine", flush=True))
with heard():
    print(flush=True)
    time.sleep(0.5)
"""
RUNS = """
import sys
from validator.cli.signals import heard
from validator.process import run
with heard():
    print(flush=True)
    run([sys.executable, "-c", "import sys, time; print(1); time.sleep(60)"], timeout=60)
    print("this was no answer")
"""


@pytest.mark.parametrize(
    "script", [WAITS, WRITES, FINISHES, RUNS], ids=["waits", "writes", "finishes", "runs"]
)
def test_a_signal_ends_a_run_wherever_it_is(script: str, tmp_path: Path) -> None:
    end = _run(script, tmp_path / "a", signal.SIGTERM)
    assert (end.returncode, end.stdout, end.stderr) == (3, "", INTERRUPTED)
    left = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert left == ({"a": "whole"} if script == FINISHES else {})


def test_a_full_pipe_keeps_nobody_alive(tmp_path: Path) -> None:
    assert _run(FULL, tmp_path / "a", signal.SIGTERM).returncode == 3


def test_another_signal_is_none_of_ours(tmp_path: Path) -> None:
    end = _run(OTHERS, tmp_path / "a", signal.SIGUSR1)
    assert (end.returncode, end.stdout, end.stderr) == (0, "mine\n", "")


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_the_version_is_asked_for_in_vain(signum: signal.Signals, tmp_path: Path) -> None:
    slow = tmp_path / "kustomize"
    slow.write_text(f"#!/bin/sh\n/bin/echo $$ > {tmp_path}/pid\nexec /bin/sleep 60\n")
    slow.chmod(0o755)
    (tmp_path / "scratch").mkdir()
    own = {"MERGEGATE_KUSTOMIZE": str(slow), "TMPDIR": str(tmp_path / "scratch")}
    process = subprocess.Popen(
        [MERGEGATE, "--version"], env=os.environ | own, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        time.sleep(0.05)
    process.send_signal(signum)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err.decode()) == (3, INTERRUPTED)
    assert list((tmp_path / "scratch").iterdir()) == []
    assert not Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}").exists()


def test_what_whoever_began_us_ignores_is_ignored(tmp_path: Path) -> None:
    ignores = f"import signal\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n{WRITES}".replace("60", "0.3")
    end = _run(ignores, tmp_path / "a", signal.SIGHUP)
    assert (end.returncode, end.stderr) == (0, "")


def test_afterwards_signals_do_what_they_did() -> None:
    def mine(*_: object) -> None:
        heard_of.append(1)

    heard_of: list[int] = []
    before = signal.signal(signal.SIGHUP, mine)
    try:
        with heard():
            assert signal.getsignal(signal.SIGHUP) is not mine
        os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert heard_of == [1]
    assert signal.set_wakeup_fd(-1) == -1


def _run(script: str, argument: Path, signum: signal.Signals) -> subprocess.CompletedProcess[str]:
    """How a script ends that is sent a signal once it says something."""
    words = [sys.executable, "-c", script, argument]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signum)
    out, err = process.communicate(timeout=20)
    return subprocess.CompletedProcess(words, process.returncode, out, err)
