"""Whether a value fits a rule's parameter: the shape of its default, and the format that METADATA names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_TEXTS = {  # pattern, and what it is for people; the empty text means that nothing is set
    "quantity": (
        r"[+]?(\d+|\d+\.\d*|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?",
        'a quantity, such as "500m" or "8Gi"',
    ),
    "duration": (r"(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+", 'a duration, such as "30s" or "1h30m"'),
    "version": (r"\d+\.\d+", 'a version, such as "1.36"'),
}
_NUMBERS = {
    "hour": (range(25), "a full hour from 0 to 24"),
    "weekday": (range(7), "days of the week from 0, Sunday, to 6"),
    "count": (range(1_000_000_000), "a whole number from 0"),
}
_TEXT = "text (in quotes if it looks like a number)"
FORMATS = frozenset(_TEXTS | _NUMBERS)


def misfit(parameter: Mapping[str, Any], given: Any) -> str | None:
    """What a value must be and is not, for people; None if it fits."""
    default = parameter["default"]
    wanted = _shape(default)
    if wanted is not None and _shape(given) != wanted:
        return wanted
    name = parameter.get("format")
    shapes = {_shape(one) for one in default} or {_TEXT} if isinstance(default, list) else set()
    for one in given if isinstance(given, list) else [given]:
        if isinstance(given, list) and name is None and shapes and _shape(one) not in shapes:
            return f"a list, each entry {' or '.join(sorted(map(str, shapes)))}"
        if name in _TEXTS and not (one == default == "" or re.fullmatch(_TEXTS[name][0], str(one))):
            return _TEXTS[name][1]
        if name in _NUMBERS and (type(one) is not int or one not in _NUMBERS[name][0]):
            return _NUMBERS[name][1]
    return None


def _shape(value: Any) -> str | None:
    """What a value is, for people; None if anything goes."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return _TEXT
    if isinstance(value, list):
        return "a list"
    return "a mapping" if isinstance(value, Mapping) else None
