"""Writes gitlab/mergegate.yml: the component's job with the defaults of its inputs, for a plain include."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
COMPONENT = ROOT / "templates" / "mergegate.yml"
INCLUDED = ROOT / "gitlab" / "mergegate.yml"
_HEAD = (
    "# The job of templates/mergegate.yml with the defaults of its inputs; `make docs` writes this file.\n\n"
)


def included() -> str:
    """The text of the file."""
    header, job = COMPONENT.read_text(encoding="utf-8").split("\n---\n")
    inputs: dict[str, Any] = yaml.safe_load(header)["spec"]["inputs"]
    defaults = {name: _text(about["default"]) for name, about in inputs.items()}
    return _HEAD + re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda found: defaults[found[1]], job)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


if __name__ == "__main__":
    INCLUDED.write_text(included(), encoding="utf-8")
