"""Which environment an overlay serves, and what says so: configuration, its entry points, its path.

The order of precedence: 1 configuration, 2 a generator's parameter or a label, 3 the overlay's own path,
4 cluster, element, file name or branch, 5 the directory of the file that names it, 6 a namespace, 7 nothing.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from validator.globs.paths import covers

UNMARKED = "unmarked"  # the reason of what has no other
KEYS = ("env", "environment", "stage", "tier")  # parameters and labels that tell the environment

_RANKS = ("production", "staging", "test", "development")  # strictest first
_WORDS = {
    **dict.fromkeys(("prod", "production", "prd", "live", "dr"), "production"),
    **dict.fromkeys(("stage", "staging", "stg", "uat", "preprod", "acceptance", "acc", "nonprod"), "staging"),
    **dict.fromkeys(("test", "testing", "qa", "int", "e2e", "perf", "load", "ci", "integration"), "test"),
    **dict.fromkeys(("dev", "devel", "develop", "development", "sandbox", "sbx", "preview"), "development"),
    **dict.fromkeys(("demo", "local", "lab"), "development"),
}
_NEGATIONS = ("pre", "non", "not")  # of production: what is left is as strict as it gets below it
_ONLY_WHOLE = {"dr", "load", "int"}  # as a part of a name they mean something else
_ONLY_BELOW_MARKER = {"ci", "integration", "local", "demo", "perf", "lab"}  # elsewhere, names of products
# `test-runner` is no environment, `shop-test` is one.
_ONLY_AT_END = {"test", "testing", "e2e", "acc", "acceptance", "live", "preview"}
_MARKERS = {"overlays", "environments", "envs", "env", "clusters", "stages"}
_PRODUCTS = re.compile(  # whose names hold an environment's word
    r"tech-preview|dev-(spaces?|workspaces?|container|portal|hub|tools?)"
    r"|(letsencrypt|acme)-.*|.*-(letsencrypt|acme|issuer)|(load|smoke|unit|chaos)-test(ing)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Something besides the overlay's path that may tell its environment."""

    step: int  # of the order of precedence
    what: str  # "parameter values.env", for people
    value: str


@dataclass(frozen=True, slots=True)
class _Match:
    name: str
    why: str


def decide(
    path: str,
    namings: Iterable[Sequence[Hint]] = (),
    *,
    configured: Sequence[tuple[str, str]] = (),
    default: str = "production",
) -> tuple[str, str]:
    """The environment of the overlay at `path`, and why.

    `namings` holds the hints of each entry point that names it; where they differ, the strictest wins.
    `configured` are globs with names: the first that matches the path, or a directory above it, wins.
    """
    for glob, name in configured:
        if covers(glob, path):
            return name, f"configured glob {glob}"
    decided = [_decide(path, hints) for hints in namings] or [_decide(path, ())]
    found = [match or _Match(default, UNMARKED) for match in decided]
    found.sort(key=lambda match: (match.name != "production", _rank(match.name), match.name))
    others = sorted({match.name for match in found} - {found[0].name})
    also = f"; another entry point says {', '.join(others)}" if others else ""
    return found[0].name, found[0].why + also


def of_file(file: str) -> tuple[Hint, ...]:
    """The hints in the path of the file that names an overlay: its name, its directories."""
    stem = posixpath.basename(file).partition(".")[0]
    hints = (Hint(step=4, what="file name", value=stem),)
    directory = posixpath.dirname(file)
    return (
        (*hints, Hint(step=5, what="directory of the naming file", value=directory)) if directory else hints
    )


def is_environment(segment: str) -> bool:
    """Whether a path segment as a whole is an environment's name."""
    return _whole(segment, below_marker=True) is not None


def _rank(name: str) -> int:
    return _RANKS.index(name) if name in _RANKS else 0


# ---- the steps ---------------------------------------------------------------------------------


