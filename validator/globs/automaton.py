"""Matches texts against sequences of glob tokens without ever backtracking, however hostile the pattern."""

from __future__ import annotations

from dataclasses import dataclass

_WORK = 500_000  # steps of states for one pattern, over all texts


class TooComplexError(ValueError):
    """The pattern would take too long: more than a person writes."""


@dataclass(frozen=True, slots=True)
class Class:
    """One character of these ranges, or none of these; `slash` says whether "/" may be it."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool = False
    slash: bool = True

    def holds(self, character: str) -> bool:
        """Whether the character may stand here."""
        if character == "/" and not self.slash:
            return False
        return any(low <= character <= high for low, high in self.ranges) is not self.negated


@dataclass(frozen=True, slots=True)
class Star:
    """Any number of characters."""

    slash: bool


@dataclass(frozen=True, slots=True)
class Either:
    """One of several sequences."""

    branches: tuple[tuple[Token, ...], ...]


Token = str | Class | Star | Either


def any_character(slash: bool) -> Class:
    return Class((), negated=True, slash=slash)


class Glob:
    """A compiled pattern; it must match a text as a whole."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._moves: list[tuple[str | Class, int] | None] = []
        self._jumps: list[list[int]] = []
        start, self._end = self._add(tokens)
        self._closures = self._reach()
        self._start = self._closures[start]
        self._seen: dict[tuple[int, str], int] = {}
        self._work = 0
        literal = next((i for i, token in enumerate(tokens) if not isinstance(token, str)), len(tokens))
        self._prefix = "".join(str(token) for token in tokens[:literal])

    def matches(self, text: str) -> bool:
        """Whether the whole text matches; raises TooComplexError."""
        if not text.startswith(self._prefix):
            return False
        states = self._start
        for character in text:
            key = (states, character)
            following = self._seen.get(key)
            if following is None:
                following = self._seen[key] = self._step(states, character)
            if not following:
                return False
            states = following
        return bool(states >> self._end & 1)

    def _step(self, states: int, character: str) -> int:
        following = 0
        self._work += states.bit_length() // 64 + 1
        while states:
            lowest = states & -states
            states ^= lowest
            self._work += 1
            move = self._moves[lowest.bit_length() - 1]
            if move is None:
                continue
            wanted, target = move
            if wanted == character if isinstance(wanted, str) else wanted.holds(character):
                following |= self._closures[target]
        if self._work > _WORK:
            raise TooComplexError
        return following

    # ---- construction --------------------------------------------------------------------------

    def _state(self) -> int:
        self._moves.append(None)
        self._jumps.append([])
        return len(self._jumps) - 1

    def _add(self, tokens: tuple[Token, ...]) -> tuple[int, int]:
        """The first and the last state of a sequence. Jumps always lead to states that are added later."""
        first = last = self._state()
        for token in tokens:
            branches = [self._add(b) for b in token.branches] if isinstance(token, Either) else []
            following = self._state()
            for start, end in branches:
                self._jumps[last].append(start)
                self._jumps[end].append(following)
            if isinstance(token, Star):
                self._moves[last] = (any_character(token.slash), last)
                self._jumps[last].append(following)
            elif isinstance(token, (str, Class)):
                self._moves[last] = (token, following)
            last = following
        return first, last

    def _reach(self) -> list[int]:
        """For each state those that are reached without a character."""
        reached = [0] * len(self._jumps)
        for state in range(len(self._jumps) - 1, -1, -1):
            reached[state] = 1 << state
            for target in self._jumps[state]:
                reached[state] |= reached[target]
        return reached
