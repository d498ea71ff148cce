"""Writes docs/rules/ anew from the METADATA of the policies; a test holds the files against it."""

from __future__ import annotations

from pathlib import Path

from validator.evaluate.catalogue import load
from validator.report.rule_docs import pages

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "rules"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages(load().rules.values())
    for file in FOLDER.iterdir():
        if file.name not in wanted:
            file.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


main()
