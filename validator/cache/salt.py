"""A name for the code and the policies that make results: those of another version are not ours."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from pathlib import Path

import validator
from validator.cache.database import Database

_KIND = "code"
_ENDINGS = (".py", ".json", ".rego")
_READERS = {"yaml": "PyYAML", "yaml12": "py-yaml12"}  # modules that read what results are of, and packages
_NOT_RUN = ("_test.rego",)


def salt_of(database: Database | None) -> str:
    """The name. It is of contents, as times change with each installation; by the times it is remembered."""
    files = [found for root in _roots() for found in sorted(_files(str(root)))]
    readers = [_place(module) for module in _READERS]
    seen = hashlib.sha256(repr([sys.version, readers, files]).encode("utf-8", "surrogateescape")).hexdigest()
    known = database.get(_KIND, seen) if database is not None else None
    if known is not None:
        return known.decode()

    versions = [sys.version, *(f"{name} {_version(name)}" for name in _READERS.values())]
    salt = hashlib.sha256("\n".join([*versions, code()]).encode()).hexdigest()[:32]
    if database is not None:
        database.put(_KIND, seen, salt.encode())
    return salt


def code() -> str:
    """A name for the contents of our code and policies, on whatever machine they are."""
    found = {}
    for root in _roots():
        above = root.parent if root.name == "policies" else root  # in a package they lie within it
        for path, _, _ in _files(str(root)):
            name = os.path.relpath(path, above).replace(os.sep, "/")
            found[name] = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    return hashlib.sha256(repr([validator.__version__, sorted(found.items())]).encode()).hexdigest()


def _roots() -> list[Path]:
    package = Path(validator.__file__).parent
    policies = package / "policies"
    return [package, *([] if policies.is_dir() else [package.parent / "policies"])]


def _version(package: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:  # put there by another way than pip: its file tells
        return ""


def _place(module: str) -> tuple[str, int, int]:
    """Where a module is, and its size and time: another version is another file."""
    found = PathFinder.find_spec(module)
    if found is None or found.origin is None:
        return module, 0, 0
    status = Path(found.origin).stat()
    return found.origin, status.st_size, status.st_mtime_ns


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files(entry.path)
            elif entry.name.endswith(_ENDINGS) and not entry.name.endswith(_NOT_RUN):
                status = entry.stat()
                yield entry.path, status.st_size, status.st_mtime_ns
