"""Downloads a pinned release, or takes a kept one; nothing of it is unpacked before its hash is right."""

from __future__ import annotations

import contextlib
import http.client
import os
import platform
import shutil
import sys
import tarfile
import time
import urllib.error
import urllib.request
import zipfile
import zlib
from pathlib import Path
from typing import IO

from validator.errors import ToolError
from validator.fleeting import fleeting, fresh_name
from validator.process import unbroken
from validator.tools.cache import binary_name, sha256
from validator.tools.pins import Asset, Pin
from validator.tools.unfit import UnfitError

DOWNLOADS = "MERGEGATE_DOWNLOADS"  # names a directory of release files, which is filled as they are fetched

_SILENCE = 15.0  # seconds without a byte
_DEADLINE = 900.0  # seconds for a whole file
_LARGEST = 512 << 20  # bytes; ten times what is expected
_PAUSE = 0.5  # seconds before a second try

_SYSTEMS = {"win32": "windows"}
_MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}


class _TransientError(Exception):
    """A second try may succeed: an answer that broke off, a 5xx."""


def this_platform() -> str:
    """This machine in Go's words, e.g. "linux/amd64"."""
    machine = platform.machine().lower()
    return f"{_SYSTEMS.get(sys.platform, sys.platform)}/{_MACHINES.get(machine, machine)}"


def asset_for(pin: Pin) -> Asset | None:
    """The release file for this machine, None where none is pinned."""
    return pin.assets.get(this_platform())


def download(pin: Pin, into: Path) -> Path:
    """The tool's binary in the directory `into`, alone there.

    Raises UnfitError where the release cannot be had, and ToolError where what was sent is not the release:
    another way of installing should not cover that up.
    """
    asset = asset_for(pin)
    if asset is None:
        raise UnfitError(f"none is pinned for {this_platform()}")
    archive = into / "download"
    kept = _kept(asset)
    is_new = kept is None or not _is_copied(kept, archive, asset)
    if is_new:
        _fetch(asset.url, archive)
    found = sha256(archive)
    if found != asset.sha256:
        raise ToolError(_not_the_release(pin, asset, found))
    if kept is not None and is_new:
        _keep(archive, kept)
    binary = into / binary_name(pin)
    try:
        _unpack(archive, asset, binary)
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError) as error:
        raise UnfitError(f"it cannot be unpacked: {error}") from error
    archive.unlink(missing_ok=True)
    return binary


def _kept(asset: Asset) -> Path | None:
    """Where the file of a release is kept, there or not."""
    folder = os.environ.get(DOWNLOADS)
    return Path(folder).absolute() / asset.url.rpartition("/")[2] if folder else None


def _is_copied(kept: Path, archive: Path, asset: Asset) -> bool:
    """Whether the file was there. What is there may be anybody's, so it has to have the hash."""
    with contextlib.suppress(OSError):
        shutil.copyfile(kept, archive)
        return sha256(archive) == asset.sha256
    return False


def _keep(archive: Path, kept: Path) -> None:
    """Keep the file for the next time, whole or not at all."""
    with contextlib.suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        with fleeting(fresh_name(kept.parent, ".")) as staging, unbroken():
            shutil.copyfile(archive, staging)
            staging.replace(kept)


def _not_the_release(pin: Pin, asset: Asset, found: str) -> str:
    return (
        f"cannot install {pin.name} {pin.version}: {asset.url} sent something else than the release: "
        f"its sha256 is {found}, pinned is {asset.sha256}; nothing was installed. "
        f"If a proxy answers in its place, install {pin.name} {pin.range} yourself and put it on PATH, "
        f"or name it in {pin.variable}"
    )


def _fetch(url: str, to: Path) -> None:
    try:
        try:
            _fetch_once(url, to)
        except _TransientError:
            time.sleep(_PAUSE)
            _fetch_once(url, to)
    except (_TransientError, OSError, http.client.HTTPException) as error:
        raise UnfitError(_reason(error)) from error


def _fetch_once(url: str, to: Path) -> None:
    request = urllib.request.Request(url, headers={"User-Agent": "mergegate"})  # noqa: S310 - pinned addresses
    try:
        with urllib.request.urlopen(request, timeout=_SILENCE) as answer, to.open("wb") as out:  # noqa: S310
            received = _copy(answer, out)
            expected = answer.headers.get("Content-Length")
    except urllib.error.HTTPError as error:
        error.close()
        if error.code >= 500:
            raise _TransientError(_reason(error)) from error
        raise
    if expected is not None and received != int(expected):
        raise _TransientError(f"the answer broke off after {received} of {expected} bytes")


def _copy(answer: IO[bytes], out: IO[bytes]) -> int:
    received, started = 0, time.monotonic()
    while chunk := answer.read(1 << 16):
        received += len(chunk)
        if received > _LARGEST:
            raise OSError(f"more than {_LARGEST >> 20} MB")
        if time.monotonic() - started > _DEADLINE:
            raise OSError(f"not finished after {_DEADLINE:.0f} s")
        out.write(chunk)
    return received


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"{error.code} {error.reason}"
    if isinstance(error, urllib.error.URLError):
        return str(error.reason)
    return str(error) or type(error).__name__


def _unpack(archive: Path, asset: Asset, binary: Path) -> None:
    """Write the one member that is wanted, under our name: no path of the archive is ever used."""
    if asset.url.endswith(".tar.gz"):
        with tarfile.open(archive, "r:gz") as tar:
            content = tar.extractfile(_regular(tar.getmember(binary.name)))
            if content is None:
                raise KeyError(f"{binary.name} is no file")
            with content, binary.open("wb") as out:
                shutil.copyfileobj(content, out)
    elif asset.url.endswith(".zip"):
        with zipfile.ZipFile(archive) as zipped, zipped.open(binary.name) as member, binary.open("wb") as out:
            shutil.copyfileobj(member, out)
    else:
        archive.rename(binary)
    binary.chmod(0o755)


def _regular(member: tarfile.TarInfo) -> tarfile.TarInfo:
    if not member.isfile():
        raise KeyError(f"{member.name} is no regular file")
    return member
