"""Where in this repository the files of a Flux source come from."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from validator.discover.artifact import Artifact
from validator.discover.identity import normalise
from validator.discover.reading import items, join, mapping, owner_of, text
from validator.discover.repository import Repository
from validator.discover.sourceindex import Copies, Key, Made, SourceIndex, inside
from validator.discover.templates.problems import UndecidedError
from validator.globs.automaton import TooComplexError
from validator.globs.dialects import path_match

_REVISIONS = ("commit", "name", "semver", "tag", "branch")  # the first that is set counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A directory of this repository that is a directory of an artifact."""

    directory: str
    own: bool | None
    repo_url: str | None
    revision: str | None
    holds: Callable[[str], bool]  # which of the repository's files the artifact has
    expected: bool = True  # that the directory is there; else it may be another repository's
    assumed: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Looks up sources of a repository."""

    index: SourceIndex
    repository: Repository

    def locate(
        self, kind: str, name: str, namespace: str | None, path: str, depth: int = 0
    ) -> Located | None:
        """Where `path` of a source's artifact is, None in another repository; raises UndecidedError."""
        if kind == "ExternalArtifact" and depth < 3:
            return self._external(name, path, depth)
        if kind not in ("GitRepository", "OCIRepository", "Bucket"):
            raise UndecidedError(f"the {kind or 'source'} {name} is not read")
        found = self.index.find(kind, name, namespace)
        if kind == "GitRepository":
            return self._declared(found, path) if found is not None else self._undeclared(name, path)
        return self._pushed(Key(kind, name), found, path)

    def _artifact(self, ignore: str, sparse: tuple[str, ...] = ()) -> Artifact:
        return self.index.artifacts.of(self.repository, ignore, sparse)

    def _made(self) -> Mapping[str, list[Made]]:
        known = self.index.made
        if self.repository not in known:
            known[self.repository] = self.index.artifacts_made(self.repository)
        return known[self.repository]

    def _folder(self, key: Key) -> str | None:
        known = self.index.folders
        if (self.repository, key) not in known:
            known[self.repository, key] = self.index.folder_of(key, self.repository)
        return known[self.repository, key]

    # ---- git -----------------------------------------------------------------------------------

    def _declared(self, source: Mapping[str, Any], path: str) -> Located | None:
        spec = mapping(source.get("spec"))
        own = self.repository.owns(spec.get("url"))
        if own is False:
            return None
        if own is None and path == ".":
            raise UndecidedError("whether its repository is this one is not known")
        for entry in items(spec.get("include")):
            include = mapping(entry)
            place = inside(
                text(include.get("toPath")) or text(mapping(include.get("repository")).get("name"))
            )
            if path == place or path.startswith(place + "/"):
                raise UndecidedError(f"{path} comes from another source, which the GitRepository includes")
        sparse = tuple(inside(text(directory)) for directory in items(spec.get("sparseCheckout")))
        artifact = self._artifact(text(spec.get("ignore")), sparse)
        ref = mapping(spec.get("ref"))
        revision = next((text(ref.get(name)) for name in _REVISIONS if text(ref.get(name))), "master")
        assumed = (
            () if own else ("whether its repository is this one is not known: the directory exists here",)
        )
        return Located(
            directory=path,
            own=own,
            repo_url=normalise(spec.get("url")),
            revision=revision,
            holds=artifact.holds,
            expected=own is True,
            assumed=assumed,
        )

    def _undeclared(self, name: str, path: str) -> Located:
        key = Key("GitRepository", name)
        if name != "flux-system" and self._folder(key) != ".":
            raise UndecidedError(f"the GitRepository {name} is not in the repository")
        return Located(
            directory=path,
            own=None,
            repo_url=None,
            revision=None,
            holds=self._artifact("").holds,
            assumed=(f"the GitRepository {name} is not in the repository: taken for this one",),
        )

    # ---- pushed artifacts ----------------------------------------------------------------------

    def _pushed(self, key: Key, source: Mapping[str, Any] | None, path: str) -> Located | None:
        """An OCI artifact or a bucket, which may be a folder of this repository that somebody pushed."""
        spec = mapping(mapping(source).get("spec"))
        url = spec.get("url")
        folder = self._folder(key)
        if folder is None or (folder == "." and path == "."):
            if source is not None and not self._is_related(url):
                return None
            raise UndecidedError(f"which folder the {key.kind} {key.name} is made of is not known")
        if not self._is_related(url) and len(self.index.paths.get(key, ())) < 2:
            return None
        ref = mapping(spec.get("ref"))
        shown = "the root" if folder == "." else folder
        artifact = self._artifact(text(spec.get("ignore")))
        return Located(
            directory=join(folder, path),
            own=None,
            repo_url=normalise(url),
            revision=next((text(ref.get(n)) for n in ("digest", "semver", "tag") if text(ref.get(n))), None),
            holds=artifact.holds,
            assumed=(f"the {key.kind} {key.name} is taken to be made of {shown} of this repository",),
        )

    def _is_related(self, url: Any) -> bool:
        """Whether an artifact's address has this repository's owner in it, or nothing is known."""
        identity = normalise(url)
        if identity is None or not self.repository.urls:
            return True
        owners = {segment for own in self.repository.urls for segment in own.split("/")[1:-1]}
        return bool(owners & set(identity.split("/")[1:]))

    # ---- generated artifacts -------------------------------------------------------------------

    def _external(self, name: str, path: str, depth: int) -> Located | None:
        found = self._made().get(name)
        if not found:
            raise UndecidedError(f"no ArtifactGenerator in the repository makes the ExternalArtifact {name}")
        generator, copies = found[0]
        alias, directory, mixed = trace(path, copies, self.repository)
        for entry in items(mapping(generator.get("spec")).get("sources")):
            source = mapping(entry)
            if text(source.get("alias")) == alias:
                namespace = text(source.get("namespace")) or owner_of(generator).namespace
                located = self.locate(
                    text(source.get("kind")), text(source.get("name")), namespace, directory, depth + 1
                )
                if located is None or not mixed:
                    return located
                return replace(located, left_out=(*located.left_out, "other copies of the ArtifactGenerator"))
        raise UndecidedError(f"the ArtifactGenerator of {name} has no source {alias}")


