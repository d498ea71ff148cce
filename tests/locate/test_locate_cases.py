"""Where values come from, case by case: the line is named, and the whole render is explained.

A case is a file: a repository whose files begin at `>>> path`, and after `>>> expected` what must come out
for its overlay `o`, `Kind/name path = file:line`. `unproven` lines name the scalars that are not claimed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pytest

from tests.locate.blaming import Blame, leaves
from validator.places import Place

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


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_a_place_is_the_same_whatever_else_is_asked(
    file: Path, repository: Write, kustomize_binary: Path
) -> None:
    blame = Blame.of(kustomize_binary, repository(Case.read(file).files))
    locator = blame.locator()

    def places(*documents: int) -> list[Place]:
        wanted = [(blame.documents[at], path) for at in documents for path, _ in leaves(blame.documents[at])]
        return locator.places(blame.overlay, wanted)

    every = range(len(blame.documents))
    alone = [places(at) for at in every]
    assert places(*every) == [place for of_one in alone for place in of_one]
    for one, other in combinations(every, 2):
        assert places(one, other) == [*alone[one], *alone[other]]
