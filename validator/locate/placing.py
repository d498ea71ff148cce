"""The stage: every raw finding, in every overlay that it reaches, gets the line that set it, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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


def place(
    raws: Iterable[RawFinding],
    builds: Sequence[Build],
    failures: Sequence[Location | None],
    tree: Tree,
    likeness_of: LikenessOf,
    severity_of: SeverityOf,
) -> list[Placed]:
    """Every finding that is reported, once for each overlay. `failures` are the places of failed builds."""
    everything = list(raws)
    others = [raw for raw in everything if raw.resource is None]
    in_resources = [raw for raw in everything if raw.resource is not None]
    by_path = {build.overlay.path: build.overlay for build in builds}
    placed = [one for raw in others for one in _outside(raw, by_path, failures, tree, severity_of)]
    if in_resources:
        from validator.locate.alike import Shared  # the merge: a clean repository does without
        from validator.locate.locator import Locator

        placed += _in_resources(in_resources, builds, Shared(Locator(tree), likeness_of), severity_of)
    return placed


def _in_resources(
    raws: Sequence[RawFinding], builds: Sequence[Build], shared: Shared, severity_of: SeverityOf
) -> list[Placed]:
    by_digest: dict[str, list[RawFinding]] = {}
    for raw in raws:
        by_digest.setdefault(raw.resource or "", []).append(raw)
    placed: list[Placed] = []
    for build in builds:
        wanted = [
            (raw, resource, severity)
            for resource in build.resources
            for raw in by_digest.get(resource.digest, ())
            if not raw.overlays or build.overlay.path in raw.overlays
            if (severity := severity_of(raw, build.overlay)) is not Severity.OFF
        ]
        if wanted:
            placed += _in_overlay(build.overlay, wanted, shared)
    return placed


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


def _outside(
    raw: RawFinding,
    overlays: Mapping[str, Overlay],
    failures: Sequence[Location | None],
    tree: Tree,
    severity_of: SeverityOf,
) -> list[Placed]:
    """A finding in a source file, of a failed build, or about an overlay as a whole."""
    if raw.failure is not None:
        location = failures[raw.failure]
    else:
        location = in_file(tree, raw.file, raw.document, raw.path) if raw.file is not None else None
    chain: tuple[Step, ...] = ()
    if location is not None:
        chain = (Step(file=location.file, line=location.line, role=Role.KUSTOMIZATION),)
    keyed = keyed_path(_document(tree, raw.file, raw.document), raw.path)
    reached: list[Overlay | None] = [overlays[path] for path in raw.overlays if path in overlays]
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
        if (severity := severity_of(raw, overlay)) is not Severity.OFF
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
