"""Resources that a prefix or suffix of a kustomization renamed: the same object under another name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from validator.locate.locator import Locator
from validator.model import Build, Resource, without_hash
from validator.names import Name, name_of
from validator.survey import Survey
from validator.verdict import Verdict

_Where = tuple[Build, Resource]


def renamed(
    before: Survey, verdicts_before: Sequence[Verdict], after: Survey, verdicts_after: Sequence[Verdict]
) -> dict[Name, str]:
    """By what a resource was called: what it is called now, where its source has the name that it had."""
    were, are = _by_name(before, verdicts_before), _by_name(after, verdicts_after)
    gone = {name: one for name, one in were.items() if name not in are}
    come = {name: one for name, one in are.items() if name not in were}
    kinds = {name[:3] for name in gone} & {name[:3] for name in come}
    origins_before = _origins(gone, kinds, Locator(before.tree))
    origins_after = _origins(come, kinds, Locator(after.tree))
    found: dict[Name, str] = {}
    for origin, names in origins_before.items():
        others = origins_after.get(origin, [])
        if len(names) == len(others):  # of several that share a source, in the order of their names
            found.update((old, new[3]) for old, new in zip(names, others, strict=True))
    return found


def _by_name(survey: Survey, verdicts: Sequence[Verdict]) -> dict[Name, _Where]:
    """The resources of some overlays; where a verdict was remembered they are built now."""
    builds = survey.build([one.overlay for one in verdicts], lambda: None)
    return {name_of(resource.id): (build, resource) for build in builds for resource in build.resources}


def _origins(
    where: dict[Name, _Where], kinds: Iterable[tuple[str, str, str]], locator: Locator
) -> dict[Name, list[Name]]:
    """Names by group, kind, namespace and the name in the source."""
    wanted = set(kinds)
    by_overlay: dict[int, list[Name]] = {}
    for name in sorted(where):
        if name[:3] in wanted:
            by_overlay.setdefault(id(where[name][0]), []).append(name)
    found: dict[Name, list[Name]] = {}
    for names in by_overlay.values():
        overlay = where[names[0]][0].overlay
        origins = locator.first_names(overlay, [where[name][1].body for name in names])
        for name, origin in zip(names, origins, strict=True):
            if origin is not None:
                found.setdefault((*name[:3], without_hash(origin)), []).append(name)
    return found
