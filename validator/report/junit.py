"""`--format junit`: a test for each rule, and for each finding, as CI servers list them.

There is no standard; this is what GitLab reads (https://docs.gitlab.com/ci/testing/unit_test_reports/) and
the schema of Jenkins' xUnit plugin takes (`junit-10.xsd`). No times: the same result is the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from validator.masking.text import mask_text
from validator.model import Finding, Result, Rule, Severity, State, Status
from validator.report.context import Context
from validator.report.coverage import overlays_named
from validator.report.summary import worst_first
from validator.report.visible import MESSAGE, field_text, resource_text, visible

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SET_ASIDE = {State.KNOWN: "known before", State.WAIVED: "waived"}


def junit_report(result: Result, _: Context) -> str:
    """A suite for each family. New errors and warnings fail, notes pass, what does not build is an error."""
    suites = [_overlays(result), *_families(result)]
    root = Element("testsuites", {"name": "mergegate", **_totals(suites)})
    root.extend(suites)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _overlays(result: Result) -> Element:
    """The overlays: whether they were checked."""
    reasons = {
        overlay: finding
        for finding in result.findings
        for overlay in finding.overlays
        if finding.rule.startswith("overlay-") and finding.state is not State.FIXED
    }
    cases = []
    for report in result.overlays:
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
    return _suite("overlays", cases)


def _families(result: Result) -> Iterator[Element]:
    """The rules by family: a test that passes for each rule that finds nothing, else one for each finding."""
    rules = {rule.id: rule for rule in result.rules}
    by_rule: dict[str, list[Finding]] = {}
    for finding in sorted(result.findings, key=worst_first):
        if finding.state is not State.FIXED:
            by_rule.setdefault(finding.rule, []).append(finding)
    families = {name: rule.family for name, rule in rules.items()}
    families |= {finding.rule: finding.family for finding in result.findings}
    ordered = sorted((family, name) for name, family in families.items())
    for family, pairs in groupby(ordered, key=lambda pair: pair[0]):
        cases = [case for _, name in pairs for case in _of_rule(name, by_rule.get(name, ()), rules.get(name))]
        yield _suite(family, cases)


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
    def count(tag: str) -> str:
        return str(sum(1 for case in cases if case.find(tag) is not None))

    counts = {"tests": str(len(cases)), "failures": count("failure"), "errors": count("error")}
    suite = Element("testsuite", {"name": _clean(name), **counts, "skipped": count("skipped")})
    suite.extend(cases)
    return suite


def _totals(suites: Iterable[Element]) -> dict[str, str]:
    listed = list(suites)
    names = ("tests", "failures", "errors", "skipped")
    return {name: str(sum(int(suite.get(name, "0")) for suite in listed)) for name in names}


def _clean(text: str) -> str:
    """Text that may stand in XML: what is hidden is spelled out, what XML does not know is replaced."""
    return _NOT_XML.sub("\ufffd", visible(text, MESSAGE))
