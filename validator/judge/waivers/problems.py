"""Findings about the waivers themselves: unused, incomplete, too long, of unknown rules, malformed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, timedelta

from validator.config_shapes import nearest
from validator.globs.paths import covers
from validator.judge.coverage import Coverage
from validator.judge.waivers.scope import Matching, OnResource, Scope, Scoped
from validator.judge.waivers.waive import Use
from validator.masking.text import mask_text
from validator.model import RawFinding, Rule, Severity, Waiver
from validator.own_rules import INCOMPLETE, MALFORMED, TOO_LONG, UNKNOWN_RULE, UNUSED, UNWAIVABLE
from validator.places import Placed

SeverityOf = Callable[[RawFinding, None], Severity]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How long a waiver may be from the day of the check."""

    today: date
    most_days: int


def problems(
    waivers: Sequence[Scoped],
    uses: frozenset[Use],
    coverage: Coverage,
    terms: Terms,
    severity_of: SeverityOf,
) -> list[Placed]:
    """What is wrong with waivers, of the rules that run: one finding for each word of each waiver."""
    scopes: dict[tuple[Waiver, str | None], list[Scope]] = {}
    for one in waivers:
        scopes.setdefault((one.waiver, one.problem), []).append(one.scope)
    found = []
    for (waiver, problem), where in scopes.items():
        if problem is not None:
            found.append(_placed(MALFORMED, waiver, problem, f"This waiver cannot be read: {problem}."))
        else:
            found += [*_of_words(waiver, coverage), *_of_terms(waiver, terms)]
            if waiver.is_complete:
                found += _unused(waiver, where, uses, coverage)
    return [one for one in _heard(found, severity_of) if one.rule in coverage.ran]


def _heard(found: Iterable[tuple[Rule, Placed]], severity_of: SeverityOf) -> Iterator[Placed]:
    for rule, one in found:
        raw = RawFinding(
            rule=rule.id, message="", production=rule.production, elsewhere=rule.elsewhere, path=()
        )
        severity = severity_of(raw, None)
        if severity is not Severity.OFF:
            yield replace(one, severity=severity)


def _of_words(waiver: Waiver, coverage: Coverage) -> Iterator[tuple[Rule, Placed]]:
    families = {rule.family for rule in coverage.rules.values()}
    for word in waiver.rules:
        if word in UNWAIVABLE:
            text = f"{word} cannot be waived: it tells what is wrong with the check itself."
            yield _placed(MALFORMED, waiver, word, text)
        elif word not in coverage.rules and word not in families:
            hint = nearest(word, [*coverage.rules, *families])
            text = f'There is no rule or family "{word}"{hint or "."}'
            yield _placed(UNKNOWN_RULE, waiver, word, text)


def _of_terms(waiver: Waiver, terms: Terms) -> Iterator[tuple[Rule, Placed]]:
    names = ", ".join(waiver.rules)
    missing = [name for name in ("reason", "until") if getattr(waiver, name) is None]
    if missing:
        lacks = " and ".join(f"`{name}`" for name in missing)
        text = f"The waiver of {names} has no {lacks}, so it waives nothing."
        yield _placed(INCOMPLETE, waiver, names, text)
    if waiver.until is None or waiver.until <= terms.today:
        return
    if (waiver.until - terms.today) > timedelta(days=terms.most_days):
        latest = terms.today + timedelta(days=terms.most_days)
        text = (
            f"The waiver of {names} holds until {waiver.until}, for more than {terms.most_days} days "
            f"(`waiver-max-days`): {latest} is the latest day."
        )
        yield _placed(TOO_LONG, waiver, names, text)


def _unused(
    waiver: Waiver, scopes: Sequence[Scope], uses: frozenset[Use], coverage: Coverage
) -> Iterator[tuple[Rule, Placed]]:
    """The words that no finding met, where every overlay concerned was checked with them."""
    idle = [word for word in waiver.rules if (waiver, word) not in uses and coverage.has_run(word)]
    idle = [word for word in idle if word not in UNWAIVABLE]
    if not idle:
        return
    overlays = {overlay for scope in scopes for overlay in _overlays(scope, coverage)}
    if waiver.location is not None and not isinstance(scopes[0], Matching):
        overlays.update(coverage.reaching(waiver.location.file))
        if not overlays:
            return  # of a file that nobody reads, or reads in a way that we do not see
    if not coverage.is_checked(overlays):
        return
    why = _why_idle(scopes, overlays)
    for word in idle:
        text = f"There is no finding of {word} that this waiver could waive{why}."
        yield _placed(UNUSED, waiver, word, text)


def _why_idle(scopes: Sequence[Scope], overlays: AbstractSet[str]) -> str:
    [scope, *_] = scopes
    if isinstance(scope, Matching) and scope.overlay is not None and not overlays:
        return f': no overlay is in "{scope.overlay}"'
    return ""


def _overlays(scope: Scope, coverage: Coverage) -> Iterable[str]:
    if isinstance(scope, OnResource):
        return (scope.overlay,)
    if isinstance(scope, Matching):
        return [path for path in coverage.statuses if scope.overlay is None or covers(scope.overlay, path)]
    return ()


def _placed(rule: Rule, waiver: Waiver, about: str, message: str) -> tuple[Rule, Placed]:
    """A finding at the waiver. What that says tells it apart, so that it is the same after it has moved."""
    said = (waiver.kind.value, ",".join(waiver.rules), str(waiver.until or ""), mask_text(about))
    return rule, Placed(
        rule=rule.id,
        message=message,
        severity=rule.production,
        overlay=None,
        resource=None,
        digest=None,
        path=(),
        keyed=said,
        missing=False,
        location=waiver.location,
        chain=(),
        file=waiver.location.file if waiver.location else None,
    )
