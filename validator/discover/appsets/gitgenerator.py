"""The git generator of ApplicationSets: directories and files of this repository as parameters."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Any

from validator.discover.appsets.parameters import ParameterSet, flatten
from validator.discover.reading import items, mapping
from validator.discover.repository import Repository
from validator.discover.templates import yaml11
from validator.discover.templates.gotexts import sanitize
from validator.discover.templates.govalues import show
from validator.discover.templates.problems import RefusedError, UndecidedError, Unknown
from validator.globs.automaton import TooComplexError
from validator.globs.dialects import doublestar, path_match, pathspec


def directories(repository: Repository, patterns: list[tuple[str, bool]]) -> list[str]:
    """The directories that the patterns (and whether each excludes) take, in Argo CD's order.

    A directory whose name starts with a dot is never one, nor is anything below it, nor the root.
    """
    compiled = [(path_match(pattern), excludes) for pattern, excludes in patterns]
    include = [glob for glob, excludes in compiled if glob and not excludes]
    exclude = [glob for glob, excludes in compiled if glob and excludes]
    found = [
        directory
        for directory in repository.directories
        if directory != "."
        and any(glob.matches(directory) for glob in include)
        and not any(glob.matches(directory) for glob in exclude)
        and not any(segment.startswith(".") for segment in directory.split("/"))
    ]
    return sorted(found, key=lambda directory: directory.split("/"))


def files(repository: Repository, patterns: list[tuple[str, bool]], *, new_globs: bool) -> list[str]:
    """The files that the patterns (and whether each excludes) take, sorted; raises RefusedError.

    As `git ls-files` reads them, or, with `new_globs`, as the controller does with
    --enable-new-git-file-globbing, where `*` stops at "/".
    """
    take = _new_files if new_globs else _listed_files
    found: set[str] = set()
    for pattern, excludes in patterns:
        if not excludes:
            found |= take(repository, pattern)
    for pattern, excludes in patterns:
        if excludes:
            found -= take(repository, pattern)
    return sorted(found)


def _listed_files(repository: Repository, pattern: str) -> set[str]:
    if pattern.startswith(":"):
        raise UndecidedError(f"the pathspec {pattern} is not read")
    ending = "/" if pattern.endswith("/") else ""
    plain = posixpath.normpath(pattern) + ending if pattern else ""
    if not plain or plain.startswith(("/", "../")) or plain.rstrip("/") == "..":
        raise RefusedError(f"git lists no files for {pattern or 'an empty path'}: outside the repository")
    if plain.rstrip("/") == ".":
        return set(repository.files)
    below = plain.rstrip("/") + "/"
    glob = pathspec(plain)
    return {
        file
        for file in repository.files
        if (file == plain or file.startswith(below)) or (glob is not None and glob.matches(file))
    }


def _new_files(repository: Repository, pattern: str) -> set[str]:
    plain = posixpath.normpath("/" + pattern)[1:] or "."
    glob = doublestar(plain)
    if glob is None:
        raise RefusedError(f"the glob {pattern} is malformed")
    for directory in sorted(repository.directories):
        if glob.matches(directory):
            raise RefusedError(f"the glob {pattern} takes {directory}, which is a directory")
    return {file for file in repository.files if glob.matches(file)}


# ---- parameter sets ----------------------------------------------------------------------------


def of_directory(directory: str, *, go: bool, prefix: str) -> dict[str, Any]:
    """The parameters that a directory gives."""
    base = posixpath.basename(directory)
    names = {"path": directory, "basename": base, "basenameNormalized": sanitize(base)}
    return _path_parameters(names, go=go, prefix=prefix)


def of_file(repository: Repository, file: str, *, go: bool, prefix: str) -> list[dict[str, Any]]:
    """One set for each object in a file: what it says, and its path. Raises RefusedError."""
    directory = posixpath.dirname(file) or "."
    base, name = posixpath.basename(directory), posixpath.basename(file)
    names = {"path": directory, "basename": base, "basenameNormalized": sanitize(base)}
    names |= {"filename": name, "filenameNormalized": sanitize(name)}
    path = _path_parameters(names, go=go, prefix=prefix)
    sets = []
    for body in _objects(repository, file):
        own = dict(body) if go else {key: show(value) for key, value in flatten(body).items()}
        sets.append({**own, **path})
    return sets


def _objects(repository: Repository, file: str) -> list[Mapping[str, Any]]:
    raw = repository.read(file)
    if raw is None:
        raise RefusedError(f"{file} cannot be read")
    try:
        body = yaml11.load(raw)
    except RefusedError as error:
        raise RefusedError(f"{file}: {error}") from error
    if body is None or isinstance(body, dict):
        return [body or {}]
    if not isinstance(body, list) or not all(item is None or isinstance(item, dict) for item in body):
        raise RefusedError(f"{file} holds neither an object nor a list of objects")
    return [item or {} for item in body]


def _path_parameters(names: dict[str, str], *, go: bool, prefix: str) -> dict[str, Any]:
    segments = names["path"].split("/")
    if go:
        nested: dict[str, Any] = {**names, "segments": segments}
        return {prefix: {"path": nested}} if prefix else {"path": nested}
    key = f"{prefix}.path" if prefix else "path"
    flat = {key if name == "path" else f"{key}.{name}": value for name, value in names.items()}
    return {**flat, **{f"{key}[{index}]": segment for index, segment in enumerate(segments) if segment}}


def generate(
    spec: Mapping[str, Any], repository: Repository, *, go: bool, new_globs: bool
) -> list[ParameterSet]:
    """The sets of a git generator, without its values. Raises RefusedError and UndecidedError."""
    prefix = _text(spec.get("pathParamPrefix"))
    wanted = items(spec.get("directories"))
    try:
        if wanted:
            found = directories(repository, _patterns(wanted))
            return [ParameterSet(values=of_directory(d, go=go, prefix=prefix)) for d in found]
        wanted = items(spec.get("files"))
        if not wanted:
            raise RefusedError("a git generator needs directories or files")
        return _from_files(repository, _patterns(wanted), go=go, prefix=prefix, new_globs=new_globs)
    except TooComplexError as error:
        raise UndecidedError("a glob too complex to be read") from error


def _from_files(
    repository: Repository, patterns: list[tuple[str, bool]], *, go: bool, prefix: str, new_globs: bool
) -> list[ParameterSet]:
    found = files(repository, patterns, new_globs=new_globs)
    assumed: tuple[str, ...] = ()
    try:
        differs = files(repository, patterns, new_globs=not new_globs) != found
    except RefusedError:
        differs = True
    if differs:
        shown = ", ".join(pattern for pattern, _ in patterns)
        how = "new" if new_globs else "default"
        assumed = (f"git files {shown} are read with Argo CD's {how} globs; the other way takes other files",)
    return [
        ParameterSet(values=values, assumed=assumed)
        for file in found
        for values in of_file(repository, file, go=go, prefix=prefix)
    ]


def _patterns(entries: list[Any]) -> list[tuple[str, bool]]:
    return [(_text(mapping(entry).get("path")), mapping(entry).get("exclude") is True) for entry in entries]


def _text(value: Any) -> str:
    if isinstance(value, Unknown):
        raise UndecidedError(value.reason)
    return value if isinstance(value, str) else ""


_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}", re.I)


def is_elsewhere(spec: Mapping[str, Any], repository: Repository) -> str | None:
    """Why a git generator does not read this tree, or None if it does."""
    url, revision = _text(spec.get("repoURL")), _text(spec.get("revision"))
    if repository.owns(url) is False:
        return f"the git generator reads another repository, {url}"
    if "{{" in url or _SHA.fullmatch(revision):
        return f"the git generator reads {revision or url}, which is not this tree"
    return None
