"""What a build has accumulated at some point, and how a step of it signs what it writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol

from validator.locate.fieldspecs import Configuration, default_configuration
from validator.locate.node import Node
from validator.locate.origin import UnmodelledError, Writer
from validator.locate.resource import Resource
from validator.model import Role, Step

Accepts = Callable[[str | None, str | None], bool]  # kind and name, None if unknown: may it be of interest?


class _Doubt:
    """Marks a resource as doubtful when something that is not modelled happens to it."""

    __slots__ = ("_resource",)

    def __init__(self, resource: Resource) -> None:
        self._resource = resource

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, UnmodelledError):
            self._resource.doubtful = True
            return True
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """An entry of `vars`."""

    name: str
    api_version: str
    kind: str
    object_name: str
    namespace: str
    field_path: str


@dataclass(slots=True, kw_only=True)
class State:
    """The resources of interest so far, in order, and the rules that the build has gathered."""

    accepts: Accepts
    resources: list[Resource] = field(default_factory=list)
    configuration: Configuration = field(default_factory=default_configuration)
    variables: list[Variable] = field(default_factory=list)

    def each(self) -> Iterator[Resource]:
        """The resources, which may be removed on the way."""
        return iter(tuple(self.resources))

    def doubt(self, resource: Resource) -> _Doubt:
        """A context in which UnmodelledError makes the resource doubtful, and goes no further."""
        return _Doubt(resource)

    def absorb(self, other: State) -> None:
        """Take over what a base has built."""
        self.resources.extend(other.resources)
        self.configuration = self.configuration.merged(other.configuration)
        self.variables.extend(other.variables)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placer:
    """Signs nodes of a configuration as written by a step of the build, on one of the ways to it."""

    role: Role
    trail: tuple[Step, ...]
    via: Role = Role.KUSTOMIZATION  # what the kustomization itself is: COMPONENT for a Component

    def step(self, node: Node) -> Step:
        """The line of the kustomization on which `node` names what comes next."""
        mark = node.mark or node.key
        line = (mark.start_mark.line if mark is not None else 0) + node.writer.excerpt.line + 1
        return Step(file=node.writer.excerpt.file, line=line, role=self.via)

    def through(self, node: Node) -> tuple[Step, ...]:
        """The trail of what the kustomization names at `node`."""
        return (*self.trail, self.step(node))

    def writer(self, node: Node) -> Writer:
        """The writer of what this step writes from `node`'s file."""
        return Writer(excerpt=node.writer.excerpt, role=self.role, trail=self.trail)

    def __call__(self, node: Node) -> Node:
        """A scalar that stands where `node` stands."""
        return Node(node.kind, self.writer(node), text=node.text, tag=node.tag, mark=node.mark, key=node.key)


class Stage(Protocol):
    """A step of a build that changes what has been accumulated."""

    def apply(self, state: State, placer: Placer) -> None:
        """Change the resources in place."""
