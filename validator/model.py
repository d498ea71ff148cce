"""The nouns that every stage shares. Data only: no file, no process, no decision."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

FieldPath = tuple[str | int, ...]  # ("spec", "containers", 0, "image"); list elements by index
JsonObject = Mapping[str, Any]  # one rendered Kubernetes object


class Severity(str, Enum):
    """How bad a finding is where it stands; `off` never reaches a report."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    OFF = "off"

    @property
    def rank(self) -> int:
        """0 for the worst; sorts findings."""
        return ("error", "warning", "note", "off").index(self.value)


class Role(str, Enum):
    """What the file of a step in a chain is to the build."""

    BASE = "base"
    PATCH = "patch"
    COMPONENT = "component"
    GENERATOR = "generator"
    TRANSFORMER = "transformer"
    KUSTOMIZATION = "kustomization"


class Form(str, Enum):
    """How the controller that deploys a directory reads it."""

    KUSTOMIZATION = "kustomization"
    COMPONENT = "component"
    ARGO_DIRECTORY = "argo-directory"  # plain manifests, as Argo CD's Directory type takes them
    FLUX_DIRECTORY = "flux-directory"  # plain manifests, as kustomize-controller generates a kustomization
    HELM = "helm"  # a chart; not rendered


class Status(str, Enum):
    """What became of an overlay in this run."""

    CHECKED = "checked"
    FAILED = "failed"
    UNAFFECTED = "unaffected"


class State(str, Enum):
    """A finding's standing against the change's other side, baseline and waivers."""

    NEW = "new"
    KNOWN = "known"
    FIXED = "fixed"  # the change takes it away; its place is in the repository before the change
    WAIVED = "waived"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Location:
    """A region of a file of the repository.

    `file` is relative to the repository's root, with slashes. Lines and columns start at 1 and count
    characters; `end_column` is the one after the last character, as in SARIF.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


class WaiverKind(str, Enum):
    """Where a waiver is written."""

    COMMENT = "comment"
    ANNOTATION = "annotation"
    CONFIGURATION = "configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """Somebody's word that findings of some rules may stay somewhere until a day.

    Without a reason or a day it waives nothing. `location` is where it is written; None where that is not
    known, or not in the repository.
    """

    kind: WaiverKind
    rules: tuple[str, ...]  # rules and families, as written
    reason: str | None
    until: date | None  # the last day
    owner: str | None
    location: Location | None

    @property
    def is_complete(self) -> bool:
        """Whether it says why and until when."""
        return self.reason is not None and self.until is not None

    def is_expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.until is not None and self.until < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One file that the build ran through on its way to a value."""

    file: str
    line: int
    role: Role


_HASH = re.compile(r"-[bcdfghkmt2456789]{10}$")


