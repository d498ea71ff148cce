"""Values as Go's templates see them: truth, emptiness, printing, JSON.

Data come from JSON or YAML: None, bool, float (every number), str, list, dict; int is a number that the
template itself wrote or computed. MISSING is what a map lookup without a result gives.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from validator.discover.templates.problems import RefusedError, UndecidedError, Unknown

LONGEST = 100_000  # characters that a value may print


class _Missing:
    """The type of MISSING."""

    def __repr__(self) -> str:
        return "<no value>"


MISSING = _Missing()


class Long(int):
    """Go's int64, which its functions do not take for an int."""


def is_true(value: Any) -> bool:
    """Go's truth, and the reverse of sprig's `empty`: zero values are false."""
    return not (value is None or value is MISSING or value is False or value in (0, "", [], {}))


def show(value: Any, nil: str = "<nil>") -> str:
    """A value as `%v` prints it. Raises UndecidedError for what is not known, or too long."""
    parts: list[str] = []
    _show(value, nil, parts, [LONGEST])
    return "".join(parts)


def _show(value: Any, nil: str, parts: list[str], budget: list[int]) -> None:
    if isinstance(value, list):
        for index, item in enumerate(value):
            parts.append(" " if index else "[")
            _show(item, "<nil>", parts, budget)
        parts.append("]" if value else "[]")
    elif isinstance(value, dict):
        for index, key in enumerate(sorted(value)):
            parts.append(f" {key}:" if index else f"map[{key}:")
            _show(value[key], "<nil>", parts, budget)
        parts.append("]" if value else "map[]")
    else:
        parts.append(_show_scalar(value, nil))
    budget[0] -= len(parts[-1]) + 1
    if budget[0] < 0:
        raise UndecidedError("a text too long to be read")


def _show_scalar(value: Any, nil: str) -> str:
    if isinstance(value, Unknown):
        raise UndecidedError(value.reason)
    if value is None or value is MISSING:
        return nil
    if isinstance(value, bool):
        return "true" if value else "false"
    return _float(value) if isinstance(value, float) else str(value)


def _float(value: float) -> str:
    """The shortest digits that give the number back; an exponent below 1e-4 and from 1e6 on."""
    if value != value or value in (float("inf"), float("-inf")):
        return {"nan": "NaN", "inf": "+Inf", "-inf": "-Inf"}[str(value)]
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    place = len(digits) + int(exponent) - 1  # of the first digit
    if value == 0:
        return "-0" if str(value).startswith("-") else "0"
    minus = "-" if sign else ""
    text = "".join(map(str, digits))
    if place < -4 or place >= 6:
        rest = f".{text[1:]}" if len(text) > 1 else ""
        return f"{minus}{text[0]}{rest}e{'-' if place < 0 else '+'}{abs(place):02d}"
    return minus + _plain(text, place)


def _plain(digits: str, place: int) -> str:
    if place < 0:
        return "0." + "0" * (-place - 1) + digits
    whole = digits[: place + 1].ljust(place + 1, "0")
    return whole + (f".{digits[place + 1 :]}" if len(digits) > place + 1 else "")


def to_json(value: Any) -> str:
    """A value as encoding/json writes it: keys sorted, no spaces, <, > and & escaped."""
    _decided(value, 0, [LONGEST])
    text = json.dumps(_numbers(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return re.sub("[<>&\u2028\u2029]", lambda match: f"\\u{ord(match[0]):04x}", text)


def _numbers(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return int(value)
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    return {key: _numbers(item) for key, item in value.items()} if isinstance(value, dict) else value


def _decided(value: Any, depth: int, budget: list[int]) -> None:
    budget[0] -= len(value) + 1 if isinstance(value, str) else 1
    if isinstance(value, Unknown):
        raise UndecidedError(value.reason)
    if depth > 200 or budget[0] < 0:
        raise UndecidedError("a value too large to be read")
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _decided(item, depth + 1, budget)


def kind(value: Any) -> str:
    """Go's kind of a value, as far as comparisons care."""
    if isinstance(value, bool):
        return "bool"
    for name, types in (("int", int), ("float", float), ("string", str), ("list", list), ("map", dict)):
        if isinstance(value, types):
            return name
    return "nil"


def compare(name: str, left: Any, right: Any) -> bool:
    """`eq`, `ne`, `lt`, `le`, `gt` or `ge` of two values. Raises RefusedError where Go does."""
    first, second = kind(left), kind(right)
    if name in ("eq", "ne"):
        if "nil" in (first, second):
            return (first == second) is (name == "eq")
        if first != second:
            raise RefusedError("incompatible types for comparison")
        if {first, second} & {"list", "map"}:
            raise RefusedError("non-comparable type")
        return (left == right) is (name == "eq")
    if first != second:
        raise RefusedError("incompatible types for comparison")
    if first not in ("int", "float", "string"):
        raise RefusedError("invalid type for comparison")
    result = {"lt": left < right, "le": left <= right, "gt": left > right, "ge": left >= right}[name]
    return bool(result)
