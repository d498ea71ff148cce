"""Sources as people write them, plain directories, chains and histories."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.locate.blaming import Blame, dotted, overlay, text_at
from validator.locate.locator import Locator
from validator.model import Form, Role, Step
from validator.places import UNKNOWN
from validator.snapshot.disk import Disk
from validator.tree.tree import Tree

Write = Callable[[Mapping[str, "str | bytes"]], Path]

JSON = '{"apiVersion": "v1", "kind": "ConfigMap",\n "metadata": {"name": "cm"}, "data": {"k": "v"}}'
CM = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cm\ndata:\n  k: v\n"


@pytest.mark.parametrize(
    ("source", "path", "line", "text"),
    [
        (CM, "data.k", 6, "v"),
        (CM.replace("\n", "\r\n"), "data.k", 6, "v"),
        ("\ufeff" + CM, "data.k", 6, "v"),
        ("\ufeff" + CM, "apiVersion", 1, "v1"),
        (CM.replace("k: v", "k:\tv"), "data.k", 6, "v"),
        (CM.replace("k: v", "k: !!int '5'"), "data.k", 6, "!!int '5'"),
        (CM.replace("k: v", "k: '😀' # wide"), "data.k", 6, "'😀'"),
        (CM.replace("k: v", "😀: {}").replace("{}", "v"), "data.😀", 6, "v"),
        (CM.replace("k: v", "k: |2-\n     one\n    two"), "data.k", 6, "|"),
        (CM.replace("k: v", "? k\n  : v"), "data.k", 7, "v"),
        (CM + "...\n---\n# end\n", "data.k", 6, "v"),
        (CM.replace("k: v", '"k": "é v" # ü'), "data.k", 6, '"é v"'),
        (CM.replace("k: v", "é: {}").replace("{}", "ü"), "data.é", 6, "ü"),
        (CM.replace("k: v", "k: |\n    one\n    two"), "data.k", 6, "|"),
        (CM.replace("k: v", "k: &a v\n  l: *a"), "data.l", 6, "&a v"),
        (CM.replace("k: v", "k:"), "data.k", 6, "k"),
        (CM.replace("data:\n  k: v", "data: {k: v, l: w}"), "data.l", 5, "w"),
        (CM.replace("data:\n  k: v", "data: {k: v, l: w}"), "data.z", 5, "data"),
        ("# c\n---\n" + CM, "data.k", 8, "v"),
        ("---\n---\n# c\n---\n" + CM, "data.k", 10, "v"),
        (JSON, "data.k", 2, '"v"'),
    ],
)  # fmt: skip
def test_the_region_is_the_value_as_written(
    source: str, path: str, line: int, text: str, repository: Write, kustomize_binary: Path
) -> None:
    files = {"o/kustomization.yaml": "resources: [r.yaml]", "o/r.yaml": source}
    blame = Blame.of(kustomize_binary, repository(files))
    place = blame.place("ConfigMap/cm", path)
    assert place.proven
    assert place.location is not None
    assert (place.location.file, place.location.line) == ("o/r.yaml", line)
    assert text_at(blame.root, place) == text


def test_the_chain_is_the_way_through_the_build(repository: Write, kustomize_binary: Path) -> None:
    files = {
        "b/kustomization.yaml": "resources:\n- r.yaml\n",
        "b/r.yaml": CM,
        "c/kustomization.yaml": "kind: Component\npatches:\n- path: p.yaml\n",
        "c/p.yaml": CM.replace("k: v", "k: w"),
        "o/kustomization.yaml": "resources:\n- ../b\ncomponents:\n- ../c\n",
    }
    place = Blame.of(kustomize_binary, repository(files)).place("ConfigMap/cm", "data.k")
    assert place.chain == (
        Step(file="o/kustomization.yaml", line=4, role=Role.KUSTOMIZATION),
        Step(file="c/kustomization.yaml", line=3, role=Role.COMPONENT),
        Step(file="c/p.yaml", line=6, role=Role.PATCH),
    )
    assert [write.value for write in place.history] == ["v", "w"]
    assert [step.file for step in place.history[0].chain] == [
        "o/kustomization.yaml",
        "b/kustomization.yaml",
        "b/r.yaml",
    ]


def test_a_history_tells_every_writer(repository: Write, kustomize_binary: Path) -> None:
    files = {
        "o/r.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n"
        "  - name: a\n    image: nginx:1\n",
        "o/kustomization.yaml": "resources: [r.yaml]\npatches:\n- target: {kind: Pod}\n  patch: |-\n"
        "    - {op: replace, path: /spec/containers/0/image, value: 'nginx:2'}\n"
        "images:\n- name: nginx\n  newTag: '3'\n",
    }
    place = Blame.of(kustomize_binary, repository(files)).place("Pod/p", "spec.containers.0.image")
    assert [(w.value, w.location and w.location.line) for w in place.history] == [
        ("nginx:1", 7),
        ("nginx:2", 5),
        ("nginx:3", 8),
    ]


@pytest.mark.parametrize("form", [Form.ARGO_DIRECTORY, Form.FLUX_DIRECTORY])
def test_a_plain_directory_is_its_documents(form: Form, repository: Write) -> None:
    files = {
        "d/a.yaml": CM,
        "d/b.yaml": CM.replace("name: cm", "name: other") + "---\n" + CM.replace("name: cm", "name: third"),
        "d/below/kustomization.yaml": "namePrefix: x-\nresources: [c.yaml]",
        "d/below/c.yaml": CM,
    }
    root = repository(files)
    locator = Locator(Tree(Disk(root, list(files))))
    include = ("d/a.yaml", "d/b.yaml", "d/below")
    names = {"third": "d/b.yaml:13", "cm": "d/a.yaml:6", "x-cm": "d/below/c.yaml:6", "gone": None}
    bodies = [
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"k": "v"}}
        for name in names
    ]
    places = locator.places(overlay("d", form, include), [(body, dotted("data.k")) for body in bodies])
    assert [p.location and f"{p.location.file}:{p.location.line}" for p in places] == list(names.values())


def test_what_was_not_rendered_from_here_is_unknown(repository: Write) -> None:
    files = {"o/kustomization.yaml": "resources: [r.yaml]", "o/r.yaml": CM, "o/bad.yaml": "a: [\n"}
    locator = Locator(Tree(Disk(repository(files), list(files))))
    stranger = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "cm"}, "data": {"k": "v"}}
    changed = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "cm"}, "data": {"k": "else"}}
    places = locator.places(overlay("o"), [(stranger, ("data", "k")), (changed, ("data", "k"))])
    assert places[0] == UNKNOWN
    assert not places[1].proven
    assert locator.places(overlay("nowhere"), [(changed, ("data", "k"))]) == [UNKNOWN]
    assert locator.places(overlay("o", Form.HELM), [(changed, ("data", "k"))]) == [UNKNOWN]


def test_an_alias_bomb_is_unknown(repository: Write) -> None:
    levels = [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 10) + "]" for n in range(1, 9)]
    bomb = CM + "  " + "\n  ".join(["a0: &a0 x", *levels]) + "\n"
    files = {"o/kustomization.yaml": "resources: [r.yaml]", "o/r.yaml": bomb}
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "cm"}, "data": {"k": "v"}}
    locator = Locator(Tree(Disk(repository(files), list(files))))
    assert locator.places(overlay("o"), [(body, ("data", "k"))]) == [UNKNOWN]


@pytest.mark.parametrize(
    "kustomization",
    [
        'patches: [{target: {kind: ConfigMap}, patch: \'[{"op": "add", "path": "/data/k/annotations/x"}]\'}]',
        "patches: [{target: {kind: '('}, path: r.yaml}]",
        "patches: [{target: {labelSelector: 'a in ('}, path: r.yaml}]",
        "replacements: [{sourceValue: x, targets: [{select: {kind: ConfigMap}, fieldPaths: [data.²]}]}]",
        "images: [{name: '['}]\nreplicas: [{name: cm}]\ncommonLabels: [a]\nnamespace: {a: b}",
        "transformers: ['a: b', nowhere.yaml, 5]\ngenerators: [{}]\nvars: [{name: x}]",
    ],
)
def test_what_kustomize_would_refuse_is_unproven_at_worst(kustomization: str, repository: Write) -> None:
    odd = "---\n".join([CM, "kind: ConfigMap\nmetadata: x\n", "kind: []\nmetadata: {name: []}\n", "[1]\n"])
    files = {"o/kustomization.yaml": f"resources: [r.yaml]\n{kustomization}\n", "o/r.yaml": odd}
    locator = Locator(Tree(Disk(repository(files), list(files))))
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "cm"}, "data": {"k": "v"}}
    places = locator.places(overlay("o"), [(body, ("data", "k")), (body, ("spec", 0, "x"))])
    assert len(places) == 2


def test_a_base_that_includes_itself_ends(repository: Write) -> None:
    files = {
        "a/kustomization.yaml": "resources: [../b, r.yaml]",
        "b/kustomization.yaml": "resources: [../a]",
        "a/r.yaml": CM,
    }
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "cm"}, "data": {"k": "v"}}
    locator = Locator(Tree(Disk(repository(files), list(files))))
    assert locator.places(overlay("a"), [(body, ("data", "k"))]) == [UNKNOWN]
