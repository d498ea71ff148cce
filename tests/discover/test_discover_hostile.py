"""Whatever an object holds, reading it ends, raises nothing, and gives the same twice."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from validator.discover.entrypoints import SourceIndex, read
from validator.discover.repository import Repository
from validator.snapshot.disk import Disk
from validator.tree.tree import Tree

SEEDS = list(
    yaml.safe_load_all("""
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, labels: {env: prod}}
spec:
  destination: {server: 'https://api.prod.example.org:6443', namespace: shop}
  source:
    repoURL: https://git.example.org/team/shop
    path: apps/web
    targetRevision: main
    directory: {recurse: true, include: '{*.yaml,*.json}', exclude: '*/x', jsonnet: {libs: []}}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop}
spec:
  sources:
  - {repoURL: https://git.example.org/team/shop, path: apps/shop, kustomize: {images: [a], version: v1}}
  sourceHydrator:
    drySource: {repoURL: https://git.example.org/team/shop, path: apps/shop, helm: {valueFiles: [a.yaml]}}
    syncSource: {path: apps}
---
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: set}
spec:
  goTemplate: true
  goTemplateOptions: [missingkey=error]
  generators:
  - matrix:
      generators:
      - git:
          repoURL: https://git.example.org/team/shop
          files: [{path: 'apps/*/config.json', exclude: false}]
          pathParamPrefix: c
          values: {env: '{{.c.path.basename}}'}
      - list: {elements: [{dir: '{{.values.env}}'}], elementsYaml: '{{ .on | toJson }}'}
  - git:
      repoURL: https://git.example.org/team/shop
      directories: [{path: apps/*}]
      template: {spec: {source: {path: 'x/{{.path.path}}'}}}
    selector: {matchLabels: {path.basename: shop}, matchExpressions: [{key: a, operator: DoesNotExist}]}
  template:
    metadata: {name: '{{.path.basename | normalize}}', labels: {env: '{{default "a" .env}}'}}
    spec: {source: {repoURL: https://git.example.org/team/shop, path: '{{index .path.segments 0}}/shop'}}
  templatePatch: '{{if .x}}spec: {source: {path: a}}{{end}}'
---
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: set}
spec:
  generators:
  - merge:
      mergeKeys: [name]
      generators:
      - clusters: {values: {root: apps, dir: shop}, selector: {matchLabels: {a: b}}}
      - list: {elements: [{name: a, values.dir: web}, {name: b, values: {dir: lost}}]}
  template:
    metadata: {name: 'x-{{name}}'}
    spec: {sources: [{repoURL: https://git.example.org/team/shop, path: '{{values.root}}/{{values.dir}}'}]}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: shop, namespace: flux-system}
spec:
  path: ./apps
  sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}
  postBuild: {substitute: {env: prod}, substituteFrom: [{kind: ConfigMap, name: a}]}
  kubeConfig: {secretRef: {name: prod}}
  targetNamespace: shop
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: made}
spec: {path: ./, sourceRef: {kind: ExternalArtifact, name: app-shop}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: pushed}
spec: {path: shop, sourceRef: {kind: OCIRepository, name: flux-system}}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system}
spec:
  url: https://git.example.org/team/shop
  ref: {branch: main}
  ignore: "/*\\n!/apps/\\n"
  sparseCheckout: [apps]
  include: [{repository: {name: a}, toPath: b}]
---
apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: {name: g}
spec:
  pathPattern: '@repo/apps/{app}'
  sources: [{alias: repo, kind: GitRepository, name: flux-system}]
  artifacts: [{name: 'app-{app}', copy: [{from: '@repo/apps/{app}/**', to: '@artifact/', exclude: ['*.md']}]}]
---
apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec: {sync: {kind: GitRepository, url: https://git.example.org/team/shop, ref: refs/heads/main, path: apps}}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: flux}
spec: {values: {instance: {sync: {url: https://git.example.org/team/shop, path: apps}}}}
---
apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
metadata: {name: set}
spec:
  resourcesTemplate: 'kustomize.toolkit.fluxcd.io'
  resources:
  - apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    spec: {path: apps/<< inputs.app >>, sourceRef: {kind: GitRepository, name: flux-system}}
""")
)
TEXTS = [
    "",
    ".",
    "..",
    "/x",
    "{{path}}",
    "{{.path.path}}",
    "{{name}}",
    "{{",
    "[a",
    "{a",
    "**",
    ":(glob)a",
    "${X}",
]
TEXTS += [
    "shop",
    "apps/shop",
    "apps/*",
    "{{.x | nope}}",
    "@repo/",
    "@x/a/*",
    "In",
    "GitRepository",
    "a: [",
    "\x00",
]

scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.floats(), st.sampled_from(TEXTS), st.text()
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.integers(0, 2), st.sampled_from(TEXTS)), inner, max_size=3),
    ),
    max_leaves=6,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container and key in a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = []
    for key, item in inner:
        found += [(value, key), *places(item)]
    return found


@st.composite
def objects(draw: st.DrawFn) -> list[Any]:
    """The seeds with some values replaced."""
    bodies = copy.deepcopy(SEEDS)
    for _ in range(draw(st.integers(1, 4))):
        inside = [
            place for body in bodies for place in places(body) if place[1] not in ("kind", "apiVersion")
        ]
        container, key = draw(st.sampled_from(inside))
        container[key] = draw(values)
    return bodies


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    root = Path(tmp_path_factory.mktemp("small"))
    files = {
        "apps/shop/kustomization.yaml": "resources: []\n",
        "apps/shop/config.json": '{"env": "prod", "n": 1, "on": [1, {"a": null}]}',
        "apps/web/config.json": '[{"on": [{"a": 1}]}, {"b": 2}]',
        "apps/web/x.yaml": "kind: ConfigMap\n",
    }
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    return Repository(tree=Tree(Disk(root, files)), urls=("git.example.org/team/shop",))


def test_the_seeds_name_directories(small: Repository) -> None:
    index = SourceIndex.of(SEEDS)
    found = [entry.path for body in SEEDS for entry in read(body, small, index).entries]
    assert len(found) >= 8


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(objects())
def test_any_object_can_be_read(small: Repository, bodies: list[Any]) -> None:
    first = [read(body, small, index) for index in [SourceIndex.of(bodies)] for body in bodies]
    again = [read(body, small, index) for index in [SourceIndex.of(bodies)] for body in bodies]
    assert first == again
    for reading in first:
        for entry in reading.entries:
            assert small.is_directory(entry.path)


@pytest.mark.parametrize("kind", [(seed["apiVersion"], seed["kind"]) for seed in SEEDS])
def test_an_object_that_nests_too_deeply_is_said_or_nothing(small: Repository, kind: tuple[str, str]) -> None:
    deep: Any = "x"
    for _ in range(5_000):
        deep = {"values": deep}
    body = {"apiVersion": kind[0], "kind": kind[1], "metadata": {"name": "a"}, "spec": deep}
    found = read(body, small, SourceIndex.of([body]))
    assert [one.reason for one in found.unresolved] in ([], ["the object is nested too deeply"])
