"""`--format junit`: a test for each rule, and for each finding, as CI servers list them.

There is no standard; this is what GitLab reads (https://docs.gitlab.com/ci/testing/unit_test_reports/) and
the schema of Jenkins' xUnit plugin takes (`junit-10.xsd`). No times: the same result is the same text.
GitLab takes files of less than 30 MB and 250,000 objects (https://gitlab.com/gitlab-org/gitlab/-/issues/507482),
and of tests with one name the first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from validator.masking.text import mask_text
from validator.model import Finding, OverlayReport, Result, Rule, Severity, State, Status
from validator.report.context import Context
from validator.report.coverage import overlays_named
from validator.report.summary import worst_first
from validator.report.visible import MESSAGE, counted, field_text, resource_text, visible

MOST = 10_000  # findings, and overlays; the worst are kept
MOST_BYTES = 25_000_000
_COMMAND = re.compile(r"##(?=[a-z]*\[)|^(?P<margin>[^\S\n]*)::", re.M)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SET_ASIDE = {State.KNOWN: "known before", State.WAIVED: "waived"}


def junit_report(result: Result, _: Context) -> str:
    """A suite for each family. New errors and warnings fail, notes pass, what does not build is an error."""
    most = MOST
    while True:
        text = _text([_overlays(result, most), *_families(result, most)])
        size = len(text.encode())
        if size <= MOST_BYTES or not most:
            return text
        most = int(most * 0.95 * MOST_BYTES / size)


def _text(suites: Sequence[Element]) -> str:
    root = Element("testsuites", {"name": "mergegate", **_totals(suites)})
    root.extend(suites)
    indent(root)
    text = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_COMMAND.sub(_referred, text)}\n'


def _referred(match: re.Match[str]) -> str:
    """What a CI server would read as a command in a log, as XML may write it, too."""
    return "#&#35;" if match["margin"] is None else f"{match['margin']}&#58;:"


def _overlays(result: Result, most: int) -> Element:
    """The overlays: whether they were checked, those that were not first to stay."""
    reasons = {
        overlay: finding
        for finding in result.findings
        for overlay in finding.overlays
        if finding.rule.startswith("overlay-") and finding.state is not State.FIXED
    }
    cases = []
    kept: Sequence[OverlayReport] = result.overlays
    if len(kept) > most:
        kept = sorted(kept, key=lambda report: report.status is not Status.FAILED)[:most]
    for report in kept:
        path = report.overlay.path
        case = _case("overlays", path)
        if report.status is Status.FAILED:
            found = reasons.get(path)
            text = found.message if found else "no finding says why"
            if found is not None and found.state in _SET_ASIDE:
                SubElement(case, "skipped", {"message": _SET_ASIDE[found.state]})
            else:
                _add(case, "error", _clean(mask_text(text)), found.rule if found else "overlay-build-failed")
        elif report.status is Status.UNAFFECTED:
            SubElement(case, "skipped", {"message": "the change does not reach it"})
        cases.append(case)
    return _suite("overlays", [*cases, *_left_out(len(result.overlays) - len(kept), "overlay")])


def _families(result: Result, most: int) -> Iterator[Element]:
    """The rules by family: a test that passes for each rule that finds nothing, else one for each finding."""
    rules = {rule.id: rule for rule in result.rules}
    by_rule: dict[str, list[Finding]] = {}
    told = [finding for finding in result.findings if finding.state is not State.FIXED]
    told.sort(key=lambda finding: (finding.state in _SET_ASIDE, worst_first(finding)))
    for finding in told[:most]:
        by_rule.setdefault(finding.rule, []).append(finding)
    families = {name: rule.family for name, rule in rules.items()}
    families |= {finding.rule: finding.family for finding in told[:most]}
    # A rule of which all findings were left out has not passed.
    for finding in told[most:]:
        if finding.rule not in by_rule:
            families.pop(finding.rule, None)
    ordered = sorted((family, name) for name, family in families.items())
    for family, pairs in groupby(ordered, key=lambda pair: pair[0]):
        cases = [case for _, name in pairs for case in _of_rule(name, by_rule.get(name, ()), rules.get(name))]
        yield _suite(family, cases)
    if left := _left_out(len(told[most:]), "finding"):
        yield _suite("left out", left)


def _left_out(count: int, noun: str) -> list[Element]:
    """A test that tells how many have no room."""
    if not count:
        return []
    case = _case("left out", counted(count, f"more {noun}"))
    SubElement(case, "skipped", {"message": "they do not fit into what GitLab takes; the worst do"})
    return [case]


def _of_rule(name: str, findings: Iterable[Finding], rule: Rule | None) -> Iterator[Element]:
    found = [_of_finding(finding) for finding in findings]
    yield from found or ([_case(rule.family, name)] if rule else [])


def _of_finding(finding: Finding) -> Element:
    where = [resource_text(finding.resource)] if finding.resource else []
    where += [field_text(finding.path)] if finding.path else []
    where += list(finding.overlays[:1])
    case = _case(finding.family, f"{finding.rule}: {' '.join(where)}" if where else finding.rule)
    at = finding.location
    if at is not None:
        case.set("file", _clean(at.file))
        case.set("line", str(at.line))
    message = _clean(mask_text(finding.message))
    if finding.state in _SET_ASIDE:
        SubElement(case, "skipped", {"message": _SET_ASIDE[finding.state]})
    elif finding.severity is Severity.NOTE:
        SubElement(case, "system-out").text = message
    else:
        place = f"{_clean(at.file)}:{at.line}:{at.column}\n" if at else ""
        reaches = f"\nReaches {overlays_named(finding.overlays)}." if finding.overlays else ""
        _add(case, "failure", message, finding.severity.value, place + message + reaches)
    return case


def _add(case: Element, tag: str, message: str, kind: str, text: str | None = None) -> None:
    child = SubElement(case, tag, {"message": message, "type": _clean(kind)})
    child.text = message if text is None else _NOT_XML.sub("\ufffd", text)


def _case(family: str, name: str) -> Element:
    return Element("testcase", {"classname": f"mergegate.{_clean(family)}", "name": _clean(name)})


def _suite(name: str, cases: list[Element]) -> Element:
    _tell_apart(cases)

    def count(tag: str) -> str:
        return str(sum(1 for case in cases if case.find(tag) is not None))

    counts = {"tests": str(len(cases)), "failures": count("failure"), "errors": count("error")}
    suite = Element("testsuite", {"name": _clean(name), **counts, "skipped": count("skipped")})
    suite.extend(cases)
    return suite


def _tell_apart(cases: Iterable[Element]) -> None:
    """Number those that others of their name come before: GitLab takes the first alone."""
    seen: Counter[str] = Counter()
    for case in cases:
        name = case.get("name", "")
        seen[name] += 1
        if seen[name] > 1:
            case.set("name", f"{name} ({seen[name]})")


def _totals(suites: Iterable[Element]) -> dict[str, str]:
    listed = list(suites)
    names = ("tests", "failures", "errors", "skipped")
    return {name: str(sum(int(suite.get(name, "0")) for suite in listed)) for name in names}


def _clean(text: str) -> str:
    """Text that may stand in XML: what is hidden is spelled out, what XML does not know is replaced."""
    return _NOT_XML.sub("\ufffd", visible(text, MESSAGE))
