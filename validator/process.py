"""Starts every process there is: a list of words, a scrubbed environment, a timeout, a memory limit."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess  # noqa: TID251 - this is the one place
import sys
import threading
import time
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
    process = _start([str(word) for word in argv], cwd=cwd, env=env, talks=stdin is not None)
    with process, _running(process):
        try:
            _limit_memory(process.pid, memory)
            stdout, stderr = process.communicate(stdin, timeout=timeout)
            stay_if_ending()
        except subprocess.TimeoutExpired:
            _kill(process)
            stdout, stderr = process.communicate()
            return Finished(code=process.returncode, stdout=stdout, stderr=_text(stderr), timed_out=True)
        except BaseException:
            _kill(process)
            raise
    return Finished(code=process.returncode, stdout=stdout, stderr=_text(stderr))


def _start(
    words: list[str],
    *,
    cwd: Path | None,
    env: Mapping[str, str] | None,
    talks: bool,
    says: int = subprocess.PIPE,
    keeps: tuple[int, ...] = (),
) -> subprocess.Popen[bytes]:
    """A process that has begun, among those that are alive; `talks`: it is told something on its input."""
    try:
        with unbroken():
            process = subprocess.Popen(
                words,
                cwd=cwd,
                env=dict(env) if env is not None else None,
                stdin=subprocess.PIPE if talks else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=says,
                pass_fds=keeps,
                start_new_session=True,  # so that children of a killed process die with it
            )
            _alive.add(process)
    except OSError as error:
        raise ToolError(f"cannot start `{shlex.join(words[:2])} …`: {error.strerror or error}") from error
    if _stopped or _ending.is_set():
        _kill(process)
    return process


@dataclass(frozen=True, slots=True)
class Begun:
    """A process that goes on by itself until somebody waits for it, or ends it."""

    _process: subprocess.Popen[bytes]

    @property
    def has_ended(self) -> bool:
        """Whether it came to an end by itself."""
        return self._process.poll() is not None

    def finish(self, timeout: float) -> Finished:
        """Wait for the end, `timeout` seconds at most, and say how it ended."""
        try:
            stdout, stderr = self._process.communicate(timeout=timeout)
            stay_if_ending()
        except subprocess.TimeoutExpired:
            self.end()
            return Finished(code=self._process.returncode, stdout=b"", stderr="", timed_out=True)
        except BaseException:
            self.end()
            raise
        _alive.discard(self._process)
        return Finished(code=self._process.returncode, stdout=stdout, stderr=_text(stderr))

    def end(self) -> None:
        """Kill it, if it still runs."""
        _kill(self._process)
        self._process.communicate()
        _alive.discard(self._process)


def begin(argv: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str], keeps: int) -> Begun:
    """Start a process and go on; whoever begins one ends it. Raises ToolError if it cannot be started.

    `keeps` is a file descriptor that it has, too.
    """
    return Begun(_start([str(word) for word in argv], cwd=cwd, env=env, talks=False, keeps=(keeps,)))


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A process that answers what it is asked, line by line or by length. Threads take turns."""

    name: str
    _process: subprocess.Popen[bytes]
    _lock: threading.Lock

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Ask and hear the answer without being interrupted. Raises ToolError if the process has ended."""
        with self._lock:
            try:
                yield
            except BrokenPipeError as error:
                stay_if_ending()
                raise ToolError(f"`{self.name}` ended early") from error

    def write(self, text: bytes) -> None:
        """Ask."""
        assert self._process.stdin is not None
        self._process.stdin.write(text)
        self._process.stdin.flush()

    def line(self) -> bytes:
        """The next line of the answer."""
        assert self._process.stdout is not None
        return self._whole(self._process.stdout.readline())

    def read(self, size: int) -> bytes:
        """The next bytes of the answer."""
        assert self._process.stdout is not None
        return self._whole(self._process.stdout.read(size)) if size else b""

    @staticmethod
    def _whole(answer: bytes) -> bytes:
        if not answer:
            raise BrokenPipeError
        return answer


@contextlib.contextmanager
def dialogue(argv: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str]) -> Iterator[Dialogue]:
    """A process to talk to, killed when the context ends. Raises ToolError if it cannot be started."""
    process = _start([str(word) for word in argv], cwd=cwd, env=env, talks=True, says=subprocess.DEVNULL)
    with process, _running(process):
        try:
            yield Dialogue(Path(argv[0]).name, process, threading.Lock())
        finally:
            _kill(process)


def end_all() -> None:
    """Kill every process that runs, and let none begin: the one who calls this ends ours.

    Whoever waits for a process, or asks for one, stays where it is: what it would be told is no answer.
    """
    _ending.set()
    end = time.monotonic() + _PATIENCE
    while _unbroken and time.monotonic() < end:
        time.sleep(_POLLS)
    killed = tuple(_alive)
    for process in killed:
        _kill(process)
    for process in killed:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(end - time.monotonic(), _POLLS))


@contextlib.contextmanager
def unbroken() -> Iterator[None]:
    """What this thread does meanwhile is done whole, or not begun, when a signal ends us; keep it short."""
    me = threading.get_ident()
    if me in _unbroken:
        yield
        return
    _unbroken.add(me)
    try:
        if _ending.is_set():
            _unbroken.discard(me)
            stay_if_ending()
        yield
    finally:
        _unbroken.discard(me)


def stay_if_ending() -> None:
    """Never return if our process is about to end: what would be done is not wanted any more."""
    if _ending.is_set() and threading.get_ident() not in _unbroken:
        threading.Event().wait()


@contextlib.contextmanager
def stopping() -> Iterator[None]:
    """While it lasts nothing runs."""
    global _stopped
    before = _stopped
    _stopped = True
    for process in tuple(_alive):
        _kill(process)
    try:
        yield
    finally:
        _stopped = before


_PATIENCE, _POLLS = 2.0, 0.001  # seconds: for what must not be broken off or dies, and between two looks

_alive: set[subprocess.Popen[bytes]] = set()
_unbroken: set[int] = set()  # threads
_stopped = False
_ending = threading.Event()


@contextlib.contextmanager
def _running(process: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
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
