"""Runs `kustomize build` (5.8) on one directory: nothing on its PATH, no network, limits on time and memory.

Two things make it faster than kustomize alone, with the same bytes: a runtime that keeps to one core, as
others build beside it, and collects no garbage below a memory limit; and, where a strategic merge would make
it parse the whole API description of Kubernetes (75 ms), a kustomization outside the repository that includes
the overlay and brings the few definitions that matter.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from validator.limits import Limits
from validator.process import Finished, run

SCHEMA_VERSION = "5.8.1"  # the kustomize that schema.json was derived from and is tested with

_COLLECT_AT = 400 * 1024**2  # bytes; most builds stay below and never collect
_CLOSED = "http://127.0.0.1:9"  # a proxy that nobody answers: what we failed to refuse does not get out


@dataclass(frozen=True, slots=True, kw_only=True)
class Kustomize:
    """A kustomize binary and a private scratch directory for what a build needs beside the repository."""

    binary: Path
    version: str
    scratch: Path  # absolute, outside the repository, exists
    limits: Limits
    allow_remote: bool = False

    def build(self, directory: Path, *, restricted: bool = False) -> Finished:
        """Build a directory as it is; `restricted` leaves out files outside each kustomization's root."""
        return self._run(directory, "LoadRestrictionsRootOnly" if restricted else "LoadRestrictionsNone")

    def build_wrapped(self, directory: Path) -> Finished:
        """Build a directory through a kustomization that brings the small API description.

        Only for a directory whose closure has no `openapi` and whose own file has neither `sortOptions` nor
        `buildMetadata`. If it fails, `build` has the words to show.
        """
        schema = (resources.files(__package__) / "schema.json").read_bytes()
        with tempfile.TemporaryDirectory(dir=self.scratch) as name:
            wrapper = Path(os.path.realpath(name))
            (wrapper / "schema.json").write_bytes(schema)
            write_kustomization(wrapper, [directory], extra="openapi: {path: schema.json}\n")
            return self._run(wrapper)

    def build_files(self, files: list[Path]) -> Finished:
        """Build a kustomization that lists files, as kustomize-controller generates one."""
        with tempfile.TemporaryDirectory(dir=self.scratch) as name:
            wrapper = Path(os.path.realpath(name))
            write_kustomization(wrapper, files)
            return self._run(wrapper)

    @property
    def has_schema(self) -> bool:
        """Whether `build_wrapped` gives this version's own bytes."""
        return self.version == SCHEMA_VERSION

    def _run(self, directory: Path, restrictor: str = "LoadRestrictionsNone") -> Finished:
        argv: list[str | Path] = [self.binary, "build", directory, "--load-restrictor", restrictor]
        return run(
            argv,
            cwd=self.scratch,
            env=self._environment(),
            timeout=self.limits.seconds,
            memory=self.limits.memory,
        )

    def _environment(self) -> dict[str, str]:
        collect_at = min(_COLLECT_AT, self.limits.memory * 3 // 4)
        env = {"HOME": str(self.scratch), "GOGC": "off", "GOMEMLIMIT": f"{collect_at}B", "GOMAXPROCS": "1"}
        env["GIT_TERMINAL_PROMPT"] = "0"
        if self.allow_remote:
            wanted = ("PATH", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")
            inherited = {key: value for key, value in os.environ.items() if key.upper() in wanted}
            return env | inherited | {"GIT_ALLOW_PROTOCOL": "https", "GIT_CONFIG_NOSYSTEM": "1"}
        proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), _CLOSED)
        return env | proxies | {"PATH": "", "GIT_ALLOW_PROTOCOL": "", "NO_PROXY": ""}


def write_kustomization(folder: Path, paths: list[Path], extra: str = "") -> None:
    """Write a kustomization that includes absolute paths, relative to the folder as kustomize wants them."""

    listed = "".join(f"- {json.dumps(os.path.relpath(path, folder))}\n" for path in paths)
    text = f"apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n{extra}resources:\n{listed}"
    (folder / "kustomization.yaml").write_text(text, encoding="utf-8")
