"""Which line of the repository set a rendered value, and which files the build ran through on its way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from validator.locate.locations import chain_of, location_of
from validator.locate.names import is_named
from validator.locate.node import SCALAR, Node, scalar_value
from validator.locate.origin import UnmodelledError
from validator.locate.proof import Verdict, agrees, prove
from validator.locate.replay import Replay
from validator.locate.resource import Id, Resource, stringify
from validator.locate.scope import Scope
from validator.locate.state import State
from validator.model import FieldPath, Form, JsonObject, Overlay, ResourceId, without_hash
from validator.places import UNKNOWN, Place, Write
from validator.tree.tree import Tree


class Locator:
    """Places of rendered values in one repository."""

    def __init__(self, tree: Tree) -> None:
        self._replay = Replay(tree)

    def places(self, overlay: Overlay, wanted: Sequence[tuple[JsonObject, FieldPath]]) -> list[Place]:
        """The place of each path in a rendered object of the overlay, in the order asked for.

        A path to a field that does not exist gives the place of its nearest existing ancestor.
        """
        if not wanted or overlay.form is Form.HELM:
            return [UNKNOWN] * len(wanted)
        return _Search(self._replay, overlay, wanted).places()

    def first_ids(self, overlay: Overlay, bodies: Sequence[JsonObject]) -> list[Id | None]:
        """What each rendered object was called before the build changed it; None where that is not known."""
        if not bodies or overlay.form is Form.HELM:
            return [None] * len(bodies)
        return _Search(self._replay, overlay, [(body, ()) for body in bodies]).first_ids()


class _Search:
    """The work for one overlay; all that it builds is freed with it."""

    def __init__(
        self, replay: Replay, overlay: Overlay, wanted: Sequence[tuple[JsonObject, FieldPath]]
    ) -> None:
        self._replay = replay
        self._overlay = overlay
        self._wanted = wanted
        ids = {id(body): ResourceId.of(body) for body, _ in wanted}  # many paths lead into one body
        self._ids = [ids[id(body)] for body, _ in wanted]
        self._found: dict[int, Place] = {}
        self._resources: dict[int, Resource] = {}
        self._renamed: dict[int, frozenset[str]] = {}  # names that a build rewrote, by index

    def places(self) -> list[Place]:
        """The place of every wanted path."""
        scope = Scope.of(set(self._ids))
        for path in (self._overlay.path, *self._overlay.include):
            scope.add_sources(self._replay.plans_of(path))
        missing = self._settle(scope, range(len(self._wanted)))
        if self._renamed:  # who else was called so decides: the place is the same whatever else is asked
            scope.loose.update(*self._renamed.values())
            self._settle(scope, tuple(self._renamed))
        if missing:  # a patch may have renamed it
            self._settle(Scope(everything=True), missing)
        return [self._found.get(index, UNKNOWN) for index in range(len(self._wanted))]

    def first_ids(self) -> list[Id | None]:
        """What every wanted resource was called before anything renamed it."""
        self.places()
        found = [self._resources.get(index) for index in range(len(self._wanted))]
        return [None if one is None else one.ids[0] for one in found]

    def _settle(self, scope: Scope, indexes: Iterable[int]) -> list[int]:
        """Find the places that a build of the scope tells; returns the indexes of unknown resources."""
        state = self._run(scope)
        if self._overlay.form is not Form.ARGO_DIRECTORY:  # kustomize makes all annotations strings
            for built in state.resources:
                stringify(built.root, "annotations")
        known = _by_id(state.resources)
        found: dict[int, Resource | None] = {}
        missing = []
        for index in indexes:
            body, path = self._wanted[index]
            if id(body) not in found:
                found[id(body)] = _find(known, self._ids[index], body)
            resource = found[id(body)]
            if resource is None or (resource.doubtful and not scope.everything):
                missing.append(index)  # not in this scope, or something that it reads is not
                continue
            self._resources[index] = resource
            verdict = prove(resource, body, path, state.resources, state.configuration)
            if verdict.old_names:
                self._renamed[index] = verdict.old_names
            self._found[index] = _place(resource, verdict)
        return missing

    def _run(self, scope: Scope) -> State:
        try:
            if self._overlay.form in (Form.ARGO_DIRECTORY, Form.FLUX_DIRECTORY):
                return self._replay.plain(self._overlay.include, scope.accepts)
            return self._replay.run(self._overlay.path, scope.accepts)
        except (UnmodelledError, RecursionError):  # nested deeper than kustomize itself would like
            return State(accepts=scope.accepts)


def _by_id(resources: Sequence[Resource]) -> dict[ResourceId, list[Resource]]:
    """The final resources by id; for those that get a hash, without it."""
    found: dict[ResourceId, list[Resource]] = defaultdict(list)
    for resource in resources:
        found[_id(resource)].append(resource)
    return found


def _id(resource: Resource) -> ResourceId:
    return ResourceId(
        api_version=resource.api_version,
        kind=resource.kind,
        namespace=resource.namespace,
        name=resource.name,
    )


def _find(known: dict[ResourceId, list[Resource]], wanted: ResourceId, body: JsonObject) -> Resource | None:
    """The resource that was rendered under an id; of several the one that agrees."""
    unhashed = ResourceId(
        api_version=wanted.api_version,
        kind=wanted.kind,
        namespace=wanted.namespace,
        name=without_hash(wanted.name),
    )
    candidates = [
        *(resource for resource in known.get(wanted, ()) if not resource.needs_hash),
        *(r for r in known.get(unhashed, ()) if r.needs_hash and is_named(r, wanted.name)),
    ]
    if len(candidates) > 1:
        candidates = [candidate for candidate in candidates if agrees(candidate.root, body)]
    return candidates[0] if len(candidates) == 1 else None


def _place(resource: Resource, verdict: Verdict) -> Place:
    """What the verdict says; of a value that is not proven only what it belongs to: all else is a guess."""
    if not verdict.proven or resource.doubtful:
        is_around = verdict.node.kind != SCALAR and not resource.doubtful
        origin = _write(verdict.node if is_around else resource.root)
        return Place(location=origin.location, chain=origin.chain, proven=False)
    last = _write(verdict.node)
    wrote = not verdict.is_absent or verdict.is_removed
    return Place(
        location=last.location,
        chain=last.chain,
        proven=last.location is not None,
        history=(*_writes_before(verdict.node), last) if wrote else (),
        is_removed=verdict.is_removed,
    )


def _writes_before(node: Node) -> Iterator[Write]:
    before = node.before
    if before is not None:
        yield from _writes_before(before)
        yield _write(before)


def _write(node: Node) -> Write:
    location = location_of(node)
    value = scalar_value(node) if node.kind == SCALAR else None
    return Write(location=location, chain=chain_of(node, location), value=value)
