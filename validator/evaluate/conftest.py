"""The embedded engine: conftest 0.69 or later, one process for a lot of documents.

Output (`--output json`): `[{filename, namespace, successes, failures: [{msg, metadata}]}]`, where metadata
holds every other key of the member. With `--no-fail` a code other than 0 is an error of conftest's own.
One that was begun ahead (`ahead`) has its documents as data; in case of doubt it is asked again without.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from validator.evaluate import ahead
from validator.evaluate.ahead import Ahead
from validator.evaluate.engine import Answer, EvaluationError, answer_of
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
    ahead: Ahead | None = None  # processes that may have been begun for these policies

    name = "conftest"
    is_here = True

    def evaluate(self, documents: Sequence[bytes], scopes: AbstractSet[str]) -> list[Answer]:
        """Answers in order; see `engine.Engine`."""
        policies = self.policies(scopes)
        given = self._ask_ahead(documents, policies)
        if given is not None:
            return given
        with tempfile.TemporaryDirectory(dir=self.scratch) as name:
            folder = Path(name)
            (folder / "data.json").write_text(json.dumps(self.data), encoding="utf-8")
            extra = ["--data", str(folder / "data.json")]
            results = _test(self, folder, documents, policies, (NAMESPACE,), extra)
        return [answer_of(_members(entries)) for entries in results]

    def _ask_ahead(self, documents: Sequence[bytes], policies: tuple[Path, ...]) -> list[Answer] | None:
        """What a process answers that was begun ahead; None if there is none or it fails."""
        waiting = self.ahead.take(policies) if self.ahead is not None else None
        if waiting is None:
            return None
        data = json.dumps(self.data).encode().removesuffix(b"}")
        separator = b", " if self.data else b""
        listed = b"".join((data, separator, b'"mergegate_documents": [', b",".join(documents), b"]}"))
        finished = waiting.give(listed, _SECONDS)
        if finished is None or finished.code != 0:
            return None
        [entries] = _parse(finished.stdout, [ahead.INPUT])
        answers = {member["index"]: member["answer"] for member in _members(entries)}
        if answers.keys() != set(range(len(documents))):
            raise EvaluationError("conftest left out a document")
        return [answer_of(answers[number]) for number in range(len(documents))]


def begin(processes: Ahead, binary: Path, policies: tuple[Path, ...]) -> None:
    """Let a conftest begin to compile some policies, for whoever asks about them later."""
    processes.begin(lambda folder: [*_command(binary, folder), *_policies(policies)], policies, _env)


def _members(entries: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The members of deny as the policies made them."""
    members = [member for entry in entries for member in entry.get("failures") or ()]
    return [{"msg": member["msg"], **(member.get("metadata") or {})} for member in members]


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
    argv = [*_command(conftest.binary, folder), *extra, *_policies(policies)]
    argv += [word for namespace in namespaces for word in ("--namespace", namespace)]
    finished = run([*argv, *names], cwd=work, env=_env(folder), timeout=_SECONDS)
    if finished.timed_out:
        raise EvaluationError(f"conftest did not end within {_SECONDS:g} s")
    if finished.code != 0:
        raise EvaluationError(_words(finished.stderr) or f"conftest ended with code {finished.code}")
    return _parse(finished.stdout, names)


def _command(binary: Path, folder: Path) -> list[str | Path]:
    """conftest without its policies, namespaces and inputs; `folder` is one of its own."""
    capabilities = folder / "capabilities.json"
    capabilities.write_bytes(Path(__file__).with_name("capabilities.json").read_bytes())
    flags = ("--no-fail", "--no-color", "--output", "json", "--show-builtin-errors", "--parser", "json")
    return [binary, "test", *flags, "--capabilities", capabilities]


def _policies(policies: tuple[Path, ...]) -> list[str | Path]:
    return [word for policy in policies for word in ("--policy", str(policy))]


def _env(folder: Path) -> dict[str, str]:
    return {"HOME": str(folder), "PATH": "", "GOGC": "off", "GOMEMLIMIT": "1GiB"}


_EVALUATION_ERROR = re.compile(r"([\w.-]+\.rego):(\d+): (eval_\w+_error): ")
_BUILTIN_ERROR = re.compile(r"Code:(\w+) Message:([\w.]+).*?Location:\S*?([^/\s]+):(\d+)", re.S)


def _words(stderr: str) -> str:
    """What conftest says, on one line, without values (a built-in quotes its argument) and paths."""
    builtin = _BUILTIN_ERROR.search(stderr)
    if builtin is not None:
        code, function, file, line = builtin.groups()
        return f"{code} of {function} at {file}:{line}"
    other = _EVALUATION_ERROR.search(stderr)
    if other is not None:
        file, line, code = other.groups()
        return f"{code} at {file}:{line}"
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
