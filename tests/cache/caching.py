"""The program with a cache of its own, in this process, which spares a start; a small repository to check."""

from __future__ import annotations

import os
import sqlite3
import traceback
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from click.testing import CliRunner

from tests.change.histories import git
from validator.cache.database import SUM
from validator.cli import main

DATABASE = "results.db"
FORMATS = ("text", "json", "sarif", "concise")
_OF_CI = ("CI_", "GITHUB_", "GIT_", "BUILD_", "BITBUCKET_")


@dataclass(frozen=True)
class Ended:
    """How a run ended, and what it wrote."""

    code: int
    out: str
    err: str
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Program:
    """`mergegate` over one cache; `tools` are variables that name its binaries."""

    cache: Path
    tools: Mapping[str, str]

    def run(self, *words: str | Path, env: Mapping[str, str] | None = None) -> Ended:
        """One run, which must not end in a bug."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(_OF_CI)}
        ours = {**clean, **self.tools, "MERGEGATE_CACHE_DIR": str(self.cache), **(env or {})}
        with mock.patch.dict(os.environ, ours, clear=True):
            result = CliRunner().invoke(main, [*map(str, words)], prog_name="mergegate")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise AssertionError("".join(traceback.format_exception(result.exception)))
        assert "Traceback" not in result.stderr, result.stderr
        return Ended(result.exit_code, result.stdout, result.stderr, {})

    def check(self, root: Path, *words: str | Path, env: Mapping[str, str] | None = None) -> Ended:
        """A check, as JSON unless `words` say otherwise."""
        format_ = () if "--format" in words else ("--format", "json")
        return self.run("check", root, *format_, *words, env=env)

    def in_all_formats(self, root: Path, folder: Path, *words: str | Path) -> Ended:
        """A check with a report in each format, on stdout and in files."""
        folder.mkdir(parents=True, exist_ok=True)
        outputs = [word for f in FORMATS for word in ("--output", f"{f}={folder / f}")]
        ended = self.run("check", root, *outputs, *words)
        files = {name: (folder / name).read_bytes() for name in FORMATS if (folder / name).exists()}
        return Ended(ended.code, ended.out, ended.err, files)

    # ---- what is on the disk -------------------------------------------------------------------

    @property
    def database(self) -> Path:
        return self.cache / DATABASE

    def entries(self) -> Iterator[tuple[str, str, bytes]]:
        """Kind, key and payload of every entry."""
        for kind, key, value in self.ask("SELECT kind, key, value FROM entries"):
            yield kind, key, zlib.decompress(value[SUM:])

    def kinds(self) -> dict[str, int]:
        """How many entries there are of each kind."""
        return dict(self.ask("SELECT kind, count(*) FROM entries GROUP BY kind"))

    def forget(self, *kinds: str) -> None:
        """Remove the entries of some kinds."""
        marks = ",".join("?" * len(kinds))
        self.ask(f"DELETE FROM entries WHERE kind IN ({marks})", *kinds)

    def ask(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Put a query to the database."""
        connection = sqlite3.connect(self.database)
        try:
            with connection:
                return connection.execute(query, values).fetchall()
        finally:
            connection.close()


DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: web
        image: registry.example/web:latest
"""
ROLE = """\
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: all
rules:
- apiGroups: ["*"]
  resources: ["*"]
  verbs: ["*"]
"""
SMALL: Mapping[str, str] = {
    "web/base/web.yaml": DEPLOYMENT,
    "web/base/kustomization.yaml": "resources: [web.yaml]\n",
    "web/overlays/east/kustomization.yaml": "resources: [../../base]\nnamespace: east\n",
    "web/overlays/west/kustomization.yaml": "resources: [../../base]\nnamespace: west\n",
    "roles/role.yaml": ROLE,
    "roles/kustomization.yaml": "resources: [role.yaml]\n",
}


def write(root: Path, files: Mapping[str, str]) -> Path:
    """Write files and return where."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())
    return root


def committed(root: Path, files: Mapping[str, str]) -> Path:
    """A git repository with one commit of files."""
    write(root, files)
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root)
    return root


def commit(root: Path) -> str:
    """Commit all of the work tree; the commit's id."""
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "change")
    return git(root, "rev-parse", "HEAD").strip()
