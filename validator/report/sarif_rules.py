"""Rules as SARIF describes them to GitHub code scanning: help, level, tags, severity.

https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from validator.model import Finding, Rule, Severity

_DESCRIPTION = 1024  # characters that GitHub takes
_TAGS = 10  # that GitHub stores
_PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}


def rule_objects(rules: Iterable[Rule], findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """A reportingDescriptor for each rule that ran, and one for each that only its findings tell of."""
    known = {rule.id: rule for rule in rules}
    strangers = {finding.rule: finding for finding in findings if finding.rule not in known}
    return [*map(_known, known.values()), *(_stranger(strangers[name]) for name in sorted(strangers))]


def _known(rule: Rule) -> dict[str, Any]:
    level = next((s for s in (rule.production, rule.elsewhere) if s is not Severity.OFF), Severity.NOTE)
    title = sentence(rule.title or rule.id)
    described = clipped(" ".join(rule.description.split()) or title)
    links = [address for address in rule.related if address.startswith(("https://", "http://"))]
    security = {"security-severity": rule.security_severity} if rule.security_severity else {}
    tags = [*(["security"] if security else []), rule.family, *rule.tags]
    return {
        "id": rule.id,
        "name": pascal(rule.id),
        "shortDescription": {"text": clipped(title)},
        "fullDescription": {"text": sentence(described)},
        "help": {"text": _help(rule, markdown=False), "markdown": _help(rule, markdown=True)},
        **({"helpUri": links[0]} if links else {}),
        "defaultConfiguration": {"level": level.value},
        "properties": {
            "tags": list(dict.fromkeys(tags))[:_TAGS],
            "precision": "high",
            "problem.severity": _PROBLEM[level],
            **security,
        },
    }


def _stranger(finding: Finding) -> dict[str, Any]:
    """A rule without METADATA of ours, such as a plain conftest policy's."""
    title = {"text": f"Policy {finding.rule}."}
    return {
        "id": finding.rule,
        "name": pascal(finding.rule),
        "shortDescription": title,
        "fullDescription": title,
        "help": {"text": "The policy states no remedy.", "markdown": "The policy states no remedy."},
        "defaultConfiguration": {"level": finding.severity.value},
        "properties": {
            "tags": [finding.family],
            "precision": "high",
            "problem.severity": _PROBLEM[finding.severity],
        },
    }


def _help(rule: Rule, *, markdown: bool) -> str:
    bullet = "- <{}>" if markdown else "- {}"
    parts = [rule.description, rule.remedy, "\n".join(bullet.format(link) for link in rule.related)]
    return "\n\n".join(part.strip() for part in parts if part.strip()) or sentence(rule.title or rule.id)


def pascal(rule: str) -> str:
    """A rule's id as SARIF writes names: ResMemoryLimitMissing; never the id itself, whatever its case."""
    name = "".join(word[0].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", rule) if word)
    return (f"Rule{name}" if name.casefold() == rule.casefold() or not name else name)[:255]


def sentence(text: str) -> str:
    """The text with a full stop at the end, which viewers cut messages at."""
    text = text.rstrip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def clipped(text: str, limit: int = _DESCRIPTION - 1) -> str:
    """At most so many characters, cut between words."""
    return text if len(text) <= limit else text[: limit - 2].rsplit(" ", 1)[0] + " …"
