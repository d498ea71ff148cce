"""No secret that a repository holds is ever in the cache, nor left behind anywhere else."""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cache.caching import DEPLOYMENT, SMALL, Program, commit, committed, write
from tests.report.canaries import FILES as OTHERS
from tests.report.canaries import SECRET
from tests.test_fixtures import CREDENTIALS, MARKED, copy

COUNT = 100
CANARIES = [f"canary{number:03d}-battery-staple" for number in range(COUNT)]


class Canaries:
    """Hands each out once."""

    def __init__(self) -> None:
        self.used = 0

    def __call__(self) -> str:
        self.used += 1
        return CANARIES[self.used - 1]


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def repository(canary: Canaries, *, patched: bool) -> Mapping[str, str]:
    """Files that hold a canary wherever a repository can hold a secret."""
    given = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {
            "name": "given",
            "annotations": {
                "kubectl.kubernetes.io/last-applied-configuration": json.dumps(
                    {"stringData": {"a": canary()}}
                )
            },
        },
        "stringData": {"a": canary(), "password": canary()},
        "data": {"b": encoded(canary())},
    }
    container = {
        "name": "web",
        "image": "registry.example/web:latest",
        "env": [{"name": "DB_PASSWORD", "value": canary()}],
        "args": [f"--token={canary()}"],
    }
    deployment = yaml.safe_load(DEPLOYMENT)
    deployment["spec"]["template"]["spec"]["containers"] = [container]
    config = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "config"},
        "data": {"application.properties": f"db.password={canary()}", "API_TOKEN": canary()},
    }
    helm = {
        "parameters": [{"name": "password", "value": canary()}],
        "values": f"auth:\n  password: {canary()}\n",
        "valuesObject": {"auth": {"token": canary()}},
    }
    elsewhere = {
        "repoURL": f"https://bot:{canary()}@git.example/other/thing.git",
        "path": "x",
        "targetRevision": "main",
    }
    here: dict[str, Any] = {
        "repoURL": f"https://bot:{canary()}@git.example/team/shop.git",
        "path": "web/overlays/east",
        "kustomize": {"patches": [{"patch": _patch(canary())}], "commonAnnotations": {"token": canary()}},
    }
    chart = {"repoURL": "https://charts.example", "chart": "db", "targetRevision": "1.0.0", "helm": helm}
    generators = [
        {"list": {"elements": [{"path": "web/overlays/west", "password": canary()}]}},
        {"plugin": {"configMapRef": {"name": "x"}, "input": {"parameters": {"token": canary()}}}},
        {
            "git": {
                "repoURL": f"https://bot:{canary()}@git.example/team/shop.git",
                "files": [{"path": "cfg/*.json"}],
            }
        },
    ]
    template = {
        "metadata": {"name": "set", "annotations": {"token": canary()}},
        "spec": {"project": "p", "source": {**here, "path": "{{.path}}"}, "destination": {"namespace": "w"}},
    }
    flux: dict[str, Any] = {
        "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
        "kind": "Kustomization",
        "metadata": {"name": "flux", "namespace": "flux-system"},
        "spec": {
            "path": "./flux/app",
            "interval": "5m",
            "sourceRef": {"kind": "GitRepository", "name": "flux-system"},
            "patches": [{"patch": _patch(canary()), "target": {"kind": "Secret"}}],
            "postBuild": {"substitute": {"DB_PASSWORD": canary(), "API_TOKEN": canary()}},
        },
    }
    git = {
        "apiVersion": "source.toolkit.fluxcd.io/v1",
        "kind": "GitRepository",
        "metadata": {"name": "flux-system", "namespace": "flux-system"},
        "spec": {"url": f"https://bot:{canary()}@git.example/team/shop.git", "interval": "1m"},
    }
    overlay = {
        "resources": ["../../base", f"https://bot:{canary()}@git.example/other/thing.git//x?ref=v1"],
    }
    generator = {
        "resources": ["given.yaml", "web.yaml", "config.yaml"],
        "secretGenerator": [
            {"name": "a", "literals": [f"password={canary()}"]},
            {"name": "b", "files": ["key.pem"], "envs": ["local.env"]},
        ],
        "configMapGenerator": [
            {"name": "c", "literals": [f"DB_PASSWORD={canary()}"], "envs": ["ignored.env"]}
        ],
        "patches": [{"patch": _patch(canary())}],
    }
    if not patched:
        del flux["spec"]["patches"], here["kustomize"]
    return {
        **SMALL,
        "web/base/given.yaml": _dump(given),
        "web/base/web.yaml": _dump(deployment),
        "web/base/config.yaml": _dump(config),
        "web/base/key.pem": f"-----BEGIN PRIVATE KEY-----\n{encoded(canary())}\n-----END PRIVATE KEY-----\n",
        "web/base/local.env": f"TOKEN={canary()}\n",
        "web/base/ignored.env": f"TOKEN={canary()}\n",
        ".gitignore": "ignored.env\n",
        "web/base/kustomization.yaml": _dump(generator),
        "web/overlays/remote/kustomization.yaml": _dump(overlay),
        "argo/apps.yaml": _dump(
            *(_application(name, source) for name, source in [("e", elsewhere), ("h", here), ("c", chart)]),
            {
                "apiVersion": "argoproj.io/v1alpha1",
                "kind": "ApplicationSet",
                "metadata": {"name": "set"},
                "spec": {"goTemplate": True, "generators": generators, "template": template},
            },
        ),
        "cfg/one.json": json.dumps({"path": "web/overlays/west", "password": canary()}),
        "flux/flux.yaml": _dump(flux, git),
        "flux/app/kustomization.yaml": "resources: [secret.yaml, bad.yaml]\n",
        "flux/app/secret.yaml": _dump({**given, "metadata": {"name": "f"}, "stringData": {"a": canary()}}),
        "flux/app/bad.yaml": f"kind: Secret\nmetadata: {{name: bad}}\nstringData: [{canary()}\n",
        "sops/kustomization.yaml": f"resources: [x.yaml]\npassword: {canary()}\n",
        "sops/x.yaml": _dump({**given, "stringData": {"${PASSWORD:=" + canary() + "}": "x"}}),
        **{f"others/{name}": content for name, content in OTHERS.items()},
    }


