"""Whatever a report rests on: when it changes, the next report is that of a run without a memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cache.caching import DEPLOYMENT, ROLE, SMALL, Program, committed
from tests.change.histories import git

GENERATOR = "configMapGenerator:\n- name: settings\n  envs: [local.env]\n"
RULE = """\
package main

import rego.v1

deny contains msg if {
	input.kind == "%s"
	msg := "no such kind here"
}
"""
APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  project: shop
  destination: {namespace: web, server: https://kubernetes.default.svc}
  source: {repoURL: https://git.example/team/shop.git, path: %s, targetRevision: main}
"""


@dataclass(frozen=True)
class Case:
    """A repository, and something that happens to it or beside it."""

    files: Mapping[str, str]
    act: Callable[[Path], None]
    words: tuple[str, ...] = ()
    prepare: Callable[[Path], None] = lambda root: None
    env: Mapping[str, str] = field(default_factory=dict)
    env_after: Mapping[str, str] = field(default_factory=dict)


def text(name: str, content: str) -> Callable[[Path], None]:
    """Writes a file; `name` may lead out of the repository."""

    def act(root: Path) -> None:
        path = Path(os.path.normpath(root / name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)

    return act


def removal(name: str) -> Callable[[Path], None]:
    return lambda root: (root / name).unlink()


def both(*acts: Callable[[Path], object]) -> Callable[[Path], None]:
    def act(root: Path) -> None:
        for one in acts:
            one(root)

    return act


def link(name: str, target: str) -> Callable[[Path], None]:
    def act(root: Path) -> None:
        (root / name).unlink(missing_ok=True)
        (root / name).symlink_to(target)

    return act


def nothing(root: Path) -> None:
    """Nothing."""


def hidden(flag: str) -> Callable[[Path], object]:
    return lambda root: git(root, "update-index", flag, "web/base/web.yaml")


def remote(name: str, path: str) -> Callable[[Path], None]:
    def act(root: Path) -> None:
        git(root, "remote", "add", name, f"https://git.example/{path}.git")

    return act


KUSTOMIZATION = "resources: [web.yaml]\n"
NAMES_A = "resources: [a.yaml]\n"
IGNORED = {**SMALL, ".gitignore": "ignored/\n", "web/base/kustomization.yaml": "resources: [ignored]\n"}
ENV = {
    **SMALL,
    ".gitignore": "local.env\nignored/\n.mergegate.yaml\n",
    "web/base/kustomization.yaml": "resources: [web.yaml]\n" + GENERATOR,
}
PINNED = DEPLOYMENT.replace("web:latest", "web@sha256:" + "0" * 64)
LINKED = {**SMALL, ".gitignore": "ignored*\n", "web/base/kustomization.yaml": "resources: [link.yaml]\n"}
LINKED.pop("web/base/web.yaml")
LINKED_DIRECTORY = {**LINKED, "web/base/kustomization.yaml": "resources: [linked]\n"}

CASES = {
    "an edit": Case(SMALL, text("web/base/web.yaml", PINNED)),
    "an edit of equal size": Case(SMALL, text("web/base/web.yaml", DEPLOYMENT.replace(":latest", ":v1.2.3"))),
    "an edit that git is told to overlook": Case(
        SMALL, text("web/base/web.yaml", PINNED), prepare=hidden("--assume-unchanged")
    ),
    "an edit that git is told to skip": Case(
        SMALL, text("web/base/web.yaml", PINNED), prepare=hidden("--skip-worktree")
    ),
    "a new file": Case(SMALL, text("more/kustomization.yaml", "resources: [../roles]\n")),
    "a removed file": Case(SMALL, removal("roles/role.yaml")),
    "an ignored file that is read": Case(
        ENV,
        text("web/base/local.env", "MODE=1\nMODE=2\n"),
        prepare=text("web/base/local.env", "MODE=plain\n"),
    ),
    "an ignored file that goes": Case(
        ENV, removal("web/base/local.env"), prepare=text("web/base/local.env", "MODE=plain\n")
    ),
    "an ignored file that comes": Case(ENV, text("web/base/local.env", "MODE=plain\n")),
    "an ignored file that is committed": Case(
        {**ENV, "web/base/kustomization.yaml": KUSTOMIZATION + GENERATOR.replace("configMap", "secret")},
        lambda root: git(root, "add", "--force", "web/base/local.env") and None,
        prepare=text("web/base/local.env", "DB_PASSWORD=correct-horse\n"),
    ),
    "an ignored directory that comes": Case(
        IGNORED,
        both(text("web/base/ignored/kustomization.yaml", NAMES_A), text("web/base/ignored/a.yaml", ROLE)),
    ),
    "a kustomization in an ignored directory that comes": Case(
        IGNORED,
        both(text("web/base/ignored/kustomization.yaml", NAMES_A), text("web/base/ignored/a.yaml", ROLE)),
        prepare=lambda root: (root / "web/base/ignored").mkdir(),
    ),
    "an ignored kustomization that names another file": Case(
        IGNORED,
        text("web/base/ignored/kustomization.yaml", "resources: [b.yaml]\n"),
        prepare=both(
            text("web/base/ignored/kustomization.yaml", "resources: [a.yaml]\n"),
            text("web/base/ignored/a.yaml", ROLE),
            text("web/base/ignored/b.yaml", ROLE.replace("ClusterRole", "Role")),
        ),
    ),
    "an ignored kustomization of another name": Case(
        IGNORED,
        text("web/base/ignored/kustomization.yml", "resources: [a.yaml]\n"),
        prepare=both(
            text("web/base/ignored/kustomization.yaml", "resources: [a.yaml]\n"),
            text("web/base/ignored/a.yaml", ROLE),
        ),
    ),
    "a directory that an Application names and git ignores": Case(
        {**SMALL, ".gitignore": "ignored/\n", "app.yaml": APPLICATION % "web/ignored"},
        both(text("web/ignored/kustomization.yaml", NAMES_A), text("web/ignored/a.yaml", ROLE)),
        env={"CI_PROJECT_URL": "https://git.example/team/shop"},
        env_after={"CI_PROJECT_URL": "https://git.example/team/shop"},
    ),
    "the ignored target of a link": Case(
        LINKED,
        text("web/base/ignored.yaml", PINNED),
        prepare=both(link("web/base/link.yaml", "ignored.yaml"), text("web/base/ignored.yaml", DEPLOYMENT)),
    ),
    "the ignored target of a link that comes": Case(
        LINKED, text("web/base/ignored.yaml", DEPLOYMENT), prepare=link("web/base/link.yaml", "ignored.yaml")
    ),
    "a link that leads elsewhere": Case(
        {**LINKED, "web/base/a.yaml": DEPLOYMENT, "web/base/b.yaml": DEPLOYMENT.replace("web", "cow")},
        link("web/base/link.yaml", "b.yaml"),
        prepare=link("web/base/link.yaml", "a.yaml"),
    ),
    "a link that becomes a file": Case(
        {**LINKED, "web/base/a.yaml": DEPLOYMENT},
        both(removal("web/base/link.yaml"), text("web/base/link.yaml", DEPLOYMENT)),
        prepare=link("web/base/link.yaml", "a.yaml"),
    ),
    "the ignored directory that a link leads to": Case(
        LINKED_DIRECTORY,
        text("web/base/ignored/web.yaml", PINNED),
        prepare=both(
            link("web/base/linked", "ignored"),
            text("web/base/ignored/kustomization.yaml", KUSTOMIZATION),
            text("web/base/ignored/web.yaml", DEPLOYMENT),
        ),
    ),
    "a link to a directory that leads to another one": Case(
        {
            **LINKED_DIRECTORY,
            "web/a/kustomization.yaml": KUSTOMIZATION,
            "web/a/web.yaml": DEPLOYMENT,
            "web/b/kustomization.yaml": KUSTOMIZATION,
            "web/b/web.yaml": PINNED,
        },
        link("web/base/linked", "../b"),
        prepare=link("web/base/linked", "../a"),
    ),
    "a configuration that comes": Case(SMALL, text(".mergegate.yaml", "default-environment: test\n")),
    "an ignored configuration that comes": Case(ENV, text(".mergegate.yaml", "default-environment: test\n")),
    "an ignored configuration that changes": Case(
        ENV,
        text(".mergegate.yaml", "default-environment: test\n"),
        prepare=text(".mergegate.yaml", "default-environment: staging\n"),
    ),
    "an ignored configuration that goes": Case(
        ENV, removal(".mergegate.yaml"), prepare=text(".mergegate.yaml", "default-environment: test\n")
    ),
    "a configuration elsewhere": Case(
        SMALL,
        text("../elsewhere/config.yaml", "default-environment: staging\n"),
        prepare=text("../elsewhere/config.yaml", "default-environment: test\n"),
        words=("--config", "../elsewhere/config.yaml"),
    ),
    "policies elsewhere": Case(
        SMALL,
        text("../elsewhere/rego/one.rego", RULE % "ClusterRole"),
        prepare=text("../elsewhere/rego/one.rego", RULE % "Pig"),
        words=("--policy", "../elsewhere/rego"),
    ),
    "another policy elsewhere": Case(
        SMALL,
        text("../elsewhere/rego/two.rego", RULE % "ClusterRole"),
        prepare=text("../elsewhere/rego/one.rego", RULE % "Pig"),
        words=("--policy", "../elsewhere/rego"),
    ),
    "policies that the configuration names and git ignores": Case(
        {**SMALL, ".gitignore": "ignored/\n", ".mergegate.yaml": "policies: [ignored]\n"},
        text("ignored/one.rego", RULE % "ClusterRole"),
        prepare=text("ignored/one.rego", RULE % "Pig"),
    ),
    "policies elsewhere that the configuration names": Case(
        {**SMALL, ".mergegate.yaml": "policies: [../elsewhere/rego]\n"},
        text("../elsewhere/rego/one.rego", RULE % "ClusterRole"),
        prepare=text("../elsewhere/rego/one.rego", RULE % "Pig"),
    ),
    "policies that a configuration elsewhere names": Case(
        SMALL,
        text("../elsewhere/rego/one.rego", RULE % "ClusterRole"),
        prepare=both(
            text("../elsewhere/config.yaml", "policies: [rego]\n"),
            text("../elsewhere/rego/one.rego", RULE % "Pig"),
        ),
        words=("--config", "../elsewhere/config.yaml"),
    ),
    "a remote": Case(
        {**SMALL, "app.yaml": APPLICATION % "web/base"},
        remote("origin", "team/shop"),
        prepare=remote("upstream", "else/where"),
    ),
    "the day": Case(SMALL, nothing, env_after={"MERGEGATE_TODAY": "2031-01-01"}),
}
CASES.update(
    {
        f"variable {name}": Case(
            {**SMALL, "app.yaml": APPLICATION % "web/base"},
            nothing,
            env={name: "https://git.example/else/where"},
            env_after={name: "https://git.example/team/shop"},
        )
        for name in (
            "CI_PROJECT_URL",
            "CI_REPOSITORY_URL",
            "BUILD_REPOSITORY_URI",
            "BITBUCKET_GIT_HTTP_ORIGIN",
        )
    }
)
CASES["variable GITHUB_REPOSITORY"] = Case(
    {**SMALL, "app.yaml": APPLICATION % "web/base"},
    nothing,
    env={"GITHUB_SERVER_URL": "https://git.example", "GITHUB_REPOSITORY": "else/where"},
    env_after={"GITHUB_SERVER_URL": "https://git.example", "GITHUB_REPOSITORY": "team/shop"},
)
WANTED = (
    "pod-image-mutable-tag",
    "rbac-wildcard-verbs",
    "secret-generator-plaintext",
    "overlay-build-failed",
    "env-dev-values-in-prod",
)
RULES = [word for rule in WANTED for word in ("--select", rule)]
OTHERS = [f"--ignore={family}" for family in ("secrets", "sync", "resources", "workload", "delivery", "rbac")]
ALIKE = (  # what discovery and reports pay no heed to
    "a directory that an Application names and git ignores",
    "a link that becomes a file",
    "the day",
)


@pytest.mark.parametrize("name", CASES)
def test_it_is_noticed(name: str, program: Program, tmp_path: Path) -> None:
    case = CASES[name]
    root = committed(tmp_path / "repository", case.files)
    case.prepare(root)
    rules = OTHERS if "polic" in name else RULES  # a choice of rules would leave out the user's own
    words = [*(root / word if word.startswith("../") else word for word in case.words), *rules]
    before = program.check(root, *words, env=case.env)
    assert before.code in (0, 1, 3), before
    case.act(root)
    after = program.check(root, *words, env=case.env_after)
    assert after == program.check(root, *words, "--no-cache", env=case.env_after)
    assert (after.out != before.out) == (name not in ALIKE)
