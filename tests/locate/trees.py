"""Random repositories of kustomizations, as hypothesis strategies."""

from __future__ import annotations

import json
from typing import Any

import yaml
from hypothesis import strategies as st

words = st.sampled_from(["red", "blue", "5", "true", "x:y", "a b", "", "1.50", "null", "ünï"])
names = st.sampled_from(["a", "b", "c"])
scalars = st.one_of(words, st.integers(0, 9), st.booleans())
keys = st.sampled_from(["k", "l", "m"])
texts = st.one_of(
    words, st.sampled_from(["one\ntwo\n", "one\n\n  two", "$(NAME) $$(X)", "😀 wide", "#no", "a\tb"])
)
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
        if draw(st.integers(0, 3)) == 0:
            one["envFrom"] = [{"configMapRef": {"name": draw(st.sampled_from(["cm", "gen", "other"]))}}]
        if draw(st.integers(0, 3)) == 0:
            one["volumeMounts"] = [
                {"name": n, "mountPath": f"/{n}"} for n in draw(st.lists(names, max_size=2))
            ]
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


_directives = st.sampled_from(
    [{"$patch": "replace"}, {"$patch": "delete"}, {"name": "a", "$patch": "delete"}, {"$patch": "merge"}]
)


@st.composite
def _contexts(draw: st.DrawFn, is_patch: bool) -> dict[str, Any] | None:
    if is_patch and draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from([None, {"$patch": "delete"}, {"$patch": "replace", "fsGroup": 7}]))
    values = st.one_of(st.integers(0, 9), st.none()) if is_patch else st.integers(0, 9)
    return draw(st.dictionaries(st.sampled_from(["runAsUser", "fsGroup"]), values))


@st.composite
def services(draw: st.DrawFn, is_patch: bool = False) -> dict[str, Any]:
    ports = []
    for port in draw(st.lists(st.sampled_from([80, 81, 443]), min_size=1, max_size=3, unique=True)):
        one: dict[str, Any] = {"port": port} | draw(_protocols)
        if draw(st.booleans()):
            one["targetPort"] = draw(st.sampled_from([8080, "http"]))
        if is_patch and draw(st.integers(0, 4)) == 0:
            one["$patch"] = draw(st.sampled_from(["delete", "replace", "merge"]))
        ports.append(one)
    body = manifest("v1", "Service", "svc", draw(optional(labels))) | {"spec": {"ports": ports}}
    if draw(st.booleans()):
        body["spec"]["selector"] = draw(labels)
    if draw(st.booleans()):
        body["metadata"]["finalizers"] = draw(st.lists(st.sampled_from(["x/a", "x/b", "x/c"]), unique=True))
    return body


@st.composite
def deployments(draw: st.DrawFn, is_patch: bool = False) -> dict[str, Any]:
    pod: dict[str, Any] = {"containers": draw(containers(is_patch))}
    if draw(st.booleans()):
        pod["tolerations"] = [{"key": draw(words), "operator": "Exists"}]
    if draw(st.booleans()):
        pod["volumes"] = [
            {"name": n, "configMap": {"name": "cm"}} for n in draw(st.lists(names, max_size=2, unique=True))
        ]
        if is_patch and pod["volumes"] and draw(st.booleans()):
            pod["volumes"].insert(draw(st.integers(0, 1)), draw(_directives))
    if draw(st.integers(0, 3)) == 0:
        pod["initContainers"] = draw(containers(is_patch))
    if draw(st.integers(0, 3)) == 0:
        pod["imagePullSecrets"] = [{"name": n} for n in draw(st.lists(names, max_size=2))]
    if draw(st.integers(0, 3)) == 0:
        pod["hostAliases"] = [{"ip": "1.2.3.4", "hostnames": draw(st.lists(names, max_size=2))}]
    if draw(st.integers(0, 3)) == 0:
        pod["serviceAccountName"] = "sa"
    if draw(st.integers(0, 3)) == 0:
        pod["securityContext"] = draw(_contexts(is_patch))
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
    values = st.one_of(texts, st.none()) if is_patch else texts
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
    "Service": ["/metadata/labels", "/spec/type", "/spec/ports/0/name"],
    "Deployment": ["/metadata/labels", "/spec/replicas", "/spec/new", "/spec/template/spec/containers/-"],
    "ConfigMap": ["/metadata/labels", "/data/k", "/data/n~1a"],
    "Foo": ["/metadata/labels", "/spec/value", "/spec/new", "/spec/list/-"],
}


