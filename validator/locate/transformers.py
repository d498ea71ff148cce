"""The builtin transformers: namespace, name prefix and suffix, labels, annotations, replicas.

After kustomize 5.8 (api/filters, api/internal/builtins).
"""

from __future__ import annotations

from dataclasses import dataclass

from validator.locate.fieldspecs import (
    Creation,
    FieldSpec,
    Setter,
    apply_spec,
    merge_specs,
    scalar_like,
)
from validator.locate.node import MAP, PLAIN, QUOTED, SCALAR, Node, set_field
from validator.locate.origin import UnmodelledError
from validator.locate.resource import Resource
from validator.locate.scalars import FRESH, INT, STR
from validator.locate.state import Placer, State

_SUBJECT_KINDS = ("RoleBinding", "ClusterRoleBinding")


def overwrite(target: Node, new: Node) -> None:
    """Give a scalar a new text and writer; quotes stay, and what stood there is remembered."""
    if target.kind != SCALAR:
        raise UnmodelledError("a transformer writes a scalar over something else")
    if target.text == new.text and target.mark is new.mark:
        return  # the same writer comes by twice
    old = Node(SCALAR, target.writer, text=target.text, tag=target.tag, style=target.style, mark=target.mark)
    old.key, old.before = target.key, target.before
    target.text, target.tag, target.before = new.text, new.tag, old
    target.style = QUOTED if target.style == QUOTED else PLAIN
    target.like(new)


@dataclass(frozen=True, slots=True, kw_only=True)
class Namespace:
    """`namespace`, and the NamespaceTransformer."""

    namespace: Node
    specs: tuple[FieldSpec, ...] | None = None  # None: those of the configuration
    unset_only: bool = False
    subjects: str = "defaultOnly"

    def apply(self, state: State, placer: Placer) -> None:
        """Set the namespace of every object that is not certainly cluster-scoped, and more."""
        specs = state.configuration.of("namespace") if self.specs is None else self.specs
        place = placer(self.namespace)
        for resource in state.each():
            if resource.root.string("metadata", "annotations", _HELM) == "true":
                continue
            with state.doubt(resource):
                resource.store_id()
                self._write(resource, specs, place)

    def _write(self, resource: Resource, specs: tuple[FieldSpec, ...], place: Node) -> None:
        creation = Creation(kind=SCALAR, place=place)
        if not resource.is_cluster_scoped:
            spec = FieldSpec("metadata/namespace", create=True)
            apply_spec(spec, resource, lambda node: self._set(node, place), creation)
        is_binding = resource.kind in _SUBJECT_KINDS
        if is_binding and self.subjects != "none":
            self._write_subjects(resource.root.get("subjects"), place)
        for spec in specs:
            if spec.path == "metadata/namespace" or (is_binding and spec.path == "subjects/namespace"):
                continue
            if spec.path == "metadata/name" and resource.api_version != "v1":
                continue
            apply_spec(spec, resource, lambda node: self._set(node, place), creation)

    def _write_subjects(self, subjects: Node | None, place: Node) -> None:
        for subject in subjects.elements if subjects is not None else ():
            by_kind = self.subjects == "allServiceAccounts"
            if subject.string("kind") == "ServiceAccount" if by_kind else subject.string("name") == "default":
                found = subject.fields.get("namespace")
                if found is None:
                    found = Node(SCALAR, place.writer, tag=FRESH, mark=place.mark, key=place.key)
                    subject.fields["namespace"] = found
                self._set(found, place)

    def _set(self, node: Node, place: Node) -> None:
        if self.unset_only and node.text:
            return
        overwrite(node, scalar_like(place, self.namespace.text, STR))


_HELM = "internal.config.kubernetes.io/helm-generated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Affix:
    """`namePrefix` or `nameSuffix`."""

    text: Node
    is_prefix: bool
    specs: tuple[FieldSpec, ...] | None = None

    def apply(self, state: State, placer: Placer) -> None:
        """Rename all objects but the kinds that kustomize spares."""
        name = "namePrefix" if self.is_prefix else "nameSuffix"
        specs = state.configuration.of(name) if self.specs is None else self.specs
        for resource in state.each():
            if not _is_spared(resource):
                with state.doubt(resource):
                    self._rename(resource, specs, placer)

    def _rename(self, resource: Resource, specs: tuple[FieldSpec, ...], placer: Placer) -> None:
        for spec in specs:
            if not spec.is_for(resource):
                continue
            if spec.path == "metadata/name" and self.text.text:
                (resource.prefixes if self.is_prefix else resource.suffixes).append(self.text.text)
                resource.store_id()
            creation = _creation(SCALAR, placer(self.text))
            apply_spec(spec, resource, lambda node: self._write(node, placer), creation)

    def _write(self, node: Node, placer: Placer) -> None:
        text = self.text.text + node.text if self.is_prefix else node.text + self.text.text
        overwrite(node, scalar_like(placer(self.text), text))


def _creation(kind: int, place: Node) -> Creation:
    return Creation(kind=kind, place=place)


def _is_spared(resource: Resource) -> bool:
    kind = resource.previous[0][2] if resource.previous else resource.kind
    if kind in ("CustomResourceDefinition", "Namespace"):
        return True
    return kind == "APIService" and resource.api_version.startswith("apiregistration.k8s.io/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """`labels`, `commonLabels` or `commonAnnotations`: pairs written at many paths."""

    pairs: Node
    lists: tuple[str, ...]  # of the configuration, which together say where
    specs: tuple[FieldSpec, ...] = ()

    def apply(self, state: State, placer: Placer) -> None:
        """Write the pairs over what is there."""
        specs = self.specs
        for name in self.lists:
            specs = merge_specs(specs, state.configuration.of(name))
        place = placer(self.pairs)
        values = {name: placer(child) for name, child in sorted(self.pairs.fields.items())}
        for resource in state.each():
            resource.shares = True
            with state.doubt(resource):
                for name, child in values.items():
                    setter = _pair_setter(name, scalar_like(child, child.text, STR))
                    for spec in specs:
                        apply_spec(spec, resource, setter, _creation(MAP, place))


def _pair_setter(name: str, shared: Node) -> Setter:
    """Writes one pair; where it is new, the very same node at every path, as kustomize does."""

    def write(node: Node) -> None:
        if node.kind != MAP:
            raise UnmodelledError("labels that are no mapping")
        set_field(node, name, shared)

    return write


@dataclass(frozen=True, slots=True, kw_only=True)
class Replicas:
    """One entry of `replicas`."""

    name: str
    count: Node
    specs: tuple[FieldSpec, ...] | None = None

    def apply(self, state: State, placer: Placer) -> None:
        """Set the count of the objects that have or had the name."""
        specs = state.configuration.of("replicas") if self.specs is None else self.specs
        place = placer(self.count)
        for resource in state.each():
            if all(known.name != self.name for known in resource.ids):
                continue
            with state.doubt(resource):
                for spec in specs:
                    apply_spec(spec, resource, lambda node: self._set(node, place), _creation(SCALAR, place))

    def _set(self, node: Node, place: Node) -> None:
        overwrite(node, scalar_like(place, self.count.text, INT))
