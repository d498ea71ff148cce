"""What a check of a change must say, worked out the long way: from full checks of both sides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from validator import check as line
from validator.errors import MergegateError
from validator.locate import placing as stage
from validator.model import Build, Location, without_hash
from validator.options import Options
from validator.places import Placed
from validator.progress import Progress
from validator.start import start

_AFFIXES = re.compile(r"zq-|-v\dx")  # of the steps that add them to names; others may stand around them
_OF_FIXTURES = re.compile(r"^web-|-(?:blue|green|dev)$")  # which a swap of directories may take off or put on
_ELEMENT = re.compile(r"(?<=^\[)\d+(?=~[0-9a-f]{10}\]$)")  # an index before what an element holds
_OF_OVERLAYS = 3  # what an identity has that is of no resource
Group = tuple[Any, ...]  # what JSON tells of a finding in one overlay
Identity = tuple[Any, ...]


@dataclass(frozen=True)
class Full:
    """A full check: what was rendered, what was found, or the code of the error that it ended with."""

    builds: Mapping[str, Build] = field(default_factory=dict)
    placed: Sequence[Placed] = ()
    error: int = 0

    @property
    def failed(self) -> set[str]:
        """The overlays that did not build."""
        return {path for path, build in self.builds.items() if build.failures}

    @property
    def environments(self) -> list[str]:
        """Those of the overlays; a change that introduces nothing leaves them as they are."""
        return sorted(build.overlay.environment for build in self.builds.values())

    def digests(self, overlay: str) -> list[str]:
        """What an overlay renders, object by object."""
        return [resource.digest for resource in self.builds[overlay].resources]


def full_check(root: Path) -> Full:
    """Check everything. The stages are listened to, because a report folds what we want to see apart."""
    heard: dict[str, Any] = {}

    def place(builds: Sequence[Build], *rest: Any) -> Any:
        heard["builds"] = {build.overlay.path: build for build in builds}
        return placing(builds, *rest)

    def fold(placed: Iterable[Placed], rules: Any) -> Any:
        heard["placed"] = tuple(placed)
        return folding(heard["placed"], rules)

    placing, folding = stage.Placing, line.fold
    with (
        mock.patch.object(stage, "Placing", place),
        mock.patch.object(line, "fold", fold),
        Progress() as progress,
    ):
        try:
            with start(Options(path=root, cache=False)) as begun, line.check(begun, progress):
                assert heard["builds"], "nobody was heard"
        except MergegateError as error:
            return Full(error=error.exit_code)
    return Full(**heard)


def identity(one: Placed, overlay: str) -> Identity:
    """Equal on both sides of a change for one defect: no line, no index, no hash, no affix, no namespace."""
    path = tuple(_ELEMENT.sub("", _AFFIXES.sub("", part)) for part in one.keyed)
    if one.resource is None:
        return one.rule, overlay, path
    resource = one.resource
    name = _AFFIXES.sub("", without_hash(resource.name))
    group = resource.api_version.rpartition("/")[0]
    return one.rule, overlay, path, group, resource.kind, name


@dataclass(frozen=True)
class Expected:
    """What must be told, overlay by overlay; `either` and `fewer`: some are new or fixed, whichever."""

    new: set[Group]
    known: set[Group]
    either: set[Group]
    fixed: set[Group]
    fewer: set[Group]


def expected(base: Full, head: Full, renamed: Mapping[str, str]) -> Expected:
    """Set differences of identities; `renamed` gives the overlays of the base that have other names now."""
    before = Counter(identity(one, one.overlay or "") for one in base.placed)
    bare = {_bare(name) for name in before}
    mine = [(one, identity(one, renamed.get(one.overlay or "", one.overlay or ""))) for one in head.placed]
    after = Counter(name for _, name in mine)
    new, known, either = set[Group](), set[Group](), set[Group]()
    for one, name in mine:
        wanted = new if _bare(name) not in bare else known if after[name] <= before[name] else either
        wanted.add(group_of(one))
    gone, fewer = set[Group](), set[Group]()
    for one in base.placed:
        name = identity(one, one.overlay or "")
        if after[name] < before[name]:
            (fewer if after[name] else gone).add(group_of(one))
    return Expected(new - either, known - either, either, gone, fewer)


def _bare(name: Identity) -> Identity:
    """An identity without what the fixtures themselves add to names."""
    return (*name[:-1], _OF_FIXTURES.sub("", name[-1])) if len(name) > _OF_OVERLAYS else name


def group_of(one: Placed) -> Group:
    """What a report would fold a finding into, in its overlay."""
    tail = [part for part in one.path if isinstance(part, str)][-1:]
    resource = one.resource
    who = (resource.kind, resource.namespace, resource.name) if resource and not one.location else ()
    return one.rule, one.overlay or "", _region(one.location), *tail, *who


def groups_in(report: Mapping[str, Any], *states: str) -> Iterator[Group]:
    """The same of a JSON report."""
    for finding in report["findings"]:
        if finding["state"] not in states:
            continue
        tail = [part for part in finding["path"] if isinstance(part, str)][-1:]
        place, resource = finding["location"], finding["resource"]
        region = tuple(place[key] for key in _KEYS) if place else None
        who = tuple(resource[key] for key in ("kind", "namespace", "name")) if resource and not place else ()
        for overlay in finding["overlays"] or [""]:
            yield (finding["rule"], overlay, region, *tail, *who)


_KEYS = ("file", "line", "column", "end_line", "end_column")


def _region(place: Location | None) -> tuple[Any, ...] | None:
    return tuple(getattr(place, key) for key in _KEYS) if place else None
