"""What a finding is, apart from where it stands: rule, resource, path and overlay."""

from __future__ import annotations

import hashlib
import json
from typing import NamedTuple

from validator.keys import by_content
from validator.model import Finding, without_hash
from validator.places import Placed


class Identity(NamedTuple):
    """Equal for findings that are the same defect before and after a change: no line, no message."""

    rule: str
    kind: str  # with its group, such as "Deployment.apps"; "" for what is in no resource
    namespace: str
    name: str  # without the hash of a generated one
    path: tuple[str, ...]
    overlay: str


def identity_of(one: Placed) -> Identity:
    """The identity of a placed finding."""
    resource = one.resource
    if resource is None:
        return Identity(one.rule, "", "", "", by_content(one.keyed), one.overlay or "")
    group, separator, _ = resource.api_version.rpartition("/")
    kind = f"{resource.kind}.{group}" if separator else resource.kind
    name = without_hash(resource.name)
    return Identity(one.rule, kind, resource.namespace, name, by_content(one.keyed), one.overlay or "")


def fingerprint(finding: Finding, path: tuple[str, ...], number: int) -> str:
    """A stable name of a finding: 32 hexadecimal digits. Lines and messages are no part of it.

    A finding in an object is the same wherever the object is made; without an object the file tells, else the
    overlay. `number` tells apart those that have all of this in common.
    """
    resource = finding.resource
    where = [resource.kind, resource.namespace, without_hash(resource.name)] if resource else []
    if not resource:
        where = [finding.location.file if finding.location else "", *finding.overlays[:1]]
    identity = json.dumps([finding.rule, where, list(by_content(path)), number], ensure_ascii=True)
    return hashlib.sha256(identity.encode()).hexdigest()[:32]
