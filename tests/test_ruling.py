"""What a verdict may be remembered for: policies that say the same of the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import validator
from validator.cache.memory import Memory
from validator.config import Config
from validator.ruling import Ruling

CAPABILITIES = Path(validator.__file__).parent / "evaluate/capabilities.json"
_BUILTINS = json.loads(CAPABILITIES.read_bytes())["builtins"]
# OPA tells of most of them; a certificate is held against the day without its saying so.
PASSING = [
    one["name"] for one in _BUILTINS if one.get("nondeterministic") or "and_verify_cert" in one["name"]
]


def ruling(folder: Path) -> Ruling:
    return Ruling(Config(), (folder,), (), (), Memory(None, ""))


@pytest.mark.parametrize("name", PASSING)
def test_what_asks_a_clock_or_chance_is_not_remembered(
    name: str, repository: Callable[[Mapping[str, str]], Path]
) -> None:
    text = f'package main\n\nimport rego.v1\n\ndeny contains "x" if {name}(1)\n'
    assert not ruling(repository({"x.rego": text})).is_lasting


def test_what_says_the_same_of_the_same_is(repository: Callable[[Mapping[str, str]], Path]) -> None:
    text = 'package main\n\nimport rego.v1\n\ndeny contains "x" if time.parse_ns("a", "b") > 1\n'
    assert ruling(repository({"x.rego": text})).is_lasting
