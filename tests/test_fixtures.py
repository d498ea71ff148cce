"""Every folder of fixtures/ is a repository; beside it stands what must be found in it, exactly.

`<case>.expected.yaml` was written by hand, from the catalogue of rules. Its keys: `arguments` of the check,
`exit`, `overlays` with their environments, `failed` ones among them, `findings`, and `filled`: what is found
besides once credentials stand for the markers, such as @@GITHUB_TOKEN@@. `text` is how the line begins, so
that an expectation that an edit has moved says so itself.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

import validator

FIXTURES = Path(__file__).parent.parent / "fixtures"
CASES = sorted(path.name for path in FIXTURES.iterdir() if path.is_dir())
SCHEMA = json.loads((Path(validator.__file__).parent / "report" / "schema-1.json").read_text())
MERGEGATE = Path(sys.executable).with_name("mergegate")

# In pieces, so that no host takes this file for one that leaks.
CREDENTIALS = {
    "@@GITHUB_TOKEN@@": "gh" + "p_" + "4hTq2LmZ9cVb7Rk3WsYd6NfJ8gPaUeQ5tBvC",
    "@@GITLAB_TOKEN@@": "gl" + "pat-" + "7Kd2mQz9RwVt4YbN6sHc",
    "@@SLACK_WEBHOOK@@": "T04QK7L2M9R/B05" + "WN3C8D1P/q7Zk2VtYb9RmXc4LwHd6NsFg",
}
MARKED = [
    case
    for case in CASES
    if any(
        marker.encode() in file.read_bytes()
        for file in (FIXTURES / case).rglob("*")
        if file.is_file()
        for marker in CREDENTIALS
    )
]


def expectation(case: str) -> Mapping[str, Any]:
    file = FIXTURES / f"{case}.expected.yaml"
    assert file.exists(), f"what must be found in fixtures/{case} belongs into fixtures/{file.name}"
    expected: Mapping[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return expected


def run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    # A CI's variables would say that the fixture is the repository that the CI is testing.
    ours = {
        k: v for k, v in os.environ.items() if not k.startswith(("CI_", "GITHUB_", "BUILD_", "BITBUCKET_"))
    }
    finished = subprocess.run(
        [MERGEGATE, "check", root, *words],
        capture_output=True,
        encoding="utf-8",
        env={**ours, "NO_COLOR": "1"},
        timeout=300,
    )
    assert "Traceback" not in finished.stderr, finished.stderr
    return finished


def checked(root: Path, arguments: Iterable[str]) -> tuple[int, dict[str, Any]]:
    """The exit code and the report, which keeps to the contract."""
    finished = run(root, "--format", "json", *arguments)
    assert finished.stdout, finished.stderr
    report: dict[str, Any] = json.loads(finished.stdout)
    jsonschema_rs.validate(SCHEMA, report)
    return finished.returncode, report


def copy(case: str, folder: Path, credentials: Mapping[str, str]) -> Path:
    """The repository alone, outside of any work tree, with its markers replaced."""
    root = folder / case
    shutil.copytree(FIXTURES / case, root, symlinks=True)
    for file in root.rglob("*"):
        if file.is_file() and credentials:
            content = file.read_bytes()
            for marker, credential in credentials.items():
                content = content.replace(marker.encode(), credential.encode())
            file.write_bytes(content)
    return root


def place(finding: Mapping[str, Any]) -> str:
    location = finding["location"]
    return f"{location['file']}:{location['line']}" if location else "nowhere"


def told(rule: str, where: str, severity: str, overlays: Iterable[str]) -> str:
    return f"{where}: {severity} {rule} in {', '.join(sorted(overlays))}"


def compare(report: Mapping[str, Any], expected: Iterable[Mapping[str, Any]]) -> None:
    found = [told(f["rule"], place(f), f["severity"], f["overlays"]) for f in report["findings"]]
    wanted = [told(f["rule"], f"{f['file']}:{f['line']}", f["severity"], f["overlays"]) for f in expected]
    lost, extra = list(wanted), []
    for one in found:
        if one in lost:
            lost.remove(one)
        else:
            extra.append(one)
    differences = [f"not found: {one}" for one in lost] + [f"not expected: {one}" for one in extra]
    assert not differences, "\n" + "\n".join(differences)


@pytest.mark.parametrize("case", CASES)
def test_exactly_what_is_expected_is_found(case: str, tmp_path: Path) -> None:
    expected = expectation(case)
    code, report = checked(copy(case, tmp_path, {}), expected.get("arguments", ()))
    assert {o["path"]: o["environment"] for o in report["overlays"]} == expected["overlays"]
    failed = [o["path"] for o in report["overlays"] if o["status"] == "failed"]
    assert sorted(failed) == sorted(expected.get("failed", ()))
    compare(report, expected["findings"])
    assert code == expected["exit"]
    assert tmp_path.name not in json.dumps(report)  # no path of the machine, not even a relative one


@pytest.mark.parametrize("case", MARKED)
def test_credentials_are_found_and_never_printed(case: str, tmp_path: Path) -> None:
    expected = expectation(case)
    root, arguments = copy(case, tmp_path, CREDENTIALS), expected.get("arguments", ())
    _, report = checked(root, arguments)
    compare(report, [*expected["findings"], *expected["filled"]])
    for format_ in ("text", "json", "sarif"):
        printed = run(root, "--format", format_, *arguments).stdout
        assert [name for name, credential in CREDENTIALS.items() if credential in printed] == []


@pytest.mark.parametrize("case", CASES)
def test_expected_lines_begin_as_they_say(case: str) -> None:
    expected = expectation(case)
    for finding in [*expected["findings"], *expected.get("filled", ())]:
        text = (FIXTURES / case / finding["file"]).read_text("utf-8-sig")
        line = text.splitlines()[finding["line"] - 1]
        assert line.strip().startswith(finding["text"]), f"{finding['file']}:{finding['line']}"
        assert set(finding["overlays"]) <= set(expected["overlays"])


def test_no_expectation_is_left_without_its_folder() -> None:
    assert sorted(path.name.partition(".")[0] for path in FIXTURES.glob("*.yaml")) == CASES


def test_a_fixture_in_the_checkout_is_like_a_repository_of_its_own(tmp_path: Path) -> None:
    """As `make demo` checks it: inside the work tree of another repository."""
    assert checked(FIXTURES / "shop", ()) == checked(copy("shop", tmp_path, {}), ())
