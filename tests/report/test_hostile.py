"""Names that are somebody else's, in every place of every format: who reads it sees text and nothing else."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree import ElementTree

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.cache.caching import Program
from tests.report.report_factory import a_context, a_finding, a_location, a_result, a_rule, an_overlay
from tests.report.test_ci_formats import commands
from tests.report.test_report_sarif import VALIDATOR
from tests.test_fixtures import SCHEMA, jsonschema_rs
from validator.doctor import Sign
from validator.doctor import State as SignState
from validator.model import (
    BaselineEntry,
    NamedBy,
    ResourceId,
    Result,
    Role,
    Severity,
    State,
    Status,
    Step,
    Unresolved,
    Waiver,
    WaiverKind,
)
from validator.report.doctor import doctor_json, doctor_text
from validator.report.formats import FORMATS
from validator.report.overlays import overlays_json, overlays_text
from validator.report.rules import rule_page, rules_json, rules_text
from validator.report.waivers import waivers_json, waivers_text

PARTS = [
    "::error::pwned",
    "\n::stop-commands::x",
    "\r::add-mask::1",
    "##[error]",
    "##vso[task.setvariable variable=a]",
    "##teamcity[x]",
    "%0A::error::",
    "\x1b[31m",
    "\x1b]8;;https://evil.example\x07",
    "\u202e",
    "\u2028",
    "\ufeff",
    "\ufffe",
    "\udcff",
    "]]>",
    "<script>alert(1)</script>",
    "<img src=x onerror=y>",
    "</code></summary></details>",
    "<!-- mergegate check -->",
    "&lt;b&gt;",
    "```\n",
    "`",
    "|",
    "\\",
    "\n\n# heading\n",
    "\n- [ ] item",
    "[text](https://evil.example)",
    "![i](https://evil.example/i.png)",
    "https://evil.example",
    "www.evil.example",
    "@everyone",
    "#12",
    "long" * 400,
]
NAMES = st.lists(st.one_of(st.characters(), st.sampled_from(PARTS)), min_size=1, max_size=4).map(
    lambda parts: "".join(parts).lstrip("/") or "x"  # paths are relative
)
SHOWN = ("text", "concise", "github", "markdown")
CONTROLS = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def hostile(name: str, other: str) -> Result:
    """A result with names that are not ours wherever there are names."""
    resource = ResourceId(api_version=name, kind=other, namespace=name, name=other)
    step = Step(file=name, line=1, role=Role.PATCH)
    waiver = Waiver(
        kind=WaiverKind.COMMENT,
        rules=(name,),
        until=date(2999, 1, 1),
        reason=name,
        owner=other,
        location=a_location(name, 1),
    )
    values: dict[str, Any] = {
        "rule": name,
        "family": other,
        "message": f"{name} {other}",
        "resource": resource,
        "path": (name, 0, other),
        "location": a_location(name, 1, 1, 3),
        "chain": (step, step),
        "overlays": (name, other),
    }
    findings = [
        a_finding(**values, fingerprint="1"),
        a_finding(**values, fingerprint="2", severity=Severity.WARNING, state=State.WAIVED, waiver=waiver),
        a_finding(**{**values, "rule": "overlay-build-failed", "location": None}, fingerprint="3"),
        a_finding(**{**values, "family": "waivers"}, fingerprint="4", severity=Severity.NOTE),
    ]
    named = (NamedBy(kind=name, name=other, file=name, line=1),)
    about = {"environment": name, "environment_from": other, "left_out": (name,), "assumed": (other,)}
    overlays = [
        an_overlay(name, Status.FAILED, named_by=named, **about),
        an_overlay(f"{other} ", named_by=named, **about),
    ]
    rule = a_rule(
        name, family=other, title=other, description=name, remedy=f"{name}\n\n{other}", related=(name,)
    )
    unresolved = [Unresolved(kind=name, name=other, file=name, line=1, reason=other)]
    result = a_result(findings, overlays, [rule], unresolved)
    gone = BaselineEntry(rule=name, overlay=name, kind=name, namespace=name, name=name, path=(name,), count=1)
    return replace(result, remarks=(name,), fixed=(gone,))


def report(format_: str, result: Result, name: str) -> str:
    source = f"{name}\n{name}\n".encode("utf-8", "surrogateescape")
    context = a_context({name: source}, include_waived=True, notes=True)
    return FORMATS[format_](result, context)


def assert_it_is_text(text: str) -> None:
    """Nothing in it moves a cursor, reorders what is read, or is a command to a CI server."""
    text.encode()
    assert not {char for char in text if char != "\n" and unicodedata.category(char) in CONTROLS}
    assert not re.search(r"##[a-z]*\[", text)
    assert not [line for line in text.split("\n") if line.strip().startswith("::")]


def with_hostile_names(test: Any) -> Any:
    """Names of all kinds, each of the known ones once at least."""
    test = settings(max_examples=40)(given(name=NAMES, other=NAMES)(test))
    for part in PARTS:
        test = example(name=part, other=f"a{part}")(test)
    return test


@with_hostile_names
def test_a_terminal_and_a_log_show_text(name: str, other: str) -> None:
    result = hostile(name, other)
    overlays = [one.overlay for one in result.overlays]
    waivers = [one.waiver for one in result.findings if one.waiver]
    sign = Sign(name="git", state=SignState.PROBLEM, text=f"{name}\n{other}")
    for text in (
        report("text", result, name),
        report("concise", result, name),
        overlays_text(overlays, result.unresolved),
        waivers_text(waivers, result, date(2026, 1, 1)),
        rules_text(result.rules),
        rule_page(result.rules[0]),
        doctor_text([sign]),
    ):
        assert_it_is_text(text)


@with_hostile_names
def test_json_says_what_there_is_in_plain_characters(name: str, other: str) -> None:
    result = hostile(name, other)
    overlays = [one.overlay for one in result.overlays]
    waivers = [one.waiver for one in result.findings if one.waiver]
    sign = Sign(name="git", state=SignState.PROBLEM, text=name)
    texts = [report(format_, result, name) for format_ in ("json", "sarif", "gitlab")]
    jsonschema_rs.validate(SCHEMA, json.loads(texts[0]))
    VALIDATOR.validate(json.loads(texts[1]))
    texts += [overlays_json(overlays, result.unresolved), waivers_json(waivers, result, date(2026, 1, 1))]
    texts += [rules_json(result.rules), doctor_json([sign])]
    for text in texts:
        assert_it_is_text(text)
        json.loads(text)
    if not any(0xD800 <= ord(char) < 0xE000 for char in name):
        assert json.loads(texts[0])["findings"][0]["location"]["file"] == name


@with_hostile_names
def test_github_sees_our_commands_alone(name: str, other: str) -> None:
    text = report("github", hostile(name, other), name)
    assert not re.search(r"##[a-z]*\[", text)
    found = commands(text)
    assert sorted(command for command, _, _ in found) == ["error", "error", "notice"]
    known = {"title", "file", "line", "endLine", "col", "endColumn"}
    for _, about, message in found:
        assert about.keys() <= known
        assert len(message) < 5_000
    rest = "\n".join(line for line in text.split("\n") if not line.startswith("::"))
    assert_it_is_text(rest)


@with_hostile_names
def test_xml_holds_names_as_names(name: str, other: str) -> None:
    text = report("junit", hostile(name, other), name)
    assert_it_is_text(text)
    root = ElementTree.fromstring(text)
    assert {element.tag for element in root.iter()} <= {
        *("testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out")
    }
    cases = list(root.iter("testcase"))
    assert len({(case.get("classname"), case.get("name")) for case in cases}) == len(cases)


MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OURS = re.compile(r"</?code>|</?sub>|<!-- mergegate check -->\n?")


@with_hostile_names
def test_markdown_has_no_markup_but_ours(name: str, other: str) -> None:
    text = report("markdown", hostile(name, other), name)
    assert_it_is_text(text)
    assert len(text) <= 65_536
    tokens = [inner for token in MARKDOWN.parse(text) for inner in (token, *(token.children or ()))]
    assert not {token.type for token in tokens} & {"link_open", "image", "fence", "code_block", "em_open"}
    assert sum(token.type == "heading_open" for token in tokens) == 1
    assert {OURS.sub("", token.content) for token in tokens if token.type.startswith("html")} <= {""}
    tables = [token for token in tokens if token.type in ("table_open", "tr_open")]
    assert len(tables) == 1 + 1 + 3  # the head, and each new finding
    shown = "".join(token.content for token in tokens if token.type == "text")
    assert not re.search(r"@\w|#\d", shown)  # nobody is called, nothing is linked to


def test_what_went_wrong_is_told_as_text(program: Program) -> None:
    name = " ".join(PARTS).replace("\udcff", "")
    ended = program.run("check", "--select", name)
    assert ended.code == 2
    assert_it_is_text(ended.err)
    assert ": :error::pwned" not in ended.err  # it does not begin a line
    assert ": :stop-commands::x" in ended.err
