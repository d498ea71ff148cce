"""Progress of long work on stderr: only on a terminal, and only once a run takes longer than a second."""

from __future__ import annotations

import sys
import threading
import time
from typing import TextIO

_AFTER = 1.0  # seconds
_EVERY = 0.1


class Progress:
    """One line that is written over, and gone at the end. Safe to call from several threads."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._is_on = self._stream.isatty()
        self._began = time.monotonic()
        self._shown = 0.0
        self._lock = threading.Lock()
        self._what = ""
        self._done = self._total = 0

    def stage(self, what: str, total: int = 0) -> None:
        """Begin a stage, such as "building" with a number of overlays."""
        with self._lock:
            self._what, self._done, self._total = what, 0, total
            self._show()

    def step(self) -> None:
        """One of the stage's total is done."""
        with self._lock:
            self._done += 1
            self._show()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def clear(self) -> None:
        """Take the line away, before something else is written to the terminal."""
        with self._lock:
            if self._is_on and self._shown:
                self._stream.write("\r\x1b[K")
                self._stream.flush()

    def _show(self) -> None:
        now = time.monotonic()
        if not self._is_on or now - self._began < _AFTER or now - self._shown < _EVERY:
            return
        self._shown = now
        count = f" {self._done}/{self._total}" if self._total else ""
        self._stream.write(f"\r\x1b[K{self._what}{count} …")
        self._stream.flush()
