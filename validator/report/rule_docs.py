"""`docs/rules/`: a page for each rule and an index by family, in Markdown, made of the policies' METADATA."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from validator.model import Rule
from validator.report.json_text import json_text
from validator.report.rules import SCOPES, is_off

INDEX = "README.md"
_MADE = "<!-- Made of the METADATA of the policies by `make docs`. -->\n"


def pages(rules: Iterable[Rule]) -> Mapping[str, str]:
    """The text of each file of the directory by its name."""
    ordered = sorted(rules, key=lambda rule: (rule.family, rule.id))
    return {INDEX: _index(ordered), **{f"{rule.id}.md": _page(rule) for rule in ordered}}


def _index(rules: list[Rule]) -> str:
    blocks = [
        "# Rules",
        "Severities are the highest in production and elsewhere; a rule that is off runs when it is "
        "selected. `mergegate rules RULE` prints a page like these in a terminal.",
    ]
    for family, group in groupby(rules, key=lambda rule: rule.family):
        rows = [
            f"| [{rule.id}]({rule.id}.md) | {_cell(rule.title)} | {rule.production.value} "
            f"| {rule.elsewhere.value} |"
            for rule in group
        ]
        head = ["| rule | finds | in production | elsewhere |", "|---|---|---|---|"]
        blocks += [f"## {family}", "\n".join([*head, *rows])]
    return "\n\n".join([*blocks, _MADE])


def _page(rule: Rule) -> str:
    blocks = [f"# {rule.id}", f"**{rule.title}**", "\n".join(_facts(rule)), rule.description]
    if rule.example:
        blocks += ["## Example", f"```yaml\n{rule.example.rstrip()}\n```"]
    blocks += ["## What to do", rule.remedy]
    if rule.parameters:
        blocks += ["## Parameters", "\n".join(_parameters(rule))]
    if rule.related:
        blocks += ["## Links", "\n".join(f"- <{link}>" for link in rule.related)]
    return "\n\n".join([*(block.strip() for block in blocks), _MADE])


def _facts(rule: Rule) -> Iterator[str]:
    levels = f"{rule.production.value} in production, {rule.elsewhere.value} elsewhere"
    yield f"- Severity: {'off; a note when selected' if is_off(rule) else levels}"
    yield f"- Family: {rule.family}"
    yield f"- Looks at: {SCOPES[rule.scope]}"
    if rule.security_severity:
        yield f"- Security severity: {rule.security_severity}"
    if rule.tags:
        yield f"- Tags: {', '.join(rule.tags)}"
    if rule.supersedes:
        yield f"- At the same line it speaks for: {', '.join(rule.supersedes)}"


def _parameters(rule: Rule) -> Iterator[str]:
    yield from ("| name | meaning | default |", "|---|---|---|")
    for name, parameter in sorted(rule.parameters.items()):
        default = json_text(parameter.get("default"), indent=None).strip()
        yield f"| {name} | {_cell(str(parameter.get('description', '')))} | `{_cell(default)}` |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
