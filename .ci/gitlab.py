"""Writes gitlab/: the jobs of the components with the defaults of their inputs, for plain includes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
COMPONENTS = sorted((ROOT / "templates").glob("*.yml"))
_HEAD = "# templates/{} with the defaults of its inputs; `make docs` writes this file.\n\n"


def included(component: Path) -> str:
    """The text of a component's plain include."""
    header, jobs = component.read_text(encoding="utf-8").split("\n---\n")
    inputs: dict[str, Any] = yaml.safe_load(header)["spec"]["inputs"]
    defaults = {name: _text(about["default"]) for name, about in inputs.items()}
    filled = re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda found: defaults[found[1]], jobs)
    return _HEAD.format(component.name) + filled


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


if __name__ == "__main__":
    for component in COMPONENTS:
        (ROOT / "gitlab" / component.name).write_text(included(component), encoding="utf-8")
