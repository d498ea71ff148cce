"""A clean environment, fake binaries, and a server on loopback that hands out releases."""

from __future__ import annotations

import contextlib
import http.server
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.tools.releases import Releases


@pytest.fixture(autouse=True)
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No tool anywhere: an empty PATH and an empty cache; no proxy between us and loopback."""
    for name in [name for name in os.environ if name.startswith("MERGEGATE_")]:
        monkeypatch.delenv(name)
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("MERGEGATE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., Path]:
    """Makes executables: `script("kustomize", "echo v5.8.1")` on PATH, `at=` elsewhere."""

    def make(name: str, body: str, at: Path | None = None, tail: bytes = b"") -> Path:
        path = (at or tmp_path / "bin") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"#!/bin/sh\n{body}\n".encode() + tail)
        path.chmod(0o755)
        return path

    return make


@pytest.fixture
def releases() -> Iterator[Releases]:
    """A server of release archives on loopback."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append(self.path)
            served.before()
            body = served.bodies.get(self.path)
            self.send_response(404 if body is None else served.status)
            body = body or b"<html>not found</html>"
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if served.hang_after is not None:
                self.wfile.write(body[: served.hang_after])
                self.wfile.flush()
                served.over.wait(60)
                return
            self.wfile.write(body[: len(body) - served.missing_bytes])

        def log_message(self, *args: object) -> None:
            """Quiet."""

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that was killed is what a test wants."""

    with Server(("127.0.0.1", 0), Handler) as server:
        served = Releases(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield served
        served.over.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def nobody() -> AbstractContextManager[None]:
    """To be entered: without the superuser's right to write anywhere, where tests run as the superuser."""

    @contextlib.contextmanager
    def unprivileged() -> Iterator[None]:
        if os.geteuid() != 0:
            yield
            return
        os.seteuid(65534)
        try:
            yield
        finally:
            os.seteuid(0)

    return unprivileged()
