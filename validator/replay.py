"""A run whose every input is what it was ends as it did: its reports are given again, byte for byte."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from validator.discover.identity import VARIABLES
from validator.snapshot.disk import seen
from validator.snapshot.entries import SUBMODULE
from validator.start import Start


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """How a run ended: its exit code and the text of each report, in the order asked for."""

    code: int
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """Finished runs by their inputs. `asked` is what was asked for beside the options."""

    start: Start
    asked: Sequence[object]

    def key(self) -> str:
        """A name for all that the run reads, but for files that git ignores; "" where there is none.

        What a submodule's clone holds has no name here, nor what shards made.
        """
        if self.start.role is not None:
            return ""
        index = self.start.checkout.index
        entries = (*(index.entries.values() if index else ()), *self.start.before.values())
        if any(entry.mode == SUBMODULE for entry in entries):
            return ""
        options = self.start.options
        inputs = [
            self.start.tools,
            options.seen,
            self.asked,
            self.start.today.isoformat(),
            [os.environ.get(name) for name in VARIABLES],
            self.start.checkout.remotes,
            self.start.commit,
            self.start.fingerprint,
            [_outside(path, self.start.checkout.root) for path in options.files],
        ]
        return hashlib.sha256(json.dumps(inputs, default=str).encode()).hexdigest()

    def find(self, key: str) -> Finished | None:
        """How a run with these inputs ended, if one did and what it read of ignored files is as it was."""
        given = self.start.memory.report(key)
        if given is None:
            return None
        disk = self.start.checkout.store
        if any(seen(disk, path) != was for path, was in given["ignored"].items()):
            return None
        if any(_outside(disk.root / name, disk.root) != was for name, was in given["rules"].items()):
            return None
        return Finished(code=given["code"], reports=tuple(given["reports"]))

    def keep(self, key: str, finished: Finished, ignored: Mapping[str, Any], rules: Iterable[Path]) -> None:
        """Remember how a run ended.

        `ignored` are paths outside the repository's files, as `seen` tells; `rules` are the files and folders
        of the configuration and of policies, which may be no files of the repository.
        """
        root = self.start.checkout.root
        found = {os.path.relpath(path, root): _outside(path, root) for path in rules}
        report = {
            "code": finished.code,
            "reports": finished.reports,
            "ignored": dict(ignored),
            "rules": found,
        }
        self.start.memory.keep_report(key, report)


def _outside(path: Path, root: Path) -> list[list[str]]:
    """A file or folder of rules: names and contents, as it may be none of the repository's."""
    files = sorted(path.rglob("*.rego")) if path.is_dir() else [path]
    found = []
    for file in files:
        try:
            content = hashlib.sha256(file.read_bytes()).hexdigest()
        except OSError:
            content = "-"
        found.append([os.path.relpath(file, root), content])
    return found
