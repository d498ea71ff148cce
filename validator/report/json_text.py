"""JSON as every report of ours is written: the order of keys kept, two spaces, a newline at the end."""

from __future__ import annotations

import json
import re
from typing import Any

from validator.report.visible import escaped, is_hidden

_SURROGATE = re.compile("[\ud800-\udfff]")
_COMMAND = re.compile(r"##(?=[a-z]*\[)")
_SUSPECT = re.compile("[\x7f-\U0010ffff]")


def json_text(document: Any, *, indent: int | None = 2) -> str:
    r"""A document as text, non-ASCII kept, but for hidden characters, which stay \u escapes.

    So does a # that could begin a command to a CI server, such as `##[` in what a job prints.
    A lone surrogate (a byte of a file name that is not UTF-8) is spelled \xff: strict readers refuse it raw.
    """
    text = json.dumps(document, ensure_ascii=False, indent=indent, separators=None if indent else (",", ":"))
    text = _COMMAND.sub(r"#\\u0023", text)
    return _SUSPECT.sub(_replaced, text) + "\n"


def _replaced(match: re.Match[str]) -> str:
    char = match.group()
    if _SURROGATE.match(char):
        return "\\" + escaped(char)
    return json.dumps(char)[1:-1] if is_hidden(char) else char
