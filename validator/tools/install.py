"""Installs the pinned tools into our cache; the only part of Mergegate that downloads programs."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from validator.errors import ToolError
from validator.tools import cache, gobuild, release
from validator.tools.find import Origin, Tool, explicit, installed_by_user
from validator.tools.pins import PINS, Pin
from validator.tools.unfit import UnfitError
from validator.tools.versions import prove

Progress = Callable[[str], None]  # takes one line; called from a second thread, too
_TICK = 20.0  # seconds between signs of life

_WAYS: tuple[tuple[str, Callable[[Pin, Path], Path]], ...] = (
    ("download", release.download),
    ("build", gobuild.build),
)


def install(
    names: Iterable[str], *, progress: Progress, pins: Mapping[str, Pin] = PINS, pinned: bool = False
) -> tuple[Tool, ...]:
    """The tools by name, each found or installed.

    What the user has put on PATH or named explicitly is left alone where it is suitable, with `pinned` only
    what is named explicitly; what is in our cache is held against its hash. Raises ToolError, and then
    nothing is half installed.
    """
    return tuple(_provide(pins[name], progress, pinned=pinned) for name in names)


def _provide(pin: Pin, progress: Progress, *, pinned: bool) -> Tool:
    tool = explicit(pin) if pinned else installed_by_user(pin)[0]
    if tool is not None:
        return tool
    path = cache.verified(pin)
    if path is None:
        if cache.directory(pin).exists():
            progress(f"{pin.name} {pin.version}: {cache.directory(pin)} is damaged, installing anew")
        path = _install(pin, progress)
    return Tool(name=pin.name, path=path, version=pin.version, origin=Origin.CACHE)


def _install(pin: Pin, progress: Progress) -> Path:
    failures = []
    for source, provide in _WAYS:
        address = _address(pin, source)
        what = f"{pin.name} {pin.version}: {source} of {address}"
        progress(what)
        with cache.staging(pin) as directory, _signs_of_life(what, progress):
            try:
                staged = provide(pin, directory)
                prove(staged, pin)
            except UnfitError as reason:
                failures.append(f"  {source} of {address}: {reason}")
                progress(f"{pin.name} {pin.version}: {source} failed: {reason}")
                continue
            path = cache.publish(pin, staged, source)
        progress(f"{pin.name} {pin.version}: installed in {path.parent}")
        return path
    raise ToolError("\n".join([f"cannot install {pin.name} {pin.version}:", *failures, _advice(pin)]))


def _advice(pin: Pin) -> str:
    return (
        f"make one of these ways work and run this again; or install {pin.name} {pin.range} yourself "
        f"and put it on PATH, or name it in {pin.variable}"
    )


def _address(pin: Pin, source: str) -> str:
    asset = release.asset_for(pin)
    if source == "download":
        return asset.url if asset else f"{pin.name} {pin.version}"
    return f"{pin.module}@v{pin.version}"


@contextlib.contextmanager
def _signs_of_life(what: str, progress: Progress) -> Iterator[None]:
    done, started = threading.Event(), time.monotonic()

    def tell() -> None:
        while not done.wait(_TICK):
            progress(f"{what} … {time.monotonic() - started:.0f} s")

    thread = threading.Thread(target=tell, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
