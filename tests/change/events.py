"""Steps of a history that are about files as such: renames, deletions, links, damage, configuration."""

from __future__ import annotations

import posixpath
from typing import Any

from hypothesis import strategies as st

from tests.change import repositories as made
from tests.change.repositories import Files, Link, dump, is_root
from tests.change.sources import bodies, kustomizations, manifests, references
from tests.change.steps import State, _one, step


def _files(state: State) -> list[str]:
    return [path for path, content in sorted(state.files.items()) if isinstance(content, bytes)]


@step
def delete_file(draw: st.DrawFn, state: State) -> str | None:
    path = _one(draw, _files(state))
    if path is None:
        return None
    del state.files[path]
    return f"delete {path}, whoever names it"


@step
def rename_carelessly(draw: st.DrawFn, state: State) -> str | None:
    """A file or directory that others go on naming as it was called, perhaps by case alone."""
    path = _one(draw, _files(state))
    if path is None:
        return None
    old = draw(st.sampled_from([path, posixpath.dirname(path) or path]))
    name = posixpath.basename(old)
    new = posixpath.join(posixpath.dirname(old), draw(st.sampled_from([name.upper(), f"old-{name}"])))
    if new == old or any(other == new or other.startswith(f"{new}/") for other in state.files):
        return None
    state.files = {
        new + p[len(old) :] if p == old or p.startswith(f"{old}/") else p: c for p, c in state.files.items()
    }
    return f"rename {old} to {new}, nothing else"


@step
def swap_directories(draw: st.DrawFn, state: State) -> str | None:
    """Two overlays exchange their names: what git tells by is content alone."""
    folders = [posixpath.dirname(path) for path in kustomizations(state.files)]
    one, other = _one(draw, folders), _one(draw, folders)
    if not one or not other or posixpath.commonpath([one, other]) in (one, other):
        return None

    def name(path: str) -> str:
        for old, new in ((one, other), (other, one)):
            if path.startswith(f"{old}/"):
                return new + path[len(old) :]
        return path

    state.files = {name(path): content for path, content in state.files.items()}
    return f"swap {one} and {other}"


@step
def copy_directory(draw: st.DrawFn, state: State) -> str | None:
    folders = [posixpath.dirname(path) for path in kustomizations(state.files)]
    old = _one(draw, [folder for folder in folders if folder])
    if old is None or any(path.startswith(f"{old}-copy/") for path in state.files):
        return None
    state.files |= {
        f"{old}-copy{path[len(old) :]}": content
        for path, content in state.files.items()
        if path.startswith(f"{old}/")
    }
    return f"copy {old} to {old}-copy"


