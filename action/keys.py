"""Where the action keeps what runs share, and the keys under which GitHub's cache holds it.

A key says all that its entry rests on. Names of branches are hashed: a key takes no comma and 512 characters
(https://github.com/actions/cache#inputs).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from action.event import Event
from validator.cache.salt import salt_of
from validator.cacheplace import VARIABLE
from validator.start import DATABASE
from validator.tools.pins import PINS
from validator.tools.release import this_platform

NEEDED = ("kustomize", "conftest")


def home() -> Path:
    """A directory that is the same in every run, as GitHub's cache restores an entry where it was saved."""
    return Path(os.environ["RUNNER_TEMP"]).absolute() / "mergegate"


def downloads() -> Path:
    """Where the files of releases are, which are held to their hashes whenever they are used."""
    return home() / "downloads"


def cache_home() -> Path:
    """Mergegate's cache: the job's own if it has set one."""
    return Path(os.environ.get(VARIABLE) or home() / "cache").absolute()


def cache_outputs(event: Event, part: str = "") -> dict[str, object]:
    """What the steps that restore and save are told; `part` is what tells a shard from the others."""
    system = this_platform().replace("/", "-")
    pins = [PINS[name] for name in NEEDED]
    assets = [asset for pin in pins for asset in pin.assets.items()]
    versions = "-".join(f"{pin.name}-{pin.version}" for pin in pins)
    prefix = f"mergegate-results-{system}-{salt_of(None)[:16]}-{part}"
    branches = [f"{prefix}{_digest([branch])}-" for branch in (event.branch, event.target)]
    return {
        "downloads": downloads(),
        "results": cache_home() / DATABASE,
        "downloads-key": f"mergegate-tools-{system}-{versions}-{_digest(map(repr, assets))}",
        "results-key": f"{branches[0]}{event.commit}",
        "results-restore-keys": "\n".join([*branches, prefix]),
    }


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:16]
