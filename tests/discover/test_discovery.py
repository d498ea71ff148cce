"""What a check takes for overlays, end to end: leaves, what objects name, and the objects themselves."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

MERGEGATE = Path(sys.executable).with_name("mergegate")
URL = "https://git.example.com/org/shop.git"
APPLICATION = f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: web, namespace: argocd}}
spec:
  project: shop
  source: {{repoURL: {URL}, path: svc, targetRevision: main}}
  destination: {{server: https://kubernetes.default.svc, namespace: web}}
"""
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"

Write = Callable[[Mapping[str, str]], Path]


def overlays(root: Path) -> dict[str, tuple[str, str]]:
    """Form and why, by path."""
    run = subprocess.run([MERGEGATE, "overlays", root, "--format", "json"], capture_output=True, check=True)
    found = json.loads(run.stdout)["overlays"]
    return {
        o["path"]: (o["form"], "leaf" if o["leaf"] else ",".join(n["name"] for n in o["named_by"]) or "loose")
        for o in found
    }


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"apps/web.yaml": APPLICATION, "svc/cm.yaml": CONFIG_MAP},
            {"apps": ("argo-directory", "loose"), "svc": ("argo-directory", "web")},
        ),
        (
            {
                "apps/web.yaml": APPLICATION,
                "apps/kustomization.yaml": "resources: [web.yaml]",
                "svc/cm.yaml": CONFIG_MAP,
            },
            {"apps": ("kustomization", "leaf"), "svc": ("argo-directory", "web")},
        ),
        (
            {
                "apps/kustomization.yaml": "resources: [cm.yaml]",
                "apps/cm.yaml": CONFIG_MAP,
                "apps/old/web.yaml": APPLICATION,
                "svc/kustomization.yaml": "resources: [cm.yaml]",
                "svc/cm.yaml": CONFIG_MAP,
            },
            {"apps": ("kustomization", "leaf"), "svc": ("kustomization", "leaf")},
        ),
        (
            {
                "root.yaml": APPLICATION.replace("path: svc", "path: apps").replace(
                    "name: web", "name: root"
                ),
                "apps/web.yaml": APPLICATION,
                "svc/cm.yaml": CONFIG_MAP,
            },
            {
                ".": ("argo-directory", "loose"),
                "apps": ("argo-directory", "root"),
                "svc": ("argo-directory", "web"),
            },
        ),
    ],
    ids=["applied by hand", "kustomized", "a leftover", "an app of apps"],
)
def test_overlays_are_what_somebody_deploys(
    repository: Write, files: dict[str, str], expected: dict[str, tuple[str, str]]
) -> None:
    assert overlays(repository(files)) == expected


def test_an_application_that_nothing_includes_is_checked(repository: Write) -> None:
    root = repository(
        {"apps/web.yaml": APPLICATION.replace("shop\n", "default\n"), "svc/cm.yaml": CONFIG_MAP}
    )
    words = [MERGEGATE, "check", root, "--format", "json", "--select", "argo-default-project"]
    run = subprocess.run(words, capture_output=True)
    [finding] = json.loads(run.stdout)["findings"]
    assert (run.returncode, finding["location"]["file"], finding["overlays"]) == (
        1,
        "apps/web.yaml",
        ["apps"],
    )


def test_a_fork_is_told_of(repository: Write) -> None:
    root = repository({"apps/web.yaml": APPLICATION, "svc/cm.yaml": CONFIG_MAP})
    subprocess.run(["git", "init", "-q", root], check=True)
    remote = "https://git.example.com/me/fork.git"
    subprocess.run(["git", "-C", root, "remote", "add", "origin", remote], check=True)
    run = subprocess.run([MERGEGATE, "overlays", root], capture_output=True, check=True, encoding="utf-8")
    assert "git.example.com/org/shop" in run.stdout
    assert "add it to `repository`" in run.stdout


def test_charts_are_named_as_left_out(repository: Write) -> None:
    release = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a}\n"
    root = repository({"a/kustomization.yaml": "resources: [r.yaml]", "a/r.yaml": release})
    run = subprocess.run([MERGEGATE, "overlays", root], capture_output=True, check=True, encoding="utf-8")
    assert "Helm charts (1 overlay)" in run.stdout
