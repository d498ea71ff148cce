"""A kustomization file as the steps of its build, in kustomize's order; read once, run on every way to it.

After kustomize 5.8 (api/internal/target).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from validator.locate import replacements
from validator.locate.conversion import convert
from validator.locate.documents import Documents
from validator.locate.fieldspecs import Configuration, default_configuration, read_configuration, read_specs
from validator.locate.generators import Generator
from validator.locate.images import Images
from validator.locate.node import MAP, Node, value
from validator.locate.origin import Excerpt, UnmodelledError, Writer
from validator.locate.patches import Patch, merge_of, patch_of
from validator.locate.paths import joined
from validator.locate.reading import elements_of, flag, member, text_of, texts_of
from validator.locate.state import Stage, Variable
from validator.locate.transformers import Affix, Metadata, Namespace, Replicas
from validator.model import Role
from validator.tree.kustomization import Kustomization
from validator.tree.source import TooManyNodesError
from validator.tree.source import value as plain_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A path that a kustomization names, and where."""

    path: str
    node: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The steps of one kustomization."""

    kustomization: Kustomization
    root: Node
    resources: tuple[Entry, ...]
    configuration: Configuration
    generators: tuple[Generator, ...]
    generator_plugins: tuple[Node, ...]
    components: tuple[Entry, ...]
    stages: tuple[tuple[Role, Stage], ...]
    transformer_plugins: tuple[Node, ...]
    variables: tuple[Variable, ...]
    replacements: tuple[replacements.Replacement, ...]

    @property
    def via(self) -> Role:
        """What the kustomization is to those that it leads to."""
        return Role.COMPONENT if self.kustomization.is_component else Role.KUSTOMIZATION


class Reader:
    """Reads the plan of one kustomization."""

    def __init__(self, documents: Documents, kustomization: Kustomization) -> None:
        self._documents = documents
        self._kustomization = kustomization
        self._directory = kustomization.directory
        excerpt = Excerpt(file=kustomization.file, text=kustomization.source.text)
        writer = Writer(excerpt=excerpt, role=Role.KUSTOMIZATION)
        self._root = convert(kustomization.node, writer)

    def read(self) -> Plan:
        """The plan. Raises UnmodelledError."""
        replaced = tuple(self._replacements())
        return Plan(
            kustomization=self._kustomization,
            root=self._root,
            resources=tuple(self._entries("resources", "bases")),
            configuration=self._configuration(),
            generators=tuple(self._generators()),
            generator_plugins=tuple(texts_of(member(self._root, "generators"))),
            components=tuple(self._entries("components")),
            stages=(*self._stages(), *((Role.TRANSFORMER, replacement) for replacement in replaced)),
            transformer_plugins=tuple(texts_of(member(self._root, "transformers"))),
            variables=tuple(self._variables()),
            replacements=replaced,
        )

    def _entries(self, *names: str) -> Iterator[Entry]:
        for name in names:
            for node in texts_of(member(self._root, name)):
                yield Entry(path=joined(self._documents.tree, self._directory, node.text), node=node)

    def _configuration(self) -> Configuration:
        found = default_configuration()
        for entry in self._entries("configurations"):
            for document in self._documents.of(entry.path)[:1]:
                try:
                    tables = plain_value(document.node)
                except TooManyNodesError as error:
                    raise UnmodelledError("a configuration that is too large") from error
                found = found.merged(read_configuration(tables))
        return found

    def _generators(self) -> Iterator[Generator]:
        common = member(self._root, "generatorOptions")
        for kind, name in (("ConfigMap", "configMapGenerator"), ("Secret", "secretGenerator")):
            for entry in elements_of(self._root, name):
                own = member(entry, "options")
                yield Generator(
                    kind=kind,
                    entry=entry,
                    name=member(entry, "name"),
                    namespace=member(entry, "namespace"),
                    options=tuple(options for options in (own, common) if options is not None),
                    directory=self._directory,
                    documents=self._documents,
                )

    def _variables(self) -> Iterator[Variable]:
        for entry in elements_of(self._root, "vars"):
            reference, field = member(entry, "objref"), member(entry, "fieldref")
            group, version = text_of(reference, "group"), text_of(reference, "version")
            yield Variable(
                name=text_of(entry, "name"),
                api_version=text_of(reference, "apiVersion") or (f"{group}/{version}" if group else version),
                kind=text_of(reference, "kind"),
                object_name=text_of(reference, "name"),
                namespace=text_of(reference, "namespace"),
                field_path=text_of(field, "fieldPath") or "metadata.name",
            )

    # ---- transformers, in the order in which they run ----------------------------------------------

    def _stages(self) -> Iterator[tuple[Role, Stage]]:
        for node in texts_of(member(self._root, "patchesStrategicMerge")):
            yield Role.PATCH, merge_of(node, self._documents, self._directory)
        for patch in self._patches("patches"):
            yield Role.PATCH, patch
        namespace = member(self._root, "namespace")
        if namespace is not None:
            yield Role.TRANSFORMER, Namespace(namespace=namespace)
        for name, is_prefix in (("namePrefix", True), ("nameSuffix", False)):
            affix = member(self._root, name)
            if affix is not None:
                yield Role.TRANSFORMER, Affix(text=affix, is_prefix=is_prefix)
        yield from ((Role.TRANSFORMER, stage) for stage in self._metadata())
        for patch in self._patches("patchesJson6902", keeps_id=False):
            yield Role.PATCH, patch
        for entry in elements_of(self._root, "replicas"):
            count = member(entry, "count")
            if count is not None:
                yield Role.TRANSFORMER, Replicas(name=text_of(entry, "name"), count=count)
        for entry in (*elements_of(self._root, "images"), *elements_of(self._root, "imageTags")):
            yield Role.TRANSFORMER, Images.read(entry)

    def _patches(self, name: str, keeps_id: bool = True) -> Iterator[Patch]:
        for entry in elements_of(self._root, name):
            patch = patch_of(entry, self._documents, self._directory, keeps_id)
            if patch is not None:
                yield patch

    def _metadata(self) -> Iterator[Metadata]:
        for entry in elements_of(self._root, "labels"):
            pairs = member(entry, "pairs")
            lists = ["labels"]
            specs = read_specs(value(fields)) if (fields := member(entry, "fields")) is not None else ()
            if flag(entry, "includeSelectors"):
                lists.append("commonLabels")
            elif flag(entry, "includeTemplates"):
                lists.append("templateLabels")
            own = (*specs, *read_specs([{"path": "metadata/labels", "create": True}]))
            if pairs is not None and pairs.kind == MAP:
                yield Metadata(pairs=pairs, lists=tuple(lists), specs=own)
        for name in ("commonLabels", "commonAnnotations"):
            pairs = member(self._root, name)
            if pairs is not None and pairs.kind == MAP:
                yield Metadata(pairs=pairs, lists=(name,))

    def _replacements(self) -> Iterator[replacements.Replacement]:
        for entry in elements_of(self._root, "replacements"):
            path = member(entry, "path")
            if path is None:
                yield from replacements.read(entry)
                continue
            file = joined(self._documents.tree, self._directory, path.text)
            for document in self._documents.of(file)[:1]:
                if document.node is not None:
                    writer = Writer(excerpt=document.excerpt, role=Role.TRANSFORMER)
                    yield from replacements.read(convert(document.node, writer))
