"""What one Argo CD or Flux object says about directories: entry points, and those that cannot be known."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from validator.discover.environment import KEYS, Hint
from validator.discover.templates.govalues import show
from validator.discover.templates.problems import UndecidedError
from validator.model import FieldPath, Form

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}", re.I)
_TAG = re.compile(r"(refs/tags/.+|v?[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.+-]+)?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The object in the repository that says: deploy this."""

    kind: str
    name: str
    namespace: str | None  # None: not written


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPoint:
    """One directory that a controller deploys because an object says so."""

    kind: str
    name: str
    namespace: str | None
    controller: str  # "argo" or "flux"
    path: str  # relative to the root; "." is the root
    field: FieldPath  # where the object says so
    application: str  # the name of the Application or Kustomization that deploys it; "" if not known
    repo_url: str | None  # normalised; None: not known
    revision: str | None
    own: bool | None  # whether the address is this repository's; None: not known
    form: Form
    include: tuple[str, ...] = ()  # what a plain directory deploys: files, for Flux also directories
    hints: tuple[Hint, ...] = ()  # of its environment
    left_out: tuple[str, ...] = ()  # what the controller adds to the build and we do not
    patches: tuple[str, ...] = ()  # that the controller adds, as JSON
    assumed: tuple[str, ...] = ()  # what had to be assumed
    deployer: str = ""  # how Argo CD keeps to what it deploys, as JSON

    @property
    def is_pinned(self) -> bool:
        """Whether the revision is a commit or a version's tag: what runs may be another tree than this."""
        return is_pinned(self.revision)

    @property
    def deploys_nothing(self) -> bool:
        """Whether the directory holds nothing that the controller would apply."""
        return self.form in (Form.ARGO_DIRECTORY, Form.FLUX_DIRECTORY) and not self.include


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """A directory that an object means and that cannot be known, or that is not there."""

    kind: str
    name: str
    field: FieldPath
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that one object, or several, say."""

    entries: tuple[EntryPoint, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    named: tuple[tuple[str, str], ...] = ()  # every address and directory, for the vote on who we are
    generated: tuple[str, ...] = ()  # directories that a controller writes: nobody edits their lines

    @classmethod
    def of(cls, readings: Iterable[Reading]) -> Reading:
        """Several readings as one, in their order, without repetitions."""
        every = list(readings)
        return cls(
            entries=tuple(dict.fromkeys(e for reading in every for e in reading.entries)),
            unresolved=tuple(dict.fromkeys(u for reading in every for u in reading.unresolved)),
            named=tuple(dict.fromkeys(n for reading in every for n in reading.named)),
            generated=tuple(dict.fromkeys(g for reading in every for g in reading.generated)),
        )


def is_pinned(revision: str | None) -> bool:
    """Whether a revision is a full commit or the tag of one version."""
    return revision is not None and bool(_COMMIT.fullmatch(revision) or _TAG.fullmatch(revision))


# ---- plain objects -----------------------------------------------------------------------------


def mapping(value: Any) -> Mapping[str, Any]:
    """The value if it is a mapping, else an empty one."""
    if type(value) is dict:  # as nearly all are; to ask for the abstract class takes ten times as long
        return value
    return value if isinstance(value, Mapping) else {}


def items(value: Any) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    """The value if it is a text, else ""."""
    return value if isinstance(value, str) else ""


def group_of(body: Mapping[str, Any]) -> str:
    """The API group of an object; "" for the core group or none."""
    return text(body.get("apiVersion")).rpartition("/")[0]


def owner_of(body: Mapping[str, Any]) -> Owner:
    """Who an object is."""
    metadata = mapping(body.get("metadata"))
    namespace = text(metadata.get("namespace"))
    return Owner(kind=text(body.get("kind")), name=text(metadata.get("name")), namespace=namespace or None)


def label_hints(metadata: Mapping[str, Any]) -> Iterator[Hint]:
    """The labels that tell an environment, whatever their prefix."""
    labels = mapping(metadata.get("labels"))
    for key in sorted(labels):
        if key.rpartition("/")[2].lower() in KEYS:
            yield from hint(2, f"label {key}", labels[key])


def hint(step: int, what: str, value: Any) -> Iterator[Hint]:
    """A hint, unless the value is no scalar or not known."""
    if isinstance(value, (Mapping, list)) or value is None:
        return
    try:
        yield Hint(step=step, what=what, value=show(value))
    except UndecidedError:
        return


def join(directory: str, path: str) -> str:
    """A path below a directory, normalised; it may leave the root ("../x")."""
    return posixpath.normpath(posixpath.join(directory, path))
