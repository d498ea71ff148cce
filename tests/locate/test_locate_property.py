"""Random trees, built by the real kustomize: the merge is the render, and a named line decides its value."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.locate.blaming import MARK, Blame, UnbuildableError, leaves, marked, render, write

EXAMPLES = int(os.environ.get("MERGEGATE_EXAMPLES", "40"))

words = st.sampled_from(["red", "blue", "5", "true", "x:y", "a b", "", "1.50", "null", "ünï"])
names = st.sampled_from(["a", "b", "c"])
scalars = st.one_of(words, st.integers(0, 9), st.booleans())
keys = st.sampled_from(["k", "l", "m"])
labels = st.dictionaries(keys, st.sampled_from(["red", "blue", "v1"]), min_size=1, max_size=2)
images = st.sampled_from(["nginx", "nginx:1", "redis:2", "reg.example/nginx:3"])


def optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


@st.composite
def containers(draw: st.DrawFn, is_patch: bool = False) -> list[dict[str, Any]]:
    made = []
    for name in draw(st.lists(names, min_size=1, max_size=3, unique=True)):
        one: dict[str, Any] = {"name": name}
        if not is_patch or draw(st.booleans()):
            one["image"] = draw(images)
        if draw(st.booleans()):
            one["env"] = [{"name": n, "value": str(draw(words))} for n in draw(st.lists(names, max_size=3))]
        if draw(st.booleans()):
            ports = draw(st.lists(st.sampled_from([80, 81]), min_size=1, max_size=2))
            one["ports"] = [{"containerPort": p} | draw(_protocols) for p in ports]
        if draw(st.booleans()):
            one["args"] = draw(st.lists(words, max_size=2))
        if draw(st.booleans()):
            one["resources"] = {"limits": {"memory": draw(st.sampled_from(["1Gi", "2Gi"]))}}
        if is_patch and draw(st.integers(0, 5)) == 0:
            one["$patch"] = draw(st.sampled_from(["delete", "replace", "merge"]))
        made.append(one)
    return made


_protocols = st.sampled_from([{}, {"protocol": "TCP"}, {"protocol": "UDP", "name": "dns"}])


@st.composite
def deployments(draw: st.DrawFn, is_patch: bool = False) -> dict[str, Any]:
    pod: dict[str, Any] = {"containers": draw(containers(is_patch))}
    if draw(st.booleans()):
        pod["tolerations"] = [{"key": draw(words), "operator": "Exists"}]
    if draw(st.booleans()):
        pod["volumes"] = [{"name": n, "configMap": {"name": "cm"}} for n in draw(st.lists(names, max_size=2))]
    spec: dict[str, Any] = {"template": {"spec": pod}}
    if draw(st.booleans()):
        spec["replicas"] = draw(st.integers(0, 3))
    if is_patch and draw(st.integers(0, 3)) == 0:
        spec["strategy"] = draw(
            st.sampled_from([None, {"$patch": "delete"}, {"$patch": "replace", "type": "Recreate"}])
        )
    elif draw(st.booleans()):
        spec["strategy"] = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": draw(st.integers(0, 2))}}
    return manifest("apps/v1", "Deployment", "web", draw(optional(labels))) | {"spec": spec}


@st.composite
def config_maps(draw: st.DrawFn, is_patch: bool = False) -> dict[str, Any]:
    values = st.one_of(words, st.none()) if is_patch else words
    body = manifest("v1", "ConfigMap", "cm", draw(optional(labels)))
    return body | {"data": draw(st.dictionaries(keys, values, min_size=1, max_size=3))}


@st.composite
def foos(draw: st.DrawFn, is_patch: bool = False) -> dict[str, Any]:
    spec: dict[str, Any] = {
        "list": [{"name": n, "v": draw(scalars)} for n in draw(st.lists(names, max_size=3))]
    }
    if draw(st.booleans()):
        spec["deep"] = {"containers": draw(containers())}
    if draw(st.booleans()):
        spec["value"] = draw(st.one_of(scalars, st.none()) if is_patch else scalars)
    return manifest("example.com/v1", "Foo", "foo", None) | {"spec": spec}


@st.composite
def bindings(draw: st.DrawFn) -> dict[str, Any]:
    """A ServiceAccount and who refers to it, as a List."""
    account = manifest("v1", "ServiceAccount", "sa", None)
    subjects = [
        {"kind": "ServiceAccount", "name": n} for n in draw(st.lists(st.sampled_from(["sa", "default", "x"])))
    ]
    for subject in subjects:
        subject |= draw(st.sampled_from([{}, {"namespace": "other"}, {"namespace": "default"}]))
    binding = manifest("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "crb", None)
    binding |= {
        "subjects": subjects,
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "r"},
    }
    return {"apiVersion": "v1", "kind": "List", "items": [account, binding]}


def manifest(api: str, kind: str, name: str, found: dict[str, Any] | None) -> dict[str, Any]:
    metadata: dict[str, Any] = {"name": name}
    if found:
        metadata["labels"] = found
    return {"apiVersion": api, "kind": kind, "metadata": metadata}


_PATHS = {
    "Deployment": ["/metadata/labels", "/spec/replicas", "/spec/new", "/spec/template/spec/containers/-"],
    "ConfigMap": ["/metadata/labels", "/data/k", "/data/n~1a"],
    "Foo": ["/metadata/labels", "/spec/value", "/spec/new", "/spec/list/-"],
}


@st.composite
def operations(draw: st.DrawFn, kind: str) -> list[dict[str, Any]]:
    made = []
    paths = ["/metadata/annotations/n~1a", *_PATHS[kind]]
    for path in draw(st.lists(st.sampled_from(paths), min_size=1, max_size=3, unique=True)):
        value: Any = draw(words)
        if path.endswith(("labels", "new")):
            value = {"app": value}
        elif path.endswith("replicas"):
            value = draw(st.integers(0, 3))
        elif path.endswith("-"):
            value = {"name": "z", "image": "nginx"}
        adds = path.endswith("-") or draw(st.booleans())
        made.append({"op": "add" if adds else "replace", "path": path, "value": value})
    return made


@st.composite
def patches(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["Deployment", "ConfigMap", "Foo"]))
    entry: dict[str, Any] = {}
    if draw(st.integers(0, 2)) == 0:
        body: Any = draw(operations(kind))
        entry["target"] = {"kind": kind}
    else:
        body = draw({"Deployment": deployments, "ConfigMap": config_maps, "Foo": foos}[kind](is_patch=True))
        if draw(st.booleans()):
            entry["target"] = {"kind": kind, "name": draw(st.sampled_from([".*", body["metadata"]["name"]]))}
    entry["body"] = body
    return entry


@st.composite
def kustomizations(
    draw: st.DrawFn, name: str, files: dict[str, str], is_component: bool = False
) -> dict[str, Any]:
    fields: dict[str, Any] = {"kind": "Component"} if is_component else {}
    written = []
    for number, entry in enumerate(draw(st.lists(patches(), max_size=3))):
        text = dumped(draw, entry.pop("body"))
        if draw(st.booleans()):
            files[f"{name}/p{number}.yaml"] = text
            entry["path"] = f"p{number}.yaml"
        else:
            entry["patch"] = text
        written.append(entry)
    if written:
        fields["patches"] = written
    choices = {
        "namePrefix": st.just(f"{name}-"),
        "nameSuffix": st.just(f"-{name}"),
        "namespace": st.just("prod"),
        "commonLabels": labels,
        "labels": st.builds(lambda p, s: [{"pairs": p, "includeTemplates": s}], labels, st.booleans()),
        "commonAnnotations": labels,
        "images": st.builds(lambda t: [{"name": "nginx", "newTag": t}], st.sampled_from(["9", "v2"])),
        "configMapGenerator": generators(),
        "secretGenerator": st.just([{"name": "sec", "envs": ["s.env"], "files": ["f=s.env"], "type": "x"}]),
        "replicas": st.builds(lambda count: [{"name": "web", "count": count}], st.integers(0, 5)),
        "replacements": replacements(),
        "patchesStrategicMerge": st.builds(lambda body: [yaml.safe_dump(body)], config_maps(is_patch=True)),
        "patchesJson6902": st.builds(
            lambda ops: [
                {"target": {"version": "v1", "kind": "Foo", "name": "foo"}, "patch": json.dumps(ops)}
            ],
            operations("Foo"),
        ),
        "generatorOptions": st.builds(lambda found: {"labels": found}, labels),
    }
    files[f"{name}/s.env"] = "# these\nUSER=me\n  PASS=a=b\nEMPTY\n"
    for field in draw(st.lists(st.sampled_from(sorted(choices)), max_size=4, unique=True)):
        fields[field] = draw(choices[field])
    return fields


@st.composite
def replacements(draw: st.DrawFn) -> list[dict[str, Any]]:
    source = draw(
        st.sampled_from(
            [
                {"source": {"kind": "ConfigMap", "name": "cm", "fieldPath": "metadata.name"}},
                {"source": {"kind": "Foo", "fieldPath": "metadata.name"}},
                {"source": {"kind": "Deployment", "fieldPath": "spec.template.spec.containers.0.name"}},
                {"sourceValue": "7"},
            ]
        )
    )
    target = draw(
        st.sampled_from(
            [
                {
                    "select": {"kind": "Foo"},
                    "fieldPaths": ["spec.value", "spec.made"],
                    "options": {"create": True},
                },
                {"select": {"kind": "Deployment"}, "fieldPaths": ["spec.template.spec.containers.*.image"]},
                {
                    "select": {"kind": "Deployment"},
                    "fieldPaths": ["spec.template.spec.containers.*.image"],
                    "options": {"delimiter": ":", "index": 1},
                },
            ]
        )
    )
    return [source | {"targets": [target]}]


@st.composite
def generators(draw: st.DrawFn) -> list[dict[str, Any]]:
    one: dict[str, Any] = {
        "literals": [f"{key}={draw(words)}" for key in draw(st.lists(keys, min_size=1, unique=True))]
    }
    if draw(st.booleans()):
        return [{"name": "cm", "behavior": draw(st.sampled_from(["merge", "replace"]))} | one]
    return [{"name": "gen", "options": {"disableNameSuffixHash": draw(st.booleans())}} | one]


def dumped(draw: st.DrawFn, body: Any) -> str:
    if draw(st.integers(0, 4)) == 0:
        return json.dumps(body, ensure_ascii=draw(st.booleans()), indent=draw(optional(st.just(2)))) + "\n"
    style = draw(st.sampled_from([False, False, None, True])) if isinstance(body, dict) else False
    return yaml.safe_dump(body, default_flow_style=style, sort_keys=draw(st.booleans()), allow_unicode=True)


@st.composite
def trees(draw: st.DrawFn) -> dict[str, str]:
    """Files of an overlay `o` over a base, perhaps one between them, perhaps with a component."""
    files: dict[str, str] = {}
    bodies = [draw(deployments()), draw(config_maps()), draw(foos()), draw(bindings())]
    files["b/r.yaml"] = "---\n".join(dumped(draw, body) for body in bodies)
    bases = {"b": {"resources": ["r.yaml"]} | draw(kustomizations("b", files))}
    if draw(st.booleans()):
        bases["m"] = {"resources": ["../b"]} | draw(kustomizations("m", files))
    bases["o"] = {"resources": [f"../{list(bases)[-1]}"]} | draw(kustomizations("o", files))
    if draw(st.booleans()):
        bases["c"] = draw(kustomizations("c", files, is_component=True))
        bases[draw(st.sampled_from(["b", "o"]))]["components"] = ["../c"]
    for name, fields in bases.items():
        files[f"{name}/kustomization.yaml"] = dumped(draw, fields)
    return files


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(files=trees(), choice=st.randoms(use_true_random=False))
def test_the_merge_is_the_render_and_the_line_decides(
    kustomize_binary: Path, files: dict[str, str], choice: Any
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        write(root, files)
        try:
            blame = Blame.of(kustomize_binary, root)
        except UnbuildableError:
            assume(False)
        assert blame.unproven() == []
        _assert_decides(blame, choice)


def _assert_decides(blame: Blame, choice: Any) -> None:
    """Change one value at the line that is named: it must change in what is built."""
    found = [
        (body, path)
        for body in blame.documents
        for path, value in leaves(body)
        if value not in ({}, [], None)
    ]
    body, path = choice.choice(found)
    place = blame.locator().places(blame.overlay, [(body, path)])[0]
    if place.location is None or not marked(blame.root, place):
        return
    try:
        after = render(blame.kustomize, blame.root, blame.overlay.path)
    except UnbuildableError:
        return
    assert json.dumps(after, sort_keys=True) != json.dumps(blame.documents, sort_keys=True), (path, place)
    twin = [
        other for other in after if other["kind"] == body["kind"] and other["metadata"] == body["metadata"]
    ]
    if len(twin) == 1 and all(isinstance(part, str) for part in path):
        assert dict(leaves(twin[0])).get(path) != dict(leaves(body))[path], (path, place)
    if body["kind"] != "Secret" and MARK in (blame.root / place.location.file).read_text("utf-8"):
        assert MARK in json.dumps(after), (path, place)
