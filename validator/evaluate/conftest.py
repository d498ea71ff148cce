"""The embedded engine: conftest 0.69 or later, one process for a lot of documents.

Output (`--output json`): `[{filename, namespace, successes, failures: [{msg, metadata}]}]`, where metadata
holds every other key of the member. With `--no-fail` a code other than 0 is an error of conftest's own.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from validator.evaluate.engine import Answer, EvaluationError
from validator.process import run

NAMESPACE = "mergegate"
_SECONDS = 300.0  # for one process; a thousand resources take about one


@dataclass(frozen=True, slots=True, kw_only=True)
class Conftest:
    """A conftest binary with our policies and the configuration's data."""

    binary: Path
    version: str
    scratch: Path
    policies: Callable[[AbstractSet[str]], tuple[Path, ...]]  # the files with the rules of some scopes
    data: Mapping[str, Any]

    name = "conftest"

    def evaluate(self, documents: Sequence[bytes], scopes: AbstractSet[str]) -> list[Answer]:
        """Answers in order; see `engine.Engine`."""
        with tempfile.TemporaryDirectory(dir=self.scratch) as name:
            folder = Path(name)
            (folder / "data.json").write_text(json.dumps(self.data), encoding="utf-8")
            extra = ["--data", str(folder / "data.json")]
            results = _test(self, folder, documents, self.policies(scopes), (NAMESPACE,), extra)
        return [_answer(entries) for entries in results]


def _answer(entries: list[Mapping[str, Any]]) -> Answer:
    members = [member for entry in entries for member in entry.get("failures") or ()]
    findings = []
    ran: frozenset[str] | None = None
    for member in members:
        metadata = member.get("metadata") or {}
        if member["msg"] == "ran":
            ran = frozenset(".".join(path) for path in metadata["ran"])
        else:
            findings.append(metadata)
    if ran is None:
        raise EvaluationError("conftest does not say which rules ran")
    return Answer(findings=tuple(findings), ran=ran)


def evaluate_plain(
    conftest: Conftest, policies: tuple[Path, ...], namespaces: tuple[str, ...], documents: Sequence[bytes]
) -> list[list[Mapping[str, Any]]]:
    """Run the user's own conftest policies, each document a bare resource.

    Returns conftest's entries of each document, one for each namespace; raises EvaluationError.
    """
    with tempfile.TemporaryDirectory(dir=conftest.scratch) as name:
        results = _test(conftest, Path(name), documents, policies, namespaces, [])
    for entries in results:
        if len(entries) != len(namespaces):
            raise EvaluationError("conftest left out a namespace")
    return results


def _test(
    conftest: Conftest,
    folder: Path,
    documents: Sequence[bytes],
    policies: tuple[Path, ...],
    namespaces: tuple[str, ...],
    extra: list[str],
) -> list[list[Mapping[str, Any]]]:
    """conftest's entries by document. Files and nothing else are in the working directory."""
    work = folder / "work"
    work.mkdir()
    names = [f"{index}.json" for index in range(len(documents))]
    for name, document in zip(names, documents, strict=True):
        (work / name).write_bytes(document)
    capabilities = folder / "capabilities.json"
    capabilities.write_bytes((resources.files(__package__) / "capabilities.json").read_bytes())
    argv: list[str | Path] = [conftest.binary, "test", "--no-fail", "--no-color", "--output", "json"]
    argv += ["--show-builtin-errors", "--capabilities", capabilities, "--parser", "json", *extra]
    argv += [word for policy in policies for word in ("--policy", str(policy))]
    argv += [word for namespace in namespaces for word in ("--namespace", namespace)]
    env = {"HOME": str(folder), "PATH": "", "GOGC": "off", "GOMEMLIMIT": "1GiB"}
    finished = run([*argv, *names], cwd=work, env=env, timeout=_SECONDS)
    if finished.timed_out:
        raise EvaluationError(f"conftest did not end within {_SECONDS:g} s")
    if finished.code != 0:
        raise EvaluationError(_words(finished.stderr) or f"conftest ended with code {finished.code}")
    return _parse(finished.stdout, names)


_BUILTIN_ERROR = re.compile(r"Code:(\w+) Message:([\w.]+).*?Location:\S*?([^/\s]+):(\d+)", re.S)


def _words(stderr: str) -> str:
    """What conftest says, on one line, without values (a built-in quotes its argument) and paths."""
    builtin = _BUILTIN_ERROR.search(stderr)
    if builtin is not None:
        code, function, file, line = builtin.groups()
        return f"{code} of {function} at {file}:{line}"
    text = " ".join(stderr.split()).removeprefix("Error: running test: ")
    return re.sub(r"\S*/([\w.-]+\.rego)\b", r"\1", text)[:400]


def _parse(stdout: bytes, names: list[str]) -> list[list[Mapping[str, Any]]]:
    try:
        entries = json.loads(stdout)
        by_name: dict[str, list[Mapping[str, Any]]] = {name: [] for name in names}
        for entry in entries:
            by_name[entry["filename"]].append(entry)
    except (ValueError, KeyError, TypeError) as error:
        raise EvaluationError("conftest printed something else than its JSON") from error
    if not all(by_name.values()):
        raise EvaluationError("conftest left out a document")
    return [by_name[name] for name in names]
