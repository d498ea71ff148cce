"""The pages of the rules are those that `make docs` writes: they cannot drift from the policies."""

from __future__ import annotations

from pathlib import Path

from validator.evaluate.catalogue import load
from validator.report.rule_docs import INDEX, pages

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "rules"


def test_the_pages_are_those_of_the_policies() -> None:
    written = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.iterdir()}
    assert written == pages(load().rules.values()), "run `make docs`"


def test_every_rule_is_in_the_index() -> None:
    index = (FOLDER / INDEX).read_text(encoding="utf-8")
    for rule in load().rules:
        assert f"[{rule}]({rule}.md)" in index
