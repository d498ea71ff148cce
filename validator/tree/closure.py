"""What a build of one directory would read, and what in it stands in the way of building it safely.

The closure is the key to everything that may be skipped: equal bytes in it, equal render.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from validator.model import BUILD_FAILED, REMOTE_REFUSED, Location
from validator.tree.kustomization import NAMES, Kind, Kustomization, Reference, fields_of, plugin_references
from validator.tree.source import span
from validator.tree.tree import Tree

_BUILTIN_PLUGIN = "builtin"  # the apiVersion of generators and transformers that kustomize has inside
_OUTLINED = (".yaml", ".yml", ".json")  # discovery knows of these what they hold
_MAX_VISITS = 4096  # directories of one build, repeats counted; a diamond of diamonds doubles at each step


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a directory must not, or cannot, be built. `remote` is the text of a remote reference."""

    rule: str
    message: str
    location: Location
    remote: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """Everything that a build of a directory reads. Paths are relative to the root, sorted."""

    files: tuple[str, ...]
    directories: tuple[str, ...]
    problems: tuple[Problem, ...]  # each refuses the build
    suspects: tuple[Problem, ...]  # references that lead nowhere: the likely cause if the build fails
    merges: bool  # a strategic merge may happen, for which kustomize loads its API description
    has_openapi: bool  # a kustomization brings an API description of its own
    read: tuple[str, ...] = ()  # files that name further ones: plugins, kustomizations outside the repository
    missing: tuple[str, ...] = ()  # where references lead nowhere


@dataclass
class _Walk:
    """What has been gathered so far on the way through one build."""

    files: set[str] = field(default_factory=set)
    directories: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    suspects: list[Problem] = field(default_factory=list)
    merges: bool = False
    has_openapi: bool = False
    visits: int = 0
    read: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)


def closure(tree: Tree, directory: str) -> Closure:
    """The closure of building `directory`, which has a kustomization file."""
    walk = _Walk()
    _visit(tree, directory, walk, above=())
    return Closure(
        files=tuple(sorted(walk.files)),
        directories=tuple(sorted(walk.directories)),
        problems=tuple(dict.fromkeys(walk.problems)),
        suspects=tuple(dict.fromkeys(walk.suspects)),
        merges=walk.merges,
        has_openapi=walk.has_openapi,
        read=tuple(sorted(walk.read)),
        missing=tuple(sorted(walk.missing)),
    )


def _visit(tree: Tree, directory: str, walk: _Walk, above: tuple[str, ...]) -> None:
    walk.visits += 1
    if walk.visits == _MAX_VISITS + 1:
        first = tree.kustomization(above[0]) if above else None
        if first is not None:
            message = f"includes more than {_MAX_VISITS} directories, most of them again and again"
            walk.problems.append(_problem(first, first.node, message))
    if walk.visits > _MAX_VISITS or directory in above:
        return
    files = tree.kustomization_files(directory)
    if not any(file in tree.files for file in files):
        _missing_names(tree, directory, walk)
    walk.files.update(files)
    walk.read.update(file for file in files if file not in tree.files)
    seen = directory in walk.directories
    walk.directories.add(directory)
    kustomization = tree.kustomization(directory)
    if kustomization is None:
        return
    if not seen:
        _traits(kustomization, walk)
    for reference in kustomization.references:
        target = _follow(tree, kustomization, reference, walk)
        if target is not None:
            _visit(tree, target, walk, (*above, directory))


def _follow(tree: Tree, kustomization: Kustomization, reference: Reference, walk: _Walk) -> str | None:
    """Gather one reference; returns the directory that it leads into, if it does."""
    if reference.is_remote:
        walk.problems.append(_remote(kustomization, reference))
        return None
    if not reference.text:
        return None
    target = tree.target(kustomization, reference)
    what = tree.kind_of(target)
    if what == "outside":
        message = (
            f'"{reference.text}" in `{reference.field}` leaves the repository; only what is in it is read'
        )
        walk.problems.append(_problem(kustomization, reference.node, message))
    elif what == "special":
        message = f'"{reference.text}" in `{reference.field}` is neither a file nor a directory'
        walk.problems.append(_problem(kustomization, reference.node, message))
    elif what == "missing":
        walk.missing.add(target)
        message = f'"{reference.text}" in `{reference.field}` does not exist'
        walk.suspects.append(_problem(kustomization, reference.node, message))
    elif what == "file":
        walk.files.add(target)
        _file(tree, kustomization, reference, target, walk)
    elif reference.kind is not Kind.FILE:
        if tree.kustomization_files(target):
            return target
        _missing_names(tree, target, walk)
        message = f'"{reference.text}" in `{reference.field}` is a directory without a kustomization'
        walk.suspects.append(_problem(kustomization, reference.node, message))
    return None