def _dump(*bodies: object) -> str:
    return yaml.safe_dump_all(bodies, sort_keys=False)


def _patch(secret: str) -> str:
    head = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: given\n"
    return f"{head}stringData:\n  patched: {secret}\n"


def _application(name: str, source: object) -> object:
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": name, "namespace": "argocd"},
        "spec": {"project": "p", "source": source, "destination": {"namespace": name}},
    }


def held(program: Program, folder: Path, wanted: list[str]) -> set[str]:
    """What of some texts is in an entry, or in a file below a folder, as it is or in base64."""
    forms = {form.encode(): text for text in wanted for form in (text, *_base64(text))}
    contents = [path.read_bytes() for path in _files(program.cache)]
    contents += [path.read_bytes() for path in _files(folder)]
    contents += [f"{kind} {key}".encode() + payload for kind, key, payload in program.entries()]
    return {text for content in contents for form, text in forms.items() if form in content}


def _base64(text: str) -> list[str]:
    """What base64 makes of a text wherever in a longer one it begins, without the ends that depend on it."""
    return [encoded("x" * shift + text)[4 if shift else 0 : -4] for shift in range(3)]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where runs have their temporary files."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize("patched", [True, False])
def test_no_run_leaves_a_secret_behind(
    program: Program, tmp_path: Path, scratch: Path, patched: bool
) -> None:
    """Where entry points have patches that tell secrets, what was found in the repository is not kept."""
    canary = Canaries()
    first, second = repository(canary, patched=patched), repository(canary, patched=patched)
    assert canary.used <= COUNT
    root = committed(tmp_path / "repository", first)
    commands = [
        ("check", "--format", "text"),
        ("check", "--format", "sarif", "--notes"),
        ("check", "--base", "HEAD~1", "--format", "sarif"),
        ("check", "--staged", "--format", "json"),
        ("diff", "--base", "HEAD~1", "--format", "json"),
        ("diff", "--staged"),
        ("overlays",),
    ]
    printed = ""
    commit(root)
    write(root, second)
    for name, *words in commands:
        ended = program.run(name, root, *words, env={"CI_PROJECT_URL": "https://git.example/team/shop"})
        assert ended.code in (0, 1, 3), ended
        printed += ended.out + ended.err
        assert held(program, scratch, [*CANARIES, SECRET]) == set(), (name, *words)
    assert [text for text in (*CANARIES, SECRET) if text in printed] == []
    kinds = set(program.kinds())
    assert kinds >= {"report", "outline", "verdict"}
    assert ("survey" in kinds) == (not patched)
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("case", MARKED)
def test_no_credential_of_a_fixture_is_kept(
    case: str, program: Program, tmp_path: Path, scratch: Path
) -> None:
    root = copy(case, tmp_path, CREDENTIALS)
    for format_ in ("text", "sarif"):
        program.run("check", root, "--format", format_)
    assert held(program, scratch, list(CREDENTIALS.values())) == set()
    assert "report" in program.kinds()
