"""The four glob dialects of the controllers; a malformed pattern is None, as it matches nothing with them.

path.Match of Go (git directories), git's pathspec (git files), doublestar (git files where it is switched
on; also our configuration), and gobwas/glob without separators (Argo CD's directory include and exclude).
"""

from __future__ import annotations

from collections.abc import Callable

from validator.globs.automaton import Class, Either, Glob, Star, Token, any_character

_DEPTH = 50  # nested braces

_Tokens = tuple[Token, ...]


class _Reader:
    """The characters of a pattern, one at a time."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def take(self) -> str | None:
        """The next character, consumed; None at the end."""
        character = self.peek()
        self.at += character is not None
        return character

    def peek(self, ahead: int = 0) -> str | None:
        """A character ahead; None past either end."""
        place = self.at + ahead
        return self.text[place] if 0 <= place < len(self.text) else None

    def negation(self, signs: str) -> bool:
        """Whether a class is negated; the sign is consumed."""
        found = (self.peek() or " ") in signs
        self.at += found
        return found


def path_match(pattern: str) -> Glob | None:
    """Go's path.Match (https://pkg.go.dev/path#Match): `*` and `?` stop at "/", `**` is no more than `*`."""
    return _plain(pattern, slash=False, read_class=lambda reader: _go_class(reader, "^", slash=True))


def pathspec(pattern: str) -> Glob | None:
    """The wildcards of a git pathspec (`gitglossary`, "pathspec"): `*`, `?` and classes cross "/"."""
    return _plain(pattern, slash=True, read_class=_git_class)


def gobwas(pattern: str) -> Glob | None:
    """gobwas/glob v0.2.3 compiled without separators: every wildcard crosses "/", braces alternate."""
    tokens = _gobwas(_Reader(pattern), 0)
    return None if tokens is None else Glob(tokens)


def doublestar(pattern: str) -> Glob | None:
    """bmatcuk/doublestar v4: `*` stops at "/", a segment `**` is any directories, braces alternate."""
    tokens = _doublestar(_Reader(pattern), 0)
    return None if tokens is None else Glob(tokens)


# ---- without braces ----------------------------------------------------------------------------


def _plain(pattern: str, *, slash: bool, read_class: Callable[[_Reader], Class | None]) -> Glob | None:
    reader = _Reader(pattern)
    tokens: list[Token | None] = []
    while (character := reader.take()) is not None:
        if character == "*":
            tokens.append(Star(slash=slash))
        elif character == "?":
            tokens.append(any_character(slash=slash))
        elif character == "[":
            tokens.append(read_class(reader))
        else:
            tokens.append(reader.take() if character == "\\" else character)
    return Glob(tuple(t for t in tokens if t is not None)) if None not in tokens else None


def _go_class(reader: _Reader, signs: str, *, slash: bool) -> Class | None:
    negated = reader.negation(signs)
    ranges: list[tuple[str, str]] = []
    while reader.peek() != "]" or not ranges:
        low = high = _go_character(reader)
        if reader.peek() == "-":
            reader.at += 1
            high = _go_character(reader)
        if low is None or high is None:
            return None
        ranges.append((low, high))
    reader.at += 1
    return Class(tuple(ranges), negated=negated, slash=slash)


def _go_character(reader: _Reader) -> str | None:
    character = reader.take()
    if character is None or character in "-]":
        return None
    return reader.take() if character == "\\" else character


_POSIX = {  # wildmatch.c of git, in ASCII
    "alnum": (("0", "9"), ("A", "Z"), ("a", "z")),
    "alpha": (("A", "Z"), ("a", "z")),
    "digit": (("0", "9"),),
    "lower": (("a", "z"),),
    "punct": (("!", "/"), (":", "@"), ("[", "`"), ("{", "~")),
    "space": (("\t", "\r"), (" ", " ")),
    "upper": (("A", "Z"),),
    "xdigit": (("0", "9"), ("A", "F"), ("a", "f")),
}


