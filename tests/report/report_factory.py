"""Results for the tests of reports: small ones by hand, each part with a default that a test may change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from validator.model import (
    Finding,
    Form,
    Location,
    NamedBy,
    Overlay,
    OverlayReport,
    ResourceId,
    Result,
    Role,
    Rule,
    Severity,
    State,
    Status,
    Step,
    ToolVersions,
    Unresolved,
)
from validator.report.context import Context

PRODUCTION = "apps/shop/overlays/production"
MEMORY_PATH = ("spec", "template", "spec", "containers", 0, "resources", "limits", "memory")


def a_location(file: str, line: int, column: int = 1, end: int | None = None) -> Location:
    """A region on one line, one character long unless said."""
    return Location(file=file, line=line, column=column, end_line=line, end_column=end or column + 1)


def a_finding(**changes: Any) -> Finding:
    """A container without a memory limit."""
    values: dict[str, Any] = {
        "rule": "res-memory-limit-missing",
        "family": "resources",
        "severity": Severity.ERROR,
        "message": 'Container "web" of Deployment "shop" has no memory limit. Set one.',
        "resource": ResourceId(api_version="apps/v1", kind="Deployment", namespace="shop", name="web"),
        "path": MEMORY_PATH,
        "missing": True,
        "location": a_location("apps/shop/base/deployment.yaml", 9, 11, 20),
        "chain": (),
        "overlays": (PRODUCTION,),
        "state": State.NEW,
        "fingerprint": "0123456789abcdef",
    }
    return Finding(**{**values, **changes})


def a_rule(name: str = "res-memory-limit-missing", **changes: Any) -> Rule:
    """A rule with everything that METADATA may hold."""
    values: dict[str, Any] = {
        "id": name,
        "family": "resources",
        "title": "Container without a memory limit",
        "description": "Without a limit one leaking container takes the memory of its whole node.",
        "remedy": (
            "Set `resources.limits.memory` to what the container needs at its peak.\n\n"
            "```yaml\nresources:\n  limits:\n    memory: 256Mi\n```"
        ),
        "scope": "resource",
        "production": Severity.ERROR,
        "elsewhere": Severity.WARNING,
        "security_severity": None,
        "tags": ("reliability",),
        "related": ("https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",),
    }
    return Rule(**{**values, **changes})


def an_overlay(
    path: str = PRODUCTION, status: Status = Status.CHECKED, resources: int = 12, **changes: Any
) -> OverlayReport:
    """An overlay of production that an Application names."""
    values: dict[str, Any] = {
        "path": path,
        "form": Form.KUSTOMIZATION,
        "environment": "production",
        "environment_from": "path part production",
        "leaf": True,
        "named_by": (NamedBy(kind="Application", name="shop", file="clusters/prod/shop.yaml", line=9),),
    }
    return OverlayReport(overlay=Overlay(**{**values, **changes}), status=status, resources=resources)


def a_result(
    findings: Sequence[Finding] = (),
    overlays: Sequence[OverlayReport] | None = None,
    rules: Sequence[Rule] | None = None,
    unresolved: Sequence[Unresolved] = (),
) -> Result:
    """A result of one overlay and the one rule unless said."""
    return Result(
        tools=ToolVersions(kustomize="5.8.1", engine="conftest", engine_version="0.70.1"),
        overlays=tuple(overlays if overlays is not None else [an_overlay()]),
        findings=tuple(findings),
        rules=tuple(rules if rules is not None else [a_rule()]),
        unresolved=tuple(unresolved),
    )


def a_context(files: Mapping[str, str | bytes] | None = None, **changes: Any) -> Context:
    """A context over files that exist nowhere."""
    raw = {name: text.encode() if isinstance(text, str) else text for name, text in (files or {}).items()}
    return Context(read=raw.get, **changes)


DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          image: registry.example/shop/web:1.4.2
          env:
            - name: DB_PASSWORD
              value: correct horse
            - name: REGION
              value: eu-west-1
"""
LIMITS_PATCH = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 0
"""
SHOP = {
    "apps/shop/base/kustomization.yaml": "resources:\n  - deployment.yaml\n",
    "apps/shop/base/deployment.yaml": DEPLOYMENT,
    f"{PRODUCTION}/kustomization.yaml": "resources:\n  - ../../base\npatches:\n  - path: replicas.yaml\n",
    f"{PRODUCTION}/replicas.yaml": LIMITS_PATCH,
    "apps/blog/kustomization.yaml": "resources:\n  - posts.yaml\n",
}


def shop() -> Result:
    """A result with something of everything: a base defect, a patch, a secret, a failed overlay."""
    others = [
        an_overlay(f"apps/shop/overlays/{name}", environment=name) for name in ("dev", "staging", "test")
    ]
    chain = (
        Step(file=f"{PRODUCTION}/kustomization.yaml", line=2, role=Role.KUSTOMIZATION),
        Step(file="apps/shop/base/kustomization.yaml", line=2, role=Role.BASE),
    )
    patch = Step(file=f"{PRODUCTION}/replicas.yaml", line=6, role=Role.PATCH)
    findings = [
        a_finding(
            rule="overlay-build-failed",
            family="graph",
            message='`kustomize build` says: "posts.yaml" does not exist.',
            resource=None,
            path=(),
            missing=False,
            location=a_location("apps/blog/kustomization.yaml", 2, 5, 15),
            overlays=("apps/blog",),
            fingerprint="1",
        ),
        a_finding(
            chain=chain, overlays=(PRODUCTION, *(other.overlay.path for other in others)), fingerprint="2"
        ),
        a_finding(
            rule="secret-in-env",
            family="secrets",
            message='Variable "DB_PASSWORD" of container "web" holds a literal. Read it from a Secret.',
            path=("spec", "template", "spec", "containers", 0, "env", 0, "value"),
            missing=False,
            location=a_location("apps/shop/base/deployment.yaml", 13, 22, 35),
            chain=chain,
            fingerprint="3",
        ),
        a_finding(
            rule="work-no-replicas",
            family="workload",
            severity=Severity.NOTE,
            message='Deployment "web" runs no replica. Raise replicas, or remove it.',
            path=("spec", "replicas"),
            missing=False,
            location=a_location(f"{PRODUCTION}/replicas.yaml", 6, 3, 14),
            chain=(*chain, patch),
            fingerprint="4",
        ),
        a_finding(
            severity=Severity.WARNING,
            message='Container "sync" of CronJob "sync" has no memory limit. Set one.',
            resource=ResourceId(api_version="batch/v1", kind="CronJob", namespace="", name="sync"),
            location=None,
            fingerprint="5",
        ),
        a_finding(state=State.WAIVED, fingerprint="6"),
        a_finding(state=State.KNOWN, fingerprint="7"),
    ]
    overlays = [
        an_overlay("apps/blog", Status.FAILED, 0, left_out=("postBuild",)),
        an_overlay(left_out=("postBuild", "targetNamespace")),
        *others,
    ]
    rules = [
        a_rule(),
        a_rule(
            "secret-in-env",
            family="secrets",
            title="Secret in an environment variable",
            security_severity="8.0",
            tags=("secrets", "cwe-526"),
            remedy="Read the variable from a Secret with `secretKeyRef`.",
        ),
        a_rule(
            "work-no-replicas",
            family="workload",
            production=Severity.NOTE,
            elsewhere=Severity.OFF,
            related=(),
        ),
    ]
    unresolved = [
        Unresolved(
            kind="ApplicationSet",
            name="previews",
            file="clusters/prod/previews.yaml",
            line=8,
            reason="the pullRequest generator asks a server",
        )
    ]
    return a_result(findings, overlays, rules, unresolved)
