"""Small GitOps repositories to begin histories with: made up, or copies of fixtures/."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

FIXTURES = Path(__file__).parents[2] / "fixtures"
REPOSITORY = "https://git.example.com/team/deploy.git"


@dataclass(frozen=True)
class Link:
    """A symbolic link and where it leads."""

    target: str


Files = dict[str, "bytes | Link"]  # by path with slashes; what git ignores is among them


def copy_of(root: Path) -> Files:
    """The files of a directory."""
    found: Files = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            found[name] = Link(str(path.readlink()))
        elif path.is_file():
            found[name] = path.read_bytes()
    return found


@st.composite
def repositories(draw: st.DrawFn) -> Files:
    """A repository of one or two applications, deployed by Argo CD, by Flux, or by nobody that one sees."""
    files: Files = {}
    apps = draw(st.lists(st.sampled_from(["shop", "mail box", "café"]), min_size=1, max_size=2, unique=True))
    for app in apps:
        _application(draw, files, f"apps/{app}", app.split()[0].encode("ascii", "ignore").decode())
    overlays = sorted(path.rpartition("/")[0] for path in files if "/overlays/" in path and is_root(path))
    if draw(st.booleans()):
        bodies = [_argo(overlay, number, draw) for number, overlay in enumerate(overlays[:2])]
        files["argocd/apps.yaml"] = dump(*bodies)
    if draw(st.integers(0, 2)) == 0:
        files["argocd/set.yaml"] = dump(_set(f"apps/{apps[0]}/overlays/*"))
    if draw(st.integers(0, 2)) == 0:
        files["clusters/east/flux.yaml"] = dump(*(_flux(overlay, n) for n, overlay in enumerate(overlays)))
    if draw(st.integers(0, 2)) == 0:
        files["plain/agents/agent.yaml"] = dump(deployment("agent", draw), config_map("agent"))
        files["argocd/plain.yaml"] = dump(_argo("plain/agents", 9, draw))
    if draw(st.integers(0, 3)) == 0:
        files[".mergegate.yaml"] = dump({"environments": {"apps/*/overlays/dev": "development"}})
    return files


def is_root(path: str) -> bool:
    """Whether a file is a kustomization."""
    return path.rpartition("/")[2] in ("kustomization.yaml", "kustomization.yml", "Kustomization")


def dump(*bodies: Any) -> bytes:
    """Documents as people write them."""
    return yaml.safe_dump_all(bodies, sort_keys=False, allow_unicode=True).encode()


def _application(draw: st.DrawFn, files: Files, root: str, name: str) -> None:
    bodies = [deployment(name, draw)]
    if draw(st.booleans()):
        bodies.append(service(name))
    if draw(st.integers(0, 3)) == 0:
        bodies += [{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name}}, binding(name)]
    files[f"{root}/base/app.yaml"] = dump(*bodies)
    base: dict[str, Any] = {"resources": ["app.yaml"]}
    if draw(st.booleans()):
        files[f"{root}/base/app.env"] = b"MODE=plain\nLEVEL=info\n"
        base["configMapGenerator"] = [{"name": f"{name}-settings", "envs": ["app.env"]}]
    if draw(st.integers(0, 3)) == 0:
        base["secretGenerator"] = [{"name": f"{name}-login", "literals": ["password=made-up-words"]}]
    files[f"{root}/base/kustomization.yaml"] = dump(base)
    has_component = draw(st.booleans())
    if has_component:
        files[f"{root}/components/proxy/sidecar.yaml"] = dump(_sidecar(name))
        component = {"apiVersion": "kustomize.config.k8s.io/v1alpha1", "kind": "Component"}
        component["patches"] = [{"path": "sidecar.yaml"}]  # type: ignore[assignment]
        files[f"{root}/components/proxy/kustomization.yaml"] = dump(component)
    for where in draw(st.lists(st.sampled_from(["production", "staging", "dev"]), min_size=1, unique=True)):
        overlay: dict[str, Any] = {"resources": ["../../base"], "namespace": f"{name}-{where}"}
        if has_component and draw(st.booleans()):
            overlay["components"] = ["../../components/proxy"]
        if draw(st.booleans()):
            files[f"{root}/overlays/{where}/limits.yaml"] = dump(limits(name, "1Gi"))
            overlay["patches"] = [{"path": "limits.yaml"}]
        files[f"{root}/overlays/{where}/kustomization.yaml"] = dump(overlay)


def deployment(name: str, draw: st.DrawFn) -> dict[str, Any]:
    """A Deployment of one or two containers with some of the usual defects."""
    containers = []
    for number in range(draw(st.integers(1, 2))):
        image = draw(st.sampled_from(["example.com/web:1.4", "example.com/web:latest", "nginx"]))
        one: dict[str, Any] = {"name": f"{name}-{number}" if number else "web", "image": image}
        if draw(st.booleans()):
            one["resources"] = {"limits": {"memory": "1Gi", "cpu": "1"}, "requests": {"memory": "1Gi"}}
        if draw(st.integers(0, 3)) == 0:
            one["env"] = [{"name": "DB_PASSWORD", "value": "made-up-words"}]
        containers.append(one)
    pod = {"metadata": {"labels": {"app": name}}, "spec": {"containers": containers}}
    spec = {"replicas": 2, "selector": {"matchLabels": {"app": name}}, "template": pod}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": spec}


def service(name: str) -> dict[str, Any]:
    spec = {"selector": {"app": name}, "ports": [{"port": 80}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}


def config_map(name: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"mode": "plain"}}


def secret(name: str) -> dict[str, Any]:
    data = {"password": "made-up-words"}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, "stringData": data}


def binding(name: str) -> dict[str, Any]:
    """A ServiceAccount that may do everything."""
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": f"{name}-admin"},
        "subjects": [{"kind": "ServiceAccount", "name": name, "namespace": "default"}],
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"},
    }


def limits(name: str, memory: str) -> dict[str, Any]:
    """A patch that bounds the memory of the first container."""
    pod = {"spec": {"containers": [{"name": "web", "resources": {"limits": {"memory": memory}}}]}}
    body = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}}
    return body | {"spec": {"template": pod}}


def _sidecar(name: str) -> dict[str, Any]:
    pod = {"spec": {"containers": [{"name": "proxy", "image": "example.com/proxy:2"}]}}
    body = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}}
    return body | {"spec": {"template": pod}}


def _argo(path: str, number: int, draw: st.DrawFn) -> dict[str, Any]:
    policy = {"automated": {"prune": draw(st.booleans()), "selfHeal": draw(st.booleans())}}
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": f"app-{number}", "namespace": "argocd"},
        "spec": {
            "project": "team",
            "source": {"repoURL": REPOSITORY, "path": path, "targetRevision": "main"},
            "destination": {"server": "https://kubernetes.default.svc", "namespace": "apps"},
            "syncPolicy": policy,
        },
    }


def _set(pattern: str) -> dict[str, Any]:
    source = {"repoURL": REPOSITORY, "path": "{{.path.path}}", "targetRevision": "main"}
    template = {
        "metadata": {"name": "{{.path.basename}}"},
        "spec": {"project": "team", "source": source, "destination": {"name": "east", "namespace": "apps"}},
    }
    generator = {"git": {"repoURL": REPOSITORY, "revision": "main", "directories": [{"path": pattern}]}}
    spec = {"goTemplate": True, "generators": [generator], "template": template}
    metadata = {"name": "apps", "namespace": "argocd"}
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "ApplicationSet",
        "metadata": metadata,
        "spec": spec,
    }


def _flux(path: str, number: int) -> dict[str, Any]:
    return {
        "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
        "kind": "Kustomization",
        "metadata": {"name": f"app-{number}", "namespace": "flux-system"},
        "spec": {
            "interval": "10m",
            "path": f"./{path}",
            "prune": number % 2 == 0,
            "sourceRef": {"kind": "GitRepository", "name": "flux-system"},
        },
    }
