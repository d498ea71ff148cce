"""What the steps of a history read and rewrite in YAML: objects, and paths that files name."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from tests.change.repositories import Files, is_root

_LISTS = ("resources", "bases", "components", "patchesStrategicMerge", "configurations", "transformers")
_PATHS = ("patches", "patchesJson6902", "replacements")
_GENERATORS = ("configMapGenerator", "secretGenerator")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_DEPLOYERS = ("Application", "ApplicationSet", "Kustomization")


@dataclass(frozen=True)
class Reference:
    """A scalar of a file that names a path of the repository."""

    file: str
    field: str  # of the kustomization; "path" of an Argo CD or Flux object
    start: int  # in characters
    end: int
    before: str  # what stands before the path in the scalar: "key=", "./"
    target: str  # relative to the root
    is_relative: bool  # to the file's directory, else to the root


def text_of(files: Files, path: str) -> str | None:
    """The text of a file; None for a link and for what is no text."""
    content = files.get(path)
    try:
        return content.decode() if isinstance(content, bytes) else None
    except UnicodeDecodeError:
        return None


def nodes(text: str) -> list[yaml.Node] | None:
    """The documents of a text with marks, or None if it is no YAML."""
    try:
        return [node for node in yaml.compose_all(text, Loader=yaml.SafeLoader) if node is not None]
    except yaml.YAMLError:
        return None


def bodies(files: Files, path: str) -> list[Any] | None:
    """The documents of a YAML file, if it is one that can be written back."""
    text = text_of(files, path)
    if text is None or not path.endswith((".yaml", ".yml")):
        return None
    try:
        found = list(yaml.load_all(text, _Loader))
        same = list(yaml.load_all(yaml.dump_all(found, Dumper=_Dumper), _Loader)) == found
        return found if same else None
    except (yaml.YAMLError, ValueError, TypeError):
        return None


def manifests(files: Files, wanted: Callable[[Any], bool]) -> list[tuple[str, int]]:
    """File and document of each object that is wanted."""
    return [
        (path, index)
        for path in sorted(files)
        if not is_root(path) and path != ".mergegate.yaml"
        for index, body in enumerate(bodies(files, path) or ())
        if isinstance(body, dict) and "kind" in body and isinstance(body.get("metadata"), dict)
        if wanted(body)
    ]


def containers(body: Any) -> list[dict[str, Any]]:
    """The containers of a workload that names each of them."""
    try:
        found = body["spec"]["template"]["spec"]["containers"]
    except (KeyError, TypeError):
        return []
    named = isinstance(found, list) and all(isinstance(one, dict) and "name" in one for one in found)
    return found if named else []


def kustomizations(files: Files) -> dict[str, dict[str, Any]]:
    """The kustomization files that hold a mapping, by path."""
    found = {}
    for path in sorted(filter(is_root, files)):
        documents = bodies(files, path)
        if documents and isinstance(documents[0], dict):
            found[path] = documents[0]
    return found


def references(files: Files) -> Iterator[Reference]:
    """Every path that a kustomization, an Argo CD or a Flux object of the files names."""
    for path in sorted(files):
        text = text_of(files, path)
        if text is None or not (path.endswith((".yaml", ".yml")) or is_root(path)):
            continue
        for node in nodes(text) or ():
            yield from _in_kustomization(path, node) if is_root(path) else _in_deployer(path, node)


def _in_kustomization(path: str, node: yaml.Node) -> Iterator[Reference]:
    folder = posixpath.dirname(path)
    fields = _members(node)
    found: list[tuple[str, yaml.Node]] = []
    for name in _LISTS:
        found += [(name, item) for item in _items(fields.get(name))]
    for name in _PATHS:
        found += [(name, _members(item).get("path", item)) for item in _items(fields.get(name))]
    for name in _GENERATORS:
        for item in _items(fields.get(name)):
            for member in ("envs", "files"):
                found += [(name, entry) for entry in _items(_members(item).get(member))]
    for name, scalar in found:
        if isinstance(scalar, yaml.ScalarNode) and scalar.style in (None, "'", '"'):
            before = scalar.value.rpartition("=")[0] + "=" if "=" in scalar.value else ""
            target = posixpath.normpath(posixpath.join(folder, scalar.value[len(before) :]))
            yield _reference(path, name, scalar, before, target, is_relative=True)


def _in_deployer(path: str, node: yaml.Node) -> Iterator[Reference]:
    kind = _members(node).get("kind")
    if kind is not None and kind.value in _DEPLOYERS:
        for scalar in _paths(node):
            before = "./" if scalar.value.startswith("./") else ""
            target = posixpath.normpath(scalar.value)
            yield _reference(path, "path", scalar, before, target, is_relative=False)


def _reference(
    path: str, field: str, scalar: yaml.ScalarNode, before: str, target: str, *, is_relative: bool
) -> Reference:
    marks = scalar.start_mark.index, scalar.end_mark.index
    return Reference(path, field, *marks, before, target, is_relative)


def _paths(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if key.value == "path" and isinstance(value, yaml.ScalarNode) and value.style in (None, "'", '"'):
            yield value
        yield from _paths(value)
    for item in _items(node):
        yield from _paths(item)


def _members(node: yaml.Node | None) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}


def _items(node: yaml.Node | None) -> Iterable[yaml.Node]:
    return node.value if isinstance(node, yaml.SequenceNode) else ()


def moved(files: Files, old: str, new: str) -> Files:
    """The files with a file or a directory under another path; references to it and from it go along."""
    told = list(references(files))
    texts = {reference.file: text_of(files, reference.file) or "" for reference in told}
    for reference in sorted(told, key=lambda one: -one.start):
        target, file = _renamed(reference.target, old, new), _renamed(reference.file, old, new)
        if (target, file) != (reference.target, reference.file) and not (
            file != reference.file and not reference.is_relative and target == reference.target
        ):
            path = posixpath.relpath(target, posixpath.dirname(file)) if reference.is_relative else target
            text = texts[reference.file]
            quoted = yaml.safe_dump(
                reference.before + path, default_style='"', allow_unicode=True, width=9999
            )
            texts[reference.file] = text[: reference.start] + quoted.strip() + text[reference.end :]
    changed: Files = dict(files)
    changed.update({path: text.encode() for path, text in texts.items() if text.encode() != files[path]})
    return {_renamed(path, old, new): content for path, content in changed.items()}


def _renamed(path: str, old: str, new: str) -> str:
    if path == old:
        return new
    return new + path[len(old) :] if path.startswith(f"{old}/") else path


def reformatted(text: str, *, indent: int, flow: bool) -> str | None:
    """The same documents in another shape, or None if they would not be the same."""
    found = nodes(text)
    if not found:
        return None
    if flow:
        for node in found:
            _flow(node)
    shape = {"indent": indent, "width": 9999, "allow_unicode": True, "explicit_start": True}
    try:
        made = yaml.serialize_all(found, Dumper=yaml.SafeDumper, **shape)
        same = list(yaml.safe_load_all(made)) == [x for x in yaml.safe_load_all(text) if x is not None]
    except (yaml.YAMLError, ValueError):
        return None
    return made if same else None


def _flow(node: yaml.Node) -> None:
    """Innermost lists and mappings in brackets."""
    if isinstance(node, yaml.CollectionNode):
        children = [part for item in node.value for part in (item if isinstance(item, tuple) else (item,))]
        for child in children:
            _flow(child)
        if children and all(isinstance(c, yaml.ScalarNode) and c.style is None for c in children):
            node.flow_style = True