def _git_class(reader: _Reader) -> Class | None:
    negated = reader.negation("!^")
    ranges: list[tuple[str, str]] = []
    while (character := reader.take()) is not None:
        if character == "]" and ranges:
            return Class(tuple(ranges), negated=negated)
        if character == "[" and reader.peek() == ":":
            end = reader.text.find(":]", reader.at + 1)
            named = _POSIX.get(reader.text[reader.at + 1 : end]) if end > 0 else None
            if named is None:
                return None
            ranges.extend(named)
            reader.at = end + 2
            continue
        low = high = reader.take() if character == "\\" else character
        if reader.peek() == "-" and reader.peek(1) not in (None, "]"):
            reader.at += 1
            high = reader.take()
            high = reader.take() if high == "\\" else high
        if low is None or high is None:
            return None
        ranges.append((low, high))
    return None


# ---- with braces -------------------------------------------------------------------------------


def _braces(reader: _Reader, depth: int, read: Callable[[_Reader, int], _Tokens | None]) -> Either | None:
    """The alternatives after an opening brace, which `read` ends at "," and "}"."""
    branches: list[_Tokens] = []
    while depth <= _DEPTH:
        branch = read(reader, depth)
        if branch is None:
            return None
        branches.append(branch)
        ending = reader.take()
        if ending == "}":
            return Either(tuple(branches))
        if ending is None:
            return Either(tuple(branches)) if read is _gobwas else None  # gobwas does not miss the last brace
    return None


def _gobwas(reader: _Reader, depth: int) -> _Tokens | None:
    tokens: list[Token | None] = []
    while (character := reader.peek()) is not None and not (depth and character in ",}"):
        reader.at += 1
        if character == "*":
            tokens.append(Star(slash=True))
        elif character == "?":
            tokens.append(any_character(slash=True))
        elif character == "[":
            tokens.append(_gobwas_class(reader))
        elif character == "{":
            tokens.append(_braces(reader, depth + 1, _gobwas))
        else:
            tokens.append((reader.take() or "") if character == "\\" else character)
    return tuple(t for t in tokens if t) if None not in tokens else None


def _gobwas_class(reader: _Reader) -> Class | None:
    """`[a-z]`, or a list `[abc-]` in which "-" is itself; "!" negates."""
    negated = reader.negation("!")
    if reader.peek(1) == "-":
        low, high = reader.take(), reader.peek(1)
        reader.at += 2
        closed = reader.take() == "]"
        return Class(((low, high),), negated=negated) if closed and low and high else None
    listed: list[tuple[str, str]] = []
    while (character := reader.take()) is not None and character != "]":
        character = reader.take() if character == "\\" else character
        if character is not None:
            listed.append((character, character))
    return Class(tuple(listed), negated=negated) if listed and character == "]" else None


def _doublestar(reader: _Reader, depth: int) -> _Tokens | None:
    tokens: list[Token | None] = []
    while (character := reader.peek()) is not None and not (depth and character in ",}"):
        reader.at += 1
        if character == "*":
            _stars(reader, depth, tokens)
        elif character == "?":
            tokens.append(any_character(slash=False))
        elif character == "[":
            tokens.append(_go_class(reader, "^!", slash=False))
        elif character == "{":
            tokens.append(_braces(reader, depth + 1, _doublestar))
        else:
            tokens.append(reader.take() if character == "\\" else character)
    return tuple(t for t in tokens if t is not None) if None not in tokens else None


def _stars(reader: _Reader, depth: int, tokens: list[Token | None]) -> None:
    """One or more stars, the first of which is consumed; two alone in a segment cross "/"."""
    before = reader.peek(-2)
    count = 1
    while reader.peek() == "*":
        reader.at += 1
        count += 1
    after = reader.peek()
    starts = before is None or before == "/" or (depth > 0 and before in "{,")
    ends = after is None or after == "/" or (depth > 0 and after in ",}")
    if count != 2 or not starts or not ends:
        tokens.append(Star(slash=False))
    elif after == "/":
        reader.at += 1
        tokens.append(Either(((), (Star(slash=True), "/"))))
    elif before == "/" and tokens and tokens[-1] == "/":
        tokens[-1] = Either(((), ("/", Star(slash=True))))  # `a/**` is `a`, too
    else:
        tokens.append(Star(slash=True))
