"""`mergegate blame` as a user meets it: each value beside its line; what is asked for is found or refused."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.running import MERGEGATE, Command

Files = Mapping[str, str]
Write = Callable[[Files], Path]

FILES = {
    "base/kustomization.yaml": """\
resources: [web.yaml]
configMapGenerator:
- {name: conf, files: [a.conf]}
""",
    "base/web.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app.kubernetes.io/name: web}
spec:
  replicas: 1
  template:
    spec:
      containers:
      - name: web
        image: shop:1.0
        env:
        - {name: DB_PASSWORD, value: hunter2}
        - {name: CONF, valueFrom: {configMapKeyRef: {name: conf, key: a.conf}}}
""",
    "base/a.conf": "one\ntwo\n",
    "prod/kustomization.yaml": """\
resources: [../base]
namespace: shop
images:
- name: shop
  newTag: "2.0"
patches:
- path: more.yaml
secretGenerator:
- name: db
  literals: [password=hunter3]
""",
    "prod/more.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 4
  template:
    spec:
      containers:
      - name: web
        env:
        - {name: DB_PASSWORD, value: hunter4}
""",
}
SECRETS = ("hunter2", "hunter3", "hunter4", "aHVudGVyMw")


@pytest.fixture
def shop(repository: Write) -> Path:
    return repository(FILES)


def objects(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def beside(text: str) -> dict[str, str]:
    """The line of YAML, without indentation, to the place beside it."""
    rows = [line.split(" | ", 1) for line in text.splitlines() if " | " in line]
    return {row[1].strip(): row[0].strip() for row in reversed(rows)}  # of equal ones the first


def test_each_line_of_a_manifest_stands_beside_the_line_that_set_it(mergegate: Command, shop: Path) -> None:
    run = mergegate("blame", shop, "prod", "Deployment/web")
    assert run.code == 0, run.err
    places = beside(run.out)
    assert places["replicas: 4"] == "prod/more.yaml:5"
    assert places["image: shop:2.0"] == "prod/kustomization.yaml:5"
    assert places["namespace: shop"] == "prod/kustomization.yaml:2"
    assert places["name: web"] == "base/web.yaml:4"
    assert run.out.startswith("Deployment/shop/web in prod\n")
    assert "Secret" not in run.out


def test_an_overlay_alone_shows_all_its_resources(mergegate: Command, shop: Path) -> None:
    run = mergegate("blame", shop, "prod")
    titles = [line for line in run.out.splitlines() if line.endswith(" in prod")]
    assert [title.split()[0].split("/")[0] for title in titles] == ["ConfigMap", "Secret", "Deployment"]
    assert beside(run.out)["a.conf: |"] == "base/a.conf:1"


@pytest.mark.parametrize("format_", ["text", "json"])
@pytest.mark.parametrize("words", [["prod"], ["prod", "Secret/db"], ["prod", "Secret/db", "data.password"]])
def test_no_value_of_a_secret_is_shown(
    mergegate: Command, shop: Path, words: list[str], format_: str
) -> None:
    run = mergegate("blame", shop, *words, "--format", format_)
    assert run.code == 0, run.err
    assert not any(secret in run.out + run.err for secret in SECRETS)


def test_the_story_of_a_field_has_every_writer(mergegate: Command, shop: Path) -> None:
    run = mergegate("blame", shop, "prod", "Deployment/web", "spec.replicas")
    lines = [" ".join(line.split()) for line in run.out.splitlines()]
    assert lines[0] == "Deployment/shop/web spec.replicas in prod"
    assert "base base/web.yaml:7 1" in lines
    assert "patch prod/more.yaml:5 4" in lines
    assert "5 | replicas: 4" in lines
    assert "= trail: prod/kustomization.yaml:7 → patch more.yaml:5" in lines


def test_a_masked_value_is_masked_in_its_whole_story(mergegate: Command, shop: Path) -> None:
    field = "spec.template.spec.containers[0].env[0].value"
    run = mergegate("blame", shop, "prod", "Deployment/web", field)
    assert "base/web.yaml:14" in run.out
    assert "prod/more.yaml:11" in run.out
    assert not any(secret in run.out for secret in SECRETS)
    [story] = objects(mergegate("blame", shop, "prod", "Deployment/web", field, "--format", "json").out)
    assert [write["value"] for write in story["history"]] == ["•••", "•••"]


def test_what_is_not_set_is_shown_where_it_belongs(mergegate: Command, shop: Path) -> None:
    run = mergegate("blame", shop, "prod", "Deployment/web", "spec.template.spec.containers[0].resources")
    assert "is not set; it belongs here" in run.out
    assert "base/web.yaml:11" in run.out
    words = ("prod", "Deployment/web", "spec.strategy.type", "--format", "json")
    [answer] = objects(mergegate("blame", shop, *words).out)
    assert answer["missing"] is True
    assert (answer["location"]["file"], answer["location"]["line"]) == ("base/web.yaml", 6)


def test_a_part_is_shown_as_a_manifest_of_its_own(mergegate: Command, shop: Path) -> None:
    run = mergegate("blame", shop, "prod", "Deployment/web", "metadata.labels")
    assert beside(run.out)["labels:"] == "base/web.yaml:5"
    assert beside(run.out)["app.kubernetes.io/name: web"] == "base/web.yaml:5"
    assert "replicas" not in run.out


@pytest.mark.parametrize(
    "field",
    [
        'metadata.labels["app.kubernetes.io/name"]',
        "metadata.labels['app.kubernetes.io/name']",
        "metadata.labels.app.kubernetes.io/name",
    ],
)
def test_keys_with_dots_are_found_either_way(mergegate: Command, shop: Path, field: str) -> None:
    run = mergegate("blame", shop, "prod", "Deployment/shop/web", field)
    assert "base/web.yaml:5" in run.out


def test_json_has_a_line_for_each_scalar(mergegate: Command, shop: Path) -> None:
    lines = objects(mergegate("blame", shop, "prod", "--all", "--format", "json").out)
    assert all(list(line) == ["overlay", "resource", "path", "location", "chain", "proven"] for line in lines)
    found = {(line["resource"]["kind"], tuple(line["path"])): line for line in lines}
    tag = found["Deployment", ("spec", "template", "spec", "containers", 0, "image")]
    assert tag["location"]["file"] == "prod/kustomization.yaml"
    assert tag["chain"][-1] == {"file": "prod/kustomization.yaml", "line": 5, "role": "transformer"}
    assert tag["proven"] is True
    assert ("Deployment", ("spec",)) not in found


def test_all_without_an_overlay_means_every_overlay(mergegate: Command, repository: Write) -> None:
    root = repository({**FILES, "dev/kustomization.yaml": "resources: [../base]\n"})
    lines = objects(mergegate("blame", root, "--all", "--format", "json").out)
    assert {line["overlay"] for line in lines} == {"dev", "prod"}


def test_a_name_is_found_without_its_hash(mergegate: Command, shop: Path) -> None:
    run = mergegate("blame", shop, "prod", "ConfigMap/conf", 'data["a.conf"]')
    assert run.code == 0, run.err
    assert "base/a.conf:1" in run.out


def test_a_base_may_be_asked_for(mergegate: Command, shop: Path) -> None:
    assert "base/web.yaml:7" in mergegate("blame", shop, "base", "Deployment/web", "spec.replicas").out


def test_without_a_path_the_work_tree_around_counts(mergegate: Command, shop: Path) -> None:
    subprocess.run(["git", "init", "-q", shop], check=True)
    from_root = mergegate("blame", "prod", "Deployment/web", "spec.replicas", cwd=shop)
    assert "prod/more.yaml:5" in from_root.out
    assert mergegate("blame", ".", "Deployment/web", "spec.replicas", cwd=shop / "prod").out == from_root.out
    assert mergegate("blame", "Deployment/web", "spec.replicas", cwd=shop / "prod").out == from_root.out
    assert mergegate("blame", "--all", "prod", cwd=shop).out == mergegate("blame", "prod", cwd=shop).out
    everything = mergegate("blame", "--all", cwd=shop / "prod").out
    assert mergegate("blame", "--all", shop, cwd=shop / "prod").out == everything


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "write [PATH] OVERLAY [RESOURCE [FIELD]]"),
        (["nowhere"], '"nowhere" is neither a directory in '),
        (["prod", "deployment/web"], '"deployment/web" is no resource: write Kind/name'),
        (["prod", "Deployment/wbe"], 'renders no Deployment/wbe; did you mean "Deployment/shop/web"?'),
        (["prod", "Deployment/web", "spec..a"], "is no field"),
        (["prod", "Deployment/web", "spec[a]"], "is no field"),
        (["empty"], "empty is no overlay"),
        (["prod", "Deployment/web", "a", "b", "c"], "write [PATH] OVERLAY"),
    ],
)
def test_what_does_not_exist_is_2(mergegate: Command, shop: Path, words: list[str], message: str) -> None:
    (shop / "empty").mkdir()
    run = mergegate("blame", shop, *words) if words[:1] != [] else mergegate("blame", cwd=shop)
    assert run.code == 2
    assert message in run.err
    assert run.out == ""


def test_an_overlay_that_does_not_build_is_3(mergegate: Command, repository: Write) -> None:
    root = repository({"o/kustomization.yaml": "resources: [gone.yaml]\n", **FILES})
    run = mergegate("blame", root, "o")
    assert run.code == 3
    assert "o does not build: o/kustomization.yaml:1" in run.err
    run = mergegate("blame", root, "--all", "--format", "json")
    assert run.code == 3
    assert "not built: o:" in run.err
    assert {line["overlay"] for line in objects(run.out)} == {"prod"}


def test_a_value_that_is_not_explained_stands_beside_its_object(
    mergegate: Command, repository: Write
) -> None:
    config = "data:\n  from: example.com\n  config: |\n    host: here\n    port: 1\n"
    root = repository(
        {
            "o/kustomization.yaml": "resources: [cm.yaml]\nreplacements:\n- path: into.yaml\n",
            "o/into.yaml": "source: {kind: ConfigMap, fieldPath: data.from}\n"
            "targets:\n- select: {kind: ConfigMap}\n  fieldPaths: [data.config.host]\n",
            "o/cm.yaml": f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: cm}}\n{config}",
        }
    )
    run = mergegate("blame", root, "o", "ConfigMap/cm")
    assert beside(run.out)["config: |-"] == "o/cm.yaml:1?"
    assert beside(run.out)["data:"] == "o/cm.yaml:4?"
    assert beside(run.out)["from: example.com"] == "o/cm.yaml:5"
    run = mergegate("blame", root, "o", "ConfigMap/cm", "data.config")
    assert "Whether this line set it is not known: what it belongs to comes from here." in run.out
    [answer] = objects(mergegate("blame", root, "o", "ConfigMap/cm", "data.config", "--format", "json").out)
    assert (answer["location"]["line"], answer["proven"], answer["history"]) == (1, False, [])


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("spec.replica", 'is not set; did you mean "replicas"? It belongs here'),
        ("spec.replicas.max", "is not set: spec.replicas is one value"),
        ("spec.template.spec.containers[3].image", "containers has 1 element"),
        ("spec.template.spec.containers.0.ports", "is not set; it belongs here"),
    ],
)
def test_a_slip_is_told(mergegate: Command, shop: Path, field: str, told: str) -> None:
    assert told in mergegate("blame", shop, "prod", "Deployment/web", field).out


def test_a_field_that_a_patch_removed_is_shown_there(mergegate: Command, repository: Write) -> None:
    patch = "- patch: |-\n    - {op: remove, path: /spec/replicas}\n  target: {kind: Deployment}\n"
    root = repository({**FILES, "o/kustomization.yaml": f"resources: [../base]\npatches:\n{patch}"})
    run = mergegate("blame", root, "o", "Deployment/web", "spec.replicas")
    assert "is not set: it was removed here" in run.out
    assert "base   base/web.yaml:7" in run.out
    assert "--> o/kustomization.yaml:4" in run.out


def test_a_copy_of_a_secret_is_masked_too(mergegate: Command, repository: Write) -> None:
    replacement = (
        "replacements:\n- source: {kind: Secret, fieldPath: stringData.note}\n"
        "  targets: [{select: {kind: Deployment}, fieldPaths: [spec.template.spec.containers.0.image]}]\n"
    )
    root = repository(
        {
            **FILES,
            "o/kustomization.yaml": f"resources: [../base, s.yaml]\n{replacement}",
            "o/s.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {note: hunter5}\n",
        }
    )
    field = "spec.template.spec.containers[0].image"
    for words in (["o"], ["o", "Deployment/web", field], ["o", "Deployment/web", field, "--format", "json"]):
        run = mergegate("blame", root, *words)
        assert run.code == 0, run.err
        assert "hunter5" not in run.out


def test_names_of_secrets_are_no_secrets(mergegate: Command, repository: Write) -> None:
    manifest = """\
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: s}
spec:
  data:
  - secretKey: password
    remoteRef: {key: shop/db, property: password}
