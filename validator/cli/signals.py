"""Ends a run that is told to end: no process, no file left behind, and an exit code that is no verdict.

A thread of its own does it. What Python calls for a signal runs in the main thread alone, and not while that
one waits for a lock: a signal that comes just before it waits would be heard when the wait is over. And an
exception in the midst of anything may leave a lock taken that others wait for.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import threading
from collections.abc import Iterator

from validator.errors import NOT_CHECKED
from validator.fleeting import remove_all
from validator.process import end_all

INTERRUPTED = "mergegate: interrupted before it was done\n"
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_DONE = b"\0"  # no signal has this number


@contextlib.contextmanager
def heard() -> Iterator[None]:
    """While it lasts SIGINT, SIGTERM and SIGHUP end the process, but those that whoever began us ignores.

    Outside the main thread, and on Windows, nothing changes.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    listens, tells = os.pipe()
    os.set_blocking(tells, False)
    handlers = {number: signal.getsignal(number) for number in _SIGNALS}
    # What is ignored stays so, as nohup leaves it; what is no handler of Python's cannot be put back.
    before = {number: one for number, one in handlers.items() if one not in (signal.SIG_IGN, None)}
    thread = threading.Thread(target=_listen, args=(listens, bytes(before)), daemon=True)
    thread.start()
    told = signal.set_wakeup_fd(tells, warn_on_full_buffer=False)
    for number in before:
        signal.signal(number, _nothing)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(told)
        os.write(tells, _DONE)
        thread.join()  # which it never does if it has been told of a signal
        os.close(tells)
        os.close(listens)


def _listen(pipe: int, signals: bytes) -> None:
    while (told := os.read(pipe, 1)) not in signals:  # others have handlers of their own
        if told == _DONE:
            return
    try:
        end_all()
        remove_all()
        clear = "\r\x1b[K" if sys.stderr.isatty() else ""  # progress may be shown there
        if select.select([], [2], [], 0)[1]:  # nobody may read it any more
            os.write(2, f"{clear}{INTERRUPTED}".encode())
    finally:
        os._exit(NOT_CHECKED)


def _nothing(*_: object) -> None:
    """The signal is told through the pipe."""
