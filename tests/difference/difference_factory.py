"""Builds made from texts, and the difference of two of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from validator.build.documents import Documents
from validator.difference.compare import compare
from validator.difference.difference import Change, Difference
from validator.difference.pair import Pair
from validator.model import Build, Failure, Form, Overlay

PATH = "apps/shop/overlays/production"


def an_overlay(path: str = PATH, environment: str = "production", **changes: Any) -> Overlay:
    values: dict[str, Any] = {
        "path": path,
        "form": Form.KUSTOMIZATION,
        "environment": environment,
        "environment_from": "path part",
        "leaf": True,
    }
    return Overlay(**{**values, **changes})


def a_build(text: str, path: str = PATH, environment: str = "production") -> Build:
    """What kustomize rendered; documents are separated as it does it."""
    return Build(
        overlay=an_overlay(path, environment), resources=Documents().split(text.strip("\n").encode() + b"\n")
    )


def a_failed_build(message: str, path: str = PATH) -> Build:
    failure = Failure(rule="overlay-build-failed", message=message, location=None)
    return Build(overlay=an_overlay(path), failures=(failure,))


def a_pair(before: str | None, after: str | None, path: str = PATH, environment: str = "production") -> Pair:
    sides = [None if text is None else a_build(text, path, environment) for text in (before, after)]
    return Pair(before=sides[0], after=sides[1])


def a_difference(before: str | None, after: str | None) -> Difference:
    return compare([a_pair(before, after)])


def the_change(before: str, after: str) -> Change:
    """The only change between two renders of one overlay."""
    [change] = a_difference(before, after).changes
    return change


def fields_of(change: Change) -> list[tuple[str, str]]:
    """Sort and path of each changed field: the one after the change, or before, if it is gone."""
    return [(one.sort.value, ".".join(map(str, one.after or one.before or ()))) for one in change.fields]


def a_config_map(name: str = "settings", namespace: str = "shop", **data: str) -> str:
    lines = [f"  {key}: {value}" for key, value in data.items()]
    head = ["apiVersion: v1", "data:", *lines] if lines else ["apiVersion: v1"]
    return "\n".join([*head, "kind: ConfigMap", "metadata:", f"  name: {name}", f"  namespace: {namespace}"])


def documents(*texts: str) -> str:
    return "\n---\n".join(text.strip("\n") for text in texts)


def a_deployment(
    name: str = "web",
    namespace: str = "shop",
    image: str = "registry.example/shop:1.0",
    replicas: int = 1,
    config: str = "settings",
    labels: Sequence[str] = (),
) -> str:
    more = "".join(f"\n    {label}" for label in labels)
    return f"""\
apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    app: web{more}
  name: {name}
  namespace: {namespace}
spec:
  replicas: {replicas}
  selector:
    matchLabels:
      app: web
  template:
    spec:
      containers:
      - envFrom:
        - configMapRef:
            name: {config}
        image: {image}
        name: web
        ports:
        - containerPort: 8080
          name: http
"""
