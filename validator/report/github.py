"""`--format github`: workflow commands that GitHub shows at their lines, then what was checked.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions; how they are escaped and read:
actions/toolkit `packages/core/src/command.ts`, actions/runner `src/Runner.Common/ActionCommand.cs`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from validator.masking.text import mask_text
from validator.model import Finding, Result, Severity, State
from validator.report.concise import concise_line
from validator.report.context import Context
from validator.report.coverage import coverage_lines, overlays_named
from validator.report.inert import broken, inert
from validator.report.paint import Paint
from validator.report.summary import worst_first
from validator.report.visible import MESSAGE, counted, visible

SHOWN = 10  # annotations of a level that GitHub takes from one step
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def github_report(result: Result, context: Context) -> str:
    """The new findings, as annotations as far as GitHub takes them: those on changed lines first."""
    new = sorted(
        (finding for finding in result.findings if finding.state is State.NEW),
        key=lambda finding: (not context.is_changed(finding), worst_first(finding)),
    )
    annotated, rest = _split(new)
    paint = Paint(color=False)
    blocks = ["\n".join(map(_command, annotated))] if annotated else []
    if rest:
        told = [f"{counted(len(rest), 'more finding')}, for which GitHub has no annotation left:"]
        blocks.append("\n".join(map(inert, [*told, *(concise_line(finding, paint) for finding in rest)])))
    blocks += ["\n".join(map(inert, _lines(block))) for block in coverage_lines(result, paint)]
    return "\n\n".join(blocks) + "\n"


def _split(findings: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    """The findings that are annotations, and those that are not."""
    counts: dict[Severity, int] = defaultdict(int)
    annotated: list[Finding] = []
    rest: list[Finding] = []
    for finding in findings:
        counts[finding.severity] += 1
        (annotated if counts[finding.severity] <= SHOWN else rest).append(finding)
    return annotated, rest


def _lines(block: Sequence[str]) -> Iterator[str]:
    return (line for text in block for line in text.split("\n"))


def _command(finding: Finding) -> str:
    at = finding.location
    properties = {"title": f"mergegate: {finding.rule}"}
    if at is not None:
        region = {"line": at.line, "endLine": at.end_line}
        if at.line == at.end_line:  # GitHub takes columns of one line alone
            region |= {"col": at.column, "endColumn": at.end_column}
        properties = {"file": at.file, **{name: str(value) for name, value in region.items()}, **properties}
    message = visible(mask_text(finding.message), MESSAGE)
    if finding.overlays:
        message += f"\nReaches {overlays_named(finding.overlays)}."
    return annotation(_COMMANDS[finding.severity], properties, message)


def annotation(level: str, properties: Mapping[str, str], message: str) -> str:
    """The command for an annotation; `level` is error, warning or notice."""
    said = ",".join(f"{name}={_property(visible(value))}" for name, value in properties.items())
    return f"::{level} {said}::{_data(message)}"


def _data(text: str) -> str:
    """What stands after the command; GitHub reads these three back."""
    return broken(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
