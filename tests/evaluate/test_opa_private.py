"""What has the values of Secrets in it does not leave this machine, and is judged all the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cache.caching import Program
from tests.evaluate.servers import bundle_of, opa, stand_in
from tests.evaluate.test_opa_trouble import ABOUT, ok
from tests.masking.places import SECRET, files
from tests.test_fixtures import CREDENTIALS, copy
from validator.evaluate.catalogue import load
from validator.masking.private import is_private
from validator.masking.values import COPY, without_values

VALUES = (
    "correct-horse",
    "Y29ycmVjdC1ob3JzZQ==",
    "battery-staple",
    "YmF0dGVyeS1zdGFwbGU=",
    "open-sesame",
    "8472",
    "swordfish",
    SECRET,
)
_PATCHES = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: shop, namespace: flux-system}
spec:
  interval: 10m
  path: ./patched
  prune: true
  sourceRef: {kind: GitRepository, name: flux-system}
  patches:
  - patch: |
      apiVersion: v1
      kind: Secret
      metadata: {name: shop}
      stringData: {db: swordfish}
"""
PATCHED = {
    "flux.yaml": _PATCHES,
    "patched/kustomization.yaml": "resources: [map.yaml]\n",
    "patched/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: patched}\ndata: {a: b}\n",
}
FILES = {
    "kustomization.yaml": """\
resources: [secrets.yaml, deployment.yaml]
secretGenerator:
- name: made
  literals: [password=open-sesame]
  files: [key.txt]
""",
    "key.txt": "battery-staple\n",
    "secrets.yaml": f"""\
apiVersion: v1
kind: Secret
metadata:
  name: shop
  annotations:
    {COPY}: '{{"kind": "Secret", "data": {{"a": "Y29ycmVjdC1ob3JzZQ=="}}}}'
data: {{a: Y29ycmVjdC1ob3JzZQ==, b: [8472]}}
stringData: {{c: battery-staple}}
stringdata: {{d: correct-horse}}
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {{name: sealed, namespace: shop}}
spec:
  encryptedData: {{a: Y29ycmVjdC1ob3JzZQ==}}
  template: {{stringData: {{b: battery-staple}}}}
""",
    "deployment.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
      - name: shop
        image: example.com/shop:1
        env:
        - name: A
          valueFrom: {secretKeyRef: {name: shop, key: missing}}
""",
}


def test_no_value_of_a_secret_is_sent(program: Program, repository: Callable[..., Path]) -> None:
    about = (
        "{a: swordfish}, labels: {b: swordfish}",  # as another Secret has it
        "{db-password: swordfish}",
        "{note: 'password: swordfish'}",
    )
    telling = {f"told{at}/kustomization.yaml": "resources: [s.yaml]\n" for at in range(len(about))}
    for at, written in enumerate(about):
        telling[f"told{at}/s.yaml"] = (
            f"apiVersion: v1\nkind: Secret\nmetadata: {{name: told{at}, annotations: {written}}}\n"
            "stringData: {c: swordfish}\n"
        )
    root = repository({**FILES, **PATCHED, **telling, **files("places")})
    rules = sorted(load().paths.values())

    def answer(_: bytes) -> bytes:
        ran = [rule.split(".") for rule in rules]
        return ok({"policies": ABOUT["policies"], "members": [{"msg": "ran", "ran": ran}]})

    def reply(connection: object, request: bytes) -> None:
        is_about = b"/about" in request.split(b"\r\n", 1)[0]
        connection.sendall(ok(ABOUT) if is_about else answer(request))  # type: ignore[attr-defined]

    with stand_in(reply) as (url, got):
        words = (
            "--engine",
            "opa",
            "--opa-url",
            url,
            "--no-cache",
            "--select",
            "secrets",
            "--select",
            "workload",
        )
        ended = program.check(root, *words)
    assert ended.code == 1  # found by conftest, here
    found = {finding["rule"] for finding in json.loads(ended.out)["findings"]}
    assert {"secret-plaintext", "secret-generator-plaintext", "sealedsecret-plaintext"} <= found
    sent = b"".join(got)
    assert b'"kind":"Deployment"' in sent
    assert b'"kind":"Secret"' in sent  # in the overlay, as others refer to it
    assert b'"path":"."' in sent
    assert [
        path
        for path in ("patched", "places", "told0", "told1", "told2")
        if f'"path":"{path}"'.encode() in sent
    ] == []
    assert [value for value in VALUES if value.encode() in sent] == []


@pytest.mark.parametrize(
    "entry",
    [
        "env: [{name: DB_PASSWORD, value: correct-horse}]",
        "env: [{value: correct-horse, name: DB_PASSWORD}]",
        "args: [--token=correct-horse]",
        "args: ['postgres://shop:correct-horse@db/shop']",
        "command: [sh, -c, 'export API_KEY=correct-horse']",
        "env: [{name: COPY, value: open-sesame-mountain}]",
    ],
)
def test_what_a_workload_holds_is_not_sent(
    entry: str, program: Program, repository: Callable[..., Path], tmp_path: Path
) -> None:
    """A credential in another kind, and one that a Secret has, too; nothing that was found is missing."""
    deployment = FILES["deployment.yaml"].replace("env:\n", f"{entry}\n        envFrom:\n")
    deployment = deployment.replace(
        "- name: A\n          valueFrom: {secretKeyRef: {name: shop, key: missing}}",
        "- secretRef: {name: shop}",
    )
    secrets = FILES["secrets.yaml"].replace("c: battery-staple", "c: open-sesame-mountain")
    root = repository({**FILES, "deployment.yaml": deployment, "secrets.yaml": secrets})
    plain = json.loads(program.check(root).out)
    assert plain["summary"]["failed"] == 0
    with opa(tmp_path, bundle_of(load()), "--log-level", "debug") as running:
        ended = program.check(root, "--engine", "opa", "--opa-url", running.url, "--no-cache")
        said = running.log.read_bytes()  # at this level with every request
    assert {**json.loads(ended.out), "tool": plain["tool"]} == plain
    assert b"mergegate_server" in said
    assert [word for word in ("correct-horse", "open-sesame") if word.encode() in said] == []


CONFIG = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "shop"}}


@pytest.mark.parametrize(
    "body",
    [
        {**CONFIG, "data": {"API_TOKEN": "correct-horse"}},
        {**CONFIG, "data": {"application.properties": "db.password = correct-horse"}},
        {**CONFIG, "data": {"app.yaml": "database:\n  password: correct-horse\n"}},
        {**CONFIG, "data": {"app.json": '{"password": "correct-horse"}'}},
        {**CONFIG, "data": {"plain": "it says battery-staple here"}},
        {"kind": "Application", "spec": {"parameters": [{"name": "db.password", "value": "correct-horse"}]}},
        {"kind": "HelmRelease", "spec": {"values": {"auth": {"rootPassword": "correct-horse"}}}},
        {"kind": "Deployment", "spec": {"env": [{"name": "A", "value": "AKIAIOSFODNN7EXAMPLE"}]}},
        {"kind": "SealedSecret"},
        {"kind": "Secret"},
    ],
)
def test_what_may_hold_a_secret(body: dict[str, object]) -> None:
    assert is_private(body, ["battery-staple"])


@pytest.mark.parametrize(
    "body",
    [
        {**CONFIG, "data": {"LOG_LEVEL": "debug"}},
        {
            "kind": "Deployment",
            "spec": {"automountServiceAccountToken": False, "imagePullSecrets": [{"name": "x"}]},
        },
        {
            "kind": "Pod",
            "spec": {"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "s", "key": "password"}}}]},
        },
        {"kind": "Pod", "spec": {"volumes": [{"name": "a", "secret": {"secretName": "shop"}}]}},
        {"kind": "Role", "rules": [{"resources": ["secrets"], "verbs": ["get"]}]},
    ],
)
def test_what_holds_no_secret_may_be_sent(body: dict[str, object]) -> None:
    assert not is_private(body, ["battery-staple"])


def test_credentials_are_found_with_a_server_too_and_none_is_sent(program: Program, tmp_path: Path) -> None:
    root = copy("generators", tmp_path, CREDENTIALS)
    with opa(tmp_path, bundle_of(load())) as running:
        ended = program.check(root, "--engine", "opa", "--opa-url", running.url, "--select", "secrets")
    assert json.loads(ended.out) == {
        **json.loads(program.check(root, "--select", "secrets").out),
        "tool": json.loads(ended.out)["tool"],
    }


def test_without_conftest_a_repository_without_secrets_is_checked(
    program: Program, repository: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository({**FILES, "kustomization.yaml": "resources: [deployment.yaml]\n"})
    program.tools.pop("MERGEGATE_CONFTEST")  # type: ignore[attr-defined]
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    with opa(tmp_path, bundle_of(load())) as running:
        words = ("--engine", "opa", "--opa-url", running.url, "--no-cache")
        ended = program.check(root, *words)
        assert (ended.code, json.loads(ended.out)["summary"]["failed"]) == (1, 0)
        (root / "kustomization.yaml").write_text("resources: [deployment.yaml, secrets.yaml]\n")
        ended = program.check(root, *words)
    assert ended.code == 3
    assert "mergegate tools install conftest" in ended.err


def test_keys_and_names_stay_and_values_go() -> None:
    body = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "s", "labels": {"a": "b"}, "annotations": {COPY: "{}", "x": "y"}},
        "type": "Opaque",
        "data": {"a": "eA==", "b": None, "c": ["x", 1]},
        "stringData": "x",
    }
    assert without_values(body) == {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "s", "labels": {"a": "b"}, "annotations": {COPY: "•••", "x": "y"}},
        "type": "Opaque",
        "data": {"a": "•••", "b": None, "c": ["•••", "•••"]},
        "stringData": "•••",
    }