"""
    root = repository({"o/kustomization.yaml": "resources: [s.yaml]\n", "o/s.yaml": manifest})
    assert "•••" not in mergegate("blame", root, "o").out


def test_kinds_of_two_groups_are_told_apart(mergegate: Command, repository: Write) -> None:
    services = "".join(
        f"---\napiVersion: {api}\nkind: Service\nmetadata: {{name: a}}\nspec: {{x: {number}}}\n"
        for number, api in enumerate(("v1", "serving.knative.dev/v1"))
    )
    root = repository({"o/kustomization.yaml": "resources: [s.yaml]\n", "o/s.yaml": services})
    run = mergegate("blame", root, "o", "Service/a", "spec.x")
    assert run.code == 2
    assert "Service.serving.knative.dev/a, Service/a" in run.err
    assert "\n  1\n" in mergegate("blame", root, "o", "Service.serving.knative.dev/a", "spec.x").out


def test_a_component_renders_nothing_alone(mergegate: Command, repository: Write) -> None:
    files = {"c/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"}
    run = mergegate("blame", repository({**FILES, **files}), "c")
    assert (run.code, "c is a component" in run.err) == (2, True)


def test_what_cannot_be_written_is_3(mergegate: Command, shop: Path) -> None:
    full = Path("/dev/full")
    if full.exists():
        with full.open("wb") as out:
            done = subprocess.run([MERGEGATE, "blame", shop, "prod"], stdout=out, stderr=subprocess.PIPE)
        assert done.returncode == 3
        assert b"cannot write to standard output" in done.stderr


OBJECT = "apiVersion: v1\nkind: {kind}\nmetadata: {{name: a{more}}}\n"


@pytest.mark.parametrize(
    ("kind", "more", "text"),
    [
        ("Secret", "", "stringdata: {password: hunter2}"),
        ("Secret", "", "password: hunter2"),
        ("Secret", ", annotations: {db-password: hunter2}", "data: {}"),
        ("ExternalSecret", "", "spec: {password: hunter2}"),
        ("ConfigMap", "", r"""data: {c.json: '{"user":"x","password":"hunter2"}'}"""),
        ("ConfigMap", "", r"""data: {c: "user: x\r\nauth: hunter2\r\n"}"""),
        ("ConfigMap", "", r"""data: {c: "\nauth: hunter2\n"}"""),
    ],
)
def test_secrets_are_masked_wherever_they_stand(
    mergegate: Command, repository: Write, kind: str, more: str, text: str
) -> None:
    manifest = OBJECT.format(kind=kind, more=more) + text + "\n"
    root = repository({"o/kustomization.yaml": "resources: [a.yaml]\n", "o/a.yaml": manifest})
    run = mergegate("blame", root, "o")
    assert run.code == 0, run.err
    assert "hunter2" not in run.out


def test_what_an_earlier_writer_wrote_is_masked_too(mergegate: Command, repository: Write) -> None:
    manifest = (
        OBJECT.format(kind="ConfigMap", more="") + "data:\n  c: |\n    user: x\n    password: hunter2\n"
    )
    patch = "- patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {c: harmless}}'\n"
    root = repository(
        {"o/kustomization.yaml": f"resources: [a.yaml]\npatches:\n{patch}", "o/a.yaml": manifest}
    )
    for format_ in ("text", "json"):
        run = mergegate("blame", root, "o", "ConfigMap/a", "data.c", "--format", format_)
        assert "hunter2" not in run.out
        assert "•••" in run.out


@pytest.mark.parametrize(
    "patch",
    [
        '[{"op": "replace", "path": "/spec/containers/0/command/3", "value": "-p$(PASSWORD)"}]',
        '[{"op": "replace", "path": "/spec/containers/0/command", "value": ["serve", "a", "b", "c"]}]',
    ],
)
@pytest.mark.parametrize(
    "command", ["[mysql, -u, root, -phunter2]", "\n    - mysql\n    - -u\n    - root\n    - -phunter2"]
)
def test_an_earlier_word_of_a_command_line_is_masked_too(
    mergegate: Command, repository: Write, command: str, patch: str
) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n  - name: x\n    command: "
    root = repository(
        {
            "o/kustomization.yaml": "resources: [a.yaml]\npatches:\n"
            f"- target: {{kind: Pod}}\n  patch: '{patch}'\n",
            "o/a.yaml": f"{pod}{command}\n",
        }
    )
    for words in ((), ("--format", "json")):
        run = mergegate("blame", root, "o", "Pod/x", "spec.containers[0].command[3]", *words)
        assert run.code == 0
        assert "hunter2" not in run.out


def test_a_removed_key_of_a_secret_is_masked(mergegate: Command, repository: Write) -> None:
    patch = "- patch: '{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {a: null}}'\n"
    generator = "secretGenerator: [{name: s, files: [a, b]}]\n"
    root = repository(
        {"o/kustomization.yaml": f"{generator}patches:\n{patch}", "o/a": "plain words", "o/b": "b"}
    )
    run = mergegate("blame", root, "o", "Secret/s", "data.a")
    assert run.code == 0, run.err
    assert "cGxhaW4" not in run.out


def test_large_manifests_take_seconds(mergegate: Command, repository: Write) -> None:
    data = "".join(f"  key{number}: {{a: [x, y]}}\n" for number in range(4000))
    manifest = OBJECT.format(kind="Foo", more="").replace("v1", "x/v1", 1) + f"data:\n{data}"
    root = repository({"o/kustomization.yaml": "resources: [a.yaml]\n", "o/a.yaml": manifest})
    run = mergegate("blame", root, "o")  # the fixture's limit is two minutes
    assert len(run.out.splitlines()) > 16_000


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["prod", "Deployment/web", 'metadata["\\x"]'], "is no field"),
        (["p" * 5000], "neither a directory"),
    ],
)
def test_odd_words_are_2(mergegate: Command, shop: Path, words: list[str], told: str) -> None:
    run = mergegate("blame", shop, *words)
    assert run.code == 2
    assert told in run.err


def test_a_directory_may_begin_with_a_capital(mergegate: Command, repository: Write) -> None:
    root = repository({**FILES, "Prod/eu/kustomization.yaml": "resources: [../../base]\n"})
    assert "base/web.yaml:7" in mergegate("blame", root, "Prod/eu", "Deployment/web", "spec.replicas").out
