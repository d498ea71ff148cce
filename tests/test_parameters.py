"""A value of a parameter that the rule would not understand is an error, not its default."""

from __future__ import annotations

from typing import Any

import pytest

from validator.parameters import misfit


@pytest.mark.parametrize(
    ("format_", "default", "good", "bad"),
    [
        (None, True, [False], [0, "true", None]),
        (None, 4, [0, 2.5], ["4", True]),
        (None, "", ["x", ""], [1, []]),
        (None, [], [[], ["a"]], ["a", [1], [["a"]]]),
        (None, [1], [[], [7]], [["1"], [True]]),
        (None, {}, [{"a": 1}], [[], "a"]),
        ("quantity", "64", ["500m", "8Gi", "1e3", ".5", "+1"], ["", "lots", "8GiB", "-1"]),
        ("quantity", "", ["", "4"], ["four"]),
        ("duration", "30s", ["1h30m", "1.5s"], ["", "30", "1 h", "1d"]),
        ("version", "2.8", ["1.36"], ["v1.36", "1", "1.36.1"]),
        ("hour", 8, [0, 24], [25, -1, 8.5, "8"]),
        ("weekday", [1, 2], [[0, 6], []], [[7], ["Mon"], [True], 3]),
        ("count", 2, [0, 9], [-1, 1.5]),
    ],
)
def test_what_fits(format_: str | None, default: Any, good: list[Any], bad: list[Any]) -> None:
    parameter = {"default": default, **({"format": format_} if format_ else {})}
    assert [given for given in good if misfit(parameter, given)] == []
    assert [given for given in bad if not misfit(parameter, given)] == []
