"""`--format markdown`: a comment on a pull request, or a step's summary, of bounded size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from validator.masking.text import mask_text
from validator.model import Finding, Result, Severity, State
from validator.report.context import Context
from validator.report.coverage import coverage_lines, overlays_named, summary_lines
from validator.report.markdown_page import Page
from validator.report.markdown_text import code, plain
from validator.report.paint import Paint
from validator.report.summary import worst_first
from validator.report.visible import MESSAGE, resource_text, visible

MARK = "<!-- mergegate check -->"  # by which a job finds its comment again

_PLAIN = Paint(color=False)
_ROWS = 200
_NAME = 200
_SIGNS = {Severity.ERROR: "❌ error", Severity.WARNING: "⚠️ warning", Severity.NOTE: "ℹ️ note"}
_HEAD = ["| | rule | where | what | reaches |", "|---|---|---|---|---|"]


def markdown_report(result: Result, context: Context) -> str:
    """The verdict, a table of new findings, and what else is to be known, in `context.limit` characters."""
    page = Page(context.limit)
    new = sorted(
        (finding for finding in result.findings if finding.state is State.NEW),
        key=lambda finding: (finding.severity.rank, not context.is_changed(finding), worst_first(finding)),
    )
    verdict, *aside = summary_lines(result, _PLAIN)
    page.add(f"{MARK}\n### Mergegate\n\n**{plain(verdict)}**")
    rows = [_row(finding) for finding in new[:_ROWS]]
    more = "| | | | and {} | |"
    page.add_rows(_HEAD, rows, share=0.7, most=_ROWS, more=more, total=len(new))
    for block in _blocks(result):
        head, lines = block[:2], [f"- {line}" for line in block[2:]]
        page.add_rows(head, lines, share=0.2, most=_ROWS, more="- and {}")
    page.add("\n".join(f"<sub>{plain(line)}</sub>" for line in aside))
    return page.text("Too long to show here", "finding", "")


def _row(finding: Finding) -> str:
    at = finding.location
    place = code(f"{at.file}:{at.line}", _NAME) if at else ""
    resource = f"{code(resource_text(finding.resource), _NAME)}: " if finding.resource else ""
    what = f"{resource}{plain(visible(mask_text(finding.message), MESSAGE))}"
    reaches = plain(overlays_named(finding.overlays)) if finding.overlays else ""
    cells = [_SIGNS[finding.severity], code(finding.rule, _NAME), place, what, reaches]
    return f"| {' | '.join(cells)} |"


def _blocks(result: Result) -> Iterator[Sequence[str]]:
    """What was not checked and what was left out, a heading and lines each."""
    *blocks, _ = coverage_lines(result, _PLAIN)
    for title, *lines in blocks:
        told = [" ".join(part.strip() for part in line.split("\n")) for line in lines]
        yield [f"**{plain(title)}**", "", *map(plain, told)]
