"""`mergegate diff --format text`: what differs in which overlay, then each change once, the gravest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from validator.difference.difference import Change, Difference, OverlayDifference, Sort, Standing
from validator.report.coverage import overlays_named
from validator.report.diff_lines import DiffLine, diff_lines
from validator.report.diff_words import (
    LONGEST,
    SIGNS,
    failures,
    headline,
    places,
    reach,
    remarks,
    repaired,
    standing_text,
    title,
)
from validator.report.inert import inert
from validator.report.paint import Paint
from validator.report.visible import counted, number, visible

_LISTED = 20  # overlays, and resources of one change
_LINES = 60  # of one change
_GONE = 20  # of an object that is removed
_COLORS = {"-": "red", "+": "green", "!": "yellow", "@": "blue"}
_SORTS = {"removed": "red", "renamed": "yellow", "changed": "yellow", "added": "green"}


def diff_text(difference: Difference, *, color: bool = False, full: bool = False) -> str:
    """The difference for people; `full` shows what is folded otherwise."""
    paint = Paint(color)
    blocks = [[paint.strong(headline(difference))], list(_overlays(difference, paint, full=full))]
    blocks += _reasons(
        paint.style("Does not build after the change", fg="red", bold=True), failures(difference)
    )
    blocks += _reasons(paint.strong("Did not build before, so not compared"), repaired(difference))
    blocks += [list(_change(one, difference, paint, full=full)) for one in difference.changes]
    return inert("\n\n".join("\n".join(block) for block in blocks if block) + "\n")


def _overlays(difference: Difference, paint: Paint, *, full: bool) -> Iterator[str]:
    """A line for each overlay that differs."""
    found = [one for one in difference.overlays if one.standing is not Standing.SAME]
    shown = found if full else found[:_LISTED]
    paths = [visible(one.overlay.path, LONGEST) for one in shown]
    width = max(map(len, paths), default=0)
    places = [visible(one.overlay.environment, LONGEST) for one in shown]
    room = max(map(len, places), default=0)
    for one, path, place in zip(shown, paths, places, strict=True):
        yield f"  {path:<{width}}  {place:<{room}}  {_counts(one, paint)}".rstrip()
    if len(found) > len(shown):
        yield f"  and {number(len(found) - len(shown))} more; --full lists all"


def _counts(one: OverlayDifference, paint: Paint) -> str:
    counts = [
        paint.style(f"{SIGNS[sort]}{number(count)}", fg=_SORTS[sort.value])
        for sort in SIGNS
        if (count := one.counts.get(sort))
    ]
    said = standing_text(one)
    return " ".join(
        [*counts, *([paint.style(said, fg="red") if one.failures_after else said] if said else [])]
    )


def _reasons(name: str, reasons: Sequence[tuple[str, tuple[str, ...]]]) -> Iterator[list[str]]:
    if reasons:
        yield [name, *(f"  {reason}\n    {overlays_named(paths)}" for reason, paths in reasons)]


def _change(change: Change, difference: Difference, paint: Paint, *, full: bool) -> Iterator[str]:
    who, what, where = title(change, reach(difference))
    yield f"{paint.strong(who)} {paint.style(what, fg=_SORTS[what])} in {where}"
    grave = {one.message for one in change.consequences if one.is_grave}
    for remark in remarks(change):
        yield f"  {paint.style('!', fg='red', bold=True) if remark in grave else '='} {remark}"
    most = _GONE if change.sort is Sort.REMOVED else _LINES
    lines = diff_lines(change, difference.secrets, None if full else most)
    yield from (_line(line, paint) for line in lines.shown)
    if lines.left_out:
        yield paint.faint(f"    … {counted(lines.left_out, 'more line')}; --full shows them")
    for group in places(change, reach(difference)):
        yield from _listed("Of:", group.resources, full=full)
        yield from _listed("In:", group.overlays, full=full)


def _line(line: DiffLine, paint: Paint) -> str:
    if line.sign == "@":
        margin = len(line.text) - len(line.text.lstrip())
        return paint.faint(f"    {' ' * margin}… {line.text.lstrip()}")
    text = f"  {line.sign} {line.text}"
    return paint.style(text, fg=_COLORS[line.sign]) if line.sign in _COLORS else text.rstrip()


def _listed(name: str, entries: Sequence[str], *, full: bool) -> Iterator[str]:
    """Names under a heading, the first ones alone if they are many."""
    limit = len(entries) if full or len(entries) <= _LISTED + 1 else _LISTED
    if entries:
        yield f"  {name}"
    yield from (f"    {entry}" for entry in entries[:limit])
    if len(entries) > limit:
        yield f"    and {number(len(entries) - limit)} more; --full lists all"
