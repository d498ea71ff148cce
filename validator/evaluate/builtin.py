"""The policies that come with the package, and engines that begin to compile them. Quick to import."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import validator
from validator.evaluate.ahead import Ahead


def builtin_policies() -> Path:
    """Their directory, in a checkout or installed."""
    package = Path(validator.__file__).parent
    installed = package / "policies"
    return installed if installed.is_dir() else package.parent / "policies"


def begin(ahead: Ahead, binary: Path, compiled: Iterable[Iterable[str]]) -> None:
    """Let a conftest begin for each lot of files, which are relative to the directory."""
    from validator.evaluate import conftest

    folder = builtin_policies()
    for files in compiled:
        conftest.begin(ahead, binary, tuple(folder / file for file in files))