def without_hash(name: str) -> str:
    """A name without what kustomize appends to those of the ConfigMaps and Secrets that it generates.

    After api/hasher of kustomize 5.8: ten letters of an alphabet that spells no words.
    """
    return _HASH.sub("", name)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ResourceId:
    """Which rendered object; empty strings for what the manifest leaves out."""

    api_version: str
    kind: str
    namespace: str
    name: str

    @classmethod
    def of(cls, body: JsonObject) -> ResourceId:
        """The id of a rendered object; values of a wrong type count as absent."""
        metadata = body.get("metadata")
        metadata = metadata if isinstance(metadata, Mapping) else {}
        parts = (body.get("apiVersion"), body.get("kind"), metadata.get("namespace"), metadata.get("name"))
        texts = ["" if part is None or isinstance(part, (Mapping, list)) else str(part) for part in parts]
        return cls(api_version=texts[0], kind=texts[1], namespace=texts[2], name=texts[3])


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedBy:
    """An Argo CD or Flux object that says: deploy this directory. `line` is where it says so."""

    kind: str
    name: str
    file: str | None
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """A directory that somebody deploys. `path` is relative to the root; "." is the root itself."""

    path: str
    form: Form
    environment: str  # "production", "staging", "test", "development", or a name from the configuration
    environment_from: str  # which rule of precedence decided it, for people
    leaf: bool  # no other kustomization includes it
    named_by: tuple[NamedBy, ...] = ()
    left_out: tuple[str, ...] = ()  # what the controller adds to the build and we do not, e.g. "postBuild"
    assumed: tuple[str, ...] = ()  # what the repository does not say and discovery took to be so
    patches: tuple[str, ...] = field(default=(), repr=False)  # that controllers add to it, as JSON
    deployers: tuple[str, ...] = field(default=(), repr=False)  # how Argo CD keeps to it, as JSON
    include: tuple[str, ...] = ()  # files of a plain directory, relative to the root, in reading order
    loose: bool = False  # files of Argo CD and Flux objects that nothing includes: applied by hand

    @property
    def build_key(self) -> tuple[str, Form, tuple[str, ...]]:
        """What decides the build: overlays that differ in this alone are built apart."""
        return self.path, self.form, self.include

    @property
    def is_production(self) -> bool:
        """Whether the severities of production apply."""
        return self.environment == "production"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One distinct rendered object. Equal text in many overlays is one Resource."""

    digest: str  # of the rendered text
    id: ResourceId
    body: JsonObject = field(repr=False)


BUILD_FAILED, REMOTE_REFUSED = "overlay-build-failed", "overlay-remote-refused"  # rules on failures


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why an overlay was not checked. `message` is safe to print: no secret, no machine path."""

    rule: str  # the rule that reports it
    message: str
    location: Location | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What came of building an overlay: its resources in rendered order, or why not."""

    overlay: Overlay
    resources: tuple[Resource, ...] = ()
    failures: tuple[Failure, ...] = ()
    is_lasting: bool = True  # the same files give the same; else time, memory or a network had a part in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One policy of the catalogue, as its METADATA tells it."""

    id: str
    family: str
    title: str
    description: str  # why it matters
    remedy: str  # what to do, Markdown with a YAML example
    scope: str  # "resource", "overlay", "repository", or "plain" for a policy in conftest's own form
    production: Severity
    elsewhere: Severity
    security_severity: str | None  # "0.1" to "10.0", as GitHub code scanning reads it
    example: str = ""  # YAML that breaks the rule in production
    tags: tuple[str, ...] = ()
    related: tuple[str, ...] = ()  # addresses
    supersedes: tuple[str, ...] = ()  # rules that stay silent where this one speaks, at the same location
    parameters: Mapping[str, Any] = field(default_factory=dict)  # name: {"description": ..., "default": ...}


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFinding:
    """What a policy said, before anybody knows the line.

    `resource` is set if it was found in a rendered object, `file` in a source file of the repository,
    `failure` if it tells of a build that failed; none, if it is about an overlay as a whole. `path` leads
    into that object or into the file's document.
    """

    rule: str
    message: str
    production: Severity
    elsewhere: Severity
    path: FieldPath
    subject: FieldPath | None = None  # what it is about, if that stays the same where the path does not
    resource: str | None = None  # digest
    file: str | None = None
    failure: int | None = None  # which of the failures in the facts
    document: int = 0  # which document of the file
    overlays: tuple[
        str, ...
    ] = ()  # known for findings in files and across an overlay; else where the digest occurs


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One defect at one place, with every overlay that it reaches; see `--format json`."""

    rule: str
    family: str
    severity: Severity
    message: str
    resource: ResourceId | None
    path: FieldPath
    missing: bool
    location: Location | None
    chain: tuple[Step, ...]
    overlays: tuple[str, ...]
    state: State
    fingerprint: str
    waiver: Waiver | None = None  # that waives it, or, of a new finding, that would if it were not expired
    is_introduced: bool = False  # of a waived finding: the change brought it along


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayReport:
    """What the report says of an overlay."""

    overlay: Overlay
    status: Status
    resources: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolVersions:
    """What the result rests on."""

    kustomize: str
    engine: str
    engine_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """An entry point whose directories cannot be known from the repository alone, and why."""

    kind: str
    name: str
    file: str | None
    line: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class BaselineEntry:
    """What a baseline lets pass: so many findings of one identity. Of what is in no resource, kind is ""."""

    rule: str
    overlay: str
    kind: str
    namespace: str
    name: str
    path: tuple[str, ...]  # list elements by their key
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A whole check, ready to be reported. Everything is sorted; nothing depends on time or machine."""

    tools: ToolVersions
    overlays: tuple[OverlayReport, ...]
    findings: tuple[Finding, ...]
    rules: tuple[Rule, ...]  # those that ran
    unresolved: tuple[Unresolved, ...] = ()
    remarks: tuple[str, ...] = ()  # what a reader of a change must know beside the findings
    is_change: bool = False  # of a change: what it cannot reach is left out, and known before is told apart
    fixed: tuple[BaselineEntry, ...] = ()  # entries of the baseline that nothing meets any more
    shard: Mapping[str, Any] | None = None  # JSON values that whoever merges shards needs
