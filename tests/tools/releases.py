"""Release archives, and what a server of them answers."""

from __future__ import annotations

import hashlib
import io
import tarfile
import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace

from validator.tools.pins import PINS, Asset, Pin
from validator.tools.release import this_platform

SAYS_PINNED = b"#!/bin/sh\necho v5.8.1\n"


class Releases:
    """What the server answers: bodies by path, and hooks that run before the body is sent."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.bodies: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.before: Callable[[], object] = lambda: None
        self.status = 200
        self.missing_bytes = 0
        self.hang_after: int | None = None
        self.over = threading.Event()

    def pin(self, body: bytes, name: str = "kustomize.tar.gz", sha256: str | None = None) -> Pin:
        """The kustomize pin, with `body` as its release."""
        self.bodies[f"/{name}"] = body
        asset = Asset(url=f"{self.address}/{name}", sha256=sha256 or hashlib.sha256(body).hexdigest())
        return replace(PINS["kustomize"], assets={this_platform(): asset})


def tar_of(*members: tuple[str, bytes]) -> bytes:
    """A .tar.gz of regular files."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as tar:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return raw.getvalue()


def tar_of_link(name: str, target: str) -> bytes:
    """A .tar.gz that holds one symbolic link."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as tar:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = tarfile.SYMTYPE, target
        tar.addfile(info)
    return raw.getvalue()


def zip_of(*members: tuple[str, bytes]) -> bytes:
    """A .zip of files."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as zipped:
        for name, content in members:
            zipped.writestr(name, content)
    return raw.getvalue()
