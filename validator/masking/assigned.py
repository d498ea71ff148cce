"""Literals that a configuration file, a script or a command line gives to names that promise a secret."""

from __future__ import annotations

import re
from collections.abc import Iterator

from validator.masking.credentials import Span
from validator.masking.harmless import is_elsewhere, is_harmless, is_reference
from validator.masking.names import promises

# As policies/lib/assignments.rego reads texts, with more names and fewer exceptions.
_LITERAL = r"\\?(?:\"([^\"\n]*)\"|'([^'\n]*)')"
_ASSIGNMENT = re.compile(  # name = value, "name": "value", and a name, a colon and one word on a line
    rf"(?<![\w.-])-{{0,2}}([A-Za-z_][\w.-]{{1,99}})\\?[\"']?(?:[ \t]*(?:=>?|:)[ \t]*{_LITERAL}"
    r"|[ \t]*=>?[ \t]*([^\s\"';&,)}\]<>=][^\s\"';&,)}\]<>]*)"
    r"|[ \t]*:[ \t]+([^\s\"';,)}\]]+)[ \t]*(?:[,}#][^\n]*)?$)",
    re.MULTILINE,
)
_TAGGED = (  # a text or an attribute of XML, or a text beside a name
    re.compile(r"<([A-Za-z][\w.-]{1,99})>([^<>]+)</"),
    re.compile(r"<name>([\w.-]{2,99})</name>\s*<value>([^<>]+)<"),
    re.compile(r"(?:name|key)=[\"']([\w.-]{2,99})[\"'][^<>\n]{0,200}?\bvalue=[\"']([^\"']+)"),
)
_OPTION = re.compile(
    r"(?:^|\s)--?([A-Za-z][\w.-]{1,60})[ \t]+[\"']?([^\s\"'|&;<>(){}\\-][^\s\"'|&;<>]*)", re.MULTILINE
)


def assigned(text: str) -> Iterator[Span]:
    """Where the literals are, in no order; some may overlap."""
    patterns = [_ASSIGNMENT] if "=" in text or ":" in text else []
    patterns += _TAGGED if "<" in text else []
    patterns += [_OPTION] if " -" in text or text.startswith("-") or "\n-" in text else []
    for pattern in patterns:
        for found in pattern.finditer(text):
            name, value, *_ = (at for at, group in enumerate(found.groups(), 1) if group is not None)
            if promises(found[name]) and _is_literal(found[name], found[value]):
                yield found.span(value)


def _is_literal(name: str, value: str) -> bool:
    if is_harmless(value) or is_elsewhere(value):
        return False
    return not is_reference(name.rpartition(".")[2], value)
