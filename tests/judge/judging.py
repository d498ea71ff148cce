"""Placed findings, rules and waivers for tests of the stage, made of nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from validator.judge.baseline import Entries, compare
from validator.judge.coverage import Coverage
from validator.judge.waivers.problems import Terms, problems
from validator.judge.waivers.scope import OnLine, Scope, Scoped
from validator.judge.waivers.waive import waive
from validator.model import Location, ResourceId, Rule, Severity, Status, Step, Waiver, WaiverKind
from validator.own_rules import OWN_RULES
from validator.places import Placed

TODAY = date(2026, 6, 15)
TERMS = Terms(today=TODAY, most_days=365)


def a_rule(name: str, family: str = "f", scope: str = "resource") -> Rule:
    return Rule(
        id=name,
        family=family,
        title="t",
        description="d",
        remedy="r",
        scope=scope,
        production=Severity.ERROR,
        elsewhere=Severity.WARNING,
        security_severity=None,
    )


RULES = {rule.id: rule for rule in (a_rule("one"), a_rule("two"), a_rule("three", "g"), *OWN_RULES)}


def at(line: int, file: str = "base/a.yaml", end_line: int | None = None) -> Location:
    return Location(file=file, line=line, column=1, end_line=end_line or line, end_column=9)


_SECOND = at(2)


def a_finding(
    overlay: str | None = "a",
    rule: str = "one",
    *,
    line: int | None = 3,
    name: str = "web",
    field: tuple[Any, ...] = ("spec", "x"),
    chain: Iterable[Step] = (),
    **changes: Any,
) -> Placed:
    resource = ResourceId(api_version="apps/v1", kind="Deployment", namespace="shop", name=name)
    values: dict[str, Any] = {
        "rule": rule,
        "message": f"{name} is bad.",
        "severity": Severity.ERROR,
        "overlay": overlay,
        "resource": resource,
        "digest": name,
        "path": field,
        "keyed": tuple(map(str, field)),
        "missing": False,
        "location": at(line) if line is not None else None,
        "chain": tuple(chain),
    }
    return Placed(**{**values, **changes})


def a_waiver(
    scope: Scope | None = None,
    rules: Sequence[str] = ("one",),
    *,
    until: date | None = date(2026, 12, 31),
    reason: str | None = "why",
    problem: str | None = None,
    location: Location | None = _SECOND,
    kind: WaiverKind = WaiverKind.COMMENT,
) -> Scoped:
    waiver = Waiver(kind=kind, rules=tuple(rules), reason=reason, until=until, owner=None, location=location)
    return Scoped(waiver=waiver, scope=scope or OnLine(file="base/a.yaml", line=3), problem=problem)


def coverage(
    statuses: Mapping[str, Status] | None = None,
    readers: Mapping[str, Collection[str]] | None = None,
    ran: Collection[str] = tuple(RULES),
    gone: Collection[str] = (),
) -> Coverage:
    reading = readers if readers is not None else {"base/a.yaml": ["a", "b"]}
    return Coverage(
        rules=RULES,
        enabled=frozenset(RULES),
        ran=frozenset(ran),
        statuses=statuses or {"a": Status.CHECKED, "b": Status.CHECKED},
        reaching=lambda file: reading.get(file, ()),
        exists=lambda path: path not in gone,
    )


def judge(placed: Sequence[Placed], waivers: Sequence[Scoped], entries: Entries) -> tuple[Placed, ...]:
    """The findings in their order, then those about waivers, as waivers and a baseline leave them."""
    waived = waive(placed, waivers, RULES, TODAY)
    about = problems(waivers, waived.uses, coverage(), TERMS, severity_of)
    return compare([*waived.placed, *about], entries).placed


def severity_of(raw: Any, _: None) -> Severity:
    severity: Severity = raw.production
    return severity