def _missing_names(tree: Tree, directory: str, walk: _Walk) -> None:
    """Gather where a directory that git ignores could have a kustomization: its appearance would count."""
    paths = (posixpath.normpath(posixpath.join(directory, name)) for name in NAMES)
    walk.missing.update(path for path in paths if tree.kind_of(path) == "missing")


def _file(tree: Tree, kustomization: Kustomization, reference: Reference, target: str, walk: _Walk) -> None:
    """What a file brings along: a plugin's configuration names further files, a patch may merge."""
    if reference.field in ("generators", "transformers", "validators"):
        walk.read.add(target)
        source = tree.source(target)
        for document in source.documents if source else ():
            if isinstance(document, yaml.MappingNode):
                _plugin(kustomization, document, reference.node, walk)
                for nested in plugin_references(document, reference.node, reference.pointer):
                    _follow(tree, kustomization, nested, walk)
    elif reference.kind is Kind.RESOURCE and not target.endswith(_OUTLINED):
        walk.read.add(target)
    elif reference.field == "patches.path" and not walk.merges:
        walk.merges = not _is_json_patch(tree.read(target) or b"")


def _traits(kustomization: Kustomization, walk: _Walk) -> None:
    """What the file says of itself, whoever includes it."""
    for node in kustomization.items("patches"):
        inline = fields_of(node).get("patch")
        if inline is not None and not _is_json_patch(str(inline.value.value).encode()):
            walk.merges = True
    if kustomization.field("patchesStrategicMerge") or kustomization.field("transformers"):
        walk.merges = True
    if kustomization.field("openapi"):
        walk.has_openapi = True
    for name in ("helmCharts", "helmChartInflationGenerator"):
        found = kustomization.field(name)
        if found is not None:
            message = f"`{found.name}` needs helm, which is not run; render the chart into the repository"
            walk.problems.append(_problem(kustomization, found.key, message))
    for document, node in kustomization.inline:
        _plugin(kustomization, document, node, walk)


def _plugin(kustomization: Kustomization, config: yaml.MappingNode, at: yaml.Node, walk: _Walk) -> None:
    """Refuse a generator or transformer that kustomize would run as a program or fetch from elsewhere."""
    fields = fields_of(config)
    api_version = fields["apiversion"].value.value if "apiversion" in fields else ""
    kind = fields["kind"].value.value if "kind" in fields else ""
    if kind == "HelmChartInflationGenerator":
        message = f"`{kind}` needs helm, which is not run; render the chart into the repository"
        walk.problems.append(_problem(kustomization, at, message))
    elif api_version != _BUILTIN_PLUGIN:
        name = f"{kind or 'without kind'} ({api_version or 'without apiVersion'})"
        message = f"plugin {name} is a program, and programs are not run"
        walk.problems.append(_problem(kustomization, at, message))


def _remote(kustomization: Kustomization, reference: Reference) -> Problem:
    return Problem(
        rule=REMOTE_REFUSED,
        message=f'"{without_credentials(reference.text)}" in `{reference.field}` is fetched from elsewhere',
        location=span(kustomization.file, reference.node),
        remote=reference.text,
    )


def without_credentials(url: str) -> str:
    """A URL as it may be printed: user and password before an @ replaced."""
    scheme, separator, rest = url.partition("://")
    if not separator or "@" not in rest.partition("/")[0]:
        return url
    return f"{scheme}://•••@{rest.partition('@')[2]}"


def _problem(kustomization: Kustomization, node: yaml.Node, message: str) -> Problem:
    return Problem(rule=BUILD_FAILED, message=message, location=span(kustomization.file, node))


def _is_json_patch(raw: bytes) -> bool:
    """Whether a patch is a list of operations: its first significant line opens a list."""
    return next(_significant(raw), b"").startswith((b"[", b"-"))


def _significant(raw: bytes) -> Iterator[bytes]:
    for line in raw.removeprefix(b"\xef\xbb\xbf").splitlines():
        stripped = line.strip()
        if stripped and not stripped.startswith(b"#") and stripped != b"---":
            yield stripped
