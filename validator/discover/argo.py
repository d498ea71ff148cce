"""Reads Argo CD's Application and ApplicationSet: the directories of this repository that they deploy."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from validator.discover.deployer import deployer
from validator.discover.directory import argo_files, argo_form
from validator.discover.environment import Hint
from validator.discover.identity import normalise
from validator.discover.reading import (
    EntryPoint,
    Owner,
    Reading,
    Unresolved,
    hint,
    items,
    join,
    label_hints,
    mapping,
    owner_of,
    text,
)
from validator.discover.repository import Repository
from validator.discover.templates import yaml11
from validator.discover.templates.problems import RefusedError, UndecidedError, Unknown
from validator.model import FieldPath, Form

_FIXED = ("chart", "path", "repoURL", "targetRevision")  # what an .argocd-source file cannot change
_LOCAL = ("kubernetes.default.svc", "kubernetes.default", "kubernetes")


def application(body: Mapping[str, Any], repository: Repository) -> Reading:
    """The entry points of an Application; nothing for a patch, which names no repository."""
    reader = _Application(
        owner=owner_of(body),
        body=body,
        name=text(mapping(body.get("metadata")).get("name")),
        repository=repository,
        field=lambda path: path,
    )
    return reader.read()


def application_set(body: Mapping[str, Any], repository: Repository, *, new_globs: bool = False) -> Reading:
    """The entry points of every Application that the set generates; nothing for a patch."""
    owner = owner_of(body)
    spec = mapping(body.get("spec"))
    if not _is_whole(spec):
        return Reading()
    is_rolling = mapping(spec.get("strategy")).get("type") == "RollingSync"  # syncs them itself
    from validator.discover.appsets import appset  # half of a check's imports, needed by few repositories

    expansion = appset.expand(body, repository, new_globs=new_globs)
    certain: list[Reading] = []
    candidates: list[Reading] = []
    for one in expansion.applications:
        application = _Application(
            owner=owner,
            body=one.body,
            name=one.name if isinstance(one.name, str) else "",
            repository=repository,
            field=one.field,
            hints=one.hints,
            assumed=one.assumed,
            candidate=one.candidate,
            is_synced=not is_rolling and (one.patched or not spec.get("templatePatch")),
        )
        (candidates if one.candidate else certain).append(application.read())
    problems = tuple(
        Unresolved(kind=owner.kind, name=owner.name, field=field, reason=reason)
        for field, reason in expansion.problems
    )
    return Reading.of([*certain, _of_candidates(Reading.of(candidates)), Reading(unresolved=problems)])


def _of_candidates(found: Reading) -> Reading:
    """The candidates that exist, or one reason why none does."""
    if found.entries or not found.unresolved:
        return replace(found, unresolved=())
    first, *others = found.unresolved
    more = f"; and {len(others)} more of its generators' directories are not there" if others else ""
    return replace(found, unresolved=(replace(first, reason=first.reason + more),))


def _is_whole(spec: Mapping[str, Any]) -> bool:
    """Whether a set, or a template of one of its generators, names a repository."""
    templates = [spec.get("template")]
    for entry in items(spec.get("generators")):
        templates += [mapping(kind).get("template") for kind in mapping(entry).values()]
    sources = [source for t in templates for _, source in _sources(mapping(mapping(t).get("spec")))]
    return any(source.get("repoURL") for source in sources) or "repoURL" in text(spec.get("templatePatch"))


def _sources(spec: Mapping[str, Any]) -> Iterator[tuple[FieldPath, Mapping[str, Any]]]:
    """The sources that count, and where they stand: a hydrator beats several beat one."""
    hydrator, several = spec.get("sourceHydrator"), items(spec.get("sources"))
    if isinstance(hydrator, Mapping):
        yield ("spec", "sourceHydrator", "drySource"), mapping(hydrator.get("drySource"))
    elif several:
        for index, source in enumerate(several):
            yield ("spec", "sources", index), mapping(source)
    else:
        yield ("spec", "source"), mapping(spec.get("source"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Application:
    """One Application, written or generated. Values that are not known are Unknown."""

    owner: Owner  # the object in the repository
    body: Mapping[str, Any]
    name: str  # of the Application; "" if not known
    repository: Repository
    field: Callable[[FieldPath], FieldPath]  # where the owner says what the Application has there
    hints: tuple[Hint, ...] = ()
    assumed: tuple[str, ...] = ()
    candidate: bool = False
    is_synced: bool = True  # by its own policy, as far as that is known

    def read(self) -> Reading:
        """Every source's entry point."""
        spec = mapping(self.body.get("spec"))
        written = Reading(generated=tuple(self._hydrated(spec)))
        return Reading.of([written, *(self._source(source, at) for at, source in _sources(spec))])

    def _hydrated(self, spec: Mapping[str, Any]) -> Iterator[str]:
        """The directory that a hydrator writes."""
        hydrator = mapping(spec.get("sourceHydrator"))
        path = text(mapping(hydrator.get("syncSource")).get("path"))
        if path and self.repository.owns(mapping(hydrator.get("drySource")).get("repoURL")) is not False:
            cleaned = posixpath.normpath(path)
            if cleaned != "." and self.repository.is_directory(cleaned):
                yield cleaned

    def _source(self, source: Mapping[str, Any], at: FieldPath) -> Reading:
        url, path = source.get("repoURL"), source.get("path")
        own = self.repository.owns(url)
        if not url or source.get("chart") or own is False:
            return Reading()
        if not path:
            return Reading() if source.get("ref") else self._not(at, "it has neither path nor chart")
        field = (*at, "path")
        if isinstance(path, Unknown):
            return self._not(field, f"the path {path.known or '…'} is not decided: {path.reason}")
        try:
            directory = _directory(text(path))
        except RefusedError as error:
            return self._not(field, str(error))
        identity = normalise(url)
        counts = not self.candidate or self.repository.is_directory(directory)
        named = Reading(named=((identity, directory),) if identity and counts else ())
        return Reading.of([named, self._existing(source, directory, field, own)])

    def _existing(
        self, source: Mapping[str, Any], directory: str, field: FieldPath, own: bool | None
    ) -> Reading:
        if self.repository.is_symlink(directory):
            return self._not(field, f"{directory} is a symbolic link, below which Argo CD finds nothing")
        if own is None and directory == ".":  # every repository has one
            return self._not(field, "whether its repository is this one is not known")
        if not self.repository.is_directory(directory):
            missing = f"there is no directory {directory}"
            return self._not(field, missing) if own or self.candidate else Reading()
        try:
            return Reading(entries=(self._entry(source, directory, field, own),))
        except (RefusedError, UndecidedError) as error:
            return self._not(field, str(error))

    def _not(self, field: FieldPath, reason: str) -> Reading:
        one = Unresolved(kind=self.owner.kind, name=self.owner.name, field=self.field(field), reason=reason)
        return Reading(unresolved=(one,))

    def _entry(
        self, source: Mapping[str, Any], directory: str, field: FieldPath, own: bool | None
    ) -> EntryPoint:
        source = self._with_overrides(source, directory)
        form = argo_form(source, directory, self.repository)
        left_out: tuple[str, ...] = ()
        include: tuple[str, ...] = ()
        if form in (Form.KUSTOMIZATION, Form.COMPONENT):
            left_out = tuple(_kustomize_overrides(mapping(source.get("kustomize"))))
        elif form is Form.ARGO_DIRECTORY:
            include, jsonnet = argo_files(mapping(source.get("directory")), directory, self.repository)
            left_out = ("jsonnet",) if jsonnet else ()
        revision = source.get("targetRevision")
        return EntryPoint(
            kind=self.owner.kind,
            name=self.owner.name,
            namespace=self.owner.namespace,
            controller="argo",
            path=directory,
            field=self.field(field),
            application=self.name,
            repo_url=normalise(source.get("repoURL")),
            revision=text(revision) or None,
            own=own,
            form=form,
            include=include,
            hints=tuple(self._hints(source)),
            left_out=left_out,
            assumed=(*self.assumed, *self._assumptions(own)),
            deployer=deployer(self.owner, self.body) if self.is_synced else "",
        )

    def _assumptions(self, own: bool | None) -> Iterator[str]:
        if self.candidate:
            yield "which clusters there are is not known: directories that exist are taken"
        if own is None:
            yield "whether its repository is this one is not known: the directory exists here"

    def _with_overrides(self, source: Mapping[str, Any], directory: str) -> Mapping[str, Any]:
        """The source with what the directory's .argocd-source files change."""
        names = [".argocd-source.yaml"]
        names += [f".argocd-source-{self.name}.yaml"] if self.name and "/" not in self.name else []
        for name in names:
            raw = self.repository.read(join(directory, name))
            if raw is None:
                continue
            try:
                change = yaml11.load(raw)
            except RefusedError as error:
                raise RefusedError(f"{name}: {error}") from error
            fixed = {key: value for key, value in mapping(change).items() if key not in _FIXED}
            source = _merge_patch(source, fixed, 0)
        return source

    def _hints(self, source: Mapping[str, Any]) -> Iterator[Hint]:
        yield from self.hints
        yield from label_hints(mapping(self.body.get("metadata")))
        destination = mapping(mapping(self.body.get("spec")).get("destination"))
        yield from hint(4, "destination cluster", destination.get("name"))
        host = re.sub(r"^[a-z]+://|[:/].*$", "", text(destination.get("server")))
        if host and host not in _LOCAL:  # its domain says nothing: shop.dev may be anybody's
            yield from hint(4, "destination server", ".".join(host.split(".")[:-2]) or host)
        for file in items(mapping(source.get("helm")).get("valueFiles")):
            yield from hint(4, "values file", posixpath.basename(text(file)).partition(".")[0])
        yield from hint(4, "branch", source.get("targetRevision"))
        yield from hint(6, "namespace", destination.get("namespace"))


def _directory(path: str) -> str:
    """The directory that a path means; raises RefusedError where Argo CD does."""
    if "{{" in path:
        raise RefusedError(f"a part of the path {path} is no parameter of its generators")
    if path.startswith("/"):
        raise RefusedError(f"Argo CD refuses the absolute path {path}")
    directory = posixpath.normpath(path)
    if directory == ".." or directory.startswith("../"):
        raise RefusedError(f"the path {path} leaves the repository")
    return directory


def _kustomize_overrides(block: Mapping[str, Any]) -> Iterator[str]:
    changed = sorted(key for key, value in block.items() if value and key != "version")
    if changed:
        yield f"kustomize overrides ({', '.join(changed)})"
    if text(block.get("version")):
        yield f"kustomize {text(block.get('version'))}"


def _merge_patch(base: Any, change: Mapping[str, Any], depth: int) -> dict[str, Any]:
    """JSON merge patch, RFC 7386."""
    if depth > 100:
        raise RefusedError("nested too deeply")
    merged = dict(mapping(base))
    for key, value in change.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping):
            merged[key] = _merge_patch(merged.get(key), value, depth + 1)
        else:
            merged[key] = value
    return merged