@step
def damage(draw: st.DrawFn, state: State) -> str | None:
    path = _one(draw, [path for path in _files(state) if path.endswith((".yaml", ".yml"))])
    if path is None or path in state.whole:
        return None
    content = state.files[path]
    assert isinstance(content, bytes)
    state.whole[path] = content
    marks = b"<<<<<<< ours\n" + content + b"=======\n" + content + b">>>>>>> theirs\n"
    state.files[path] = draw(
        st.sampled_from([b"a: [\n" + content, marks, b"", content[: len(content) // 2] + b"\xff"])
    )
    return f"break {path}: {state.files[path][:30]!r}"  # type: ignore[index]


@step
def repair(draw: st.DrawFn, state: State) -> str | None:
    path = _one(draw, sorted(state.whole))
    if path is None:
        return None
    state.files[path] = state.whole.pop(path)
    return f"repair {path}"


@step
def appear(draw: st.DrawFn, state: State) -> str | None:
    """Something is there now where a reference led nowhere."""
    nowhere = sorted(
        {
            reference.target
            for reference in references(state.files)
            if not reference.target.startswith("..")
            and not any(p == reference.target or p.startswith(f"{reference.target}/") for p in state.files)
        }
    )
    path = _one(draw, nowhere)
    if path is None or any(parent in state.files for parent in _above(path)):
        return None
    if path.endswith((".yaml", ".yml")):
        state.files[path] = dump(made.deployment("found", draw))
    elif posixpath.splitext(path)[1]:
        state.files[path] = b"KEY=word\n"
    else:
        state.files[f"{path}/kustomization.yaml"] = dump({"resources": ["found.yaml"]})
        state.files[f"{path}/found.yaml"] = dump(made.deployment("found", draw))
    return f"write {path}, which is named already"


def _above(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:n]) for n in range(1, len(parts))]


@step
def second_kustomization(draw: st.DrawFn, state: State) -> str | None:
    """In a directory of manifests, or beside another one, which no build forgives."""
    folders = sorted({posixpath.dirname(path) for path, _ in manifests(state.files, lambda body: True)})
    folder = _one(draw, folders)
    path = posixpath.join(folder or "", draw(st.sampled_from(["kustomization.yml", "Kustomization"])))
    if folder is None or path in state.files:
        return None
    state.files[path] = dump({"resources": [], "namePrefix": "other-"})
    return f"write {path}"


@step
def link(draw: st.DrawFn, state: State) -> str | None:
    """A manifest becomes a link to a copy of it beside it, or a link leads elsewhere."""
    links = [path for path, content in sorted(state.files.items()) if isinstance(content, Link)]
    if links and draw(st.booleans()):
        path = _one(draw, links)
        target = draw(st.sampled_from(["gone.yaml", "../base", "kustomization.yaml", "real.yaml"]))
        state.files[path] = Link(target)
        return f"lead the link {path} to {target}"
    path = _one(draw, sorted({path for path, _ in manifests(state.files, lambda body: True)}))
    real = posixpath.join(posixpath.dirname(path), "real.yaml") if path else ""
    if path is None or real in state.files or isinstance(state.files[path], Link):
        return None
    state.files[real] = state.files[path]
    state.files[path] = Link("real.yaml")
    return f"make {path} a link to {real}"


@step
def link_directory(draw: st.DrawFn, state: State) -> str | None:
    folders = [posixpath.dirname(path) for path in kustomizations(state.files)]
    old = _one(draw, [folder for folder in folders if folder])
    if old is None or f"{old}-link" in state.files or any(p.startswith(f"{old}-link/") for p in state.files):
        return None
    state.files[f"{old}-link"] = Link(posixpath.basename(old))
    return f"link {old}-link to {old}"


@step
def ignored_file(draw: st.DrawFn, state: State) -> str | None:
    """What a generator reads is made on the spot, and git ignores it."""
    path = _one(draw, list(kustomizations(state.files)))
    if path is None:
        return None
    state.files[".gitignore"] = b"generated.txt\n*.ignored.yaml\n"
    state.files[posixpath.join(posixpath.dirname(path), "generated.txt")] = draw(
        st.sampled_from([b"a-word\n", b"other-words\n"])
    )
    return f"make generated.txt beside {path}, and ignore it"


@step
def ignore_a_manifest(draw: st.DrawFn, state: State) -> str | None:
    """It stays in the repository, because git ignores only what it does not track."""
    path = _one(draw, sorted({path for path, _ in manifests(state.files, lambda body: True)}))
    if path is None:
        return None
    state.files[".gitignore"] = f"{posixpath.basename(path)}\n".encode()
    return f"ignore {path}, which is tracked"


# ---- configuration and entry points ------------------------------------------------------------------


_RULES: list[dict[str, Any]] = [
    {"res-memory-limit-missing": "off"},
    {"res-memory-limit-missing": "note"},
    {"pod-image-mutable-tag": {"severity": {"production": "error", "elsewhere": "off"}}},
    {"res-ephemeral-storage-missing": "warning"},
    {"rbac-cluster-admin-binding": "off", "secret-plaintext": "off"},
]


@step
def configure(draw: st.DrawFn, state: State) -> str | None:
    found = (bodies(state.files, ".mergegate.yaml") or [{}])[0] if ".mergegate.yaml" in state.files else {}
    if not isinstance(found, dict):
        return None
    change: dict[str, Any] = draw(
        st.one_of(
            st.sampled_from(_RULES).map(lambda rules: {"rules": {**(found.get("rules") or {}), **rules}}),
            st.just({"rules": {}}),
            st.sampled_from([[], ["apps/**/staging"], ["**/dev", "**/production"]]).map(
                lambda globs: {"exclude": globs}
            ),
            st.sampled_from([{}, {"**": "development"}, {"apps/**": "production"}]).map(
                lambda by_glob: {"environments": by_glob}
            ),
            st.sampled_from(["production", "development"]).map(lambda name: {"default-environment": name}),
            st.just({"repository": [made.REPOSITORY]}),
            st.just({"fail-on": "warning"}),
            st.just({"policies": ["policy"]}),
        )
    )
    if "policies" in change:
        _policy(draw, state.files)
    state.files[".mergegate.yaml"] = dump({**found, **change})
    return f"configure {change}"


def _policy(draw: st.DrawFn, files: Files) -> None:
    kind = draw(st.sampled_from(["Deployment", "Service", "ConfigMap"]))
    text = f'package team\n\ndeny contains "no {kind} here" if input.kind == "{kind}"\n'
    files["policy/team.rego"] = text.encode()


@step
def edit_policy(draw: st.DrawFn, state: State) -> str | None:
    if "policy/team.rego" not in state.files:
        return None
    _policy(draw, state.files)
    return f"write policy/team.rego: {state.files['policy/team.rego']!r}"


@step
def deploy(draw: st.DrawFn, state: State) -> str | None:
    """An Application or a Flux Kustomization names a base, an overlay, plain manifests, or nothing."""
    folders = sorted({posixpath.dirname(path) for path in state.files if "/" in path and not is_root(path)})
    folder = _one(draw, [*folders, "not/there"])
    number = draw(st.integers(0, 20))
    body = draw(st.sampled_from([made._flux(folder, number), made._argo(folder, number, draw)]))
    where = draw(st.sampled_from(["argocd/deploy.yaml", "clusters/production/deploy.yaml"]))
    found = bodies(state.files, where) if where in state.files else []
    if found is None or isinstance(state.files.get(where), Link):
        return None
    state.files[where] = dump(*found, body)
    return f"deploy {folder} as a {body['kind']} in {where}"
