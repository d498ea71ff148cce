"""One finding per defect: what the same line does to many overlays, and to many resources, is told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from validator.judge.identity import fingerprint
from validator.judge.waivers.waive import told
from validator.keys import by_index
from validator.model import Finding, ResourceId, Rule, State
from validator.places import Placed

_NO_RESOURCE = ResourceId(api_version="", kind="", namespace="", name="")
_STATES = tuple(State)
_Named = tuple[Finding, tuple[str, ...]]  # a finding and its path with the keys of list elements


def fold(placed: Iterable[Placed], rules: Mapping[str, Rule]) -> tuple[Finding, ...]:
    """Findings in a fixed order: by file and line, those without a place last. States are kept apart."""
    groups: dict[object, list[Placed]] = {}
    for one, twin in _twins(placed):
        groups.setdefault((_key(one, rules[one.rule]), twin, _side(one)), []).append(one)
    wholes = [(_finding(group, rules[group[0].rule]), group) for group in groups.values()]
    wholes.sort(key=lambda whole: _order(whole[0]))
    findings = [part for finding, group in _fingerprinted(wholes) for part in _parts(finding, group, rules)]
    return tuple(finding for finding, _ in sorted(findings, key=_order))


def _side(one: Placed) -> State:
    """Waived findings are those of today, too: what a waiver takes from one leaves the rest as it was."""
    return State.NEW if one.state is State.WAIVED else one.state


def _parts(finding: Finding, group: Sequence[Placed], rules: Mapping[str, Rule]) -> Iterator[_Named]:
    """A finding by state and waiver. The first part, one without a waiver if there is one, keeps its name."""
    parts: dict[tuple[bool, str], list[Placed]] = {}
    for one in group:
        parts.setdefault((one.waiver is not None, repr(one.waiver)), []).append(one)
    for number, key in enumerate(sorted(parts)):
        part, path = _finding(parts[key], rules[finding.rule])
        name = fingerprint(part, (*path, finding.fingerprint), number) if number else finding.fingerprint
        yield replace(part, fingerprint=name), path


def _fingerprinted(
    wholes: Sequence[tuple[_Named, list[Placed]]],
) -> Iterator[tuple[Finding, list[Placed]]]:
    """Each finding with a fingerprint that no other one has; what was there before keeps its own."""
    taken: dict[int, str] = {}
    seen: Counter[str] = Counter()
    states = [_side(group[0]) for _, group in wholes]
    for index in sorted(range(len(wholes)), key=lambda at: states[at] is State.NEW):
        finding, path = wholes[index][0]
        first = fingerprint(finding, path, 0)
        taken[index] = fingerprint(finding, path, seen[first])
        seen[first] += 1
    for index, ((finding, _), group) in enumerate(wholes):
        yield replace(finding, fingerprint=taken[index]), group


def _twins(placed: Iterable[Placed]) -> Iterable[tuple[Placed, int]]:
    """Findings of one rule at one place of one object are different defects: each gets a number."""
    seen: dict[object, int] = {}
    for one in sorted(placed, key=_worst_first):
        place = (one.rule, one.overlay, one.digest, one.path, one.file, one.failure, _side(one))
        seen[place] = seen.get(place, -1) + 1
        yield one, seen[place]


def _key(one: Placed, rule: Rule) -> object:
    """What makes two findings the same defect; of a plain policy the message is all that we know."""
    tail = tuple(part for part in one.path if isinstance(part, str))[-1:]
    said = one.message if rule.scope == "plain" else ""
    if one.location is not None:
        return (one.rule, one.location, tail, said)
    overlay = None if one.resource else (one.overlay or "")
    return (one.rule, one.resource, by_index(one.keyed), overlay, one.message)


def _finding(group: list[Placed], rule: Rule) -> _Named:
    """The worst one speaks for all; its overlay comes first. Beside it its path as people call elements."""
    group = sorted(group, key=_worst_first)
    first = group[0]
    finding = Finding(
        rule=rule.id,
        family=rule.family,
        severity=first.severity,
        message=told(first),
        resource=first.resource,
        path=first.path,
        missing=first.missing,
        location=first.location,
        chain=first.chain,
        overlays=tuple(dict.fromkeys(one.overlay for one in group if one.overlay is not None)),
        state=first.state,
        fingerprint="",
        waiver=first.waiver,
        is_introduced=all(one.is_introduced for one in group),
    )
    return finding, first.keyed


def _worst_first(one: Placed) -> tuple[object, ...]:
    resource = one.resource or _NO_RESOURCE
    return (one.severity.rank, one.overlay or "", resource, tuple(map(str, one.path)), one.message)


def _order(entry: _Named) -> tuple[object, ...]:
    finding, path = entry
    location = finding.location
    where = (0, location.file, location.line, location.column) if location else (1, "", 0, 0)
    resource = finding.resource or _NO_RESOURCE
    rest = (finding.overlays, resource, path, finding.message, _STATES.index(finding.state))
    return (*where, finding.severity.rank, finding.rule, *rest)
