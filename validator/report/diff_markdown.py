"""`mergegate diff --format markdown`: a comment on a pull request, or a step's summary, of bounded size."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from validator.difference.difference import Change, Difference, OverlayDifference, Sort, Standing
from validator.report.diff_lines import DiffLines, diff_lines
from validator.report.diff_words import (
    LONGEST,
    failures,
    headline,
    places,
    reach,
    remarks,
    repaired,
    standing_text,
    title,
)
from validator.report.formats import COMMENT
from validator.report.inert import inert
from validator.report.markdown_page import Page
from validator.report.markdown_text import code, fence, html_code, plain
from validator.report.visible import counted, number

MARK = "<!-- mergegate diff -->"  # by which a job finds its comment again

_OPEN = 60  # lines that are shown unfolded, of all changes together
_LINES = 400  # of one change
_GONE = 40  # of an object that is removed
_SHORT = 12  # of one change that does not fit otherwise
_PLACES = 30
_ROWS = 40
_COLUMNS = (Sort.CHANGED, Sort.RENAMED, Sort.ADDED, Sort.REMOVED)
_GRAVE = "⚠️ "
_COUNTED = re.compile("(?:(?:all )?[0-9,]+|both) [A-Za-z]+")


def diff_markdown(difference: Difference, *, limit: int = COMMENT) -> str:
    """The difference as Markdown of at most `limit` characters; what is left out is counted."""
    page = Page(limit)
    page.add(f"{MARK}\n### What this change does to the cluster\n\n**{headline(difference)}**")
    for name, rows in _alerts(difference):
        page.add_rows([f"> [!{name}]"], rows, share=0.15, most=_ROWS, more="> - and {}")
    head, rows = _table(difference)
    page.add_rows(
        head, rows, share=0.4, most=_ROWS, more=_cells(["and {}", *[""] * (head[0].count("|") - 2)])
    )
    lines_left, reached = _OPEN, reach(difference)
    for change in difference.changes:
        lines = DiffLines(())
        if page.takes_blocks:
            most = _GONE if change.sort is Sort.REMOVED else _LINES
            lines = diff_lines(change, difference.secrets, most)
        is_open = len(lines.shown) <= lines_left
        lines_left -= len(lines.shown) if is_open else 0
        blocks = (_block(change, reached, some, is_open=is_open) for some in (lines, lines.first(_SHORT)))
        page.add_entry(blocks, f"- {_heading(change, reached, code)}")
    return page.text("Too long to show here", "change", "`mergegate diff --full` shows all.")


# ---- a change --------------------------------------------------------------------------------------


def _diff(lines: DiffLines) -> Iterator[str]:
    """Lines as hosts colour them."""
    for line in lines.shown:
        text = f"@@ {line.text.strip()} @@" if line.sign == "@" else f"{line.sign} {line.text}".rstrip()
        yield inert(text)
    if lines.left_out:
        yield f"@@ {counted(lines.left_out, 'more line')} @@"


def _block(change: Change, reached: int, lines: DiffLines, *, is_open: bool) -> str:
    """A change as a fold: its title, what comes of it, the lines, and where else it is made."""
    said = f" — {plain('; '.join(remarks(change)))}" if remarks(change) else ""
    named = f"<summary>{_heading(change, reached, html_code)}{said}</summary>"
    head = f"<details{' open' if is_open else ''}>{named}"
    return "\n\n".join(
        [
            head,
            *([fence([*_diff(lines)], "diff")] if lines.shown else []),
            *_places(change, reached),
            "</details>",
        ]
    )


def _heading(change: Change, reached: int, quoted: Callable[[str], str]) -> str:
    """Deployment/web changed in 3 overlays."""
    who, what, where = title(change, reached)
    sign = _GRAVE if any(one.is_grave for one in change.consequences) else ""
    parts = [part if _COUNTED.fullmatch(part) else quoted(part) for part in (who, where)]
    return f"{sign}{parts[0]} {what} in {parts[1]}"


def _places(change: Change, reached: int) -> Iterator[str]:
    """The overlays of a change that is made in several, and the resources, if there are several."""
    for group in places(change, reached):
        of = f"Of {_listed(group.resources)}" if group.resources else ""
        where = f"{' in ' if of else 'In '}{_listed(group.overlays)}" if group.overlays else ""
        yield of + where


def _listed(names: Sequence[str]) -> str:
    more = [f"and {number(len(names) - _PLACES)} more"] if len(names) > _PLACES + 1 else []
    return ", ".join([*map(code, names[:_PLACES] if more else names), *more])


# ---- what stands first -----------------------------------------------------------------------------


def _alerts(difference: Difference) -> list[tuple[str, list[str]]]:
    """What to look at first, in quotations that GitHub and GitLab frame."""
    reached = reach(difference)
    failed = [
        f"> - {_overlays(paths)}: does not build. {code(reason)}" for reason, paths in failures(difference)
    ]
    grave = [
        f"> - {_heading(change, reached, code).removeprefix(_GRAVE)}: {plain(one.message)}"
        for change in difference.changes
        for one in change.consequences
        if one.is_grave
    ]
    unknown = [
        f"> - {_overlays(paths)}: not compared, as it did not build before. {code(reason)}"
        for reason, paths in repaired(difference)
    ]
    return [
        (name, rows) for name, rows in (("CAUTION", failed), ("WARNING", grave), ("NOTE", unknown)) if rows
    ]


def _overlays(paths: Sequence[str]) -> str:
    named = ", ".join(code(path, LONGEST) for path in paths[:3])
    return f"{named} and {number(len(paths) - 3)} more" if len(paths) > 3 else named


def _table(difference: Difference) -> tuple[list[str], list[str]]:
    """Head and rows: a row for each overlay that differs; columns that would be empty are left out."""
    found = [one for one in difference.overlays if one.standing is not Standing.SAME]
    columns = [sort for sort in _COLUMNS if any(one.counts.get(sort) for one in found)]
    has_notes = any(map(standing_text, found))
    head = ["overlay", "environment", *(sort.value for sort in columns), *([" "] if has_notes else [])]
    rule = [":--", ":--", *("--:" for _ in columns), *([":--"] if has_notes else [])]
    rows = [_cells(_row(one, columns, has_notes=has_notes)) for one in found]
    return [_cells(head), _cells(rule)], rows


def _row(one: OverlayDifference, columns: Sequence[Sort], *, has_notes: bool) -> list[str]:
    counts = [number(one.counts[sort]) if one.counts.get(sort) else "" for sort in columns]
    note = f"was {code(one.was, LONGEST)}" if one.was else standing_text(one)
    return [
        code(one.overlay.path, LONGEST),
        code(one.overlay.environment, LONGEST) if one.overlay.environment else "",
        *counts,
        *([note] if has_notes else []),
    ]


def _cells(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
