"""What the change of a resource brings about in the cluster, as far as the API of Kubernetes 1.33 tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from validator.difference.difference import Consequence, FieldChange, Sort
from validator.difference.matching import group_of
from validator.model import FieldPath, Resource
from validator.places import ABSENT, value_at

# Fields that updates may not change: the validation in pkg/apis/*/validation of kubernetes/kubernetes.
_SELECTOR: FieldPath = ("spec", "selector")
_IMMUTABLE: dict[tuple[str, str], tuple[FieldPath, ...]] = {
    ("", "PersistentVolumeClaim"): tuple(
        ("spec", name) for name in ("accessModes", "dataSource", "selector", "storageClassName", "volumeMode")
    ),
    ("", "Secret"): (("type",),),
    ("apps", "DaemonSet"): (_SELECTOR,),
    ("apps", "Deployment"): (_SELECTOR,),
    ("apps", "ReplicaSet"): (_SELECTOR,),
    ("apps", "StatefulSet"): tuple(
        ("spec", name) for name in ("podManagementPolicy", "selector", "serviceName", "volumeClaimTemplates")
    ),
    ("batch", "Job"): tuple(("spec", name) for name in ("completionMode", "selector", "template")),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): (("roleRef",),),
    ("rbac.authorization.k8s.io", "RoleBinding"): (("roleRef",),),
    ("scheduling.k8s.io", "PriorityClass"): (("value",), ("preemptionPolicy",)),
    ("storage.k8s.io", "StorageClass"): (
        ("provisioner",),
        ("parameters",),
        ("reclaimPolicy",),
        ("volumeBindingMode",),
    ),
}
_HOLDS = {  # what goes with an object that is deleted
    ("", "Namespace"): "everything in the namespace is deleted with it",
    ("", "PersistentVolumeClaim"): "the data of the volume may be deleted with it",
    ("apiextensions.k8s.io", "CustomResourceDefinition"): "all objects of its kind are deleted with it",
}
_PODS = frozenset({("apps", "DaemonSet"), ("apps", "Deployment"), ("apps", "StatefulSet")})
_TEMPLATE: FieldPath = ("spec", "template")
_HOOK = "argocd.argoproj.io/hook"  # a Job of a hook is deleted and created on each sync


def consequences(
    sort: Sort,
    before: Resource | None,
    after: Resource | None,
    fields: Sequence[FieldChange],
    *,
    follows: bool,
) -> tuple[Consequence, ...]:
    """What comes of a change, the gravest first."""
    return tuple(_consequences(sort, before, after, fields, follows=follows))


def _consequences(
    sort: Sort,
    before: Resource | None,
    after: Resource | None,
    fields: Sequence[FieldChange],
    *,
    follows: bool,
) -> Iterator[Consequence]:
    if before is None:
        return
    kind = (group_of(before.id), before.id.kind)
    if sort in (Sort.REMOVED, Sort.RENAMED) and kind in _HOLDS:
        yield Consequence(id="takes-along", message=_HOLDS[kind], is_grave=True)
    if sort is Sort.RENAMED:
        said = "the old object is deleted and a new one is created"
        yield Consequence(id="recreated", message=said, is_grave=True)
    if sort is not Sort.CHANGED or after is None:
        return
    if refused := sorted({".".join(map(str, at)) for one in fields for at in _refused(one, before, kind)}):
        said = f"the cluster refuses to change {' and '.join(refused)} unless the object is deleted first"
        yield Consequence(id="immutable", message=said, is_grave=True)
    if kind in _PODS and (follows or any(_path(one)[:2] == _TEMPLATE for one in fields)):
        yield Consequence(id="pods-replaced", message="pods are replaced", is_grave=False)


def _refused(change: FieldChange, before: Resource, kind: tuple[str, str]) -> Iterator[FieldPath]:
    """The immutable field that a change lies in."""
    path = _path(change)
    is_hook = value_at(before.body, ("metadata", "annotations", _HOOK)) is not ABSENT
    if is_hook and kind == ("batch", "Job"):
        return
    yield from (field for field in _IMMUTABLE.get(kind, ()) if path[: len(field)] == field)
    is_held = kind in (("", "ConfigMap"), ("", "Secret")) and before.body.get("immutable") is True
    if is_held and path[0] in ("binaryData", "data", "immutable", "stringData"):
        yield path[:1]


def _path(change: FieldChange) -> FieldPath:
    """The path of a change on the side where it is."""
    return change.after or change.before or ()
