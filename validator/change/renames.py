"""Resources that a kustomization renamed: the same object under another name or in another namespace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from validator.locate.locator import Locator
from validator.model import Build, Resource, without_hash
from validator.names import Name, name_of
from validator.survey import Survey
from validator.verdict import Verdict

_Where = tuple[Build, Resource]
_Origin = tuple[str, ...]  # group, kind and the name in the source, after them perhaps the namespace


def renamed(
    before: Survey, verdicts_before: Sequence[Verdict], after: Survey, verdicts_after: Sequence[Verdict]
) -> dict[Name, Name]:
    """By what a resource was called: what it is called now, where its source has the name that it had."""
    were, are = _by_name(before, verdicts_before), _by_name(after, verdicts_after)
    gone = {name: one for name, one in were.items() if name not in are}
    come = {name: one for name, one in are.items() if name not in were}
    kinds = {name[:2] for name in gone} & {name[:2] for name in come}
    origins_before = _origins(gone, kinds, Locator(before.tree))
    origins_after = _origins(come, kinds, Locator(after.tree))
    found: dict[Name, Name] = {}
    for named in (_within_namespace, _anywhere):
        left = [name for name in origins_before if name not in found]
        others = [name for name in origins_after if name not in found.values()]
        theirs = _grouped(others, origins_after, named)
        for origin, names in _grouped(left, origins_before, named).items():
            if len(names) == len(theirs.get(origin, ())):  # of several that share a source, in their order
                found.update(zip(names, theirs[origin], strict=True))
    return found


def _within_namespace(name: Name, source: str) -> _Origin:
    return (*name[:2], source, name[2])


def _anywhere(name: Name, source: str) -> _Origin:
    return (*name[:2], source)


def _grouped(
    names: Iterable[Name], origins: Mapping[Name, str], named: Callable[[Name, str], _Origin]
) -> dict[_Origin, list[Name]]:
    found: dict[_Origin, list[Name]] = {}
    for name in sorted(names):
        found.setdefault(named(name, origins[name]), []).append(name)
    return found


def _by_name(survey: Survey, verdicts: Sequence[Verdict]) -> dict[Name, _Where]:
    """The resources of some overlays; where a verdict was remembered they are built now."""
    builds = survey.build([one.overlay for one in verdicts], lambda: None)
    return {name_of(resource.id): (build, resource) for build in builds for resource in build.resources}


def _origins(
    where: dict[Name, _Where], kinds: Iterable[tuple[str, str]], locator: Locator
) -> dict[Name, str]:
    """The names that resources of some kinds have in their source, where that can be told."""
    wanted = set(kinds)
    by_overlay: dict[int, list[Name]] = {}
    for name in sorted(where):
        if name[:2] in wanted:
            by_overlay.setdefault(id(where[name][0]), []).append(name)
    found: dict[Name, str] = {}
    for names in by_overlay.values():
        overlay = where[names[0]][0].overlay
        origins = locator.first_names(overlay, [where[name][1].body for name in names])
        for name, origin in zip(names, origins, strict=True):
            if origin is not None:
                found[name] = without_hash(origin)
    return found
