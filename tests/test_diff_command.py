"""`mergegate diff` as a user meets it: what a change does, in every format; exit codes; nothing secret."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.running import Command, Run

Files = Mapping[str, str]
Write = Callable[[Files], Path]
Diff = Callable[..., Run]

FILES = {
    "base/kustomization.yaml": """\
resources: [web.yaml]
configMapGenerator:
- {name: conf, files: [a.conf]}
secretGenerator:
- {name: db, literals: [password=canary-of-yesterday]}
""",
    "base/web.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  template:
    spec:
      containers:
      - name: web
        image: registry.example/shop:1.0
        envFrom: [{configMapRef: {name: conf}}, {secretRef: {name: db}}]
""",
    "base/a.conf": "one\ntwo\n",
    "overlays/production/kustomization.yaml": "resources: [../../base]\nnamespace: shop\n",
    "overlays/staging/kustomization.yaml": "resources: [../../base]\nnamespace: shop-staging\n",
    "other/kustomization.yaml": "resources: [cm.yaml]\n",
    "other/cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
}


def git(root: Path, *words: str) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    settings = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *settings, *words], cwd=root, env=environment, check=True, capture_output=True)


@pytest.fixture
def changed(repository: Write, mergegate: Command) -> Callable[[Mapping[str, str | None]], Diff]:
    """Commits the files, makes changes to them (None: deleted), and returns the command for it."""

    def change(changes: Mapping[str, str | None]) -> Diff:
        root = repository(FILES)
        git(root, "init", "--quiet")
        git(root, "add", "--all")
        git(root, "commit", "--quiet", "--message", "before")
        repository({file: text for file, text in changes.items() if text is not None})
        for file in (file for file, text in changes.items() if text is None):
            (root / file).unlink()

        def diff(*words: str | Path) -> Run:
            given = words if "--staged" in words else ("--base", "HEAD", *words)
            return mergegate("diff", root, *given)

        return diff

    return change


NEWER = {"base/web.yaml": FILES["base/web.yaml"].replace("shop:1.0", "shop:1.1")}


def test_the_change_of_a_base_is_told_once(changed: Callable[..., Diff]) -> None:
    run = changed(NEWER)()
    assert (run.code, run.err) == (0, "")
    assert (
        run.out
        == """\
2 overlays change: 2 resources changed (the same change)

  overlays/production  production  ~1
  overlays/staging     staging     ~1

Deployment/web changed in both overlays
  = pods are replaced
    spec:
      template:
        spec:
          containers:
          - name: web
  -         image: registry.example/shop:1.0
  +         image: registry.example/shop:1.1
"""
    )


def test_every_format_and_output_tells_the_same(changed: Callable[..., Diff], tmp_path: Path) -> None:
    diff = changed(NEWER)
    files = [tmp_path / name for name in ("x.json", "x.md", "x.txt")]
    outputs = [
        f"--output={name}={file}" for name, file in zip(("json", "markdown", "text"), files, strict=True)
    ]
    run = diff("--format", "json", *outputs)
    assert json.loads(run.out)["summary"]["resources"]["changed"] == 2
    assert [file.read_text() for file in files] == [
        run.out,
        diff("--format", "markdown").out,
        diff("--format", "text").out,
    ]


@pytest.mark.parametrize(
    ("changes", "words", "code"),
    [
        ({}, ("--exit-code",), 0),
        (NEWER, (), 0),
        (NEWER, ("--exit-code",), 1),
        (NEWER, ("--staged", "--exit-code"), 0),
        ({"base/a.conf": None}, ("--exit-code",), 3),
        ({"README.md": "x"}, ("--exit-code",), 0),
        # Written otherwise, rendered to the same.
        ({"other/kustomization.yaml": "# a remark\nresources:\n- cm.yaml\n"}, ("--exit-code",), 0),
        (NEWER, ("--base", "nowhere"), 2),
        (NEWER, ("--format", "sarif"), 2),
        (NEWER, ("--output", "sarif=x"), 2),
        (NEWER, ("--limit", "10"), 2),
    ],
)
def test_exit_codes(
    changed: Callable[..., Diff], changes: Mapping[str, str | None], words: tuple[str, ...], code: int
) -> None:
    assert changed(changes)(*words).code == code


def test_what_does_not_build_any_more_is_said(changed: Callable[..., Diff]) -> None:
    run = changed({"base/a.conf": None})()
    assert run.out.startswith("2 overlays do not build\n")
    assert "a.conf" in run.out


def test_a_new_content_of_generated_objects_is_a_change_and_not_another_object(
    changed: Callable[..., Diff],
) -> None:
    kustomization = FILES["base/kustomization.yaml"].replace("yesterday", "tomorrow")
    diff = changed({"base/kustomization.yaml": kustomization, "base/a.conf": "one\nzwei\n"})
    for format_ in ("text", "markdown", "json"):
        run = diff("--format", format_)
        assert "canary" not in run.out
        assert "•••" in run.out
    run = diff()
    assert "ConfigMap/conf changed in both overlays" in run.out
    assert "  -     two\n  +     zwei\n" in run.out
    assert "Secret/db changed in both overlays\n    data:\n  !   password: •••" in run.out
    assert "= takes over the new ConfigMap/conf and Secret/db" in run.out


def test_a_secret_of_an_overlay_that_did_not_build_is_hidden(changed: Callable[..., Diff]) -> None:
    config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {note: canary-of-yesterday}\n"
    kustomization = FILES["base/kustomization.yaml"].replace(
        "secretGenerator", "resources: [nowhere]\nsecretGenerator"
    )
    diff = changed({"other/cm.yaml": config, "base/kustomization.yaml": kustomization})
    for format_ in ("text", "markdown", "json"):
        run = diff("--format", format_)
        assert run.code == 3
        assert "canary" not in run.out


def test_overlays_come_go_and_move(changed: Callable[..., Diff]) -> None:
    diff = changed(
        {
            "other/kustomization.yaml": None,
            "other/cm.yaml": None,
            "moved/kustomization.yaml": FILES["other/kustomization.yaml"],
            "moved/cm.yaml": FILES["other/cm.yaml"],
            "overlays/staging/kustomization.yaml": None,
            "new/kustomization.yaml": "resources:\n- account.yaml\n",
            "new/account.yaml": "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web}\n",
        }
    )
    found = json.loads(diff("--format", "json").out)
    assert {one["path"]: (one["standing"], one["was"]) for one in found["overlays"]} == {
        "moved": ("changed", "other"),
        "new": ("added", None),
        "overlays/staging": ("removed", None),
    }
    assert "new  " in diff().out
    assert diff().out == diff("--no-cache").out
