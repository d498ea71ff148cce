"""One kustomization file as kustomize reads it: its fields in any case, and every path that it names.

Facts are those of kustomize 5.8 (https://github.com/kubernetes-sigs/kustomize, api/types and api/loader).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

import yaml

from validator.model import FieldPath
from validator.tree.source import Source, pairs, parse, scalar_key

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")

# What kustomize clones or downloads: a URL, user@host, or github.com, whatever the case (api/internal/git).
_REMOTE = re.compile(
    r"(git::)?((ssh|https?|file|git)://|[a-z][a-z0-9-]*@[^/]+[:/]|(gh:|github\.com[:/]))", re.I
)


class Kind(Enum):
    """What kustomize takes the text of a reference for."""

    RESOURCE = "a file or a directory"
    DIRECTORY = "a directory"
    FILE = "a file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a kustomization as written."""

    name: str
    key: yaml.Node
    value: yaml.Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A path in a kustomization. `pointer` leads to `node` in the document, with names as written."""

    field: str  # lower case, such as "resources", "patches.path", "secretgenerator.envs"
    text: str
    kind: Kind
    node: yaml.Node
    pointer: FieldPath

    @property
    def is_remote(self) -> bool:
        """Whether a build would fetch it."""
        return bool(_REMOTE.match(self.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kustomization:
    """A kustomization file. Paths are relative to the repository's root; "." is the root."""

    directory: str
    file: str
    source: Source
    node: yaml.MappingNode
    is_component: bool
    fields: Mapping[str, Field]  # by lower-case name
    references: tuple[Reference, ...]  # in document order of kustomize's own fields
    inline: tuple[tuple[yaml.MappingNode, yaml.Node], ...]  # plugins written inside it, and where

    def field(self, name: str) -> Field | None:
        """The field of that name, whatever its case."""
        return self.fields.get(name.lower())

    def items(self, name: str) -> list[yaml.Node]:
        """The elements of a list field; [] if it is absent or no list."""
        found = self.field(name)
        return list(found.value.value) if found and isinstance(found.value, yaml.SequenceNode) else []


def read(directory: str, source: Source) -> Kustomization | None:
    """The kustomization in a parsed file, or None if its first document is not a mapping."""
    document = source.documents[0] if source.documents else None
    if not isinstance(document, yaml.MappingNode):
        return None
    fields = fields_of(document)
    inline: list[tuple[yaml.MappingNode, yaml.Node]] = []
    references = tuple(_references(fields, inline))
    kind = fields.get("kind")
    return Kustomization(
        directory=directory,
        file=source.file,
        source=source,
        node=document,
        is_component=kind is not None and kind.value.value == "Component",
        fields=fields,
        references=references,
        inline=tuple(inline),
    )


def fields_of(node: yaml.Node | None) -> dict[str, Field]:
    """Fields of a mapping by lower-case name; of one name in two cases the bytewise last wins."""
    named = sorted(pairs(node), key=lambda pair: scalar_key(pair[0]))
    written = [Field(name=scalar_key(key), key=key, value=value) for key, value in named]
    return {field.name.lower(): field for field in written}


# ---- references --------------------------------------------------------------------------------

_ENTRIES = {  # lists of paths
    "resources": Kind.RESOURCE,
    "bases": Kind.DIRECTORY,
    "components": Kind.DIRECTORY,
    "crds": Kind.FILE,
    "configurations": Kind.FILE,
}
_INLINE_OR_PATH = ("generators", "transformers", "validators")
_PATH_INSIDE = ("patches", "patchesjson6902", "replacements")
_GENERATORS = ("configmapgenerator", "secretgenerator")
_HELM = ("helmcharts", "helmchartinflationgenerator")


