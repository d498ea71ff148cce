"""An object on its way through a build: its nodes, every id that it has had, and how it is selected.

After kustomize 5.8 (api/resource, api/resmap, api/types/selector, kyaml/resid).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from validator.locate.node import MAP, PLAIN, SCALAR, Node, copy
from validator.locate.origin import UnmodelledError
from validator.locate.scalars import ANY, FRESH, STR
from validator.locate.schema import cluster_scoped

_NOWHERE = "_non_namespaceable_"


@dataclass(frozen=True, slots=True)
class Id:
    """Group, version, kind, name and the namespace that counts: "default" for none."""

    group: str
    version: str
    kind: str
    name: str
    namespace: str


@dataclass(slots=True, eq=False)
class Resource:
    """An object being built. `previous` holds name, effective namespace and kind as they were."""

    root: Node
    previous: list[tuple[str, str, str]] = field(default_factory=list)
    prefixes: list[str] = field(default_factory=list)
    suffixes: list[str] = field(default_factory=list)
    needs_hash: bool = False
    doubtful: bool = False  # something touched it that is not modelled
    shares: bool = False  # some node stands at several places
    variables: list[str] = field(default_factory=list)

    @property
    def api_version(self) -> str:
        """As it stands now."""
        return self.root.string("apiVersion")

    @property
    def kind(self) -> str:
        """As it stands now."""
        return self.root.string("kind")

    @property
    def name(self) -> str:
        """As it stands now; a hash suffix is not part of it."""
        return self.root.string("metadata", "name")

    @property
    def namespace(self) -> str:
        """As it stands now, "" for none."""
        return self.root.string("metadata", "namespace")

    @property
    def is_cluster_scoped(self) -> bool:
        """Whether it is certainly cluster-scoped."""
        return f"{self.api_version}/{self.kind}" in cluster_scoped()

    @property
    def effective_namespace(self) -> str:
        """The namespace that ids compare."""
        return _NOWHERE if self.is_cluster_scoped else self.namespace or "default"

    @property
    def id(self) -> Id:
        """The current id."""
        group, version = group_version(self.api_version)
        return Id(group, version, self.kind, self.name, self.effective_namespace)

    @property
    def ids(self) -> list[Id]:
        """Every id it ever had, the oldest first, the current one last."""
        group, version = group_version(self.api_version)
        return [*(Id(group, version, kind, name, ns) for name, ns, kind in self.previous), self.id]

    def store_id(self) -> None:
        """Keep the current id among the previous ones."""
        self.previous.append((self.name, self.effective_namespace, self.kind))

    def unshare(self) -> None:
        """Give every place a node of its own."""
        if self.shares:
            self.root.fields = {name: copy(child) for name, child in self.root.fields.items()}
            self.shares = False

    @property
    def metadata(self) -> Node:
        """Its metadata, made if absent."""
        found = self.root.fields.get("metadata")
        if found is None or found.kind != MAP:
            found = Node(MAP, self.root.writer, tag=FRESH, mark=self.root.mark)
            self.root.fields["metadata"] = found
        return found

    def strings(self, name: str) -> dict[str, str]:
        """Labels or annotations as text."""
        found = self.root.find("metadata", name)
        return texts(found) if found is not None else {}


def texts(node: Node) -> dict[str, str]:
    """The members of a mapping as text; what is no scalar counts as empty."""
    return {name: child.text if child.kind == SCALAR else "" for name, child in node.fields.items()}


def stringify(root: Node, name: str) -> None:
    """Turn labels or annotations into strings, as kustomize does when it writes that map back."""
    found = root.find("metadata", name)
    if found is None:
        return
    if not found.fields:
        root.fields["metadata"].fields.pop(name, None)
        return
    for child in found.fields.values():
        if child.kind != SCALAR:
            child.kind, child.text = SCALAR, ""
        if child.tag != ANY:
            child.tag, child.style = STR, PLAIN


def group_version(api_version: str) -> tuple[str, str]:
    """Group and version of an apiVersion."""
    group, slash, version = api_version.partition("/")
    return (group, version) if slash else ("", api_version)


def id_of(root: Node) -> Id:
    """The id that a manifest, such as a patch, gives itself."""
    return Resource(root).id


# ---- selectors ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """A target: Go regexes for the parts of an id, and expressions over labels and annotations."""

    group: str = ""
    version: str = ""
    kind: str = ""
    name: str = ""
    namespace: str = ""
    labels: str = ""
    annotations: str = ""

    @property
    def is_empty_id(self) -> bool:
        """Whether it says nothing about the id."""
        return not (self.group or self.version or self.kind or self.name or self.namespace)

    def selects(self, resource: Resource) -> bool:
        """Whether a patch with this target is for the resource: by its first or its current name."""
        if not _hits(self.kind, resource.kind):
            return False
        now = resource.id
        first = resource.previous[0] if resource.previous else (now.name, now.namespace, now.kind)
        return (
            (_hits(self.namespace, first[1]) or _hits(self.namespace, now.namespace))
            and (_hits(self.name, first[0]) or _hits(self.name, now.name))
            and self._hits_kind(now)
            and self.selects_labels(resource)
        )

    def selects_id(self, one: Id, namespace: str) -> bool:
        """Whether it matches one id of a resource, `namespace` being that id's as written."""
        return self._hits_kind(one) and _hits(self.name, one.name) and _hits(self.namespace, namespace)

    def selects_labels(self, resource: Resource) -> bool:
        """Whether labels and annotations fit."""
        return fits(self.labels, resource.strings("labels")) and fits(
            self.annotations, resource.strings("annotations")
        )

    def _hits_kind(self, one: Id) -> bool:
        parts = ((self.group, one.group), (self.version, one.version), (self.kind, one.kind))
        return all(_hits(pattern, text) for pattern, text in parts)


def _hits(pattern: str, text: str) -> bool:
    return not pattern or pattern == text or bool(_compiled(pattern).fullmatch(text))


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(f"(?:{pattern})")
    except re.error as error:
        raise UnmodelledError("a regular expression of Go only") from error


_TERM = re.compile(
    r"\s*(?:(?P<not>!)\s*)?(?P<key>[^\s=!,()<>]+)\s*"
    r"(?:(?P<op>==|=|!=|<|>)\s*(?P<value>[^\s,()]*)|(?P<set>in|notin)\s*\((?P<values>[^)]*)\))?\s*(?:,|$)"
)


def fits(selector: str, labels: dict[str, str]) -> bool:
    """Whether labels satisfy a Kubernetes label selector. Raises UnmodelledError for what cannot be read."""
    position = 0
    while position < len(selector.rstrip()):
        term = _TERM.match(selector, position)
        if term is None:
            raise UnmodelledError("a label selector")
        if not _fits_term(term, labels):
            return False
        position = term.end()
    return True


def _fits_term(term: re.Match[str], labels: dict[str, str]) -> bool:
    found = labels.get(term["key"])
    if term["set"]:
        values = [value.strip() for value in term["values"].split(",")]
        return (found in values) == (term["set"] == "in")
    if term["op"] in ("<", ">"):
        raise UnmodelledError("a numeric label selector")
    if term["op"]:
        return (found == term["value"]) == (term["op"] != "!=")
    return (found is None) == bool(term["not"])
