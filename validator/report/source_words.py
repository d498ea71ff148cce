"""Which words of command lines in a source are passwords: `-pX` of mysql, what follows `curl -u`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from validator.masking.arguments import secret_words
from validator.masking.credentials import Span
from validator.report.layout import Layout

_MOST = 60  # lines of a list that are looked at, each way
_AROUND = 12  # lines around it that may say what is started
_FLOW = re.compile(r"[\"']([^\"'\n]*)[\"']|([^\s,\[\]\"'{}]+)")
_PROGRAM = re.compile(
    r"\b(?:command|image)\b.*?\b((?:mysql|mariadb)[\w-]*|sshpass|redis-cli|mongo\w*|ldapsearch|sqlcmd|rabbitmqadmin)\b"
)
_STARTED = re.compile(r"\s*-\s+[\"']?(?:\S*/)?((?:mysql|mariadb)[\w-]*|sshpass|redis-cli|mongo\w*)[\"']?\s*")
_TELLING = re.compile(r"(?:^|[\s\"',\[])(?:-[upaUPw]|--user|--proxy-user)|masterauth|requirepass")


@dataclass
class Words:
    """The command lines of a file. Lines are counted from 1."""

    layout: Layout
    _lists: dict[int, frozenset[int]] = field(
        default_factory=dict
    )  # by the first line, those with a password

    def is_secret(self, number: int) -> bool:
        """Whether the line is an element of a list, and a password by those around it."""
        if not self._may_tell or not self._is_word(number):
            return False
        numbers = self._list(number)
        if numbers[0] not in self._lists:
            words = [self._word(at) for at in numbers]
            found = secret_words(words, self._program(numbers[0], words))
            self._lists[numbers[0]] = frozenset(numbers[at] for at in found)
        return number in self._lists[numbers[0]]

    def spans(self, number: int) -> list[Span]:
        """From the first password of a list in brackets to the end of the line."""
        text = self.layout.text(number)
        at = text.find("[")
        if at < 0 or len(text) > 10_000 or not _TELLING.search(text, at):
            return []
        found = list(_FLOW.finditer(text, at))
        words = [match[1] if match[1] is not None else match[2] for match in found]
        first = next(secret_words(words, self._program(number, words)), None)
        return [] if first is None else [(found[first].start(), len(text.rstrip()))]

    @cached_property
    def _may_tell(self) -> bool:
        """Whether any line has what a password may follow; most files have none."""
        return any(_TELLING.search(self.layout.text(at)) for at in self.layout.numbers)

    def _is_word(self, number: int) -> bool:
        line = self.layout.line(number)
        return line.dashed and not line.key

    def _word(self, number: int) -> str:
        return self.layout.line(number).value.strip().strip("\"'")

    def _list(self, number: int) -> list[int]:
        """The lines of the elements around a line, of lists without anything between them."""
        column = self.layout.line(number).column
        above = list(self._neighbours(number, -1, column))
        return [*reversed(above), number, *self._neighbours(number, 1, column)]

    def _neighbours(self, number: int, step: int, column: int) -> Iterator[int]:
        document = self.layout.document(number)
        for distance in range(1, _MOST):
            at = number + step * distance
            if at not in document or not self._is_word(at) or self.layout.line(at).column != column:
                return
            yield at

    def _program(self, number: int, words: list[str]) -> str:
        """What starts, as the first word or the lines around say."""
        document = self.layout.document(number)
        around = range(max(document.start, number - _AROUND), min(document.stop, number + _AROUND))
        texts = [self.layout.text(at) for at in around]
        named = (_PROGRAM.search(text) or _STARTED.fullmatch(text) for text in texts)
        first = words[0].rpartition("/")[2] if words else ""
        return next((match[1] for match in named if match), first)
