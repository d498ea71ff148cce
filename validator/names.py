"""What tells the objects of one overlay apart."""

from __future__ import annotations

from validator.model import ResourceId, without_hash

Name = tuple[str, str, str, str]  # group, kind, namespace, name without the hash of a generated one


def name_of(resource: ResourceId) -> Name:
    """The name of a rendered object."""
    group, _, _ = resource.api_version.rpartition("/")
    return group, resource.kind, resource.namespace, without_hash(resource.name)
