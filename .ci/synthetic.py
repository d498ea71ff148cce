"""Makes a GitOps repository of so many overlays, the same each time, with a history of one commit.

`python .ci/synthetic.py N DIRECTORY`. Fifty overlays make a group: `apps/gNNNN/base` (a Deployment, a
Service, a ServiceAccount, a PodDisruptionBudget and a generated ConfigMap), five regions over it, and
overlays over the regions, which set namespace, image, replicas and limits; a third of them includes the
group's component. Of every thirteen overlays one has a defect. An ApplicationSet deploys a group, or in every
fifth group an Application an overlay; the directory `argocd` with these is the last of the N overlays.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

GROUP = 50
REGIONS = ("africa", "america", "asia", "europe", "oceania")
ENVIRONMENTS = ("production", "staging", "development")
URL = "https://git.example.com/platform/deploy.git"


def main() -> int:
    if len(sys.argv) != 3 or not sys.argv[1].isdigit() or int(sys.argv[1]) < 2:
        print("usage: python .ci/synthetic.py N DIRECTORY, with N from 2 on", file=sys.stderr)
        return 2
    make(int(sys.argv[1]), Path(sys.argv[2]))
    return 0


def make(count: int, root: Path) -> None:
    """Write a repository of `count` overlays into a directory that is not there yet, and commit it."""
    root.mkdir(parents=True)
    leaves = count - 1
    groups = -(-leaves // GROUP)
    for group in range(groups):
        _group(root, f"g{group:04}", min(GROUP, leaves - group * GROUP))
    listed = "".join(f"- g{group:04}.yaml\n" for group in range(groups))
    _write(root, "argocd/kustomization.yaml", f"namespace: argocd\nresources:\n{listed}")
    for group in range(groups):
        here = min(GROUP, leaves - group * GROUP)
        _write(root, f"argocd/g{group:04}.yaml", _deployers(f"g{group:04}", here, group % 5 == 4))
    _write(root, "README.md", "# Made by .ci/synthetic.py\n")
    _commit(root)


def leaf(group: str, number: int) -> str:
    """The path of an overlay."""
    return f"apps/{group}/overlays/{ENVIRONMENTS[number % 3]}-{number:02}"


def _group(root: Path, group: str, leaves: int) -> None:
    _write(root, f"apps/{group}/base/app.yaml", _APP.replace("NAME", group))
    _write(root, f"apps/{group}/base/app.env", "LOG_LEVEL=info\nQUEUE=orders\n")
    _write(root, f"apps/{group}/base/kustomization.yaml", _BASE.replace("NAME", group))
    _write(root, f"components/{group}/kustomization.yaml", _COMPONENT)
    _write(root, f"components/{group}/proxy.yaml", _PROXY.replace("NAME", group))
    for region in REGIONS:
        text = f"resources:\n- ../../base\nlabels:\n- pairs: {{region: {region}}}\n"
        _write(root, f"apps/{group}/regions/{region}/kustomization.yaml", text)
    for number in range(leaves):
        _leaf(root, group, number)


def _leaf(root: Path, group: str, number: int) -> None:
    folder, environment = leaf(group, number), ENVIRONMENTS[number % 3]
    tag = "latest" if number % 13 == 12 else f"1.{number}.0"
    text = f"namespace: {group}-{environment}-{number:02}\n"
    text += f"resources:\n- ../../regions/{REGIONS[number % len(REGIONS)]}\n"
    if number % 3 == 1:
        text += f"components:\n- ../../../../components/{group}\n"
    text += f"images:\n- name: registry.example.com/app\n  newTag: {tag}\n"
    text += f"replicas:\n- name: {group}\n  count: {2 + number % 3}\n"
    text += "patches:\n- path: limits.yaml\n"
    if number % 4 == 0:
        text += _ANNOTATED
    if number % 5 == 0:
        text += f"configMapGenerator:\n- name: {group}-settings\n  behavior: merge\n"
        text += f"  literals:\n  - QUEUE=q{number}\n"
    _write(root, f"{folder}/kustomization.yaml", text)
    _write(root, f"{folder}/limits.yaml", _LIMITS.replace("NAME", group).replace("SIZE", str(256 + number)))


def _deployers(group: str, leaves: int, one_by_one: bool) -> str:
    if not one_by_one:
        return _SET.replace("NAME", group).replace("ADDRESS", URL)
    made = [
        _ONE.replace("NAME", f"{group}-{n:02}").replace("ADDRESS", URL).replace("PATH", leaf(group, n))
        for n in range(leaves)
    ]
    return "---\n".join(made)


def _write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _commit(root: Path) -> None:
    """With fixed names and dates, so that the commit has the same id everywhere."""
    who = {"NAME": "Synthetic", "EMAIL": "synthetic@example.com", "DATE": "2026-01-01T00:00:00Z"}
    env = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
    env |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"]}
    for words in (
        ["init", "--quiet", "--initial-branch=main"],
        ["remote", "add", "origin", URL],
        ["add", "--all"],
        ["-c", "gc.auto=0", "commit", "--quiet", "--message=Synthetic"],
    ):
        subprocess.run(["git", *words], cwd=root, env=env, check=True)  # noqa: S607 - whichever git


_APP = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: NAME
spec:
  replicas: 2
  selector:
    matchLabels: {app: NAME}
  template:
    metadata:
      labels: {app: NAME}
    spec:
      serviceAccountName: NAME
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        seccompProfile: {type: RuntimeDefault}
      containers:
      - name: app
        image: registry.example.com/app:1.0.0
        envFrom:
        - configMapRef: {name: NAME-settings}
        ports:
        - containerPort: 8080
        readinessProbe:
          httpGet: {path: /ready, port: 8080}
        livenessProbe:
          httpGet: {path: /live, port: 8080}
        resources:
          requests: {cpu: 100m, memory: 256Mi}
        securityContext:
          allowPrivilegeEscalation: false
          readOnlyRootFilesystem: true
          capabilities: {drop: [ALL]}
---
apiVersion: v1
kind: Service
metadata:
  name: NAME
spec:
  selector: {app: NAME}
  ports:
  - port: 80
    targetPort: 8080
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: NAME
automountServiceAccountToken: false
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: NAME
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {app: NAME}
"""

