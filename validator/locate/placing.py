"""The stage: every raw finding, in every overlay that it reaches, gets the line that set it, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from validator.keys import exists, keyed_path
from validator.model import (
    Build,
    FieldPath,
    Location,
    Overlay,
    RawFinding,
    Resource,
    Role,
    Severity,
    Step,
)
from validator.places import Placed
from validator.tree.source import TooManyNodesError, child, span, value
from validator.tree.tree import Tree

if TYPE_CHECKING:
    from validator.locate.alike import LikenessOf, Shared


SeverityOf = Callable[[RawFinding, "Overlay | None"], Severity]
_Order = tuple[int, int]  # of a build, and of the resource in it
_OUTSIDE = (-1, 0)


class Placing:
    """Places the findings in some builds as they become known. `failures` are the places of failed builds."""

    def __init__(
        self,
        builds: Sequence[Build],
        failures: Sequence[Location | None],
        tree: Tree,
        likeness_of: LikenessOf,
        severity_of: SeverityOf,
    ) -> None:
        self._builds = builds
        self._by_path = {build.overlay.path: build.overlay for build in builds}
        self._failures = failures
        self._tree = tree
        self._likeness_of = likeness_of
        self._severity_of = severity_of
        self._shared: Shared | None = None
        self._found: list[tuple[_Order, Placed]] = []

    def place(self, raws: Iterable[RawFinding]) -> None:
        """Take up findings that no call before this one was given."""
        in_resources: dict[str, list[RawFinding]] = {}
        for raw in raws:
            if raw.resource is None:
                self._found += [(_OUTSIDE, one) for one in self._outside(raw)]
            else:
                in_resources.setdefault(raw.resource, []).append(raw)
        if in_resources:
            self._in_resources(in_resources)

    @property
    def placed(self) -> list[Placed]:
        """Every finding so far that is reported, once for each overlay, in an order of the builds."""
        return [one for _, one in sorted(self._found, key=lambda found: found[0])]

    def _in_resources(self, raws: Mapping[str, Sequence[RawFinding]]) -> None:
        if self._shared is None:
            from validator.locate.alike import Shared  # the merge: a clean repository does without
            from validator.locate.locator import Locator

            self._shared = Shared(Locator(self._tree), self._likeness_of)
        for number, indexes in self._holding(raws):
            build = self._builds[number]
            wanted = [
                (index, raw, resource, severity)
                for index, resource in ((at, build.resources[at]) for at in indexes)
                for raw in raws[resource.digest]
                if not raw.overlays or build.overlay.path in raw.overlays
                if (severity := self._severity_of(raw, build.overlay)) is not Severity.OFF
            ]
            if wanted:
                placed = _in_overlay(build.overlay, [one[1:] for one in wanted], self._shared)
                order = ((number, index) for index, *_ in wanted)
                self._found += zip(order, placed, strict=True)

    def _holding(self, digests: Iterable[str]) -> list[tuple[int, list[int]]]:
        """The builds that have resources of some digests, in their order, and which of theirs these are."""
        found: dict[int, list[int]] = {}
        for number, index in sorted(place for digest in digests for place in self._places.get(digest, ())):
            found.setdefault(number, []).append(index)
        return list(found.items())

    @cached_property
    def _places(self) -> dict[str, list[_Order]]:
        """Where each resource is, by its digest."""
        places: dict[str, list[_Order]] = {}
        for number, build in enumerate(self._builds):
            for index, resource in enumerate(build.resources):
                places.setdefault(resource.digest, []).append((number, index))
        return places

    def _outside(self, raw: RawFinding) -> list[Placed]:
        """A finding in a source file, of a failed build, or about an overlay as a whole."""
        tree, location = self._tree, None
        if raw.failure is not None:
            location = self._failures[raw.failure]
        elif raw.file is not None:
            location = in_file(tree, raw.file, raw.document, raw.path)
        chain: tuple[Step, ...] = ()
        if location is not None:
            chain = (Step(file=location.file, line=location.line, role=Role.KUSTOMIZATION),)
        keyed = keyed_path(_document(tree, raw.file, raw.document), raw.path)
        reached: list[Overlay | None] = [
            self._by_path[path] for path in raw.overlays if path in self._by_path
        ]
        return [
            Placed(
                rule=raw.rule,
                message=raw.message,
                severity=severity,
                overlay=overlay.path if overlay else None,
                resource=None,
                digest=None,
                path=raw.path,
                keyed=keyed,
                missing=False,
                location=location,
                chain=chain,
                file=raw.file,
                failure=raw.failure,
            )
            for overlay in reached or [None]
            if (severity := self._severity_of(raw, overlay)) is not Severity.OFF
        ]


def _in_overlay(
    overlay: Overlay, wanted: Sequence[tuple[RawFinding, Resource, Severity]], shared: Shared
) -> list[Placed]:
    places = shared.places(overlay, [(resource, raw.path) for raw, resource, _ in wanted])
    return [
        Placed(
            rule=raw.rule,
            message=raw.message,
            severity=severity,
            overlay=overlay.path,
            resource=resource.id,
            digest=resource.digest,
            path=raw.path,
            keyed=keyed_path(resource.body, raw.path if raw.subject is None else raw.subject),
            missing=bool(raw.path) and not exists(resource.body, raw.path),
            location=found.location,
            chain=found.chain,
        )
        for (raw, resource, severity), found in zip(wanted, places, strict=True)
    ]


def in_file(tree: Tree, file: str, document: int, path: FieldPath) -> Location | None:
    """The region of a node of a source file, or of its nearest ancestor that exists."""
    source = tree.source(file)
    if source is None or document >= len(source.documents):
        return None
    node = source.documents[document]
    if node is None:
        return None
    for part in path:
        found = child(node, part)
        if found is None:
            break
        node = found[1]
    return span(file, node)


def _document(tree: Tree, file: str | None, number: int) -> Any:
    """The value of a document of a source file, None where there is none that can be read."""
    source = tree.source(file) if file is not None else None
    if source is None or number >= len(source.documents):
        return None
    try:
        return value(source.documents[number])
    except TooManyNodesError:
        return None
