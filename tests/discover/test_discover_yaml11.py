"""Files of git generators are read as sigs.k8s.io/yaml reads them; expected results come from it."""

from __future__ import annotations

from typing import Any

import pytest

from validator.discover.templates import yaml11
from validator.discover.templates.govalues import show
from validator.discover.templates.problems import RefusedError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v: 1.30", 1.3),
        ("v: 0123", 83.0),
        ("v: 089", 89.0),
        ("v: 0x1f", 31.0),
        ("v: 1_000", 1000.0),
        ("v: 1e3", 1000.0),
        ("v: 12:30", "12:30"),
        ("v: 2020-01-01", "2020-01-01"),
        ("v: on", True),
        ("v: y", True),
        ("v: No", False),
        ("v: 'on'", "on"),
        ("v: nO", "nO"),
        ("v: ~", None),
        ("v:", None),
        ("v: a\nv: b", "b"),  # the last one counts
        ("v: 1.5e400", "1.5e400"),
    ],
)
def test_scalars_are_those_of_yaml_1_1(text: str, expected: Any) -> None:
    assert yaml11.load(text)["v"] == expected
    assert type(yaml11.load(text)["v"]) is type(expected)


def test_keys_become_texts() -> None:
    assert list(yaml11.load("on: a\nn: b\n1: c\n1.5: d")) == ["true", "false", "1", "1.5"]


def test_only_the_first_document_counts() -> None:
    assert yaml11.load("a: 1\n---\nb: 2") == {"a": 1.0}
    assert yaml11.load("") is None


def test_merge_keys_are_resolved() -> None:
    assert yaml11.load("base: &base {a: 1, b: 2}\nover:\n  <<: *base\n  b: 3")["over"] == {"a": 1.0, "b": 3.0}


@pytest.mark.parametrize(
    "text",
    ["a: .inf", "a: [", "~: 1", "? [a]\n: 1", "a:\n\tb: 1", "a: &x [1]\n" + "b: {<<: *x}"],
)
def test_what_the_controller_cannot_read_is_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        yaml11.load(text)


def test_an_alias_bomb_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(RefusedError):
        yaml11.load("\n".join(lines))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1.0, "1"),
        (100000.0, "100000"),
        (1000000.0, "1e+06"),
        (1234567.0, "1.234567e+06"),
        (0.00001, "1e-05"),
        (0.0001, "0.0001"),
        (12345678901.5, "1.23456789015e+10"),
        (-1.5, "-1.5"),
        (True, "true"),
        (None, "<nil>"),
        ([1.0, "a"], "[1 a]"),
    ],
)
def test_values_print_as_in_go(value: Any, expected: str) -> None:
    assert show(value) == expected