def _decide(path: str, hints: Sequence[Hint]) -> _Match | None:
    for step in (2, 3, 4, 5, 6):
        if step == 3:
            found = _of_path(path)
        else:
            matches = [match for hint in hints if hint.step == step and (match := _of_hint(hint)) is not None]
            found = _first(matches)
        if found is not None:
            return found
    return None


def _first(matches: Sequence[_Match]) -> _Match | None:
    """The first match, which says so if another one of the same step disagrees."""
    if not matches:
        return None
    other = next((match for match in matches if match.name != matches[0].name), None)
    return _Match(matches[0].name, f"{matches[0].why} ({other.why} disagrees)") if other else matches[0]


def _of_hint(hint: Hint) -> _Match | None:
    if hint.step == 5:
        found = _of_path(hint.value)
        return _Match(found.name, f"{hint.what}: {found.why}") if found else None
    explicit = hint.step == 2
    token = _token(hint.value, below_marker=explicit)
    name = _whole(hint.value, below_marker=explicit) or (token and token[0])
    return _Match(name, f"{hint.what}{'=' if explicit else ' '}{hint.value}") if name else None


def _of_path(path: str) -> _Match | None:
    """What a path tells: below a marker, else a whole segment, else a part of one; the last of each."""
    segments = [segment for segment in path.split("/") if segment not in ("", ".")]
    for rule in (_below_markers, _whole_segments, _parts_of_segments):
        found = _first(list(rule(segments)))
        if found is not None:
            return found
    return None


def _below_markers(segments: Sequence[str]) -> Iterator[_Match]:
    for place in range(len(segments) - 1, 0, -1):
        segment, marker = segments[place], segments[place - 1]
        if marker.lower() in _MARKERS:
            token = _token(segment, below_marker=True)
            name = _whole(segment, below_marker=True) or (token and token[0])
            if name:
                yield _Match(name, f"path segment '{segment}' below {marker}/")


def _whole_segments(segments: Sequence[str]) -> Iterator[_Match]:
    for segment in reversed(segments):
        name = _whole(segment, below_marker=False)
        if name:
            yield _Match(name, f"path segment '{segment}'")


def _parts_of_segments(segments: Sequence[str]) -> Iterator[_Match]:
    for segment in reversed(segments):
        token = _token(segment, below_marker=False)
        if token:
            yield _Match(token[0], f"'{token[1]}' in path segment '{segment}'")


# ---- one segment -------------------------------------------------------------------------------


def _tokens(segment: str) -> list[str]:
    """The parts of a segment, or of a branch; digits at the end of a part do not count."""
    parts = re.split(r"[-_./]", segment[:300].lower())
    return [part.rstrip("0123456789") or part for part in parts if part]


def _whole(segment: str, *, below_marker: bool) -> str | None:
    tokens = _tokens(segment)
    while len(tokens) > 1 and tokens[-1].isdigit():  # prod-1
        del tokens[-1]
    if len(tokens) == 2 and tokens[0] in _NEGATIONS and _WORDS.get(tokens[1]) == "production":
        return "staging"
    if len(tokens) != 1 or (tokens[0] in _ONLY_BELOW_MARKER and not below_marker):
        return None
    return _WORDS.get(tokens[0])


def _token(segment: str, *, below_marker: bool) -> tuple[str, str] | None:
    """The last environment's word among the parts of a segment, as what it stands for and as written."""
    if _PRODUCTS.fullmatch(segment[:300].lower().replace("_", "-")):
        return None
    tokens = _tokens(segment)
    for place in range(len(tokens) - 1, -1, -1):
        word = tokens[place]
        name = _WORDS.get(word)
        if name is None or word in _ONLY_WHOLE or word in _ONLY_BELOW_MARKER:
            continue
        is_last = all(token.isdigit() for token in tokens[place + 1 :])
        if word in _ONLY_AT_END and not is_last and not (below_marker and place == 0):
            continue
        if place and name == "production" and tokens[place - 1] in _NEGATIONS:
            return "staging", f"{tokens[place - 1]}-{word}"
        return name, word
    return None
