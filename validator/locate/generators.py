"""ConfigMaps and Secrets from literals, env files and files, each value at its very line.

After kustomize 5.8 (api/internal/generators, api/kv, api/resmap).
"""

from __future__ import annotations

import base64
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from validator.locate.documents import Documents
from validator.locate.fieldspecs import scalar_like
from validator.locate.node import MAP, SCALAR, Node
from validator.locate.origin import Excerpt, Writer
from validator.locate.paths import joined
from validator.locate.reading import flag, member, texts_of
from validator.locate.resource import Id, Resource, stringify
from validator.locate.scalars import BOOL, FRESH, STR
from validator.locate.state import Placer, State
from validator.model import Location, Role

_LINE = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """One entry of `configMapGenerator` or `secretGenerator`, or a plugin that says the same."""

    kind: str
    entry: Node
    name: Node | None
    namespace: Node | None
    options: tuple[Node, ...]  # the entry's own, then the kustomization's
    directory: str
    documents: Documents

    def apply(self, state: State, placer: Placer) -> None:
        """Generate the object and add it, merge it into an old one or put it in its place."""
        name = self.name.text if self.name else ""
        if not state.accepts(self.kind, name):
            return
        made = Resource(self._object(placer), needs_hash=not self._flag("disableNameSuffixHash"))
        behavior = member(self.entry, "behavior")
        old = _merge_target(state.resources, made.id) if behavior is not None else None
        if old is None or behavior is None or behavior.text not in ("merge", "replace"):
            state.resources.append(made)
            return
        _take_over(made, old, behavior.text == "merge")
        state.resources[state.resources.index(old)] = made

    def _flag(self, name: str) -> bool:
        return any(flag(options, name) for options in self.options)

    # ---- the object ------------------------------------------------------------------------------

    def _object(self, placer: Placer) -> Node:
        place = placer(self.name or self.entry)
        root = Node(MAP, place.writer, mark=place.mark, key=place.key)
        metadata = _child(root, "metadata", place)
        nobody = Node(
            SCALAR, Writer(excerpt=place.writer.excerpt, role=placer.role, trail=placer.through(place))
        )
        root.fields["apiVersion"] = scalar_like(nobody, "v1")  # no line says so
        root.fields["kind"] = scalar_like(nobody, self.kind)
        metadata.fields["name"] = scalar_like(place, self.name.text if self.name else "", STR)
        if self.namespace is not None and self.namespace.text:
            metadata.fields["namespace"] = scalar_like(placer(self.namespace), self.namespace.text, STR)
        kind = member(self.entry, "type")
        if self.kind == "Secret":
            where, text = (placer(kind), kind.text) if kind is not None else (nobody, "Opaque")
            root.fields["type"] = scalar_like(where, text, STR)
        sources = (member(self.entry, name) for name in ("literals", "envs", "env", "files"))
        data = next((placer(source) for source in sources if source is not None), place)
        if self.kind == "Secret":
            _child(root, "data", data)
        for name, new in self._data(placer):
            field = "data" if self.kind == "Secret" or new.tag == STR else "binaryData"
            target = root.fields.get(field) or _child(root, field, data if field == "data" else new)
            new.tag = STR
            target.fields[name] = new
        self._describe(root, metadata, placer)
        return root

    def _describe(self, root: Node, metadata: Node, placer: Placer) -> None:
        for name in ("labels", "annotations"):
            for options in self.options:
                found = member(options, name)
                for key, child in found.fields.items() if found is not None else ():
                    target = metadata.fields.get(name) or _child(metadata, name, placer(found or options))
                    target.fields.setdefault(key, scalar_like(placer(child), child.text, STR))
        for options in self.options:
            if flag(options, "immutable"):
                source = member(options, "immutable") or options
                root.fields.setdefault("immutable", scalar_like(placer(source), "true", BOOL))

    # ---- its data --------------------------------------------------------------------------------

    def _data(self, placer: Placer) -> Iterator[tuple[str, Node]]:
        for source in texts_of(member(self.entry, "envs")) + texts_of(member(self.entry, "env")):
            yield from self._from_env(source, placer)
        for literal in texts_of(member(self.entry, "literals")):
            key, _, text = literal.text.partition("=")
            yield key, self._value(_unquoted(text).encode(), placer(literal))
        for source in texts_of(member(self.entry, "files")):
            yield self._from_file(source, placer)

    def _value(self, raw: bytes, place: Node) -> Node:
        """A value as the object holds it. Its tag is not STR if it belongs into binaryData."""
        if self.kind == "Secret":
            return scalar_like(place, _base64(raw), STR)
        try:
            return scalar_like(place, raw.decode("utf-8"), STR)
        except UnicodeDecodeError:
            return scalar_like(place, _base64(raw), FRESH)

    def _from_env(self, source: Node, placer: Placer) -> Iterator[tuple[str, Node]]:
        file = joined(self.documents.tree, self.directory, source.text)
        raw = self.documents.tree.read(file) or b""
        writer = self._writer(file, placer, source)
        for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
            text = line.removesuffix(b"\r").decode("utf-8", "replace")
            body = text.lstrip()
            if not body or body.startswith("#"):
                continue
            key, equals, content = body.partition("=")
            start = len(text) - len(content) + 1 if content else len(text) - len(body) + 1
            where = Location(file=file, line=number, column=start, end_line=number, end_column=len(text) + 1)
            place = Node(SCALAR, _placed(writer, where))
            yield key, self._value(content.encode() if equals else b"", place)

    def _from_file(self, source: Node, placer: Placer) -> tuple[str, Node]:
        key, equals, path = source.text.partition("=")
        path = path if equals else source.text
        file = joined(self.documents.tree, self.directory, path)
        raw = self.documents.tree.read(file)
        name = key if equals else posixpath.basename(source.text)
        if not raw or b"\0" in raw:
            return name, self._value(raw or b"", placer(source))
        first = raw.split(b"\n", 1)[0].decode("utf-8-sig", "replace").rstrip("\r")
        where = Location(file=file, line=1, column=1, end_line=1, end_column=max(len(first), 1) + 1)
        return name, self._value(raw, Node(SCALAR, _placed(self._writer(file, placer, source), where)))

    def _writer(self, file: str, placer: Placer, source: Node) -> Writer:
        """The writer of what a data file says: the kustomization's line that names it leads there."""
        return Writer(excerpt=Excerpt(file=file), role=Role.GENERATOR, trail=placer.through(source))


