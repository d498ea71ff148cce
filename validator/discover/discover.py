"""Which directories of a repository somebody deploys: leaves, and what Argo CD and Flux objects name.

It learns in rounds: the sources tell the leaves, what these render names further directories, and so on until
nothing new appears. Of an object that an overlay renders the render counts, as patches often set its path;
the text of its file counts only where no build reads that file.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from validator.config import Config
from validator.discover.entrypoints import is_read, read
from validator.discover.environment import Hint, decide, of_file
from validator.discover.identity import normalise, vote
from validator.discover.patched import patches_above
from validator.discover.reading import EntryPoint, Reading
from validator.discover.repository import Repository
from validator.discover.sourceindex import SourceIndex
from validator.discover.sources import Found, Scan, scan
from validator.globs.paths import covers
from validator.model import Build, FieldPath, Form, NamedBy, Overlay, Unresolved
from validator.tree.source import child
from validator.tree.tree import Tree

_ENTRY_KINDS = ("Application", "ApplicationSet", "Kustomization")
_CI_VARIABLES = ("CI_PROJECT_URL", "CI_REPOSITORY_URL", "BUILD_REPOSITORY_URI", "BITBUCKET_GIT_HTTP_ORIGIN")


_Key = tuple[str, Form, tuple[str, ...]]  # what tells two overlays apart: path, form, files


@dataclass(frozen=True, slots=True)
class _Object:
    """An object that may name directories, where its text is, and which overlays render it."""

    body: Mapping[str, Any]
    found: Found | None
    rendered_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Naming:
    """An entry point and what says so."""

    entry: EntryPoint
    named_by: NamedBy
    hints: tuple[Hint, ...]
    rendered_by: tuple[str, ...] = ()  # the overlays that hold the object that says so


class Discovery:
    """The overlays of one tree, as far as they are known after what was learnt."""

    def __init__(self, tree: Tree, config: Config, remotes: Iterable[str]) -> None:
        self._tree = tree
        self._config = config
        known = [*config.repository, *_from_environment(), *remotes]
        self.urls = tuple(sorted({url for url in map(normalise, known) if url is not None}))
        self._leaves = frozenset(tree.leaves)
        self._kustomized = frozenset(tree.directories)
        self._builds: dict[_Key, Build] = {}
        self._namings: dict[_Key, list[_Naming]] = {}
        self._deployers: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
        self._unresolved: tuple[Unresolved, ...] = ()
        self._generated: frozenset[str] = frozenset()
        self._files: dict[_Key, frozenset[str]] = {}  # that sound builds read
        self._claimed: frozenset[str] = frozenset()  # files that any build would read
        self._loose: frozenset[_Key] = frozenset()  # files of entry points that nothing includes
        self._scan = Scan(found=(), problems=())

    def overlays(self) -> list[Overlay]:
        """All overlays that are known, sorted by path."""
        leaves = {(path, Form.KUSTOMIZATION, ()) for path in self._leaves if self._is_authored(path)}
        wanted = sorted(
            leaves | set(self._namings) | self._loose, key=lambda key: (key[0], key[1].value, key[2])
        )
        return [self._overlay(*key) for key in wanted if self._is_included(key[0])]

    def unresolved(self) -> tuple[Unresolved, ...]:
        """The entry points whose directories are not known, sorted."""
        return self._unresolved

    def why_none(self) -> str:
        """Why there is no overlay."""
        if self._leaves or self._namings:
            return "`include` and `exclude` of the configuration leave none"
        return "no kustomization, and no Argo CD or Flux object that names a directory"

    def learn(self, builds: Sequence[Build], files_of: Callable[[Overlay], Iterable[str]]) -> None:
        """Take in what overlays render; `files_of` tells the files that building one reads."""
        for build in builds:
            overlay = build.overlay
            key = (overlay.path, overlay.form, overlay.include)
            self._builds[key] = build
            files = frozenset(files_of(overlay))
            self._claimed |= frozenset() if key in self._loose else files
            if not build.failures:
                self._files[key] = files
        read_by_builds = frozenset(
            file for key, files in self._files.items() if key not in self._loose for file in files
        )
        named = frozenset(path for path, _, _ in self._namings)
        self._scan = scan(Repository(tree=self._tree), self._tree.patch_files, named)
        self._loose = self._gather_loose()
        objects = [*self._rendered(), *self._written(read_by_builds)]
        index = SourceIndex.of([one.body for one in objects])
        anonymous = Repository(tree=self._tree)
        pairs = Reading.of(read(one.body, anonymous, index) for one in objects).named
        chosen = vote(pairs, anonymous.is_directory)
        if not self.urls and chosen:
            self.urls = (chosen,)
        repository = Repository(tree=self._tree, urls=self.urls)
        gaps = [*self._broken(read_by_builds), *self._stranger(chosen)]
        self._take([(one, read(one.body, repository, index)) for one in objects], gaps)

    # ---- objects -------------------------------------------------------------------------------

    def _rendered(self) -> Iterator[_Object]:
        """Objects of renders, each distinct one once."""
        bodies: dict[str, Mapping[str, Any]] = {}
        overlays: dict[str, list[str]] = {}
        for key in sorted(self._builds.keys() - self._loose, key=str):
            for resource in self._builds[key].resources:
                if resource.digest in bodies or is_read(resource.body):
                    bodies[resource.digest] = resource.body
                    overlays.setdefault(resource.digest, []).append(key[0])
        by_name: dict[tuple[Any, Any], list[Found]] = {}
        for found in self._scan.found:
            by_name.setdefault(_name(found.body), []).append(found)
        files = {key[0]: found for key, found in self._files.items()}
        for digest, body in bodies.items():
            rendered_by = tuple(dict.fromkeys(overlays[digest]))
            written = [one for one in by_name.get(_name(body), ()) if one.file in files[rendered_by[0]]]
            yield _Object(body, written[0] if len(written) == 1 else None, rendered_by)

    def _written(self, read_by_builds: frozenset[str]) -> Iterator[_Object]:
        """Objects of files that no build reads."""
        for found in self._scan.found:
            if found.file not in read_by_builds:
                yield _Object(found.body, found)

    def _gather_loose(self) -> frozenset[_Key]:
        """Files of entry points in directories without a kustomization: somebody applies them by hand.

        A file beside or below a kustomization that does not list it is taken for a leftover.
        """
        named = {file for key in self._namings for file in key[2]}
        by_directory: dict[str, set[str]] = {}
        for found in self._scan.found:
            is_entry = str(found.body.get("kind")) in _ENTRY_KINDS
            if is_entry and found.file not in named and not self._is_kustomized(found.file):
                by_directory.setdefault(posixpath.dirname(found.file) or ".", set()).add(found.file)
        return frozenset(
            (path, Form.ARGO_DIRECTORY, tuple(sorted(files))) for path, files in by_directory.items()
        )

    def _is_kustomized(self, file: str) -> bool:
        """Whether a kustomization reads the file, or lies in a directory above it."""
        directory = file
        while directory := posixpath.dirname(directory):
            if directory in self._kustomized:
                return True
        return "." in self._kustomized or file in self._claimed

    def _broken(self, read_by_builds: frozenset[str]) -> Iterator[Unresolved]:
        """Files that seem to hold entry points, cannot be read to their end, and fail no build."""
        for file, problem in self._scan.problems:
            if file not in read_by_builds:
                reason = f"cannot be read: {problem.message}"
                yield Unresolved(kind="File", name=file, file=file, line=problem.line, reason=reason)

    def _stranger(self, chosen: str | None) -> Iterator[Unresolved]:
        """The address that entry points name with directories of this tree, if it is not ours: a fork."""
        if chosen is not None and chosen not in self.urls:
            reason = (
                "entry points name this address with directories that exist here; "
                "if it is this repository, add it to `repository` in .mergegate.yaml"
            )
            yield Unresolved(kind="Repository", name=chosen, file=None, line=None, reason=reason)

    # ---- entry points --------------------------------------------------------------------------

    def _take(self, readings: Sequence[tuple[_Object, Reading]], broken: Iterable[Unresolved]) -> None:
        self._namings = {}
        unresolved: list[Unresolved] = list(broken)
        for one, reading in readings:
            for entry in reading.entries:
                if entry.own is not False and not entry.deploys_nothing:
                    key = (entry.path, entry.form, entry.include)
                    self._namings.setdefault(key, []).extend(_namings(one, entry))
            for gap in reading.unresolved:
                by = _named_by(one, gap.kind, gap.name, gap.field)
                unresolved.append(
                    Unresolved(kind=by.kind, name=by.name, file=by.file, line=by.line, reason=gap.reason)
                )
        self._deployers = {}
        for (path, _, _), namings in self._namings.items():
            pairs = {(one.entry.patches, one.rendered_by) for one in namings}
            self._deployers.setdefault(path, []).extend(pairs)
        self._unresolved = tuple(sorted(dict.fromkeys(unresolved), key=_by_place))
        self._generated = frozenset(path for _, reading in readings for path in reading.generated)

    def _overlay(self, path: str, form: Form, include: tuple[str, ...]) -> Overlay:
        namings = self._namings.get((path, form, include), [])
        environment, why = decide(
            path,
            [naming.hints for naming in namings],
            configured=self._config.environments,
            default=self._config.default_environment,
        )
        loose = (path, form, include) in self._loose and not namings
        return Overlay(
            path=path,
            form=form,
            environment=environment,
            environment_from=why,
            leaf=path in self._leaves and form is Form.KUSTOMIZATION,
            named_by=tuple(sorted({n.named_by for n in namings}, key=_by_place)),
            left_out=tuple(sorted({name for n in namings for name in n.entry.left_out})),
            patches=patches_above(path, self._deployers),
            loose=loose,
            include=include,
        )

    def _is_authored(self, path: str) -> bool:
        """Whether people write a directory; a controller writes what an Application hydrates to."""
        return not any(path == made or path.startswith(f"{made}/") for made in self._generated)

    def _is_included(self, path: str) -> bool:
        include, exclude = self._config.include, self._config.exclude
        chosen = not include or any(covers(glob, path) for glob in include)
        return chosen and not any(covers(glob, path) for glob in exclude)


def _from_environment() -> list[str]:
    """The addresses that a CI's variables tell."""
    found = [os.environ[name] for name in _CI_VARIABLES if os.environ.get(name)]
    server, name = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
    return [*found, f"{server}/{name}"] if server and name else found


