"""`mergegate rules`: the catalogue, or one rule's page, as text and JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from validator.model import Rule, Severity
from validator.report.inert import inert
from validator.report.json_text import json_text
from validator.report.paint import Paint
from validator.report.visible import counted, visible

SCOPES = {
    "resource": "one resource",
    "plain": "one resource",
    "overlay": "all resources of an overlay",
    "repository": "the repository",
}


def rules_text(rules: Sequence[Rule], *, color: bool = False) -> str:
    """The catalogue as a table by family: id, severity in production and elsewhere, title."""
    paint = Paint(color)
    ordered = sorted(rules, key=lambda rule: (rule.family, rule.id))
    width = max((len(rule.id) for rule in ordered), default=0)
    blocks = []
    for family, group in groupby(ordered, key=lambda rule: rule.family):
        lines = [
            f"  {visible(rule.id):<{width}}  {_level(paint, rule.production)}"
            f"  {_level(paint, rule.elsewhere)}  {visible(rule.title)}".rstrip()
            for rule in group
        ]
        blocks.append("\n".join([paint.strong(visible(family)), *lines]))
    off = sum(is_off(rule) for rule in rules)
    last = f"{counted(len(rules), 'rule')}; severities are the highest in production and elsewhere"
    last += f"; {off:,} run only when selected" if off else ""
    return inert("\n\n".join([*blocks, last]) + "\n")


def rule_page(rule: Rule, *, color: bool = False, width: int = 100) -> str:
    """One rule: what it finds, why that matters, what to do, what can be configured."""
    paint = Paint(color)
    levels = f"{rule.production.value} in production, {rule.elsewhere.value} elsewhere"
    if is_off(rule):
        levels = "off; a note when selected"
    facts = {
        "severity": levels,
        "security": rule.security_severity or "",
        "looks at": SCOPES[rule.scope],
        "tags": ", ".join(rule.tags),
        "supersedes": ", ".join(rule.supersedes),
    }
    blocks = [
        f"{paint.strong(visible(rule.id))}  {visible(rule.title)}",
        "\n".join(f"{name:<10}  {visible(text)}" for name, text in facts.items() if text),
        _prose(rule.description, min(width, 100)),
        _titled(
            paint, "Example", _prose(f"```\n{rule.example.rstrip()}\n```" if rule.example else "", width)
        ),
        _titled(paint, "What to do", _prose(rule.remedy, min(width, 100))),
        _titled(paint, "Parameters", "\n".join(_parameters(rule))),
        _titled(paint, "Links", "\n".join(visible(link) for link in rule.related)),
    ]
    return inert("\n\n".join(filter(None, blocks)) + "\n")


def rules_json(rules: Iterable[Rule]) -> str:
    """The rules as JSON: {"rules": [...]}, by id."""
    return json_text({"rules": [_object(rule) for rule in sorted(rules, key=lambda rule: rule.id)]})


def _object(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "family": rule.family,
        "title": rule.title,
        "description": rule.description,
        "example": rule.example,
        "remedy": rule.remedy,
        "scope": rule.scope,
        "severity": {"production": rule.production.value, "elsewhere": rule.elsewhere.value},
        "security_severity": rule.security_severity,
        "tags": list(rule.tags),
        "related": list(rule.related),
        "supersedes": list(rule.supersedes),
        "parameters": {name: rule.parameters[name] for name in sorted(rule.parameters)},
    }


def is_off(rule: Rule) -> bool:
    """Whether the rule runs only when it is selected."""
    return rule.production is Severity.OFF and rule.elsewhere is Severity.OFF


def _level(paint: Paint, severity: Severity) -> str:
    return paint.severity(severity, severity.value) + " " * (len("warning") - len(severity.value))


def _titled(paint: Paint, title: str, body: str) -> str:
    return f"{paint.strong(title)}\n{body}" if body else ""


def _prose(markdown: str, width: int) -> str:
    """Markdown for a terminal: paragraphs filled, fenced code indented, all else as it is."""
    blocks: list[str] = []
    for at, part in enumerate(markdown.strip().split("```")):
        if at % 2:  # the first line of code names its language
            code = part.split("\n", 1)[-1].rstrip("\n")
            blocks.append("\n".join(f"    {visible(line)}".rstrip() for line in code.split("\n")))
        else:
            paragraphs = (visible(" ".join(text.split())) for text in part.strip().split("\n\n"))
            blocks += [
                textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
                for text in paragraphs
                if text
            ]
    return "\n\n".join(blocks)


def _parameters(rule: Rule) -> Iterator[str]:
    for name, parameter in sorted(rule.parameters.items()):
        default = json_text(parameter.get("default"), indent=None).strip()
        yield f"{visible(name)}: {visible(str(parameter.get('description', '')))} Default: {visible(default)}"
