"""conftest, begun ahead: it compiles the policies while others still find and build what it is to judge.

conftest 0.69 and 0.70 read their inputs, compile the policies, then read the data twice (`LoadWithData` in
`policy/engine.go`). So the input is empty, the documents are data, and the file of the data is a pipe until
somebody has opened it.
"""

from __future__ import annotations

import errno
import os
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from validator.errors import ToolError
from validator.process import Begun, Finished, begin

NAMESPACE, INPUT = "mergegate_ahead", "nothing.json"
_POLLS = 0.002  # seconds between two looks whether the data is asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A process that compiles, or has compiled, and waits for its data."""

    process: Begun
    data: Path

    def give(self, data: bytes, timeout: float) -> Finished | None:
        """How it ended with that data; None if it ended without having asked, or did not ask in time."""
        given = self.data.with_suffix(".given")
        given.write_bytes(data)
        end = time.monotonic() + timeout
        while (pipe := _opened(self.data)) is None:
            if self.process.has_ended or time.monotonic() > end:
                self.process.end()
                return None
            time.sleep(_POLLS)
        given.replace(self.data)  # who reads it again finds a file
        with os.fdopen(pipe, "wb") as stream:
            try:
                os.set_blocking(pipe, True)
                stream.write(data)
                stream.flush()
            except BrokenPipeError:  # it died: its code says so
                pass
        return self.process.finish(timeout)


def _opened(pipe: Path) -> int | None:
    """The pipe, if somebody has it open to read."""
    try:
        return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        return None


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
        if policies in self._waiting or not hasattr(os, "mkfifo"):
            return
        folder = Path(tempfile.mkdtemp(dir=self.scratch))
        data = folder / "data.json"
        os.mkfifo(data, 0o600)
        (folder / INPUT).write_text("{}")
        words = [*command(folder), "--data", data, "--namespace", NAMESPACE, INPUT]
        try:
            process = begin(words, cwd=folder, env=env(folder))
        except ToolError:
            return
        self._waiting[policies] = [Waiting(process=process, data=data)]

    def take(self, policies: tuple[Path, ...]) -> Waiting | None:
        """A process that compiles just these, for the one who asks."""
        with self._lock:
            waiting = self._waiting.get(policies)
            return waiting.pop() if waiting else None

    def close(self) -> None:
        """End what nobody took."""
        for waiting in self._waiting.values():
            for one in waiting:
                one.process.end()