_POD = "/spec/template/spec/containers/0"
_MOVES: dict[str, list[dict[str, Any]]] = {
    "Service": [
        {"op": "test", "path": "/kind", "value": "Service"},
        {"op": "copy", "from": "/spec/ports/0", "path": "/spec/ports/-"},
        {"op": "remove", "path": "/spec/ports/0"},
    ],
    "Deployment": [
        {"op": "copy", "from": f"{_POD}/name", "path": f"{_POD}/copied"},
        {"op": "move", "from": f"{_POD}/image", "path": f"{_POD}/a~1b~0c"},
        {"op": "remove", "path": f"{_POD}/image"},
        {"op": "move", "from": _POD, "path": "/spec/template/spec/containers/1"},
    ],
    "ConfigMap": [
        {"op": "copy", "from": "/data", "path": "/copied"},
        {"op": "move", "from": "/metadata/name", "path": "/metadata/name"},
        {"op": "remove", "path": "/data"},
    ],
    "Foo": [
        {"op": "copy", "from": "/spec/list", "path": "/spec/copied"},
        {"op": "move", "from": "/spec/list", "path": "/spec/moved"},
        {"op": "remove", "path": "/spec/list"},
    ],
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
    return made + draw(st.lists(st.sampled_from(_MOVES[kind]), max_size=2, unique_by=str))


@st.composite
def patches(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(list(_BODIES)))
    entry: dict[str, Any] = {}
    if draw(st.integers(0, 2)) == 0:
        body: Any = draw(operations(kind))
        entry["target"] = {"kind": kind}
    else:
        body = draw(_BODIES[kind](is_patch=True))
        if draw(st.booleans()):
            entry["target"] = draw(_targets(kind, body["metadata"]["name"]))
        elif draw(st.booleans()):
            body = [body, draw(_BODIES[draw(st.sampled_from(list(_BODIES)))](is_patch=True))]
    entry["body"] = body
    return entry


_BODIES = {"Deployment": deployments, "ConfigMap": config_maps, "Foo": foos, "Service": services}


@st.composite
def _targets(draw: st.DrawFn, kind: str, name: str) -> dict[str, Any]:
    more = st.sampled_from(
        [{}, {"labelSelector": "k in (red, v1),!m"}, {"annotationSelector": "k=red"}, {"version": "v."}]
    )
    return {"kind": kind, "name": draw(st.sampled_from([".*", name, f".*{name}"]))} | draw(more)


@st.composite
def kustomizations(
    draw: st.DrawFn, name: str, files: dict[str, str], is_component: bool = False
) -> dict[str, Any]:
    fields: dict[str, Any] = {"kind": "Component"} if is_component else {}
    written = []
    for number, entry in enumerate(draw(st.lists(patches(), max_size=3))):
        body = entry.pop("body")
        is_documents = isinstance(body, list) and "op" not in body[0]
        text = "---\n".join(dumped(draw, one) for one in body) if is_documents else dumped(draw, body)
        if draw(st.booleans()):
            files[f"{name}/p{number}.yaml"] = written_as(draw, text)
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
        "labels": st.lists(label_entries(), min_size=1, max_size=2),
        "commonAnnotations": labels,
        "images": st.lists(image_entries, min_size=1, max_size=2),
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
        "generatorOptions": st.builds(
            lambda found, more: {"labels": found} | more,
            labels,
            st.sampled_from(
                [{}, {"disableNameSuffixHash": True}, {"immutable": True, "annotations": {"k": "v"}}]
            ),
        ),
        "transformers": st.lists(st.sampled_from(PLUGINS).map(yaml.safe_dump), min_size=1, max_size=2),
        "vars": st.just(
            [{"name": "NAME", "objref": {"kind": "ServiceAccount", "name": "sa", "apiVersion": "v1"}}]
        ),
        "buildMetadata": st.just(["managedByLabel"]),
    }
    if is_component:
        del choices["vars"]
    files[f"{name}/s.env"] = "# these\nUSER=me\n  PASS=a=b\nEMPTY\n"
    files[f"{name}/two.txt"] = "\none\ntwo\n"
    for field in draw(st.lists(st.sampled_from(sorted(choices)), max_size=4, unique=True)):
        fields[field] = draw(choices[field])
    return fields


@st.composite
def label_entries(draw: st.DrawFn) -> dict[str, Any]:
    entry: dict[str, Any] = {"pairs": draw(labels)}
    if draw(st.booleans()):
        entry[draw(st.sampled_from(["includeSelectors", "includeTemplates"]))] = draw(st.booleans())
    if draw(st.integers(0, 3)) == 0:
        entry["fields"] = [{"path": "spec/found", "kind": "Foo", "create": draw(st.booleans())}]
    return entry


_DIGEST = "sha256:" + "0123456789abcdef" * 4
image_entries = st.fixed_dictionaries(
    {"name": st.sampled_from(["nginx", "redis", "reg.example/nginx", "web"])},
    optional={
        "newName": st.sampled_from(["web", "reg.example/redis"]),
        "newTag": st.sampled_from(["9", "v2"]),
        "digest": st.just(_DIGEST),
    },
)

