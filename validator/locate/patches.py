"""The patches of a kustomization, inline or by path: whom they select, and what they do to it.

After kustomize 5.8 (api/internal/builtins/Patch*Transformer, api/resmap).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import yaml

from validator.locate import jsonpatch, strategic
from validator.locate.conversion import convert
from validator.locate.documents import Document, Documents, compose, inner, is_text, resources, split
from validator.locate.node import MAP, SCALAR, Node, copy
from validator.locate.origin import Excerpt, UnmodelledError, Writer
from validator.locate.paths import joined
from validator.locate.reading import flag, member, selector_of
from validator.locate.resource import Id, Resource, Selector, id_of, stringify
from validator.locate.state import Placer, State
from validator.model import Role
from validator.tree.source import pairs, scalar_key


@dataclass(frozen=True, kw_only=True)
class PatchText:
    """A patch as written: in a file, or inside the kustomization. `node` is where it is named."""

    node: Node
    file: str | None  # None: inline
    sources: Documents
    is_trimmed: bool = False  # kustomize cuts the blanks and line ends of what stands inline in `patches`

    @cached_property
    def excerpt(self) -> Excerpt:
        """Its text and where it stands; read when it is first needed."""
        if self.file is not None:
            return Excerpt(file=self.file, text=self.sources.text(self.file) or "")
        excerpt = self.node.writer.excerpt
        if isinstance(self.node.mark, yaml.ScalarNode):
            found = inner(self.node.mark, excerpt)
            return replace(found, text=found.text.rstrip()) if self.is_trimmed else found
        return Excerpt(file=excerpt.file, text=self.node.text)

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """Its documents, as a strategic merge patch has them."""
        return split(self.excerpt)

    @cached_property
    def strategic(self) -> tuple[tuple[yaml.MappingNode, Excerpt], ...]:
        """Its strategic merge patches; () if it is a JSON patch. Raises UnmodelledError."""
        return tuple((node, document.excerpt) for document in self.documents for node in resources(document))

    @cached_property
    def operations(self) -> tuple[jsonpatch.Operation, ...]:
        """Its JSON 6902 operations. Raises UnmodelledError."""
        return jsonpatch.operations(compose(self.excerpt.text))

    @property
    def is_json(self) -> bool:
        """Whether it is decoded as JSON and not as YAML."""
        return self.excerpt.text.lstrip().startswith("[")

    def writer(self, excerpt: Excerpt, placer: Placer) -> Writer:
        """Who writes what the patch says."""
        trail = placer.trail if self.file is None else placer.through(self.node)
        return Writer(excerpt=excerpt, role=Role.PATCH, trail=trail)


def from_path(documents: Documents, directory: str, node: Node) -> PatchText:
    """The patch in the file that a node names."""
    return PatchText(node=node, file=joined(documents.tree, directory, node.text), sources=documents)


def from_text(documents: Documents, node: Node) -> PatchText:
    """The patch that stands in a scalar of the kustomization."""
    return PatchText(node=node, file=None, sources=documents)


def patch_of(entry: Node, documents: Documents, directory: str, keeps_id: bool = True) -> Patch | None:
    """The patch that an entry of `patches`, or a plugin, describes; None if it names none."""
    path, inline = member(entry, "path"), member(entry, "patch") or member(entry, "jsonOp")
    if path is not None and path.kind == SCALAR and path.text:
        body = from_path(documents, directory, path)
    elif inline is not None and inline.kind == SCALAR:
        body = PatchText(node=inline, file=None, sources=documents, is_trimmed=True)
    else:
        return None
    target, options = member(entry, "target"), member(entry, "options")
    return Patch(
        text=body,
        target=selector_of(target) if target is not None else None,
        keeps_id=keeps_id,
        renames=flag(options, "allowNameChange"),
        changes_kind=flag(options, "allowKindChange"),
    )


def merge_of(node: Node, documents: Documents, directory: str) -> Patch:
    """The patch of an entry of `patchesStrategicMerge`, which is YAML or a path."""
    body = from_text(documents, node) if is_text(node.text) else from_path(documents, directory, node)
    return Patch(text=body, target=None, stringifies=True)


@dataclass(frozen=True, kw_only=True)
class Patch:
    """An entry of `patches`, `patchesStrategicMerge` or `patchesJson6902`."""

    text: PatchText
    target: Selector | None
    keeps_id: bool = True  # a JSON patch in patchesJson6902 leaves no previous id
    stringifies: bool = False  # patchesStrategicMerge turns the patch's labels into strings
    renames: bool = False
    changes_kind: bool = False

    def apply(self, state: State, placer: Placer) -> None:
        """Patch the resources that are selected."""
        selected = list(state.each()) if self.target is None else self._selected(state, self.target)
        if not selected:
            return
        try:
            merges = self.text.strategic
            operations = () if merges else self.text.operations
        except UnmodelledError:
            for resource in selected:
                resource.doubtful = True
            return
        for node, excerpt in merges:
            self._merge(state, selected, node, self.text.writer(excerpt, placer))
        if operations and self.target is not None:
            writer = self.text.writer(self.text.excerpt, placer)
            for resource in selected:
                with state.doubt(resource):
                    if self.keeps_id:
                        resource.store_id()
                    resource.unshare()
                    jsonpatch.apply(resource.root, operations, writer, self.text.is_json)

    def _selected(self, state: State, target: Selector) -> list[Resource]:
        chosen = []
        for resource in state.each():
            with state.doubt(resource):
                if target.selects(resource):
                    chosen.append(resource)
        return chosen

    def _merge(self, state: State, selected: list[Resource], node: yaml.MappingNode, writer: Writer) -> None:
        wanted = _own_id(node) if self.target is None else None
        for resource in selected:
            if wanted is None:
                self._merge_into(state, resource, convert(node, writer), stringifies=True)
            elif resource.kind == wanted.kind and wanted in resource.ids and resource in state.resources:
                self._merge_into(state, resource, convert(node, writer), self.stringifies)

    def _merge_into(self, state: State, resource: Resource, patch: Node, stringifies: bool) -> None:
        patch.fields.pop("apiVersion", None)  # it is the resource's own, or becomes it
        if not self.changes_kind:
            patch.fields.pop("kind", None)
        if stringifies:
            stringify(patch, "labels")
            stringify(patch, "annotations")
        if self.renames or self.changes_kind:
            resource.store_id()
        with state.doubt(resource):
            if not self._merged(resource, patch):
                state.resources.remove(resource)

    def _merged(self, resource: Resource, patch: Node) -> bool:
        """Merge; name, namespace and kind stay unless the patch may change them."""
        root, metadata = resource.root, resource.metadata
        kept = {
            name: copy(metadata.fields[name]) for name in ("name", "namespace") if name in metadata.fields
        }
        kind = root.fields.get("kind")
        if not strategic.merge_root(root, patch):
            return False
        metadata = resource.metadata
        for name in ("name", "namespace"):
            if name == "name" and self.renames:
                continue
            metadata.fields.pop(name, None)
            old = kept.get(name)
            if old is not None and not old.is_null:
                metadata.fields[name] = old
        if kind is not None and not self.changes_kind:
            root.fields["kind"] = kind
        return True


def _own_id(node: yaml.MappingNode) -> Id:
    """The id that a patch gives its target, read without converting the whole patch."""
    root = Node(MAP, _NOBODY)
    for key, child in pairs(node):
        name = scalar_key(key)
        if name in ("apiVersion", "kind", "metadata"):
            root.fields[name] = convert(child, _NOBODY)
    return id_of(root)


_NOBODY = Writer(excerpt=Excerpt(file=""), role=Role.PATCH)
