"""Which lists a strategic merge patch merges and by which keys; what is certainly cluster-scoped.

Tables: data/README.md.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(slots=True, kw_only=True)
class Schema:
    """What is known of one place in a kind: its parts, and if it is a list, how it merges."""

    parts: dict[str, Schema] = field(default_factory=dict)
    merges: bool = False
    keys: tuple[str, ...] = ()  # with `merges` and no keys the list is a set of scalars

    def field(self, name: str) -> Schema | None:
        """The schema of a field, None where nothing is known of it."""
        return self.parts.get(name) or self.parts.get("{}")

    @property
    def elements(self) -> Schema | None:
        """The schema of a list's elements."""
        return self.parts.get("[]")


def load(name: str) -> Any:
    """One of the tables."""
    return json.loads(files("validator.locate").joinpath("data", name).read_text("utf-8"))


@cache
def _tables() -> Any:
    return load("merge-keys.json")


@cache
def schema_of(api_version: str, kind: str) -> Schema | None:
    """The schema of a kind of Kubernetes 1.21, None for any other."""
    paths = _tables()["kinds"].get(f"{api_version}/{kind}")
    return None if paths is None else _grown(paths)


def _grown(paths: Any) -> Schema:
    root = Schema()
    if isinstance(paths, str):
        return _type(paths)
    for path, entry in paths.items():
        _plant(root, path, entry)
    return root


@cache
def _type(name: str) -> Schema:
    return _grown(_tables()["types"][name.removeprefix("$")])


def _plant(root: Schema, path: str, entry: Any) -> None:
    steps = path.replace("[]", ".[]").replace("{}", ".{}").split(".")
    place = root
    for step in steps[:-1]:
        place = place.parts.setdefault(step, Schema())
    if isinstance(entry, str):
        known = _type(entry)
        there = place.parts.get(steps[-1])
        place.parts[steps[-1]] = known if there is None else Schema(parts={**known.parts, **there.parts})
        return
    leaf = place.parts.setdefault(steps[-1], Schema())
    leaf.merges = entry["kustomize"] == "merge"
    leaf.keys = tuple(entry.get("keys", ()))


@cache
def field_specs() -> Any:
    """The default field specs of the builtin transformers."""
    return load("field-specs.json")


@cache
def cluster_scoped() -> frozenset[str]:
    """The kinds that are certainly cluster-scoped, as apiVersion/kind."""
    return frozenset(field_specs()["clusterScoped"])
