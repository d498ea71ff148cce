"""Connections on which the head of an answer comes in time as a whole, be it one sign a second."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class _InTime(HTTPConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override] # as urllib3 has it
        """The answer without its body; raises TimeoutError where its head takes longer than the timeout."""
        late = threading.Event()

        def end() -> None:
            late.set()
            with contextlib.suppress(OSError):
                if self.sock is not None:
                    socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

        timer = threading.Timer(self.timeout or 0.0, end)
        timer.daemon = True
        timer.start()
        try:
            return super().getresponse()
        finally:
            timer.cancel()
            if late.is_set():  # what was read of it may look whole
                raise TimeoutError("the head of the answer did not come in time")


class _InTimeEncrypted(_InTime, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _InTime


class _PoolEncrypted(HTTPSConnectionPool):
    ConnectionCls = _InTimeEncrypted


class Adapter(HTTPAdapter):
    """At most `size` connections to a server, which are kept; whoever wants one more waits."""

    def __init__(self, size: int) -> None:
        super().__init__(pool_maxsize=size, pool_block=True)

    def init_poolmanager(self, *words: Any, **values: Any) -> None:
        """Make the pools, as requests does."""
        super().init_poolmanager(*words, **values)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _PoolEncrypted}
