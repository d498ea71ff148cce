"""Resources that a kustomization renamed: the same object under another name or in another namespace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from validator.locate.locator import Locator
from validator.model import Build, Resource, without_hash
from validator.names import Name, name_of
from validator.survey import Survey
from validator.verdict import Verdict

_Where = tuple[Build, Resource]
_Origin = tuple[str, str, str, str]  # group, kind, namespace and name in the source


def renamed(
    before: Survey, verdicts_before: Sequence[Verdict], after: Survey, verdicts_after: Sequence[Verdict]
) -> dict[Name, Name]:
    """By what a resource was called: what it is called now, where its source calls it what it did."""
    were, are = _by_name(before, verdicts_before), _by_name(after, verdicts_after)
    gone = {name: one for name, one in were.items() if name not in are}
    come = {name: one for name, one in are.items() if name not in were}
    kinds = {name[:2] for name in gone} & {name[:2] for name in come}
    origins_before = _origins(gone, kinds, Locator(before.tree))
    origins_after = _origins(come, kinds, Locator(after.tree))
    found: dict[Name, Name] = {}
    for origin, names in origins_before.items():
        others = origins_after.get(origin, [])
        if len(names) == len(others):  # of several that share a source, in the order of their names
            found.update(zip(names, others, strict=True))
    return found


def _by_name(survey: Survey, verdicts: Sequence[Verdict]) -> dict[Name, _Where]:
    """The resources of some overlays; where a verdict was remembered they are built now."""
    builds = survey.build([one.overlay for one in verdicts], lambda: None)
    return {name_of(resource.id): (build, resource) for build in builds for resource in build.resources}


def _origins(
    where: dict[Name, _Where], kinds: Iterable[tuple[str, str]], locator: Locator
) -> dict[_Origin, list[Name]]:
    """Names of resources of some kinds by what their source calls them, where that can be told."""
    wanted = set(kinds)
    by_overlay: dict[int, list[Name]] = {}
    for name in sorted(where):
        if name[:2] in wanted:
            by_overlay.setdefault(id(where[name][0]), []).append(name)
    found: dict[_Origin, list[Name]] = {}
    for names in by_overlay.values():
        overlay = where[names[0]][0].overlay
        origins = locator.first_ids(overlay, [where[name][1].body for name in names])
        for name, origin in zip(names, origins, strict=True):
            if origin is not None:
                source = (*name[:2], origin.namespace, without_hash(origin.name))
                found.setdefault(source, []).append(name)
    return found
