"""Real OPA servers on free ports of this machine, each with a bundle, and hostile ones that stand in."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from validator.config import Config
from validator.evaluate.bundle import bundle
from validator.evaluate.catalogue import Catalogue
from validator.evaluate.selection import policy_data, select
from validator.tools.find import require


def bundle_of(catalogue: Catalogue) -> bytes:
    """The bundle of a catalogue with the default configuration."""
    return bundle(catalogue, policy_data(catalogue, Config(), select(catalogue, Config(), (), ()), ()))


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


@dataclass(frozen=True)
class Running:
    """A server that runs; what it logs is in a file."""

    url: str
    log: Path


@contextlib.contextmanager
def opa(folder: Path, packed: bytes | None, *words: str | Path, scheme: str = "http") -> Iterator[Running]:
    """`opa run --server` with a bundle, or with nothing, until the context ends."""
    file, log = folder / "bundle.tar.gz", folder / "opa.log"
    if packed is not None:
        file.write_bytes(packed)
        words = ("--bundle", file, *words)
    for _ in range(5):  # somebody else may take the port first
        port = free_port()
        address = f"127.0.0.1:{port}"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [require("opa").path, "run", "--server", "--addr", address, "--disable-telemetry", *words],
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env={"HOME": str(folder)},
            )
        try:
            if _answers(process, port):
                yield Running(f"{scheme}://{address}", log)
                return
        finally:
            process.terminate()
            process.wait()
    raise AssertionError(log.read_text())


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    for _ in range(600):
        if process.poll() is not None:
            return False
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        time.sleep(0.02)
    return False


def query(url: str, path: str) -> Any:
    """What a server answers to GET."""
    import json

    with urllib.request.urlopen(f"{url}/v1/data/{path}") as response:
        return json.load(response)


Reply = Callable[[socket.socket, bytes], None]


@contextlib.contextmanager
def stand_in(reply: Reply) -> Iterator[tuple[str, Sequence[bytes]]]:
    """A server that reads one request of a connection; `reply` does its worst. Its address, what it got."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=50)
    got: list[bytes] = []
    done = threading.Event()

    def serve(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(20)
            request = _request(connection)
            got.append(request)
            reply(connection, request)

    def accept() -> None:
        while not done.is_set():
            with contextlib.suppress(OSError):
                connection, _ = listening.accept()
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", got
    finally:
        done.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def _request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ),
        0,
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def said(
    status: str, body: bytes, headers: Mapping[str, str] | None = None, length: int | None = None
) -> bytes:
    """An answer in HTTP."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", "Connection: close"]
    lines += [f"Content-Length: {len(body) if length is None else length}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
