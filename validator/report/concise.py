"""`--format concise`: a line for each finding, file:line:column first, as editors and grep take it."""

from __future__ import annotations

from validator.masking.text import mask_text
from validator.model import Finding, Result, State
from validator.report.context import Context
from validator.report.coverage import coverage_lines
from validator.report.inert import inert
from validator.report.paint import Paint
from validator.report.visible import MESSAGE, visible


def concise_report(result: Result, context: Context) -> str:
    """The new findings by place, those without one last, then what was checked and what was not."""
    paint = Paint(context.color)
    lines = [concise_line(finding, paint) for finding in result.findings if finding.state is State.NEW]
    rest = ["\n".join(block) for block in coverage_lines(result, paint)]
    return inert("\n\n".join([*(["\n".join(lines)] if lines else []), *rest]) + "\n")


def concise_line(finding: Finding, paint: Paint) -> str:
    """One finding on one line."""
    at = finding.location
    place = f"{visible(at.file)}:{at.line}:{at.column}" if at else "-"
    level = paint.severity(finding.severity, finding.severity.value)
    return f"{place}: {level}[{visible(finding.rule)}] {visible(mask_text(finding.message), MESSAGE)}"
