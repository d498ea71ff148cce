"""One finding per defect: what the same line does to many overlays, and to many resources, is told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from validator.judge.identity import exists, fingerprint, keyed_path
from validator.locate.placing import Placed
from validator.model import Finding, ResourceId, Rule, State

_NO_RESOURCE = ResourceId(api_version="", kind="", namespace="", name="")


def fold(placed: Iterable[Placed], rules: Mapping[str, Rule]) -> tuple[Finding, ...]:
    """Findings in a fixed order: by file and line, those without a place last."""
    groups: dict[object, list[Placed]] = {}
    for one, twin in _twins(placed):
        groups.setdefault((_key(one, rules[one.raw.rule]), twin), []).append(one)
    findings = [_finding(group, rules[group[0].raw.rule]) for group in groups.values()]
    return tuple(_fingerprinted(sorted(_without_superseded(findings, rules), key=_order)))


def _fingerprinted(findings: Iterable[tuple[Finding, tuple[str, ...]]]) -> Iterator[Finding]:
    """Each finding with a fingerprint that no other one has."""
    seen: Counter[str] = Counter()
    for finding, path in findings:
        first = fingerprint(finding, path, 0)
        yield replace(finding, fingerprint=fingerprint(finding, path, seen[first]))
        seen[first] += 1


def _twins(placed: Iterable[Placed]) -> Iterable[tuple[Placed, int]]:
    """Findings of one rule at one place of one object are different defects: each gets a number."""
    seen: dict[object, int] = {}
    for one in sorted(placed, key=_worst_first):
        digest = one.resource.digest if one.resource else None
        overlay = one.overlay.path if one.overlay else None
        place = (one.raw.rule, overlay, digest, one.raw.path, one.raw.file, one.raw.failure)
        seen[place] = seen.get(place, -1) + 1
        yield one, seen[place]


def _key(one: Placed, rule: Rule) -> object:
    """What makes two findings the same defect; of a plain policy the message is all that we know."""
    tail = tuple(part for part in one.raw.path if isinstance(part, str))[-1:]
    said = one.raw.message if rule.scope == "plain" else ""
    if one.location is not None:
        return (one.raw.rule, one.location, tail, said)
    resource = one.resource.id if one.resource else None
    path = keyed_path(one.resource.body if one.resource else None, one.raw.path)
    overlay = None if one.resource else (one.overlay.path if one.overlay else "")
    return (one.raw.rule, resource, path, overlay, one.raw.message)


def _finding(group: list[Placed], rule: Rule) -> tuple[Finding, tuple[str, ...]]:
    """The worst one speaks for all; its overlay comes first. Beside it its path as people call elements."""
    group = sorted(group, key=_worst_first)
    first = group[0]
    body = first.resource.body if first.resource else None
    overlays = tuple(dict.fromkeys(one.overlay.path for one in group if one.overlay))
    resource = first.resource.id if first.resource else None
    finding = Finding(
        rule=rule.id,
        family=rule.family,
        severity=first.severity,
        message=first.raw.message,
        resource=resource,
        path=first.raw.path,
        missing=bool(first.raw.path) and body is not None and not exists(body, first.raw.path),
        location=first.location,
        chain=first.chain,
        overlays=overlays,
        state=State.NEW,
        fingerprint="",
    )
    return finding, keyed_path(body, first.raw.path)


def _worst_first(one: Placed) -> tuple[object, ...]:
    resource = one.resource.id if one.resource else _NO_RESOURCE
    overlay = one.overlay.path if one.overlay else ""
    return (one.severity.rank, overlay, resource, tuple(map(str, one.raw.path)), one.raw.message)


def _without_superseded(
    findings: list[tuple[Finding, tuple[str, ...]]], rules: Mapping[str, Rule]
) -> list[tuple[Finding, tuple[str, ...]]]:
    """Drop what a rule that says more says at the same line: the line itself, or one on the way to it."""
    speakers: dict[tuple[str, str, int], list[Finding]] = {}
    for finding, _ in findings:
        if finding.location is not None:
            for rule in rules[finding.rule].supersedes:
                mark = (rule, finding.location.file, finding.location.line)
                speakers.setdefault(mark, []).append(finding)
    if not speakers:
        return findings
    kept = []
    for finding, path in findings:
        louder = [one for mark in _marks(finding) for one in speakers.get(mark, ()) if _covers(one, finding)]
        told = {overlay for one in louder for overlay in one.overlays}
        left = tuple(overlay for overlay in finding.overlays if overlay not in told)
        if left or not louder:
            kept.append((replace(finding, overlays=left) if louder else finding, path))
    return kept


def _covers(one: Finding, other: Finding) -> bool:
    """Whether a finding says what the other one would: no milder, and not of another field or object."""
    if one.severity.rank > other.severity.rank:
        return False
    if one.resource is None or other.resource is None:
        return True
    shorter = min(len(one.path), len(other.path))
    is_same = one.resource == other.resource or one.location == other.location
    return is_same and one.path[:shorter] == other.path[:shorter]


def _marks(finding: Finding) -> set[tuple[str, str, int]]:
    marks = {(finding.rule, step.file, step.line) for step in finding.chain}
    if finding.location is not None:
        marks.add((finding.rule, finding.location.file, finding.location.line))
    return marks


def _order(entry: tuple[Finding, tuple[str, ...]]) -> tuple[object, ...]:
    finding, path = entry
    location = finding.location
    where = (0, location.file, location.line, location.column) if location else (1, "", 0, 0)
    resource = finding.resource or _NO_RESOURCE
    return (*where, finding.severity.rank, finding.rule, finding.overlays, resource, path, finding.message)
