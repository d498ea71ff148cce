"""Names that a build rewrites because the object that they refer to was renamed.

After kustomize 5.8 (api/filters/nameref). The build says what the name became; here is looked for the one
renamed object that explains it.
"""

from __future__ import annotations

from validator.locate.fieldspecs import Configuration, NameReference, split_path
from validator.locate.locations import location_of
from validator.locate.node import Node
from validator.locate.resource import Id, Resource, group_version
from validator.model import FieldPath, Role, without_hash


def is_named(resource: Resource, rendered: str) -> bool:
    """Whether a resource's final name is `rendered`, any hash taken for right."""
    if not resource.needs_hash:
        return resource.name == rendered
    return resource.name == without_hash(rendered) != rendered


def explain_name(
    referrer: Resource,
    path: FieldPath,
    ours: Node,
    rendered: str,
    candidates: list[Resource],
    known: Configuration,
) -> Node | None:
    """The node that decides a rewritten name: the reference, or the target's name where it was renamed."""
    targets = [
        candidate
        for candidate in _targets(referrer, path, candidates, known)
        if is_named(candidate, rendered) and ours.text in _names(candidate)
    ]
    places = {location_of(target.metadata.fields["name"]) for target in targets}
    if len(places) != 1:
        return None
    name = targets[0].metadata.fields["name"]
    return name if name.text != ours.text and name.writer.role in (Role.TRANSFORMER, Role.PATCH) else ours


def explain_namespace(
    referrer: Resource,
    path: FieldPath,
    name: str,
    rendered: str,
    candidates: list[Resource],
    known: Configuration,
) -> Node | None:
    """The namespace that was copied from the account or service that a subject or webhook names now."""
    targets = [
        candidate
        for candidate in _targets(referrer, path, candidates, known)
        if candidate.namespace == rendered and is_named(candidate, name)
    ]
    found = [target.metadata.fields["namespace"] for target in targets]
    return found[0] if found and len({location_of(node) for node in found}) == 1 else None


def _names(resource: Resource) -> set[str]:
    return {resource.name, *(name for name, _, _ in resource.previous)}


def _targets(
    referrer: Resource, path: FieldPath, candidates: list[Resource], known: Configuration
) -> list[Resource]:
    """The resources of the kinds that the field at `path` may refer to, in a namespace that it can reach."""
    steps = tuple(part for part in path if isinstance(part, str))
    references = [
        reference
        for reference in known.names
        if any(_leads(spec.path, steps) and spec.is_for(referrer) for spec in reference.referrers)
    ]
    return [
        candidate
        for candidate in candidates
        if any(_is_of(candidate, reference) for reference in references) and _reaches(referrer, candidate)
    ]


def _leads(spec: str, steps: tuple[str, ...]) -> bool:
    """Whether a spec's path is the field's, or that of the mapping that holds it."""
    wanted = tuple(step.removesuffix("[]") for step in split_path(spec))
    return wanted in (steps, steps[:-1])


def _is_of(resource: Resource, reference: NameReference) -> bool:
    group, version = group_version(resource.api_version)
    kinds = {resource.kind, *(kind for _, _, kind in resource.previous)}
    return (
        reference.group in ("", group)
        and reference.version in ("", version)
        and (not reference.kind or reference.kind in kinds)
    )


def _reaches(referrer: Resource, target: Resource) -> bool:
    if referrer.is_cluster_scoped or target.is_cluster_scoped or target.kind == "ServiceAccount":
        return True
    ours: Id = referrer.id
    return ours.namespace == target.effective_namespace
