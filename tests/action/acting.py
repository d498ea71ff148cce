"""Runs the action in a workflow by the real `act`, with stand-ins for the actions of others that record."""

from __future__ import annotations

import atexit
import compileall
import functools
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
STANDINS = Path(__file__).with_name("standins")
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
OURS = "mergegate/mergegate"
USES = re.compile(r"uses: (?P<action>[\w./-]+)@(?P<ref>\S+)(?: # (?P<version>\S+))?")

_LAST = """
- if: always()
  shell: bash
  env:
    JOB: ${{ github.job }}
    OUTPUTS: ${{ toJSON(steps.mergegate.outputs) }}
    OUTCOME: ${{ steps.mergegate.outcome }}
  run: |
    case $JOB in shard) RECORD=$(mktemp -d "$RECORD/shard-XXXXXX") ;; esac
    printf '%s' "$OUTPUTS" > "$RECORD/outputs"
    printf '%s' "$OUTCOME" > "$RECORD/outcome"
    git status --porcelain --ignored > "$RECORD/status"
"""


@dataclass(frozen=True)
class Acted:
    """What came of a run: the job's end, the log, and what the stand-ins and the last step wrote down."""

    code: int
    log: list[str]
    record: Path

    @property
    def outputs(self) -> dict[str, str]:
        return {k: str(v) for k, v in json.loads((self.record / "outputs").read_text()).items()}

    @property
    def outcome(self) -> str:
        return (self.record / "outcome").read_text()

    @property
    def commands(self) -> list[str]:
        return [line for line in self.log if line.startswith("::")]

    @property
    def summary(self) -> str:
        return (self.record / "summary").read_text()

    @property
    def shards(self) -> list[dict[str, str]]:
        """The outputs of the shards' actions, and how these ended, by their number."""
        folders = sorted(self.record.glob("shard-*/"))
        found = [
            {**json.loads((one / "outputs").read_text()), "outcome": (one / "outcome").read_text()}
            for one in folders
        ]
        return sorted(found, key=lambda one: one["report"])

    def given(self, kind: str) -> list[dict[str, str]]:
        """What the stand-ins of a kind were given."""
        return [json.loads(file.read_text()) for file in sorted(self.record.glob(f"{kind}-*"))]


def sample(page: str = "README.md") -> str:
    """The workflow that a page shows."""
    [text] = re.findall(r"```yaml\n(name: Mergegate\n.*?)```", (ROOT / page).read_text(), re.S)
    return str(text)


SAMPLES = {page: sample(page) for page in ("README.md", "docs/github.md")}


@functools.cache
def checkout() -> Path:
    """What a clone of this repository holds; the work tree has much beside it."""
    folder = Path(tempfile.mkdtemp(prefix="mergegate-action-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in ("action", "validator", "policies"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "action.yml", folder)
    compileall.compile_dir(folder, quiet=2, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)
    return folder


@functools.cache
def act_binary() -> str:
    return gotool("act")


def gotool(name: str) -> str:
    done = subprocess.run([ROOT / ".ci" / "gotool", name], capture_output=True, encoding="utf-8", check=True)
    return done.stdout.strip()


def workflow(text: str, inputs: Mapping[str, str]) -> str:
    """A workflow with more inputs, and in each job a step that writes down what came of it."""
    flow = yaml.safe_load(text)
    flow["on"] = {**flow.pop(True), "workflow_dispatch": {}}  # to YAML 1.1 `on` is true
    for job in flow["jobs"].values():
        [step] = [one for one in job["steps"] if one["uses"].startswith(OURS)]
        step["id"] = "mergegate"
        step["with"] = {**step.get("with", {}), **inputs}
        job["steps"] += yaml.safe_load(_LAST)
    return str(yaml.safe_dump(flow, width=10_000))


def act(
    repository: Path,
    event: str,
    payload: Mapping[str, Any],
    scratch: Path,
    *,
    inputs: Mapping[str, str] | None = None,
    env: Mapping[str, str] | None = None,
    text: str = SAMPLES["README.md"],
) -> Acted:
    """Run a workflow, the README's, on a repository for an event."""
    run = scratch / f"act-{len(list(scratch.glob('act-*')))}"
    record, store = run / "record", scratch / "store"
    for folder in (record, store):
        folder.mkdir(parents=True, exist_ok=True)
    (run / "workflow.yml").write_text(workflow(text, inputs or {}))
    (run / "event.json").write_text(json.dumps(payload))
    settings = {"RECORD": str(record), "STORE": str(store), **(env or {})}
    words = [
        *(act_binary(), event, "--directory", str(repository), "--workflows", str(run / "workflow.yml")),
        *("--eventpath", str(run / "event.json"), "--platform", "ubuntu-latest=-self-hosted"),
        *("--action-offline-mode", "--no-cache-server", "--action-cache-path", str(run / "cache"), "--json"),
        *_local_repositories(),
        *(word for name, value in settings.items() for word in ("--env", f"{name}={value}")),
    ]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MERGEGATE_", "GITHUB_"))}
    done = subprocess.run(words, env=kept, capture_output=True, encoding="utf-8", timeout=300, cwd=run)
    return Acted(done.returncode, _log(done.stdout, record), record)


def _local_repositories() -> list[str]:
    """The directories that take the place of repositories, at the very commits that are pinned."""
    texts = "\n".join([(ROOT / "action.yml").read_text(), *SAMPLES.values()])
    places = {
        OURS: checkout(),
        "actions/cache": STANDINS / "cache",
        "actions/download-artifact": STANDINS / "download-artifact",
        "actions/upload-artifact": STANDINS / "upload-artifact",
        "github/codeql-action": STANDINS / "codeql-action",
    }
    found = {("/".join(one["action"].split("/")[:2]), one["ref"]) for one in USES.finditer(texts)}
    return [
        f"--local-repository={name}@{ref}={places[name]}" for name, ref in sorted(found) if name in places
    ]


def _log(stdout: str, record: Path) -> list[str]:
    """The lines that steps printed; summaries go to a file."""
    lines = []
    for text in stdout.splitlines():
        entry = json.loads(text)
        if entry.get("command") in ("error", "warning", "notice"):
            lines.append(entry["raw"])
        elif entry.get("raw_output"):
            lines.append(entry["msg"].rstrip("\n"))
        elif entry["msg"].startswith("  ⚙  Summary"):
            (record / "summary").write_text(entry["msg"])
        else:
            lines.append(f"[act] {entry['msg']}")
    return lines
