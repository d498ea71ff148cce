"""Where in the repository the cause of a failed build stands, as far as kustomize's words tell it.

Its words: api/internal/target, api/internal/accumulator and api/filters of kustomize 5.8, and
https://github.com/evanphx/json-patch (v4) of patches that are lists of operations.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

import yaml

from validator.model import Location
from validator.tree.closure import Closure, Problem
from validator.tree.kustomization import NAMES, Kustomization, fields_of
from validator.tree.source import Source, parse, span
from validator.tree.tree import Tree


def suspect_of(stderr: str, closure: Closure) -> Problem | None:
    """The dead path that kustomize stumbled over: it quotes the text of the reference."""
    for suspect in closure.suspects:
        quoted = re.match(r'"(.*)" in ', suspect.message)
        if quoted and quoted[1] in stderr:
            return suspect
    return None


def cause(stderr: str, closure: Closure, tree: Tree) -> Location | None:
    """Where the cause stands, if the repository shows it: bad syntax, an unknown field, a patch."""
    return (
        _syntax(closure, tree)
        or _field(stderr, closure, tree)
        or _patch(stderr, closure, tree)
        or _operation(stderr, closure, tree)
        or _path_of_replacement(stderr, closure, tree)
        or _entry(stderr, closure, tree)
        or _mentioned(stderr, closure, tree)
    )


def start_of(tree: Tree, file: str) -> Location:
    """Where a file cannot be read on, else its first line of content, else its first line."""
    source = tree.source(file)
    node = next((node for node in source.documents if node is not None), None) if source else None
    line = source.problem.line if source and source.problem else None
    if line is None and node is not None:
        return span(file, node)
    return Location(file=file, line=line or 1, column=1, end_line=line or 1, end_column=2)


def _syntax(closure: Closure, tree: Tree) -> Location | None:
    for file in closure.files:
        if file.endswith((".yaml", ".yml", ".json", "Kustomization")):
            source = tree.source(file)
            if source is not None and source.problem is not None and source.problem.line:
                line, column = source.problem.line, source.problem.column or 1
                return Location(file=file, line=line, column=column, end_line=line, end_column=column + 1)
    return None


def _field(stderr: str, closure: Closure, tree: Tree) -> Location | None:
    unknown = re.search(r'unknown field "([^"]+)"', stderr)
    if unknown is None:
        return None
    name = unknown[1].rpartition(".")[2]
    for kustomization in _kustomizations(closure, tree):
        field = kustomization.field(name)
        if field is not None:
            return span(kustomization.file, field.key)
    return None


def _patch(stderr: str, closure: Closure, tree: Tree) -> Location | None:
    """The patch whose target is not there: kustomize names kind and name of the object that it looked for."""
    wanted = re.search(r"no matches for Id (?:[\w.-]+)\.(?:[\w~]+\.)?[\w.~]*/?([\w.-]+?)\.\[", stderr)
    if wanted is None:
        return None
    name = wanted[1]
    for kustomization in _kustomizations(closure, tree):
        for field in ("patches", "patchesStrategicMerge", "patchesJson6902"):
            for node in kustomization.items(field):
                if name in _patch_text(node, kustomization, tree):
                    return span(kustomization.file, node)
    return None


_OPERATIONS = (  # which operation, and which of its texts is quoted
    (re.compile(r'(\w+) operation does not apply: doc is missing (?:path|key): "?(/[^":]*)"?:'), "path"),
    (re.compile(r'(copy) operation does not apply: doc is missing from path: "?(/[^":]*)"?:'), "from"),
    (re.compile(r"error in (add|remove|replace|copy) for path: '(/[^']*)'"), "path"),
    (re.compile(r"(test)ing value (/\S*) failed"), "path"),
)


def _operation(stderr: str, closure: Closure, tree: Tree) -> Location | None:
    """The one operation of a patch that kustomize quotes."""
    for words, member in _OPERATIONS:
        said = words.search(stderr)
        if said is not None:
            found = set(_operations(said[1], member, said[2], closure, tree))
            return found.pop() if len(found) == 1 else None
    return None


def _operations(op: str, member: str, path: str, closure: Closure, tree: Tree) -> Iterator[Location]:
    for kustomization in _kustomizations(closure, tree):
        for field in ("patches", "patchesJson6902"):
            for node in kustomization.items(field):
                file, inline = _patch_source(node, kustomization, tree)
                for said in _quoted(file, op, member, path):
                    yield _inside(kustomization, inline, said) if inline else span(file.file, said)


def _quoted(patch: Source, op: str, member: str, path: str) -> Iterator[yaml.Node]:
    """The member of each such operation that holds the path."""
    for operation in _elements(patch):
        members = fields_of(operation)
        wanted = {"op": op, member: path}
        if all(name in members and members[name].value.value == text for name, text in wanted.items()):
            yield members[member].value


def _elements(source: Source) -> list[yaml.Node]:
    """The elements of a file's or a text's first document, if it is a list."""
    node = source.documents[0] if source.documents else None
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _inside(kustomization: Kustomization, text: yaml.Node, node: yaml.Node) -> Location:
    """Where a node of an inline text stands: the very line of a literal block, else the text as a whole."""
    if getattr(text, "style", None) != "|":
        return span(kustomization.file, text)
    line = text.start_mark.line + 1 + node.start_mark.line
    content = kustomization.source.text.splitlines()[line]
    column = len(content) - len(content.lstrip()) + 1
    return Location(
        file=kustomization.file,
        line=line + 1,
        column=column,
        end_line=line + 1,
        end_column=len(content.rstrip()) + 1,
    )


def _path_of_replacement(stderr: str, closure: Closure, tree: Tree) -> Location | None:
    """The one `fieldPaths` entry of a replacement that leads nowhere."""
    said = re.search(r'unable to find field "([^"]+)" in replacement target', stderr)
    if said is None:
        return None
    found = {
        span(kustomization.file, node)
        for kustomization in _kustomizations(closure, tree)
        for entry in kustomization.items("replacements")
        for target in _members(entry, "targets")
        for node in _members(target, "fieldpaths")
        if node.value == said[1]
    }
    return found.pop() if len(found) == 1 else None


def _members(node: yaml.Node, name: str) -> list[yaml.Node]:
    """The elements of a list field of a mapping."""
    found = fields_of(node).get(name)
    return list(found.value.value) if found and isinstance(found.value, yaml.SequenceNode) else []


def _entry(stderr: str, closure: Closure, tree: Tree) -> Location | None:
    """The one entry that kustomize was at: the innermost file or directory that it quotes."""
    quoted = re.findall(r"(?:merging|accumulating) resources from '([^']+)'", stderr)
    if not quoted:
        return None
    found = {
        span(kustomization.file, reference.node)
        for kustomization in _kustomizations(closure, tree)
        for reference in kustomization.references
        if reference.text == quoted[-1]
    }
    return found.pop() if len(found) == 1 else None


def _mentioned(stderr: str, closure: Closure, tree: Tree) -> Location | None:
    """The one file of the build, kustomizations apart, that kustomize calls by its path."""
    others = [file for file in closure.files if file.rpartition("/")[2] not in NAMES]
    found = [file for file in others if re.search(rf"(?<![\w.-]){re.escape(file)}(?![\w/-])", stderr)]
    return start_of(tree, found[0]) if len(found) == 1 else None


def _patch_text(node: yaml.Node, kustomization: Kustomization, tree: Tree) -> str:
    return _patch_source(node, kustomization, tree)[0].text


def _patch_source(
    node: yaml.Node, kustomization: Kustomization, tree: Tree
) -> tuple[Source, yaml.Node | None]:
    """The patch that an entry names, or holds: then the second is where."""
    members = fields_of(node)
    path, inline = members.get("path"), members.get("patch")
    at: yaml.Node | None = path.value if path else None
    if isinstance(node, yaml.ScalarNode):  # patchesStrategicMerge
        at = None if "\n" in node.value else node
        text: yaml.Node | None = None if at else node
    else:
        text = inline.value if inline else None
    if at is not None:
        file = posixpath.normpath(posixpath.join(kustomization.directory, str(at.value)))
        return tree.source(file) or parse(b"", file), None
    return parse(str(text.value).encode("utf-8", "replace") if text else b"", kustomization.file), text


def _kustomizations(closure: Closure, tree: Tree) -> list[Kustomization]:
    found = [tree.kustomization(directory) for directory in closure.directories]
    return [kustomization for kustomization in found if kustomization is not None]
