"""Waivers in the comments of YAML files, and the lines that they stand at; text in scalars is no comment."""

from __future__ import annotations

import re
from bisect import bisect_right
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from validator.judge.waivers.clause import Clause, MalformedError, in_brackets
from validator.judge.waivers.extent import extents
from validator.model import Location
from validator.tree.kustomization import NAMES as KUSTOMIZATIONS
from validator.tree.source import decode

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SUFFIXES = (".yaml", ".yml", *KUSTOMIZATIONS)
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # where libyaml, which gave the locations, counts a line
_DIRECTIVE = re.compile(
    r"(?:^|(?<=[ \t]))#[# \t]{0,80}(?:[mM]ergegate|MERGEGATE)[ \t]*"
    r"(?P<sign>:|(?=[-;,=]?[ \t]*ignore\b))(?P<said>.*)"
)
_BARE = re.compile(r"[ \t]*(?:-[ \t]+)*")  # an indentation, perhaps with the dashes of list elements
_MARKER = re.compile(r"(?:---|\.\.\.)(?:\s|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment that asks for something; `line` is the one that it speaks of."""

    location: Location
    line: int | None  # None: no line follows
    last: int | None  # the last line of what begins there
    clause: Clause | None
    problem: str | None  # why it is none


def comments(raw: bytes, file: str) -> tuple[Comment, ...]:
    """The comments for us in a file, in its order; () for what is no YAML file.

    Those after a syntax error are left out: what is a comment there, nobody can tell.
    """
    if not file.endswith(_SUFFIXES) or not _may_hold_some(raw):
        return ()
    try:
        text = decode(raw)
    except UnicodeDecodeError:
        return ()
    lines = _BREAK.split(text)
    marked = [(number, match) for number, line in enumerate(lines) if "#" in line for match in _matches(line)]
    if not marked:
        return ()
    scalars, ends = _Scalars(text), extents(raw, file)
    return tuple(
        _comment(file, lines, number, match, ends)
        for number, match in marked
        if not scalars.hold(number, match.start())
    )


@dataclass(slots=True)
class Commented:
    """Which files may have comments for us; each is read once."""

    read: Callable[[str], bytes | None]
    _known: dict[str, bool] = field(default_factory=dict)

    def among(self, files: Iterable[str]) -> tuple[str, ...]:
        """Those of some files, in their order."""
        return tuple(file for file in files if file.endswith(_SUFFIXES) and self._is_one(file))

    def _is_one(self, file: str) -> bool:
        if file not in self._known:
            raw = self.read(file)
            self._known[file] = raw is not None and _may_hold_some(raw)
        return self._known[file]


def _may_hold_some(raw: bytes) -> bool:
    """Whether to look closer; nearly every file is done with here."""
    return b"ergegate" in raw or b"ERGEGATE" in raw or raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE))


def _matches(line: str) -> Iterator[re.Match[str]]:
    """Each directive of a line; one goes on to the next."""
    at = 0
    while match := _DIRECTIVE.search(line, at):
        yield match
        at = match.start("said")


def _comment(
    file: str, lines: list[str], number: int, match: re.Match[str], ends: Mapping[int, int]
) -> Comment:
    end = len(lines[number].rstrip())
    location = Location(
        file=file, line=number + 1, column=match.start() + 1, end_line=number + 1, end_column=end + 1
    )
    line = _line_of(lines, number, match.start())
    last = None if line is None else ends.get(line, line)
    try:
        if not match["sign"]:
            raise MalformedError("a colon is missing; write mergegate: ignore[rule]")
        clause = in_brackets(match["said"])
    except MalformedError as error:
        return Comment(location=location, line=line, last=last, clause=None, problem=str(error))
    return Comment(location=location, line=line, last=last, clause=clause, problem=None)


def _line_of(lines: list[str], number: int, column: int) -> int | None:
    """The line that a comment at a place (from 0) speaks of: its own, or the next if it stands alone."""
    before = lines[number][:column]
    if "#" not in before and not _BARE.fullmatch(before):
        return number + 1
    if "#" in before and not _is_comment(lines[number]):
        return number + 1
    following = number + 1
    while following < len(lines) and _is_comment(lines[following]):
        following += 1
    if following == len(lines) or not lines[following].strip() or _MARKER.match(lines[following]):
        return None
    return following + 1


def _is_comment(line: str) -> bool:
    return line.lstrip(" \t").startswith("#")


class _Scalars:
    """The scalars of a text: where a # is no comment."""

    def __init__(self, text: str) -> None:
        self._spans: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self._end = (len(text) + 1, 0)
        try:
            for token in yaml.scan(text, _LOADER):
                if isinstance(token, yaml.ScalarToken):
                    start, end = token.start_mark, token.end_mark
                    # What stands beside the sign of a block scalar is no part of it.
                    first = (start.line + 1, 0) if token.style in ("|", ">") else (start.line, start.column)
                    self._spans.append((first, (end.line, end.column)))
        except yaml.MarkedYAMLError as error:
            mark = error.context_mark or error.problem_mark
            self._end = (mark.line, 0) if mark else (0, 0)
        except yaml.YAMLError:  # a character that YAML does not allow
            self._end = (0, 0)
        self._starts = [start for start, _ in self._spans]

    def hold(self, line: int, column: int) -> bool:
        """Whether a place (from 0) is in a scalar, or where nobody can tell."""
        place = (line, column)
        index = bisect_right(self._starts, place) - 1
        return place >= self._end or (index >= 0 and place < self._spans[index][1])
