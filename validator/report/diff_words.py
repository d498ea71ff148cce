"""What reports say of a difference in words: counts, titles, what comes of it, for text and Markdown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from validator.difference.difference import Change, Difference, Occurrence, OverlayDifference, Sort, Standing
from validator.masking.values import telling, without_secrets
from validator.model import without_hash
from validator.report.visible import counted, number, visible

LONGEST = 200  # characters of a name
_REASON = 600  # characters of why an overlay does not build
SIGNS = {Sort.CHANGED: "~", Sort.RENAMED: "→", Sort.ADDED: "+", Sort.REMOVED: "-"}


def counts_of(difference: Difference) -> Counter[Sort]:
    """How many resources of all overlays are added, removed, renamed, changed."""
    total: Counter[Sort] = Counter()
    for one in difference.overlays:
        total.update(one.counts)
    return total


def headline(difference: Difference) -> str:
    """The whole difference in a sentence or two."""
    standings = Counter(one.standing for one in difference.overlays)
    affected, failed = standings.total(), standings[Standing.FAILED]
    changing = affected - failed - standings[Standing.SAME]
    if not affected:
        return "No overlay is affected"
    said = [f"{counted(failed, 'overlay')} {'does' if failed == 1 else 'do'} not build"] if failed else []
    if changing:
        of = f" of {counted(affected, 'affected overlay')}" if changing < affected else ""
        who = f"{number(changing)}{of}" if of else counted(changing, "overlay")
        said.append(f"{who} {'changes' if changing == 1 else 'change'}: {_resources(difference)}")
    elif standings[Standing.SAME]:
        said.append(f"no difference in {counted(standings[Standing.SAME], 'affected overlay')}")
    text = "; ".join(said)
    return text[0].upper() + text[1:]


def _resources(difference: Difference) -> str:
    total, distinct = counts_of(difference), len(difference.changes)
    spoken = [sort for sort in SIGNS if total[sort]]
    counts = [f"{counted(total[sort], 'resource')} {sort.value}" for sort in spoken[:1]]
    counts += [f"{number(total[sort])} {sort.value}" for sort in spoken[1:]]
    if distinct < total.total():
        same = "the same change" if distinct == 1 else f"{counted(distinct, 'distinct change')}"
        return f"{', '.join(counts)} ({same})"
    return ", ".join(counts) or "no resource that can be compared"


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
    values = sorted(telling(difference.secrets), key=lambda value: (-len(value), value))
    return visible(without_secrets(message, values), _REASON)


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


def reach(difference: Difference) -> int:
    """How many overlays have changes that are shown: a change that all of them have need not list them."""
    return sum(bool(one.counts) for one in difference.overlays)


def title(change: Change, reached: int) -> tuple[str, str, str]:
    """A change's resource, what becomes of it, and where: Deployment/shop/web, changed, 3 overlays."""
    first = change.occurrences[0]
    overlays = change.overlays
    where = visible(overlays[0], LONGEST) if len(overlays) == 1 else counted(len(overlays), "overlay")
    if 1 < reached == len(overlays):
        where = "both overlays" if reached == 2 else f"all {where}"
    names = tuple(dict.fromkeys(_full(one) for one in change.occurrences))
    bare = {(one.id.kind, without_hash(one.id.name)) for one in change.occurrences}
    if len(names) == 1:
        who = names[0]
    elif len(bare) == 1 and change.sort is not Sort.RENAMED:
        who = _brief(first)
    else:
        kinds = Counter(one.id.kind for one in change.occurrences)
        [(kind, _), *others] = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
        who = counted(len(change.occurrences), "resource" if others else visible(kind, LONGEST))
    return who, change.sort.value, where


@dataclass(frozen=True, slots=True)
class Places:
    """Resources that a change is made to and the overlays, each () where the title says so."""

    resources: tuple[str, ...]
    overlays: tuple[str, ...]


def places(change: Change, reached: int) -> list[Places]:
    """Where a change is made, resources of the same overlays together; [] if the title says it all."""
    if len(change.occurrences) == 1:
        return []
    brief = Counter((one.overlay, _brief(one)) for one in change.occurrences)
    is_clear = max(brief.values()) == 1 and change.sort is not Sort.RENAMED
    found: dict[str, dict[str, None]] = {}
    for one in change.occurrences:
        found.setdefault(_brief(one) if is_clear else _full(one), {})[one.overlay] = None
    groups: dict[tuple[str, ...], list[str]] = {}
    for name, overlays in found.items():
        groups.setdefault(tuple(visible(path, LONGEST) for path in overlays), []).append(name)
    listed = [
        Places(
            tuple(names) if len(found) > 1 else (),
            paths if len(groups) > 1 or len(paths) not in (1, reached) else (),
        )
        for paths, names in groups.items()
    ]
    return [group for group in listed if group.resources or group.overlays]


def _full(one: Occurrence) -> str:
    """A resource as people name it; one that is renamed with both names."""
    before, after = one.before, one.after
    names = [
        "/".join(filter(None, (side.kind, side.namespace, without_hash(side.name))))
        for side in (before, after)
        if side is not None
    ]
    return " → ".join(visible(name, LONGEST) for name in dict.fromkeys(names))


def _brief(one: Occurrence) -> str:
    """A resource without its namespace."""
    return visible(f"{one.id.kind}/{without_hash(one.id.name)}", LONGEST)


def remarks(change: Change) -> list[str]:
    """What comes of a change, in words."""
    follows = f"takes over the new {' and '.join(visible(name, LONGEST) for name in change.follows)}"
    return [*(one.message for one in change.consequences), *([follows] if change.follows else [])]