def _placed(writer: Writer, where: Location) -> Writer:
    return Writer(excerpt=writer.excerpt, role=writer.role, trail=writer.trail, at=where)


def _child(parent: Node, name: str, place: Node) -> Node:
    made = Node(MAP, place.writer, mark=place.mark, key=place.key)
    parent.fields[name] = made
    return made


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def _base64(raw: bytes) -> str:
    """Base64 in lines of 70; kustomize breaks it from 70 characters on, each line with its newline."""
    text = base64.b64encode(raw).decode()
    if len(text) < _LINE:
        return text
    return "".join(text[i : i + _LINE] + "\n" for i in range(0, len(text), _LINE))


# ---- behavior -----------------------------------------------------------------------------------


def _merge_target(resources: list[Resource], wanted: Id) -> Resource | None:
    found = [r for r in resources if wanted in r.ids]
    return found[0] if len(found) == 1 else None


def _take_over(new: Resource, old: Resource, with_data: bool) -> None:
    """The generated object takes the old one's name and labels, and with `merge` its data."""
    for name in ("labels", "annotations"):
        _unite(new.metadata, old.metadata, name)
        stringify(new.root, name)
    for name in ("name", "namespace"):
        found = old.metadata.fields.get(name)
        new.metadata.fields.pop(name, None)
        if found is not None:
            new.metadata.fields[name] = found
    if with_data:
        for name in ("data", "binaryData"):
            _unite(new.root, old.root, name)
            for child in new.root.fields[name].fields.values() if name in new.root.fields else ():
                child.tag = STR
    new.needs_hash = new.needs_hash and old.needs_hash
    new.previous, new.prefixes, new.suffixes = old.previous, old.prefixes, old.suffixes
    new.doubtful = old.doubtful


def _unite(new: Node, old: Node, name: str) -> None:
    theirs = old.fields.get(name)
    if theirs is None or theirs.kind != MAP:
        return
    ours = new.fields.get(name)
    if ours is None or ours.kind != MAP:
        new.fields[name] = theirs
        return
    for key, child in theirs.fields.items():
        if key in ours.fields:
            ours.fields[key].before = child
        else:
            ours.fields[key] = child
