"""What reports say of a difference in words: counts, titles, what comes of it, for text and Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from validator.difference.difference import Change, Difference, Occurrence, OverlayDifference, Sort, Standing
from validator.masking.values import without_secrets
from validator.model import without_hash
from validator.report.visible import counted, number, visible

LONGEST = 200  # characters of a name
_REASON = 600  # characters of why an overlay does not build
_TELLING = 12  # characters: a shorter value of a Secret may occur in a message by chance
SIGNS = {Sort.CHANGED: "~", Sort.ADDED: "+", Sort.REMOVED: "-", Sort.RENAMED: "→"}


def counts_of(difference: Difference) -> Counter[Sort]:
    """How many resources of all overlays are added, removed, renamed, changed."""
    total: Counter[Sort] = Counter()
    for one in difference.overlays:
        total.update(one.counts)
    return total


def headline(difference: Difference) -> str:
    """The whole difference in a sentence."""
    affected = len(difference.overlays)
    if difference.is_empty:
        return (
            f"No difference in {counted(affected, 'affected overlay')}"
            if affected
            else "No overlay is affected"
        )
    changing = sum(one.standing is not Standing.SAME for one in difference.overlays)
    total = counts_of(difference)
    resources = [
        f"{counted(total[sort], 'resource') if first else number(total[sort])} {sort.value}"
        for first, sort in _flagged([sort for sort in _SPOKEN if total[sort]])
    ]
    of = f" of {number(affected)} affected" if changing < affected else ""
    verb = "differs" if changing == 1 and not of else "differ"
    same = len(difference.changes)
    kinds = f" ({counted(same, 'distinct change')})" if 1 < same < total.total() else ""
    kinds = " (all the same change)" if same == 1 < total.total() else kinds
    said = ", ".join(resources) or "see below"
    return f"{number(changing)}{of} {_overlays(changing, of)} {verb}: {said}{kinds}"


_SPOKEN = (Sort.CHANGED, Sort.RENAMED, Sort.ADDED, Sort.REMOVED)


def _flagged(sorts: Sequence[Sort]) -> list[tuple[bool, Sort]]:
    return [(at == 0, sort) for at, sort in enumerate(sorts)]


def _overlays(count: int, of: str) -> str:
    return "overlay" if count == 1 and not of else "overlays"


def failures(difference: Difference) -> list[tuple[str, tuple[str, ...]]]:
    """Why overlays do not build after the change, each reason with its overlays."""
    return _reasons(difference, Standing.FAILED)


def repaired(difference: Difference) -> list[tuple[str, tuple[str, ...]]]:
    """Why overlays did not build before that do now, each reason with its overlays."""
    return _reasons(difference, Standing.REPAIRED)


def _reasons(difference: Difference, standing: Standing) -> list[tuple[str, tuple[str, ...]]]:
    found: dict[str, list[str]] = {}
    for one in difference.overlays:
        if one.standing is standing:
            messages = one.failures_after if standing is Standing.FAILED else one.failures_before
            for message in messages:
                found.setdefault(safe_message(message, difference), []).append(one.overlay.path)
    return [(reason, tuple(paths)) for reason, paths in found.items()]


def safe_message(message: str, difference: Difference) -> str:
    """Why a build failed on one line, without the values that the other side's Secrets have."""
    telling = sorted(
        (value for value in difference.secrets if len(value) >= _TELLING), key=lambda v: (-len(v), v)
    )
    return visible(without_secrets(message, telling), _REASON)


def standing_text(one: OverlayDifference) -> str:
    """What becomes of an overlay, where that is more than changed resources."""
    if one.standing is Standing.FAILED:
        return "does not build"
    if one.standing is Standing.REPAIRED:
        return f"builds again: {counted(one.unchanged, 'resource')}, not compared"
    if one.standing is Standing.ADDED:
        return "new overlay"
    if one.standing is Standing.REMOVED:
        return "overlay removed" if not one.failures_before else "overlay removed; it did not build"
    return f"was {visible(one.was, LONGEST)}" if one.was else ""


def title(change: Change) -> tuple[str, str, str]:
    """A change's resource, what becomes of it, and where: Deployment/shop/web, changed, 3 overlays."""
    first = change.occurrences[0]
    overlays = change.overlays
    where = visible(overlays[0], LONGEST) if len(overlays) == 1 else counted(len(overlays), "overlay")
    names = tuple(dict.fromkeys(resource_name(one) for one in change.occurrences))
    bare = {(one.id.kind, without_hash(one.id.name)) for one in change.occurrences}
    if len(names) == 1:
        who = names[0]
    elif len(bare) == 1 and change.sort is not Sort.RENAMED:
        who = visible(f"{first.id.kind}/{without_hash(first.id.name)}", LONGEST)
    else:
        kinds = Counter(one.id.kind for one in change.occurrences)
        [(kind, _), *others] = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
        who = counted(len(change.occurrences), "resource" if others else visible(kind, LONGEST))
    return who, change.sort.value, where


def resource_name(one: Occurrence) -> str:
    """A resource as people name it; one that is renamed with both names."""
    before, after = one.before, one.after
    names = [
        "/".join(filter(None, (side.kind, side.namespace, without_hash(side.name))))
        for side in (before, after)
        if side is not None
    ]
    return " → ".join(visible(name, LONGEST) for name in dict.fromkeys(names))


def remarks(change: Change) -> list[str]:
    """What comes of a change, in words."""
    follows = f"takes over the new {' and '.join(visible(name, LONGEST) for name in change.follows)}"
    return [*(one.message for one in change.consequences), *([follows] if change.follows else [])]
