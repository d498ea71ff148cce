"""conftest, begun ahead: it compiles the policies while others still find and build what it is to judge.

conftest 0.69 and 0.70 read their inputs, compile the policies, then read the data twice (`LoadWithData` in
`policy/engine.go`). So the input is empty, the documents are data, and the file of the data leads to a pipe
until somebody reads it.
"""

from __future__ import annotations

import os
import select
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from validator.errors import ToolError
from validator.process import Begun, Finished, begin

if sys.platform != "win32":
    import fcntl
    import termios

NAMESPACE, INPUT = "mergegate_ahead", "nothing.json"
_POLLS = 0.002  # seconds between two looks whether the data is asked for
_PATIENCE = 0.1  # seconds between two looks whether who reads it still lives
_PIPE = 65_536  # bytes that are written at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A process that compiles, or has compiled, and waits for its data.

    `pipe` is our end, open as long as we live: if we are killed, whoever reads the other one is at its end.
    """

    process: Begun
    data: Path
    pipe: int

    def give(self, data: bytes, timeout: float) -> Finished | None:
        """How it ended with that data; None if it did not take it, or not in time."""
        end = time.monotonic() + timeout
        given = self.data.with_suffix(".given")
        given.write_bytes(data)
        try:
            os.write(self.pipe, b" ")  # JSON may begin with a blank
            while _is_full(self.pipe):
                if not self._is_waited_for(end):
                    return None
                time.sleep(_POLLS)
            given.replace(self.data)  # who reads it again finds a file
            if not self._write(memoryview(data), end):
                return None
        except BrokenPipeError:  # nobody has the other end any more
            self.process.end()
            return None
        finally:
            os.close(self.pipe)
        return self.process.finish(max(end - time.monotonic(), 0.0))

    def _write(self, data: memoryview, end: float) -> bool:
        while data:
            _, ready, _ = select.select([], [self.pipe], [], _PATIENCE)
            if ready:
                data = data[os.write(self.pipe, data[:_PIPE]) :]
            elif not self._is_waited_for(end):
                return False
        return True

    def _is_waited_for(self, end: float) -> bool:
        """Whether it may still read; if not, it is ended."""
        if not self.process.has_ended and time.monotonic() < end:
            return True
        self.process.end()
        return False

    def end(self) -> None:
        """End it: nobody wants it."""
        os.close(self.pipe)
        self.process.end()


def _is_full(pipe: int) -> bool:
    """Whether something in the pipe waits to be read."""
    waiting = bytearray(4)
    fcntl.ioctl(pipe, termios.FIONREAD, waiting)
    return any(waiting)


@dataclass(frozen=True, slots=True)
class Ahead:
    """The processes of one run that wait, by the policies that they compile. `close` ends those left."""

    scratch: Path
    _waiting: dict[tuple[Path, ...], list[Waiting]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(
        self,
        command: Callable[[Path], Sequence[str | Path]],
        policies: tuple[Path, ...],
        env: Callable[[Path], dict[str, str]],
    ) -> None:
        """Begin a process for some policies, unless one was begun for them.

        `command` gives all words but its data and its input, `env` its environment, for a folder of its own.
        Where there are no pipes, or it cannot be started, nothing is begun: it is told of when it is wanted.
        """
        if policies in self._waiting or sys.platform == "win32":
            return
        folder = Path(tempfile.mkdtemp(dir=self.scratch))
        data = folder / "data.json"
        theirs, pipe = os.pipe()
        try:
            os.set_blocking(pipe, False)
            data.symlink_to(f"/dev/fd/{theirs}")
            (folder / INPUT).write_text("{}")
            words = [*command(folder), "--data", data, "--namespace", NAMESPACE, INPUT]
            process = begin(words, cwd=folder, env=env(folder), keeps=theirs)
        except (ToolError, OSError):
            os.close(pipe)
            return
        finally:
            os.close(theirs)
        self._waiting[policies] = [Waiting(process=process, data=data, pipe=pipe)]

    def take(self, policies: tuple[Path, ...]) -> Waiting | None:
        """A process that compiles just these, for the one who asks."""
        with self._lock:
            waiting = self._waiting.get(policies)
            return waiting.pop() if waiting else None

    def close(self) -> None:
        """End what nobody took."""
        for waiting in self._waiting.values():
            for one in waiting:
                one.end()
