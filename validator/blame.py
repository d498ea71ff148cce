"""Who set what an overlay renders: build → locate, for `mergegate blame`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from validator.config_shapes import nearest
from validator.errors import MergegateError, UsageError
from validator.locate.blamed import blamed
from validator.locate.locator import Locator
from validator.masking.values import secret_values
from validator.model import (
    REMOTE_REFUSED,
    Build,
    FieldPath,
    Form,
    Overlay,
    Resource,
    ResourceId,
    without_hash,
)
from validator.options import Options
from validator.places import Blamed
from validator.progress import Progress
from validator.query import ResourceQuery, resolve
from validator.report.visible import resource_text
from validator.surveyor import surveying
from validator.tree.kustomization import NAMES as KUSTOMIZATIONS
from validator.tree.tree import Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of an overlay is wanted: all of it, a resource, or a field of one."""

    overlay: str | None = None  # a directory as the user names it; None: every overlay
    resource: ResourceQuery | None = None
    field: FieldPath = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The resources that were asked for; `blamed` gives them one at a time, as a repository has many."""

    tree: Tree
    blamed: Iterator[Blamed]
    failed: tuple[str, ...]  # overlays that do not build, and why


@contextmanager
def blame(options: Options, asked: Asked, progress: Progress) -> Iterator[Answer]:
    """The places of what was asked for, to be read within the context.

    Raises MergegateError if the overlay does not build, UsageError for what does not exist.
    """
    with surveying(options, progress) as survey:
        tree = survey.tree
        bases = (Path.cwd(), tree.root) if options.path is None else (tree.root, Path.cwd())
        path = _relative(tree, asked.overlay, bases) if asked.overlay is not None else None
        _refuse_component(tree, path)
        if path is not None and tree.kustomization_files(path):
            builds = survey.builder.build([_directory(path)], progress.step)
        else:  # only who knows all entry points knows how a directory without a kustomization is read
            survey.run(progress)
            wanted = [one for one in survey.overlays if path in (None, one.path)]
            builds = survey.build(wanted, lambda: None)
        if path is not None:
            _demand_one(builds, path)
        failed = tuple(f"{one.overlay.path}: {one.failures[0].message}" for one in builds if one.failures)
        locator = Locator(tree)
        found = (one for done in builds for one in _blamed(done, asked, locator))
        yield Answer(tree=tree, blamed=found, failed=failed)


def _relative(tree: Tree, overlay: str, bases: Sequence[Path]) -> str:
    """The path from the root of an overlay that is given as seen from one of the bases."""
    for base in bases:
        with suppress(OSError):  # a name that no file can have
            found = (base / overlay).resolve()
            if found.is_file() and found.name in KUSTOMIZATIONS:
                found = found.parent
            if found.is_dir() and found.is_relative_to(tree.root):
                return found.relative_to(tree.root).as_posix()
    raise UsageError(f"there is no directory {overlay} in {tree.root}")


def _refuse_component(tree: Tree, path: str | None) -> None:
    own = tree.kustomization(path) if path is not None else None
    if own is not None and own.is_component:
        raise UsageError(f"{path} is a component, which renders nothing alone: name what includes it")


def _directory(path: str) -> Overlay:
    return Overlay(path=path, form=Form.KUSTOMIZATION, environment="", environment_from="", leaf=False)


def _demand_one(builds: Sequence[Build], path: str) -> None:
    if not builds:
        raise UsageError(
            f"{path} is no overlay: it has no kustomization, and no Argo CD or Flux object names it; "
            "`mergegate overlays` lists what there is"
        )
    for failure in builds[0].failures:
        place = f"{failure.location.file}:{failure.location.line}: " if failure.location else ""
        hint = "; --allow-remote fetches what is pinned" if failure.rule == REMOTE_REFUSED else ""
        raise MergegateError(f"{path} does not build: {place}{failure.message}{hint}")


# ---- one overlay -----------------------------------------------------------------------------------


def _blamed(one: Build, asked: Asked, locator: Locator) -> Iterator[Blamed]:
    wanted = [(resource, resolve(asked.field, resource.body)) for resource in _chosen(one, asked)]
    secrets = frozenset(secret_values((resource.body for resource in one.resources), ()))
    return blamed(locator, one.overlay, wanted, secrets)


def _chosen(one: Build, asked: Asked) -> list[Resource]:
    """The resources that are meant; where no name fits, those whose name without a hash does."""
    query = asked.resource
    if query is None:
        return list(one.resources)
    found = [resource for resource in one.resources if query.matches(resource.id)]
    if not found:
        found = [r for r in one.resources if query.matches(r.id, name=without_hash(r.id.name))]
    if not found and asked.overlay is not None:
        hint = nearest(str(query), [resource_text(resource.id) for resource in one.resources])
        raise UsageError(f"{one.overlay.path} renders no {query}{hint}")
    if asked.field and len(found) > 1:
        same = ", ".join(sorted(_in_full(resource.id) for resource in found))
        raise UsageError(f"{query} is more than one resource of {one.overlay.path}: {same}")
    return found


def _in_full(resource: ResourceId) -> str:
    """A resource with its API group, as a query takes it."""
    group = resource.api_version.rpartition("/")[0]
    kind = f"{resource.kind}.{group}" if group else resource.kind
    return "/".join(filter(None, (kind, resource.namespace, resource.name)))
