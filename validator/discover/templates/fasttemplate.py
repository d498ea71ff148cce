"""ApplicationSets without goTemplate: `{{name}}` is looked up as it stands, and there are no functions.

As in valyala/fasttemplate v1.2, the way Argo CD calls it: a name without a value, or whose value is no
text, stays as it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from validator.discover.templates.problems import RefusedError, UndecidedError, Unknown

_LONGEST = 1_000_000  # characters that values may add


def render(text: str, parameters: Mapping[str, Any], *, others: str | None = None) -> str:
    """The text that a template gives.

    `others` says that there are further parameters, unknown ones, and why. Raises RefusedError and
    UndecidedError.
    """
    if not _is_templated(text):
        return text
    out: list[str] = []
    place = length = 0
    while (start := text.find("{{", place)) >= 0:
        end = text.find("}}", start + 2)
        if end < 0:
            raise RefusedError(f"cannot find the end of the tag {text[start : start + 20]}")
        value = _value(text[start + 2 : end], parameters, others)
        length += len(value)
        if length > _LONGEST:
            raise UndecidedError("a text too long to be read")
        out += [text[place:start], value]
        place = end + 2
    return "".join([*out, text[place:]])


def _is_templated(text: str) -> bool:
    """Whether some line has an opening and, behind it, a closing brace."""
    if "{{" not in text:
        return False
    return any(0 <= line.find("{{") < line.rfind("}}") - 1 for line in text.split("\n"))


def _value(tag: str, parameters: Mapping[str, Any], others: str | None) -> str:
    name = tag.strip()
    value = parameters.get(name) if name else None
    if isinstance(value, Unknown):
        raise UndecidedError(value.reason)
    if isinstance(value, str):
        return value
    if name and name not in parameters and others is not None:
        raise UndecidedError(others)
    return f"{{{{{tag}}}}}"
