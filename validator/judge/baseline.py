"""Findings of an earlier day that may stay: a file of identities, one entry a line, that merges well.

    mergegate-baseline 1
    # rule overlay resource field [xCOUNT]
    hpa-min-replicas apps/shop HorizontalPodAutoscaler.autoscaling/shop/web spec/minReplicas
    res-memory-limit-missing apps/shop Deployment.apps/shop/web spec/template/spec/containers/[name=web] x2

Entries are sorted; what could be taken for a separator is written as in addresses (%2F). Equal entries, as a
merge may leave them, count once, with the larger count: an entry never lets more pass than there was.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, unquote

from validator.errors import UsageError
from validator.judge.coverage import Coverage
from validator.judge.identity import Identity, identity_of
from validator.model import BaselineEntry, State
from validator.own_rules import POLICY_FAILED
from validator.places import Placed

NAME = ".mergegate-baseline"
_VERSION = "mergegate-baseline 1"
_HEAD = f"{_VERSION}\n# rule overlay resource field [xCOUNT], by `mergegate baseline write`\n"
_NOTHING = "-"
_EMPTY = '""'
_COUNT = re.compile(r"x([1-9][0-9]*)")
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?:\s|$)")
_RANK = {State.WAIVED: 0, State.KNOWN: 1, State.NEW: 2}

Entries = Mapping[Identity, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The findings with their states, and the entries, or parts of their counts, that nothing meets."""

    placed: tuple[Placed, ...]
    unmet: Entries


# ---- judging -----------------------------------------------------------------------------------


def identities(placed: Iterable[Placed]) -> Counter[Identity]:
    """What a baseline of today holds: all that is new. What was not evaluated is never in it.

    What is waived counts only beside something new of the same identity: it will use an entry up.
    """
    today = [one for one in placed if one.state is not State.FIXED and _can_stay(one)]
    new = {identity_of(one) for one in today if one.state is State.NEW}
    return Counter(identity for identity in map(identity_of, today) if identity in new)


def compare(placed: Sequence[Placed], entries: Entries) -> Compared:
    """Findings that an entry lets pass are known. What is waived or known already uses entries up first."""
    left = Counter(entries)
    known: set[int] = set()
    for index in sorted(range(len(placed)), key=lambda at: _RANK.get(placed[at].state, -1)):
        one = placed[index]
        if one.state is not State.FIXED and _can_stay(one) and left[identity_of(one)] > 0:
            left[identity_of(one)] -= 1
            known.add(index)
    return Compared(
        placed=tuple(_as_known(one) if index in known else one for index, one in enumerate(placed)),
        unmet=+left,
    )


def _as_known(one: Placed) -> Placed:
    return replace(one, state=State.KNOWN if one.state is State.NEW else one.state, is_introduced=False)


def _can_stay(one: Placed) -> bool:
    return one.rule != POLICY_FAILED.id


def fixed(unmet: Entries, coverage: Coverage) -> tuple[BaselineEntry, ...]:
    """The entries that are certainly gone: the rule ran on the overlay, or the overlay is no more."""
    return tuple(sorted(_entry(one, count) for one, count in unmet.items() if _is_fixed(one, coverage)))


def _is_fixed(one: Identity, coverage: Coverage) -> bool:
    if one.rule not in coverage.ran:
        return False
    if not one.overlay:  # in no overlay: of the repository as a whole
        return coverage.is_checked(coverage.statuses)
    return coverage.is_checked([one.overlay]) or not coverage.exists(one.overlay)


def _entry(one: Identity, count: int) -> BaselineEntry:
    return BaselineEntry(
        rule=one.rule,
        overlay=one.overlay,
        kind=one.kind,
        namespace=one.namespace,
        name=one.name,
        path=one.path,
        count=count,
    )


# ---- the file ----------------------------------------------------------------------------------


def load(path: Path) -> Entries:
    """The entries of a file; raises UsageError with the line of what is none."""
    return _parse(_read(path), str(path))


def text_of(entries: Entries) -> str:
    """A whole file."""
    return _HEAD + "".join(f"{line}\n" for line in sorted(_line(one, entries[one]) for one in entries))


def without(path: Path, gone: Iterable[BaselineEntry]) -> str:
    """The text of a file without some entries; every other line, comments too, stays as it is."""
    less = Counter({_identity(entry): entry.count for entry in gone})
    text = _read(path)
    kept = []
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        found = _entry_of(line, str(path), number) if number > 1 else None
        if found is None or found[0] not in less:
            kept.append(line)
        elif found[1] > less[found[0]]:
            kept.append(_line(found[0], found[1] - less[found[0]]) + line[len(line.rstrip("\r\n")) :])
    return "".join(kept)


def _identity(entry: BaselineEntry) -> Identity:
    return Identity(entry.rule, entry.kind, entry.namespace, entry.name, entry.path, entry.overlay)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        hint = "; `mergegate baseline write` makes one" if isinstance(error, FileNotFoundError) else ""
        raise UsageError(f"cannot read the baseline {path}: {error.strerror}{hint}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8: {error.reason}") from error


def _parse(text: str, file: str) -> Entries:
    first, *lines = text.splitlines() or [""]
    if first.strip() != _VERSION:
        raise _error(file, 1, f'a baseline begins with the line "{_VERSION}"')
    found: dict[Identity, int] = {}
    for number, line in enumerate(lines, 2):
        entry = _entry_of(line, file, number)
        if entry is not None:
            found[entry[0]] = max(entry[1], found.get(entry[0], 0))
    return found


def _error(file: str, line: int, message: str) -> UsageError:
    return UsageError(f"{file}:{line}: {message}")


def _entry_of(line: str, file: str, number: int) -> tuple[Identity, int] | None:
    """The entry of a line and its count, None for a blank line or a comment."""
    if _CONFLICT.match(line):
        raise _error(file, number, "a conflict of a merge is left")
    if not line.strip() or line.startswith("#"):
        return None
    words = line.split()
    count = 1
    if len(words) == 5 and (match := _COUNT.fullmatch(words[4])):
        count = int(match[1])
        words.pop()
    if len(words) != 4:
        raise _error(file, number, "an entry is a rule, an overlay, a resource, a field, and perhaps xCOUNT")
    rule, overlay, resource, field = words
    parts = ("", "", "") if resource == _NOTHING else tuple(resource.split("/"))
    if len(parts) != 3:
        raise _error(file, number, f'"{resource}" is not Kind/namespace/name')
    kind, namespace, name = map(_unquoted, parts)
    path = () if field == _NOTHING else tuple(_unquoted(part) for part in field.split("/"))
    place = "" if overlay == _NOTHING else _unquoted(overlay)
    return Identity(_unquoted(rule), kind, namespace, name, path, place), count


def _line(one: Identity, count: int) -> str:
    resource = "/".join(_quoted(part) for part in (one.kind, one.namespace, one.name))
    words = [
        _word(_quoted(one.rule)),
        _word(quote(one.overlay, safe="/@:=+,", errors="surrogatepass")) if one.overlay else _NOTHING,
        _NOTHING if resource == "//" else resource,
        _word("/".join(_quoted(part) or _EMPTY for part in one.path)) if one.path else _NOTHING,
    ]
    return " ".join(words if count == 1 else [*words, f"x{count}"])


def _word(text: str) -> str:
    """A quoted text that is not taken for nothing."""
    return "%2D" if text == _NOTHING else text


def _quoted(text: str) -> str:
    return quote(text, safe="[]@:=+,", errors="surrogatepass")


def _unquoted(text: str) -> str:
    return "" if text == _EMPTY else unquote(text, errors="surrogatepass")
