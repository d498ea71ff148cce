"""The build of a directory, run again over the resources of interest, with every node remembering its writer.

After kustomize 5.8 (api/internal/target/kusttarget.go). What would fail a build is not looked for: there is
a render, so nothing did.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from validator.locate import variables
from validator.locate.conversion import convert
from validator.locate.documents import Document, Documents, inner, is_text, resources, split
from validator.locate.node import Node
from validator.locate.origin import UnmodelledError, Writer
from validator.locate.paths import joined
from validator.locate.plan import Entry, Plan, Reader
from validator.locate.plugins import generator_of, stages_of
from validator.locate.resource import Resource
from validator.locate.stamps import stamp
from validator.locate.state import Accepts, Placer, State
from validator.model import Role, Step
from validator.tree.source import child
from validator.tree.tree import Tree

Trail = tuple[Step, ...]

_MAX_VISITS = 20_000


class Replay:
    """Builds of the directories of one tree; plans and texts are kept between them."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._documents = Documents(tree)
        self._plans: dict[str, Plan | None] = {}
        self._visits = 0

    def plan(self, directory: str) -> Plan | None:
        """The plan of a kustomization; None if there is none, or one that cannot be read."""
        if directory not in self._plans:
            kustomization = self._tree.kustomization(directory)
            try:
                read = Reader(self._documents, kustomization).read() if kustomization else None
            except UnmodelledError:
                read = None
            self._plans[directory] = read
        return self._plans[directory]

    def run(self, directory: str, accepts: Accepts) -> State:
        """What the build of a directory comes to. Raises UnmodelledError if it is beyond all bounds."""
        self._visits = 0
        state = State(accepts=accepts)
        self._build(directory, state, ())
        variables.expand(state)
        plan = self.plan(directory)
        if plan is not None:
            stamp(state, plan.root, _placer(plan, Role.TRANSFORMER, ()))
        return state

    def plain(self, paths: tuple[str, ...], accepts: Accepts) -> State:
        """The objects of a directory of plain manifests: files, and for Flux the kustomizations below it."""
        self._visits = 0
        state = State(accepts=accepts)
        for path in paths:
            if self._tree.kind_of(path) == "directory":
                below = State(accepts=accepts)
                self._build(path, below, ())
                state.absorb(below)
            else:
                self._load(path, state, Role.BASE, ())
        return state

    def plans_of(self, directory: str) -> Iterator[Plan]:
        """The plans of a directory and of all that it includes, each once."""
        seen: set[str] = set()
        waiting = [directory]
        while waiting:
            current = waiting.pop()
            plan = self.plan(current) if current not in seen else None
            seen.add(current)
            if plan is not None:
                yield plan
                waiting.extend(entry.path for entry in (*plan.resources, *plan.components))

    # ---- one target -----------------------------------------------------------------------------

    def _build(self, directory: str, state: State, trail: Trail) -> None:
        self._visits += 1
        plan = self.plan(directory)
        if plan is None:
            return
        if self._visits > _MAX_VISITS or len(trail) > 100:
            raise UnmodelledError("a build without end")
        for entry in plan.resources:
            self._accumulate(entry, plan, state, trail)
        state.configuration = state.configuration.merged(plan.configuration)
        self._generate(plan, state, trail)
        for entry in plan.components:
            self._build(entry.path, state, _placer(plan, Role.COMPONENT, trail).through(entry.node))
        if state.resources:
            self._transform(plan, state, trail)
        variables.collect(state, plan.variables)

    def _accumulate(self, entry: Entry, plan: Plan, state: State, trail: Trail) -> None:
        through = _placer(plan, Role.BASE, trail).through(entry.node)
        kind = self._tree.kind_of(entry.path)
        if kind == "file":
            role = Role.COMPONENT if plan.kustomization.is_component else Role.BASE
            self._load(entry.path, state, role, through)
        elif kind == "directory":
            base = State(accepts=state.accepts)
            self._build(entry.path, base, through)
            state.absorb(base)

    def _load(self, file: str, state: State, role: Role, trail: Trail) -> None:
        for document in self._documents.of(file):
            if state.accepts(document.kind, document.name):
                state.resources.extend(_objects(document, state.accepts, role, trail))

    def _generate(self, plan: Plan, state: State, trail: Trail) -> None:
        placer = _placer(plan, Role.GENERATOR, trail)
        for generator in plan.generators:
            generator.apply(state, placer)
        for node in plan.generator_plugins:
            for config, way in self._plugins(node, plan, trail):
                plugin = generator_of(config, self._documents, plan.kustomization.directory)
                if plugin is not None:
                    plugin.apply(state, Placer(role=Role.GENERATOR, trail=way, via=plan.via))

    def _transform(self, plan: Plan, state: State, trail: Trail) -> None:
        for role, stage in plan.stages:
            stage.apply(state, _placer(plan, role, trail))
        for node in plan.transformer_plugins:
            for config, way in self._plugins(node, plan, trail):
                for role, stage in stages_of(config, self._documents, plan.kustomization.directory):
                    stage.apply(state, Placer(role=role, trail=way, via=plan.via))

    # ---- plugins --------------------------------------------------------------------------------

    def _plugins(self, node: Node, plan: Plan, trail: Trail) -> Iterator[tuple[Node, Trail]]:
        """The objects that an entry of `generators` or `transformers` stands for, and the way to them."""
        found = State(accepts=_everything)
        if is_text(node.text):
            way = trail
            if isinstance(node.mark, yaml.ScalarNode):
                for document in split(inner(node.mark, node.writer.excerpt)):
                    found.resources.extend(_objects(document, _everything, Role.TRANSFORMER, trail))
        else:
            path = joined(self._tree, plan.kustomization.directory, node.text)
            self._accumulate(Entry(path=path, node=node), plan, found, trail)
            way = _placer(plan, Role.TRANSFORMER, trail).through(node)
        for resource in found.resources:
            yield resource.root, way


def _placer(plan: Plan, role: Role, trail: Trail) -> Placer:
    return Placer(role=role, trail=trail, via=plan.via)


def _everything(kind: str | None, name: str | None) -> bool:
    return kind is None or name is None or True


def _objects(document: Document, accepts: Accepts, role: Role, trail: Trail) -> Iterator[Resource]:
    """The objects of a document that are of interest."""
    writer = Writer(excerpt=document.excerpt, role=role, trail=trail)
    try:
        for found in resources(document):
            if accepts(_scalar(found, "kind"), _scalar(found, "metadata", "name")):
                yield Resource(convert(found, writer))
    except UnmodelledError:
        return  # not YAML, or an alias bomb: its objects stay unknown


def _scalar(node: yaml.Node | None, *names: str) -> str | None:
    for name in names:
        found = child(node, name)
        node = found[1] if found is not None else None
    return node.value if isinstance(node, yaml.ScalarNode) else None
