"""A process ends when it must, and says how it ended."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from validator.errors import ToolError
from validator.process import run

PYTHON = sys.executable


def test_output_code_and_environment() -> None:
    script = "import os, sys; print(sorted(os.environ)); sys.stderr.write('oops'); sys.exit(4)"
    finished = run([PYTHON, "-S", "-c", script], env={"A": "b"}, timeout=10)
    assert (finished.code, finished.stderr, finished.timed_out) == (4, "oops", False)
    assert b"'A'" in finished.stdout
    assert b"HOME" not in finished.stdout


def test_standard_input_is_given_or_empty() -> None:
    script = "import sys; print(len(sys.stdin.read()))"
    assert run([PYTHON, "-c", script], timeout=10).stdout.strip() == b"0"
    assert run([PYTHON, "-c", script], timeout=10, stdin=b"abc").stdout.strip() == b"3"


def test_a_timeout_kills_children_too(tmp_path: Path) -> None:
    began = time.monotonic()
    finished = run(["/bin/sh", "-c", f"sleep 30 & echo $! > {tmp_path}/pid; wait"], timeout=0.5)
    assert finished.timed_out
    assert time.monotonic() - began < 10
    child = int((tmp_path / "pid").read_text())
    for _ in range(50):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{child}/stat").read_text().split()[2] == "Z":  # nobody has buried it yet
            return
        time.sleep(0.1)
    pytest.fail("the child is still there")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a limit be set from outside")
def test_a_memory_limit_holds() -> None:
    script = "import time; time.sleep(0.3); x = bytearray(600 * 1024**2)"
    finished = run([PYTHON, "-c", script], timeout=20, memory=300 * 1024**2)
    assert finished.code != 0
    assert "MemoryError" in finished.stderr


def test_what_cannot_be_started_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="cannot start"):
        run([tmp_path / "nothing"], timeout=1)
