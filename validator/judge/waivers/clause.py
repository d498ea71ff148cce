"""What a waiver says in a comment or an annotation: rules, then until=…, reason=…, owner=…; strict."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from validator.config_shapes import nearest
from validator.days import day

_KEYS = ("until", "reason", "owner")
_OPTION = re.compile(
    r"""\s+(?P<key>[\w-]+)=(?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"']+))(?=\s|$)"""
)
_END = re.compile(r"\s*(?:$|\s#(?:\s|$))")  # another comment may follow
_ESCAPE = re.compile(r"\\(.)")
_RULE = re.compile(r"[^\s,\[\]=\"'#]+")


class MalformedError(ValueError):
    """Why a text is no waiver; for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A waiver without its place; None for what it does not say."""

    rules: tuple[str, ...]
    reason: str | None
    until: date | None
    owner: str | None


def in_brackets(text: str) -> Clause:
    """`ignore[rule, other-rule] until=… reason="…"`, as comments have it; raises MalformedError."""
    word = re.match(r"\s*([\w-]*)\s*(\[([^\]]*)\])?", text)
    if word is None or word[1] != "ignore":
        said = word[1] if word else ""
        raise MalformedError(f'"{said}" is nothing that a comment can ask for; write ignore[rule]')
    if word[2] is None and text[word.end() :].startswith("["):
        raise MalformedError("its bracket is not closed; write ignore[rule]")
    if word[2] is None:
        raise MalformedError("no rule is named; write ignore[rule]")
    return _clause(_rules(word[3]), text[word.end() :])


def plain(text: str) -> Clause:
    """`rule, other-rule until=… reason="…"`, as annotations have it; raises MalformedError."""
    names = re.match(r"\s*[^\s,=]+(?:\s*,\s*[^\s,=]+)*(?=\s|$)", text)
    if names is None:
        raise MalformedError("it does not begin with a rule")
    return _clause(_rules(names[0]), text[names.end() :])


def _rules(text: str) -> tuple[str, ...]:
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if not _RULE.fullmatch(name):
            raise MalformedError(f'"{name}" is no rule' if name else "no rule is named")
    return tuple(dict.fromkeys(names))


def _clause(rules: tuple[str, ...], text: str) -> Clause:
    options = _options(text)
    until = day(options["until"]) if "until" in options else None
    if "until" in options and until is None:
        raise MalformedError(f'until is "{options["until"]}"; a day is written YYYY-MM-DD')
    return Clause(
        rules=rules,
        reason=options.get("reason", "").strip() or None,
        until=until,
        owner=options.get("owner", "").strip() or None,
    )


def _options(text: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    at = 0
    while not _END.match(text, at):
        match = _OPTION.match(text, at)
        if match is None:
            rest = " ".join(text[at:].split())
            raise MalformedError(f'"{rest[:40]}" is not of the form name="text"')
        name = match["key"]
        if name not in _KEYS:
            raise MalformedError(f'a waiver has no "{name}"{nearest(name, _KEYS)}')
        if name in found:
            raise MalformedError(f'"{name}" is there twice')
        found[name] = _value(match)
        at = match.end()
    return found


def _value(match: re.Match[str]) -> str:
    if match["double"] is not None:
        return _ESCAPE.sub(r"\1", match["double"])
    return str(match["single"] if match["single"] is not None else match["bare"])
