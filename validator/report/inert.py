"""Text that a CI server which reads its jobs' output takes for nothing but text.

GitHub's runner takes a line for a command if it begins with `::`, and the older `##[` wherever it stands
(actions/runner `src/Runner.Common/ActionCommand.cs`); Azure Pipelines takes `##[` and `##vso[`, TeamCity
`##teamcity[`.
"""

from __future__ import annotations

import re

_BEGINS = re.compile(r"^([^\S\n]*)::", re.M)
_ANYWHERE = re.compile(r"##(?=[a-z]*\[)")


def inert(text: str) -> str:
    """Text, of one line or many, in which no line is a command."""
    return broken(_BEGINS.sub(r"\1: :", text) if "::" in text else text)


def broken(text: str) -> str:
    """Text without those commands that may stand anywhere in a line."""
    return _ANYWHERE.sub("# #", text) if "##" in text else text
