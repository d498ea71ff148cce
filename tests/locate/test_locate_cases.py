"""Where values come from, case by case: the line is named, and the whole render is explained.

A case is a file: a repository whose files begin at `>>> path`, and after `>>> expected` what must come out
for its overlay `o`, `Kind/name path = file:line`. `unproven` lines name the scalars that are not claimed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.locate.blaming import Blame

Write = Callable[[Mapping[str, str]], Path]

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))


@dataclass
class Case:
    files: dict[str, str]
    expected: list[tuple[str, str, str]]
    unproven: list[str]

    @classmethod
    def read(cls, file: Path) -> Case:
        parts = re.split(r"^>>> (.*)\n", file.read_text("utf-8"), flags=re.M)
        files = dict(zip(parts[1::2], parts[2::2], strict=True))
        lines = files.pop("expected").splitlines()
        places = [line.replace(" = ", " ").split(" ") for line in lines if not line.startswith("unproven ")]
        return cls(
            files=files,
            expected=[(resource, path, place) for resource, path, place in places],
            unproven=[line.removeprefix("unproven ") for line in lines if line.startswith("unproven ")],
        )


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_the_line_is_named(file: Path, repository: Write, kustomize_binary: Path) -> None:
    case = Case.read(file)
    blame = Blame.of(kustomize_binary, repository(case.files))
    found = [(kind, path, blame.where(kind, path) or "unknown") for kind, path, _ in case.expected]
    assert found == case.expected
    assert blame.unproven() == case.unproven
