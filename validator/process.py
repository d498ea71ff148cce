"""Starts every process there is: a list of words, a scrubbed environment, a timeout, a memory limit."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess  # noqa: TID251 - this is the one place
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from validator.errors import ToolError

if sys.platform == "linux":
    import resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """How a process ended. `code` is negative for a signal, as in subprocess."""

    code: int
    stdout: bytes
    stderr: str
    timed_out: bool = False


def run(
    argv: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    timeout: float,
    memory: int | None = None,
    stdin: bytes | None = None,
) -> Finished:
    """Run to the end and say how it ended.

    `env` is the whole environment (None: ours), `timeout` is in seconds, `memory` in bytes of private
    data (Linux; elsewhere no limit). Raises ToolError if the program cannot be started.
    """
    words = [str(word) for word in argv]
    try:
        process = subprocess.Popen(
            words,
            cwd=cwd,
            env=dict(env) if env is not None else None,
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # so that children of a killed process die with it
        )
    except OSError as error:
        raise ToolError(f"cannot start `{shlex.join(words[:2])} …`: {error.strerror or error}") from error
    with process, _running(process):
        try:
            _limit_memory(process.pid, memory)
            stdout, stderr = process.communicate(stdin, timeout=timeout)
        except subprocess.TimeoutExpired:
            _kill(process)
            stdout, stderr = process.communicate()
            return Finished(code=process.returncode, stdout=stdout, stderr=_text(stderr), timed_out=True)
        except BaseException:
            _kill(process)
            raise
    return Finished(code=process.returncode, stdout=stdout, stderr=_text(stderr))


def stop() -> None:
    """Kill every process that runs, and each that starts from now on: we have been told to end."""
    global _stopped
    _stopped = True
    for process in tuple(_alive):
        _kill(process)


@contextlib.contextmanager
def stopping() -> Iterator[None]:
    """While it lasts nothing runs."""
    global _stopped
    before = _stopped
    stop()
    try:
        yield
    finally:
        _stopped = before


_alive: set[subprocess.Popen[bytes]] = set()
_stopped = False


@contextlib.contextmanager
def _running(process: subprocess.Popen[bytes]) -> Iterator[None]:
    _alive.add(process)
    try:
        if _stopped:
            _kill(process)
        yield
    finally:
        _alive.discard(process)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", errors="replace")


def _limit_memory(pid: int, memory: int | None) -> None:
    """Limit private data from outside: a preexec_fn would cost the fast way of starting processes."""
    if memory is not None and sys.platform == "linux":
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)  # ours may not be raised
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_DATA, (limit, limit))


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.returncode is not None:  # its number may be another's by now
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
