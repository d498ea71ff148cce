"""A name for the code and the policies that make results: those of another version are not ours."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import validator
from validator.cache.database import Database

_KIND = "code"
_ENDINGS = (".py", ".json", ".rego")
_NOT_RUN = ("_test.rego",)


def salt_of(database: Database | None) -> str:
    """The name. It is of contents, as times change with each installation; by the times it is remembered."""
    package = Path(validator.__file__).parent
    policies = package / "policies"
    roots = [package, *([] if policies.is_dir() else [package.parent / "policies"])]
    files = sorted((path, size, changed) for root in roots for path, size, changed in _files(str(root)))
    seen = hashlib.sha256(repr(files).encode("utf-8", "surrogateescape")).hexdigest()
    known = database.get(_KIND, seen) if database is not None else None
    if known is not None:
        return known.decode()
    whole = hashlib.sha256(validator.__version__.encode())
    for path, _, _ in files:
        whole.update(hashlib.sha256(Path(path).read_bytes()).digest())
    salt = whole.hexdigest()[:32]
    if database is not None:
        database.put(_KIND, seen, salt.encode())
    return salt


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files(entry.path)
            elif entry.name.endswith(_ENDINGS) and not entry.name.endswith(_NOT_RUN):
                status = entry.stat()
                yield entry.path, status.st_size, status.st_mtime_ns