def trace(path: str, copies: Copies, repository: Repository) -> tuple[str, str, bool]:
    """The source's alias and directory that `path` of a generated artifact is a copy of.

    The third says whether other copies write there, too. Raises UndecidedError.
    """
    exact: list[tuple[str, str]] = []
    above: list[tuple[str, str]] = []  # copied to below `path`
    for copy in copies:
        alias, _, pattern = text(copy.get("from")).removeprefix("@").partition("/")
        target = inside(text(copy.get("to")).removeprefix("@artifact"))
        source, target = _copied(pattern, target, path, repository)
        if source is None:
            continue
        if path == target or target == "." or path.startswith(target + "/"):
            exact.append((alias, join(source, posixpath.relpath(path, target))))
        elif path == "." or target.startswith(path + "/"):
            above.append((alias, source))
    found = exact or above
    if not found or (not exact and len(above) > 1):
        what = "of several copies" if found else "of no copy of a directory"
        raise UndecidedError(f"{path} of the generated artifact is made {what}")
    return (*found[-1], len(exact) + len(above) > 1)


def _copied(pattern: str, target: str, path: str, repository: Repository) -> tuple[str | None, str]:
    """The directory that a copy takes, and where in the artifact it is then; None for files."""
    if not re.search(r"[*?\[\]]", pattern):
        source = inside(pattern)
        if source == "." or not repository.is_directory(source):
            return (source if source == "." else None), target
        return source, join(target, posixpath.basename(source))
    prefix = pattern.removesuffix("**").rstrip("/") if pattern.endswith("**") else None
    if prefix is not None and not re.search(r"[*?\[\]]", prefix):
        return prefix or ".", target
    glob = path_match(pattern)
    rest = (
        posixpath.relpath(path, target).split("/") if path == target or path.startswith(f"{target}/") else []
    )
    rest = path.split("/") if target == "." else rest
    try:
        taken = glob is not None and glob.matches("/".join(rest[: pattern.count("/") + 1]))
    except TooComplexError:
        taken = False
    return ("." if taken else None), target  # what a pattern takes keeps its whole path