PLUGINS: list[dict[str, Any]] = [
    {"kind": "PrefixTransformer", "prefix": "t-", "fieldSpecs": [{"path": "metadata/name"}]},
    {
        "kind": "LabelTransformer",
        "labels": {"k": "plugin"},
        "fieldSpecs": [{"path": "metadata/labels", "create": True}],
    },
    {"kind": "NamespaceTransformer", "metadata": {"name": "x", "namespace": "left"}, "unsetOnly": True},
    {"kind": "ImageTagTransformer", "imageTag": {"name": "nginx", "newTag": "77"}},
    {
        "kind": "PatchTransformer",
        "target": {"kind": "Deployment"},
        "patch": '[{"op": "add", "path": "/spec/paused", "value": true}]',
    },
]
for plugin in PLUGINS:
    plugin.update({"apiVersion": "builtin", "metadata": {"name": "x"} | plugin.get("metadata", {})})


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
        one["envs"] = ["s.env"]
    if draw(st.booleans()):
        one["files"] = draw(st.sampled_from([["s.env"], ["f=s.env", "two.txt"]]))
    if draw(st.booleans()):
        one["options"] = {"disableNameSuffixHash": draw(st.booleans()), "labels": draw(labels)}
    if draw(st.booleans()):
        name = draw(st.sampled_from(["cm", "gen"]))
        return [{"name": name, "behavior": draw(st.sampled_from(["merge", "replace"]))} | one]
    return [{"name": "gen"} | one]


def dumped(draw: st.DrawFn, body: Any) -> str:
    """YAML in one of the ways to write it, or JSON."""
    if draw(st.integers(0, 4)) == 0:
        return json.dumps(body, ensure_ascii=draw(st.booleans()), indent=draw(optional(st.just(2)))) + "\n"
    style = draw(st.sampled_from([False, False, None, True])) if isinstance(body, dict) else False
    dumper = draw(st.sampled_from([yaml.SafeDumper, yaml.SafeDumper, _Blocks, _Quotes]))
    return yaml.dump(
        body,
        Dumper=dumper,
        default_flow_style=style,
        sort_keys=draw(st.booleans()),
        allow_unicode=draw(st.booleans()),
        indent=draw(st.sampled_from([2, 2, 4])),
        width=draw(st.sampled_from([80, 20])),
    )


class _Blocks(yaml.SafeDumper):
    """Texts as block scalars, where YAML allows it."""


def _block(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Blocks.add_representer(str, _block)


class _Quotes(yaml.SafeDumper):
    """Texts in quotes, keys too."""


def _quote(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="'" if len(text) % 2 else '"')


_Quotes.add_representer(str, _quote)


def written_as(draw: st.DrawFn, text: str) -> str:
    """A file with the line ends and comments that people and editors leave in it."""
    choice = draw(st.integers(0, 7))
    if choice == 0:
        return "\ufeff" + text
    if choice == 1:
        return text.replace("\n", "\r\n")
    if choice == 2:
        return "# comment\n\n---\n" + text + "# end\n---\n"
    return text


@st.composite
def trees(draw: st.DrawFn) -> dict[str, str]:
    """Files of an overlay `o` over a base, perhaps one or two between them, perhaps with components."""
    files: dict[str, str] = {}
    bodies = [draw(deployments()), draw(config_maps()), draw(foos()), draw(bindings()), draw(services())]
    files["b/r.yaml"] = written_as(draw, "---\n".join(dumped(draw, body) for body in bodies))
    bases = {"b": {"resources": ["r.yaml"]} | draw(kustomizations("b", files))}
    if draw(st.booleans()):
        bases["m"] = {"resources": ["../b"]} | draw(kustomizations("m", files))
    bases["o"] = {"resources": [f"../{list(bases)[-1]}"]} | draw(kustomizations("o", files))
    if "m" in bases and draw(st.integers(0, 2)) == 0:  # a base that is reached twice
        bases["n"] = {"resources": ["../b"], "nameSuffix": "-n"} | draw(kustomizations("n", files))
        bases["o"]["resources"].append("../n")
    if draw(st.booleans()):
        bases["c"] = draw(kustomizations("c", files, is_component=True))
        bases[draw(st.sampled_from(["b", "o"]))]["components"] = ["../c"]
        if draw(st.booleans()):
            bases["d"] = draw(kustomizations("d", files, is_component=True))
            bases["c"]["components"] = ["../d"]
    for name, fields in bases.items():
        files[f"{name}/kustomization.yaml"] = written_as(draw, dumped(draw, fields))
    return files