def _name(body: Mapping[str, Any]) -> tuple[Any, Any]:
    metadata = body.get("metadata")
    return body.get("kind"), metadata.get("name") if isinstance(metadata, Mapping) else None


def _namings(one: _Object, entry: EntryPoint) -> list[_Naming]:
    """One for each overlay that renders the object, as each place of it may mean another environment."""
    by = _named_by(one, entry.kind, entry.name, entry.field)
    files = [f"{path}/kustomization" for path in one.rendered_by] or [by.file or ""]
    return [_Naming(entry, by, (*entry.hints, *of_file(file)), one.rendered_by) for file in files]


def _named_by(one: _Object, kind: str, name: str, field: FieldPath) -> NamedBy:
    if one.found is None:
        return NamedBy(kind=kind, name=name, file=None, line=None)
    return NamedBy(kind=kind, name=name, file=one.found.file, line=_line(one.found.node, field))


def _line(node: yaml.Node, field: FieldPath) -> int:
    """The line of the key of a field, or of its nearest ancestor."""
    line = int(node.start_mark.line) + 1
    for part in field:
        found = child(node, part)
        if found is None:
            break
        key, node = found
        line = int((key or node).start_mark.line) + 1
    return line


def _by_place(one: NamedBy | Unresolved) -> tuple[object, ...]:
    return one.file or "~", one.line or 0, one.kind, one.name, getattr(one, "reason", "")
