"""What people do to a GitOps repository between two commits: each step changes files and says what it did.

A step is harmless if it introduces no defect: what is found after it was found before it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml
from hypothesis import strategies as st

from tests.change import repositories as made
from tests.change.repositories import Files, dump, is_root
from tests.change.sources import (
    bodies,
    containers,
    kustomizations,
    manifests,
    moved,
    nodes,
    references,
    reformatted,
    text_of,
)


@dataclass
class State:
    """A repository between two steps; `whole` is what damaged files were before."""

    files: Files
    whole: Files = field(default_factory=dict)


Step = Callable[[st.DrawFn, State], "str | None"]  # changes the state; None if there is nothing to do it to
STEPS: dict[str, Step] = {}
HARMLESS: dict[str, Step] = {}


def step(function: Step) -> Step:
    STEPS[function.__name__] = function
    return function


def harmless(function: Step) -> Step:
    HARMLESS[function.__name__] = function
    return step(function)


def _one(draw: st.DrawFn, found: list[Any]) -> Any:
    return draw(st.sampled_from(found)) if found else None


def _texts(state: State) -> list[str]:
    return [
        path
        for path in sorted(state.files)
        if path.endswith((".yaml", ".yml")) and nodes(text_of(state.files, path) or "")
    ]


def _changed(state: State, path: str, change: Callable[[list[Any]], None]) -> None:
    documents = bodies(state.files, path) or []
    change(documents)
    state.files[path] = dump(*documents)


def _workload(draw: st.DrawFn, state: State) -> tuple[str, int] | None:
    found: tuple[str, int] | None = _one(draw, manifests(state.files, containers))
    return found


def _kustomization(draw: st.DrawFn, state: State) -> tuple[str, dict[str, Any]] | None:
    found = kustomizations(state.files)
    path = _one(draw, list(found))
    return (path, found[path]) if path else None


# ---- nothing new ------------------------------------------------------------------------------------


@harmless
def reformat(draw: st.DrawFn, state: State) -> str | None:
    path = _one(draw, _texts(state))
    if path is None:
        return None
    text = reformatted(
        text_of(state.files, path) or "", indent=draw(st.sampled_from([2, 4])), flow=draw(st.booleans())
    )
    if text is None:
        return None
    state.files[path] = text.encode()
    return f"reformat {path}"


@harmless
def comment(draw: st.DrawFn, state: State) -> str | None:
    path = _one(draw, _texts(state))
    content = state.files[path] if path else None
    if not isinstance(content, bytes) or content.startswith(b"%"):
        return None
    state.files[path] = b"# a remark\n\n" * draw(st.integers(1, 3)) + content
    return f"put a comment on top of {path}"


@harmless
def line_ends(draw: st.DrawFn, state: State) -> str | None:
    path = _one(draw, [path for path in _texts(state) if not is_root(path)])
    content = state.files[path] if path else None
    if not isinstance(content, bytes) or b"|" in content or b">" in content:
        return None
    state.files[path] = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return f"write {path} with the line ends of Windows"


@harmless
def reorder(draw: st.DrawFn, state: State) -> str | None:
    """JSON patches name containers by their index, so it is left alone where there are any."""
    everything = b"".join(content for content in state.files.values() if isinstance(content, bytes))
    found = [
        (path, index)
        for path, index in manifests(state.files, lambda body: len(containers(body)) > 1)
        if b"ontainers/" not in everything and b"ontainers." not in everything
    ]
    place = _one(draw, found)
    if place is None:
        return None
    _changed(state, place[0], lambda documents: containers(documents[place[1]]).reverse())
    return f"reverse the containers of document {place[1]} in {place[0]}"


@harmless
def move_file(draw: st.DrawFn, state: State) -> str | None:
    """Files of generators give keys their names, and names of files may mark environments: those stay."""
    named = [
        reference.target
        for reference in references(state.files)
        if reference.is_relative and reference.field in ("resources", "patches", "patchesStrategicMerge")
        if isinstance(state.files.get(reference.target), bytes) and reference.target not in state.whole
    ]
    old = _one(draw, sorted(set(named)))
    if old is None:
        return None
    new = posixpath.join(
        posixpath.dirname(old), draw(st.sampled_from(["renamed.yaml", "parts/renamed.yaml", "a b.yaml"]))
    )
    if new in state.files:
        return None
    state.files = moved(state.files, old, new)
    return f"move {old} to {new}"


@harmless
def rename_directory(draw: st.DrawFn, state: State) -> str | None:
    folders = sorted({parent for path in state.files for parent in _parents(path)})
    old = _one(draw, folders)
    if old is None or any(path.startswith(f"{old}/") for path in state.whole):
        return None
    new = posixpath.join(
        posixpath.dirname(old), draw(st.sampled_from(["renamed", "x y", f"{posixpath.basename(old)}2"]))
    )
    if any(path == new or path.startswith(f"{new}/") for path in state.files):
        return None
    state.files = moved(state.files, old, new)
    return f"rename directory {old} to {new}, with all references"


def _parents(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: n + 1]) for n in range(len(parts))]


@harmless
def name_suffix(draw: st.DrawFn, state: State) -> str | None:
    found = _kustomization(draw, state)
    if found is None or "nameSuffix" in found[1] or found[1].get("kind") == "Component":
        return None
    suffix = draw(st.sampled_from(["-v1x", "-v2x"]))
    _changed(state, found[0], lambda documents: documents[0].update(nameSuffix=suffix))
    return f"add nameSuffix {suffix} to {found[0]}"


@harmless
def move_object(draw: st.DrawFn, state: State) -> str | None:
    """Out of a file of several objects into one of its own, beside it."""
    listed = {r.target: r for r in references(state.files) if r.field == "resources"}
    found = [
        (path, index)
        for path, index in manifests(state.files, lambda body: True)
        if path in listed and len(bodies(state.files, path) or ()) > 1
    ]
    place = _one(draw, found)
    if place is None:
        return None
    path, index = place
    new = posixpath.join(posixpath.dirname(path), f"object-{index}.yaml")
    if new in state.files:
        return None
    documents = bodies(state.files, path) or []
    state.files[new] = dump(documents.pop(index))
    state.files[path] = dump(*documents)
    entry = posixpath.relpath(new, posixpath.dirname(listed[path].file))
    _changed(state, listed[path].file, lambda k: k[0]["resources"].append(entry))
    return f"move document {index} of {path} to {new}"


@harmless
def unrelated(draw: st.DrawFn, state: State) -> str | None:
    path = draw(st.sampled_from(["README.md", "docs/notes.txt", "apps/README.md"]))
    state.files[path] = draw(st.sampled_from([b"one\n", b"two\n"]))
    return f"write {path}"


# ---- values -----------------------------------------------------------------------------------------


_VALUES: dict[str, Callable[[dict[str, Any]], object]] = {
    "pull latest": lambda one: one.update(image="example.com/other:latest"),
    "pin the image": lambda one: one.update(image="example.com/other:1.2.3"),
    "remove the resources": lambda one: one.pop("resources", None),
    "set the resources": lambda one: one.update(resources={"limits": {"memory": "2Gi", "cpu": "1"}}),
    "run privileged": lambda one: one.update(securityContext={"privileged": True}),
    "put a password into the environment": lambda one: one.update(
        env=[{"name": "API_TOKEN", "value": "made-up-words"}]
    ),
    "empty the environment": lambda one: one.pop("env", None),
    "rename the container": lambda one: one.update(name=f"{one['name']}-other"),
}


@step
def edit_container(draw: st.DrawFn, state: State) -> str | None:
    place = _workload(draw, state)
    if place is None:
        return None
    what = draw(st.sampled_from(sorted(_VALUES)))
    number = draw(st.integers(0, 1))

    def change(documents: list[Any]) -> None:
        found = containers(documents[place[1]])
        _VALUES[what](found[number % len(found)]) if found else None

    _changed(state, place[0], change)
    return f"{what} of container {number} in document {place[1]} of {place[0]}"


@step
def edit_scalar(draw: st.DrawFn, state: State) -> str | None:
    """Any value of any object: numbers, switches, names, paths."""
    place = _one(draw, manifests(state.files, lambda body: True))
    if place is None:
        return None
    documents = bodies(state.files, place[0]) or []
    holders = list(_holders(documents[place[1]]))
    holder, key = holders[draw(st.integers(0, len(holders) - 1))]
    old = holder[key]
    holder[key] = not old if isinstance(old, bool) else old + 1 if isinstance(old, int) else f"{old}x"
    state.files[place[0]] = dump(*documents)
    return f"change {key} from {old!r} to {holder[key]!r} in document {place[1]} of {place[0]}"


def _holders(node: Any) -> Any:
    entries = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in list(entries):
        if isinstance(value, (bool, int, str)) and key not in ("kind", "apiVersion"):
            yield node, key
        yield from _holders(value)


@step
def add_object(draw: st.DrawFn, state: State) -> str | None:
    path = _one(draw, sorted({path for path, _ in manifests(state.files, lambda body: True)}))
    if path is None:
        return None
    body = draw(
        st.sampled_from(
            [made.secret("extra"), made.binding("extra"), made.config_map("extra"), made.service("extra")]
        )
    )
    _changed(state, path, lambda documents: documents.append(body))
    return f"add a {body['kind']} to {path}"


@step
def remove_object(draw: st.DrawFn, state: State) -> str | None:
    place = _one(draw, manifests(state.files, lambda body: True))
    if place is None or len(bodies(state.files, place[0]) or ()) < 2:
        return None
    _changed(state, place[0], lambda documents: documents.pop(place[1]))
    return f"remove document {place[1]} of {place[0]}"


# ---- kustomizations ---------------------------------------------------------------------------------


@step
def add_overlay(draw: st.DrawFn, state: State) -> str | None:
    found = _kustomization(draw, state)
    if found is None:
        return None
    base = posixpath.dirname(found[0])
    folder = posixpath.join(
        posixpath.dirname(base), draw(st.sampled_from(["production", "qa", "overlays/live", "new"]))
    )
    path = f"{folder}/kustomization.yaml".lstrip("/")
    if any(name.startswith(f"{folder}/") for name in state.files):
        return None
    state.files[path] = dump(
        {"resources": [posixpath.relpath(base or ".", folder or ".")], "namePrefix": "new-"}
    )
    return f"add overlay {folder} of {base}"


@step
def remove_overlay(draw: st.DrawFn, state: State) -> str | None:
    path = _one(draw, list(kustomizations(state.files)))
    folder = posixpath.dirname(path) if path else ""
    if not folder:
        return None
    state.files = {
        name: content for name, content in state.files.items() if not name.startswith(f"{folder}/")
    }
    return f"delete directory {folder}"


@step
def add_patch(draw: st.DrawFn, state: State) -> str | None:
    found, place = _kustomization(draw, state), _workload(draw, state)
    if found is None or place is None or isinstance(found[1].get("patches"), str):
        return None
    name = (bodies(state.files, place[0]) or [])[place[1]]["metadata"].get("name")
    operation = [{"op": "add", "path": "/spec/template/spec/hostNetwork", "value": True}]
    strategic = made.limits(name, draw(st.sampled_from(["3Gi", "64Gi"])))
    entry: dict[str, Any] = draw(
        st.sampled_from(
            [
                {"target": {"kind": "Deployment"}, "patch": yaml.safe_dump(operation)},
                {"target": {"kind": "Deployment"}, "patch": yaml.safe_dump(strategic)},
                {"patch": yaml.safe_dump(strategic)},
                {"path": "added-patch.yaml"},
            ]
        )
    )
    if "path" in entry:
        state.files[posixpath.join(posixpath.dirname(found[0]), "added-patch.yaml")] = dump(strategic)
    _changed(state, found[0], lambda documents: documents[0].setdefault("patches", []).append(entry))
    return f"add a patch to {found[0]}: {entry}"


@step
def remove_entry(draw: st.DrawFn, state: State) -> str | None:
    """A patch, a component, a resource or a generator is no longer listed; its file stays."""
    found = _kustomization(draw, state)
    lists = [
        key for key, value in sorted((found[1] if found else {}).items()) if isinstance(value, list) and value
    ]
    field_ = _one(draw, lists)
    if found is None or field_ is None:
        return None
    _changed(state, found[0], lambda documents: documents[0][field_].pop())
    return f"drop the last of {field_} in {found[0]}"


_FIELDS: list[tuple[str, Any]] = [
    ("namespace", "elsewhere"),
    ("namePrefix", "zq-"),
    ("commonAnnotations", {"note": "made"}),
    ("commonLabels", {"app": "other"}),
    ("images", [{"name": "nginx", "newTag": "latest"}, {"name": "example.com/web", "newTag": "2"}]),
    ("replicas", [{"name": "shop", "count": 1}]),
    ("resources", ["nowhere.yaml"]),
    ("configMapGenerator", [{"name": "made", "literals": ["DB_PASSWORD=made-up-words"]}]),
    ("secretGenerator", [{"name": "made", "files": ["generated.txt"]}]),
]


@step
def set_field(draw: st.DrawFn, state: State) -> str | None:
    found = _kustomization(draw, state)
    if found is None:
        return None
    name, value = draw(st.sampled_from(_FIELDS))
    keep = found[1].get(name)
    whole = [*keep, *value] if isinstance(value, list) and isinstance(keep, list) else value
    _changed(state, found[0], lambda documents: documents[0].update({name: whole}))
    return f"set {name} to {whole} in {found[0]}"


@step
def add_component(draw: st.DrawFn, state: State) -> str | None:
    everything = kustomizations(state.files)
    parts = [path for path, body in everything.items() if body.get("kind") == "Component"]
    found, component = _kustomization(draw, state), _one(draw, parts)
    if found is None or component is None:
        return None
    entry = posixpath.relpath(posixpath.dirname(component) or ".", posixpath.dirname(found[0]) or ".")
    listed = found[1].get("components") or []
    _changed(state, found[0], lambda documents: documents[0].update(components=[*listed, entry]))
    return f"include component {entry} in {found[0]}"
