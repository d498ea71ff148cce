"""What a check covered and what it did not, for people: shown also when there is nothing to find."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import validator
from validator.masking.text import mask_text
from validator.model import BaselineEntry, Finding, Overlay, Result, State, Status, Unresolved
from validator.report.paint import Paint
from validator.report.summary import Summary, summarize
from validator.report.visible import counted, number, visible

_LISTED = 20
_OVERLAYS = 3
_NAME = 200  # characters
_REASON = 300  # characters


def coverage_lines(result: Result, paint: Paint) -> Iterator[list[str]]:
    """Blocks of lines: overlays that failed, what was left out, what stays unresolved, the summary."""
    for block in (
        _failed(result, paint),
        left_out_lines([report.overlay for report in result.overlays], paint),
        assumed_lines([report.overlay for report in result.overlays], paint),
        unresolved_lines(result.unresolved, paint),
        _listed(paint.strong("Mind"), [f"  {visible(text, 2 * _REASON)}" for text in result.remarks]),
        _fixed(result.fixed, paint),
    ):
        if block:
            yield block
    yield summary_lines(result, paint)


def _failed(result: Result, paint: Paint) -> list[str]:
    """The overlays that failed, those with the same reason together, the most frequent reason first."""
    failed = [report.overlay.path for report in result.overlays if report.status is Status.FAILED]
    reasons: dict[str, str] = {}
    for finding in result.findings:
        for overlay in finding.overlays if finding.rule.startswith("overlay-") else ():
            reasons.setdefault(overlay, f"{finding.rule}: {mask_text(finding.message)}")
    groups: dict[str, list[str]] = defaultdict(list)
    for path in failed:
        groups[reasons.get(path, "no finding says why")].append(path)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group))
    lines = [f"  {visible(reason, _REASON)}\n    {overlays_named(paths)}" for reason, paths in ordered]
    return _listed(paint.strong(f"Not checked: {counted(len(failed), 'overlay')}"), lines)


def overlays_named(overlays: Sequence[str]) -> str:
    """The first few overlays, and how many more there are."""
    more = len(overlays) - _OVERLAYS
    named = ", ".join(visible(overlay, _NAME) for overlay in overlays[:_OVERLAYS])
    return f"{named} and {number(more)} more" if more > 0 else named


def left_out_lines(overlays: Sequence[Overlay], paint: Paint) -> list[str]:
    """What the controllers add to builds and the check does not, with how many overlays it concerns."""
    counts = Counter(name for overlay in overlays for name in set(overlay.left_out))
    lines = [f"  {visible(name, _REASON)} ({counted(counts[name], 'overlay')})" for name in sorted(counts)]
    return _listed(paint.strong("Left out: what the controllers add to these builds is not checked"), lines)


def assumed_lines(overlays: Sequence[Overlay], paint: Paint) -> list[str]:
    """What the repository does not say and was taken to be so, with how many overlays rest on it."""
    counts = Counter(what for overlay in overlays for what in set(overlay.assumed))
    lines = [f"  {visible(what, _REASON)} ({counted(counts[what], 'overlay')})" for what in sorted(counts)]
    return _listed(paint.strong("Assumed: what the repository does not say"), lines)


def unresolved_lines(entries: Sequence[Unresolved], paint: Paint, limit: int | None = _LISTED) -> list[str]:
    """What could not be followed, above all entry points, with the reasons; the first `limit` of them."""
    lines = [f"  {unresolved_text(entry)}" for entry in entries]
    return _listed(paint.strong(f"Not resolved: {counted(len(entries), 'reference')}"), lines, limit)


def unresolved_text(entry: Unresolved) -> str:
    """An entry point that names no directory we can know, where it stands and why."""
    line = f":{entry.line}" if entry.line else ""
    place = f" ({entry.file}{line})" if entry.file else ""
    return visible(f"{entry.kind} {entry.name}{place}: {mask_text(entry.reason)}", 2 * _REASON)


def _fixed(entries: Sequence[BaselineEntry], paint: Paint) -> list[str]:
    """The entries of the baseline that nothing meets any more."""
    lines = [f"  {visible(_entry_text(entry), 2 * _REASON)}" for entry in entries]
    title = f"Fixed since the baseline: {counted(sum(entry.count for entry in entries), 'finding')}"
    return _listed(paint.strong(f"{title}; `mergegate baseline prune` drops the entries"), lines)


def _entry_text(entry: BaselineEntry) -> str:
    resource = "/".join(part for part in (entry.kind, entry.namespace, entry.name) if part)
    about = " ".join(part for part in (resource, "/".join(entry.path)) if part)
    return f"{entry.rule}{f': {about}' if about else ''}{f' in {entry.overlay}' if entry.overlay else ''}"


def _listed(title: str, lines: list[str], limit: int | None = _LISTED) -> list[str]:
    more = len(lines) - (limit or len(lines))
    rest = [f"  and {number(more)} more; --format json lists all"] if more > 0 else []
    return [title, *lines[:limit], *rest] if lines else []


def summary_lines(result: Result, paint: Paint) -> list[str]:
    """What was checked and what came of it on one line, then what is not counted, and by which tools."""
    summary = summarize(result)
    new = [finding for finding in result.findings if finding.state is State.NEW]
    aside = [
        f"{number(count)} {word}"
        for count, word in ((summary.failed, "failed"), (summary.unaffected, "unaffected"))
        if count
    ]
    covered = (
        f"{counted(summary.overlays, 'overlay')}{' (' + ', '.join(aside) + ')' if aside else ''}, "
        f"{counted(summary.resources, 'resource')}, {counted(summary.rules, 'rule')}"
    )
    set_aside = [
        f"{number(count)} {word}"
        for count, word in (
            (summary.known, "known before"),
            (summary.fixed, "fixed"),
            (summary.waived, "waived"),
        )
        if count
    ]
    tools = result.tools
    return [
        paint.strong(f"{covered}: {_verdict(summary, new, is_change=result.is_change)}"),
        *([f"Not counted: {', '.join(set_aside)}"] if set_aside else []),
        f"mergegate {validator.__version__}, kustomize {visible(tools.kustomize)}, "
        f"{visible(tools.engine)} {visible(tools.engine_version)}",
    ]


def _verdict(summary: Summary, new: Sequence[Finding], *, is_change: bool) -> str:
    counts = [
        counted(count, noun)
        for count, noun in ((summary.errors, "error"), (summary.warnings, "warning"), (summary.notes, "note"))
        if count
    ]
    if counts:
        files = len({finding.location.file for finding in new if finding.location})
        return ", ".join(counts) + (f" in {counted(files, 'file')}" if files else "")
    if not summary.overlays:
        return "no overlay was found, so nothing was checked"
    if is_change and summary.unaffected == summary.overlays:
        return "the change reaches no overlay"
    if not summary.rules:
        return "no rule ran, so nothing was checked"
    return "no new findings" if is_change or summary.known or summary.waived else "no findings"