_BASE = """\
resources:
- app.yaml
configMapGenerator:
- name: NAME-settings
  envs: [app.env]
"""

_COMPONENT = """\
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
- path: proxy.yaml
"""

_PROXY = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: NAME
spec:
  template:
    spec:
      containers:
      - name: proxy
        image: registry.example.com/proxy:2.1.0
        resources:
          requests: {cpu: 50m, memory: 64Mi}
          limits: {memory: 64Mi}
"""

_LIMITS = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: NAME
spec:
  template:
    spec:
      containers:
      - name: app
        resources:
          limits: {cpu: "1", memory: SIZEMi}
"""

_ANNOTATED = """\
- target: {kind: Deployment}
  patch: |-
    - op: add
      path: /metadata/annotations
      value: {owner: platform}
"""

_SET = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: NAME
spec:
  goTemplate: true
  generators:
  - git:
      repoURL: ADDRESS
      revision: main
      directories:
      - path: apps/NAME/overlays/*
  template:
    metadata:
      name: '{{.path.basename}}'
    spec:
      project: NAME
      source:
        repoURL: ADDRESS
        targetRevision: main
        path: '{{.path.path}}'
      destination:
        name: east
        namespace: '{{.path.basename}}'
      syncPolicy:
        automated: {prune: true, selfHeal: true}
"""

_ONE = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: NAME
spec:
  project: platform
  source:
    repoURL: ADDRESS
    targetRevision: main
    path: PATH
  destination:
    name: east
    namespace: NAME
  syncPolicy:
    automated: {prune: true, selfHeal: true}
"""

if __name__ == "__main__":
    sys.exit(main())