def _references(
    fields: Mapping[str, Field], inline: list[tuple[yaml.MappingNode, yaml.Node]]
) -> Iterator[Reference]:
    for name, found in fields.items():
        if name in _ENTRIES:
            yield from _entries(found, name, _ENTRIES[name])
        elif name in _INLINE_OR_PATH:
            yield from _plugins(found, name, inline)
        elif name == "patchesstrategicmerge":
            yield from (r for r in _entries(found, name, Kind.FILE) if not _is_text(r.text))
        elif name in _PATH_INSIDE:
            yield from _members(found, name, ("path",))
        elif name in _GENERATORS:
            yield from _members(found, name, ("files", "envs", "env"))
        elif name in _HELM:
            yield from _members(found, name, ("valuesfile", "additionalvaluesfiles", "values"))
        elif name == "openapi":
            yield from _paths(found.value, (found.name,), "openapi", ("path",))


def _entries(found: Field, name: str, kind: Kind) -> Iterator[Reference]:
    for index, node in enumerate(_elements(found.value)):
        if isinstance(node, yaml.ScalarNode):
            pointer = (found.name, index)
            yield Reference(field=name, text=node.value, kind=kind, node=node, pointer=pointer)


def _plugins(
    found: Field, name: str, inline: list[tuple[yaml.MappingNode, yaml.Node]]
) -> Iterator[Reference]:
    for reference in _entries(found, name, Kind.RESOURCE):
        if not _is_text(reference.text):
            yield reference
            continue
        for document in _documents(reference.text):
            inline.append((document, reference.node))
            yield from plugin_references(document, reference.node, reference.pointer)


def _documents(text: str) -> list[yaml.MappingNode]:
    """Mappings in an inline text; what does not parse is left to the build to tell."""
    documents = parse(text.encode("utf-8", "replace"), "").documents
    return [node for node in documents if isinstance(node, yaml.MappingNode)]


def _members(found: Field, name: str, wanted: tuple[str, ...]) -> Iterator[Reference]:
    elements = _elements(found.value) or [found.value]  # `replacements: {path: x}` is taken, too
    for index, node in enumerate(elements):
        yield from _paths(node, (found.name, index), name, wanted)


def _paths(node: yaml.Node, pointer: FieldPath, name: str, wanted: tuple[str, ...]) -> Iterator[Reference]:
    """The paths in the named members of a mapping; a member is one path or a list of them."""
    members = fields_of(node)
    for member in wanted:
        found = members.get(member)
        if found is None:
            continue
        is_list = isinstance(found.value, yaml.SequenceNode)
        for index, item in enumerate(_elements(found.value) if is_list else [found.value]):
            if isinstance(item, yaml.ScalarNode) and item.value:
                text = item.value.partition("=")[2] if member == "files" and "=" in item.value else item.value
                end: FieldPath = (found.name, index) if is_list else (found.name,)
                field = f"{name}.{member}"
                yield Reference(field=field, text=text, kind=Kind.FILE, node=item, pointer=(*pointer, *end))


def plugin_references(config: yaml.MappingNode, node: yaml.Node, pointer: FieldPath) -> Iterator[Reference]:
    """The paths in the configuration of a builtin generator or transformer, all placed at `node`."""
    wanted = ("path", "paths", "files", "envs", "env", "valuesfile", "additionalvaluesfiles")
    nested = [config, *_elements_of(config, "replacements"), *_elements_of(config, "patches")]
    for part in nested:
        for reference in _paths(part, pointer, "plugin", wanted):
            if not _is_text(reference.text):
                yield Reference(
                    field=reference.field, text=reference.text, kind=Kind.FILE, node=node, pointer=pointer
                )


def _elements_of(node: yaml.Node, name: str) -> list[yaml.Node]:
    found = fields_of(node).get(name)
    return _elements(found.value) if found else []


def _elements(node: yaml.Node) -> list[yaml.Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _is_text(text: str) -> bool:
    """Whether an entry that may be YAML or a path is YAML."""
    return "\n" in text or ": " in text or text.lstrip().startswith(("{", "["))
