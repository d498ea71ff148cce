"""Builds: the same bytes as plain kustomize, limits that hold, failures that say what and where."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from validator.build.builder import Builder, is_pinned
from validator.build.documents import Documents
from validator.build.kustomize import SCHEMA_VERSION, Kustomize, Limits
from validator.model import Build, Failure, Form, Location, Overlay
from validator.tools.find import require
from validator.tree.closure import Problem
from validator.tree.tree import Tree

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: a, image: a:1}
      - {name: b, image: b:1, ports: [{containerPort: 80, protocol: TCP}]}
"""
PATCH = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - {name: b, env: [{name: A, value: "1"}], ports: [{containerPort: 80, protocol: TCP, name: http}]}
      tolerations: [{key: x, operator: Exists}]
"""
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: v}\n"


def overlay(path: str, form: Form = Form.KUSTOMIZATION, include: tuple[str, ...] = ()) -> Overlay:
    return Overlay(
        path=path, form=form, environment="production", environment_from="", leaf=True, include=include
    )


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


@pytest.fixture
def build(scratch: Path) -> Iterator[Callable[..., list[Build]]]:
    """Builds overlays (paths, or Overlay) of a tree with two jobs."""

    def run(tree: Tree, *wanted: str | Overlay, limits: Limits | None = None) -> list[Build]:
        tool = require("kustomize")
        kustomize = Kustomize(
            binary=tool.path, version=tool.version, scratch=scratch, limits=limits or Limits()
        )
        overlays = [overlay(one) if isinstance(one, str) else one for one in wanted]
        return Builder(tree, kustomize, Documents(), jobs=2).build(overlays, lambda: None)

    yield run
    assert [path for path in scratch.iterdir() if path.suffix != ".cache"] == []


Make = Callable[[dict[str, str]], Tree]
Run = Callable[..., list[Build]]


def names(built: Build) -> list[str]:
    assert not built.failures
    return [f"{resource.id.kind}/{resource.id.name}" for resource in built.resources]


def failure(built: Build) -> Failure:
    [found] = built.failures
    assert built.resources == ()
    return found


def test_an_overlay_is_rendered(tree: Make, build: Run) -> None:
    files = {"a/kustomization.yaml": "resources: [cm.yaml]\nnamePrefix: x-", "a/cm.yaml": CONFIG_MAP}
    [built] = build(tree(files), "a")
    assert names(built) == ["ConfigMap/x-a"]


def test_equal_text_is_one_resource(tree: Make, build: Run) -> None:
    files = {f"{d}/kustomization.yaml": "resources: [cm.yaml]" for d in "ab"}
    one, two = build(tree(files | {"a/cm.yaml": CONFIG_MAP, "b/cm.yaml": CONFIG_MAP}), "a", "b")
    assert one.resources[0] is two.resources[0]


@pytest.fixture
def counted(tmp_path: Path, kustomize_binary: Path) -> Path:
    """The real kustomize, which beside it notes the directory of each build in the file `said`."""
    fake = tmp_path / "counted"
    fake.write_text(f'#!/bin/sh\necho "$2" >> "{tmp_path}/said"\nexec "{kustomize_binary}" "$@"\n')
    fake.chmod(0o755)
    return fake


def test_of_overlays_that_are_alike_one_is_built(
    tree: Make, tmp_path: Path, scratch: Path, counted: Path
) -> None:
    files = {f"o/{d}/kustomization.yaml": "resources: [../base]" for d in "abc"}
    files |= {"o/base/kustomization.yaml": "resources: [cm.yaml]", "o/base/cm.yaml": CONFIG_MAP}
    files |= {"o/d/kustomization.yaml": "resources: [../base]\nnamePrefix: d-"}
    kustomize = Kustomize(binary=counted, version=SCHEMA_VERSION, scratch=scratch, limits=Limits())
    with Builder(tree(files), kustomize, Documents(), jobs=2) as builder:
        builds = builder.build([overlay(f"o/{d}") for d in "abcd"], lambda: None)
    assert [names(one) for one in builds] == [["ConfigMap/a"]] * 3 + [["ConfigMap/d-a"]]
    assert [one.overlay.path for one in builds] == ["o/a", "o/b", "o/c", "o/d"]
    assert len((tmp_path / "said").read_text().splitlines()) == 2


def test_overlays_that_are_alike_fail_each_in_its_own_words(tree: Make, build: Run) -> None:
    files = {f"o/{d}/kustomization.yaml": "resources: [x.yaml, ../x.yaml]" for d in "ab"}
    files |= {f"o/{d}x.yaml": CONFIG_MAP for d in ("a/", "b/", "")}
    one, two = (failure(built) for built in build(tree(files), "o/a", "o/b"))
    assert one.location is not None
    assert two.location is not None
    assert (one.location.file, two.location.file) == ("o/a/kustomization.yaml", "o/b/kustomization.yaml")


def test_the_small_schema_changes_no_byte(tree: Make, scratch: Path, kustomize_binary: Path) -> None:
    made = tree(
        {
            "a/kustomization.yaml": "resources: [d.yaml]\npatches: [{path: p.yaml}]\nnamePrefix: a-",
            "a/d.yaml": DEPLOYMENT,
            "a/p.yaml": PATCH,
        }
    )
    kustomize = Kustomize(binary=kustomize_binary, version=SCHEMA_VERSION, scratch=scratch, limits=Limits())
    plain = subprocess.run([kustomize_binary, "build", made.root / "a"], capture_output=True, check=True)
    wrapped = kustomize.build_wrapped(made.root / "a")
    assert wrapped.stdout == plain.stdout
    assert b"name: http" in plain.stdout


def test_one_bad_overlay_costs_one_overlay(tree: Make, build: Run) -> None:
    files = {
        "bad/kustomization.yaml": "resources:\n- gone.yaml\n",
        "good/kustomization.yaml": "resources: [cm.yaml]",
        "good/cm.yaml": CONFIG_MAP,
    }
    bad, good = build(tree(files), "bad", "good")
    assert names(good) == ["ConfigMap/a"]
    found = failure(bad)
    assert found.message == '"gone.yaml" in `resources` does not exist'
    assert found.location is not None
    assert (found.location.file, found.location.line) == ("bad/kustomization.yaml", 2)


def json_patch(*operations: str) -> str:
    lines = "".join(f"    - {operation}\n" for operation in operations)
    return f"- target: {{kind: ConfigMap}}\n  patch: |-\n{lines}"


@pytest.mark.parametrize(
    ("files", "words", "place"),
    [
        ({"kustomization.yaml": "- a\n- b\n"}, "kustomize", "a/kustomization.yaml:1"),
        ({"kustomization.yaml": ""}, "empty", "a/kustomization.yaml:1"),
        ({"kustomization.yaml": "resources: [x.yaml\nkind: b"}, "YAML", "a/kustomization.yaml:2"),
        (
            {"kustomization.yaml": "kind: Kustomization\nunknownField: 1"},
            "unknownField",
            "a/kustomization.yaml:2",
        ),
        (
            {"kustomization.yaml": "resources: [x.yaml]", "x.yaml": "kind: ConfigMap\n bad: [1"},
            "yaml",
            "a/x.yaml:2",
        ),
        (
            {
                "kustomization.yaml": "resources: [x.yaml]\npatches:\n- path: p.yaml",
                "x.yaml": CONFIG_MAP,
                "p.yaml": CONFIG_MAP.replace("name: a", "name: other"),
            },
            "other",
            "a/kustomization.yaml:3",
        ),
        (
            {
                "kustomization.yaml": "resources:\n- x.yaml\npatches:\n"
                + json_patch(
                    "{op: add, path: /data/z, value: a}", "{op: replace, path: /data/q/r, value: a}"
                ),
                "x.yaml": CONFIG_MAP,
            },
            "does not apply",
            "a/kustomization.yaml:7",
        ),
        (
            {
                "kustomization.yaml": "resources: [x.yaml]\npatches:\n- {path: p.yaml, target: {name: a}}",
                "x.yaml": CONFIG_MAP,
                "p.yaml": "- {op: add, path: /data/z, value: a}\n- op: remove\n  path: /data/q\n",
            },
            "nonexistent key",
            "a/p.yaml:3",
        ),
        (
            {
                "kustomization.yaml": "resources:\n- x.yaml\npatches:\n"
                + json_patch("{op: remove, path: /data/q}")
                + json_patch("{op: remove, path: /data/q}"),
                "x.yaml": CONFIG_MAP,
            },
            "nonexistent key",
            "a/kustomization.yaml:1",  # two patches do it: nobody says which failed
        ),
        (
            {
                "kustomization.yaml": "resources: [x.yaml]\nreplacements:\n"
                "- source: {kind: ConfigMap, name: a}\n"
                "  targets:\n  - select: {kind: ConfigMap}\n    fieldPaths:\n    - data.none\n",
                "x.yaml": CONFIG_MAP,
            },
            "data.none",
            "a/kustomization.yaml:7",
        ),
        (
            {
                "kustomization.yaml": "resources:\n- x.yaml\n- y.yaml\n",
                "x.yaml": CONFIG_MAP,
                "y.yaml": CONFIG_MAP,
            },
            "already registered id",
            "a/kustomization.yaml:3",
        ),
        ({"kustomization.yaml": "resources: [.]"}, "cycle", "a/kustomization.yaml:1"),
        (
            {
                "kustomization.yaml": "resources: [x.yaml]",
                "x.yaml": CONFIG_MAP.replace("{k: v}", "{k: v, k: w}"),
            },
            "already defined",
            "a/kustomization.yaml:1",
        ),
    ],
)
def test_a_failure_says_what_and_where(
    tree: Make, build: Run, files: dict[str, str], words: str, place: str
) -> None:
    made = tree({f"a/{name}": text for name, text in files.items()})
    [built] = build(made, "a")
    found = failure(built)
    assert words.lower() in found.message.lower()
    assert str(made.root) not in found.message
    assert found.location is not None
    assert f"{found.location.file}:{found.location.line}" == place


def test_what_is_fetched_may_read_no_file_of_ours(tree: Make, tmp_path: Path, scratch: Path) -> None:
    fake = tmp_path / "kustomize"
    fake.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/said\n')
    fake.chmod(0o755)
    made = tree(
        {
            "a/kustomization.yaml": "resources: ['https://example.com/x?ref=v1.0.0']",
            "b/kustomization.yaml": "resources: []",
        }
    )
    kustomize = Kustomize(
        binary=fake, version=SCHEMA_VERSION, scratch=scratch, limits=Limits(), allow_remote=True
    )
    with Builder(made, kustomize, Documents(), jobs=1) as builder:
        builder.build([overlay("a"), overlay("b")], lambda: None)
    said = [line.split()[-1] for line in (tmp_path / "said").read_text().splitlines()]
    assert said == ["LoadRestrictionsRootOnly", "LoadRestrictionsNone"]


def test_an_error_does_not_repeat_a_secret(tree: Make, build: Run) -> None:
    text = "secretGenerator:\n- name: s\n  literals: [correct-horse-battery]\n"
    [built] = build(tree({"a/kustomization.yaml": text}), "a")
    assert "correct-horse" not in failure(built).message


def test_a_fifo_does_not_hang(tree: Make, build: Run) -> None:
    made = tree({"a/kustomization.yaml": "resources: [pipe]"})
    os.mkfifo(made.root / "a/pipe")
    [built] = build(made, "a")
    assert "neither a file nor a directory" in failure(built).message


def test_a_timeout_is_a_failure(tree: Make, build: Run) -> None:
    document = CONFIG_MAP.replace("name: a", "name: a{}")
    many = "---\n".join(document.replace("{}", str(i)) for i in range(20_000))
    made = tree({"a/kustomization.yaml": "resources: [many.yaml]", "a/many.yaml": many})
    [built] = build(made, "a", limits=Limits(seconds=1))
    assert failure(built).message == "the build did not end within 1 s"


def test_a_bomb_is_stopped_by_the_memory_limit(tree: Make, build: Run) -> None:
    lines = ["apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nx0: &a0 [1,1,1,1,1,1,1,1,1,1]"]
    lines += [f"x{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 8)]
    made = tree({"a/kustomization.yaml": "resources: [b.yaml]", "a/b.yaml": "\n".join(lines)})
    [built] = build(made, "a", limits=Limits(seconds=50, memory=400 * 1024**2))
    message = failure(built).message
    assert "memory" in message or "did not end" in message


def test_a_build_has_no_path_and_no_secret_of_ours(
    tree: Make, build: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "from-the-environment")
    files = {
        "a/kustomization.yaml": "configMapGenerator:\n- name: e\n  envs: [e.env]",
        "a/e.env": "AWS_SECRET_ACCESS_KEY\n",
    }
    [built] = build(tree(files), "a")
    assert built.resources[0].body["data"] == {"AWS_SECRET_ACCESS_KEY": ""}


def test_plain_directories_are_read_as_argo_does(tree: Make, build: Run) -> None:
    files = {
        "a/one.yaml": CONFIG_MAP + "---\n# nothing\n---\n" + CONFIG_MAP.replace("name: a", "name: b"),
        "a/list.json": '{"kind": "List", "items": [{"kind": "Secret", "metadata": {"name": "s"}}]}',
        "a/values.yaml": "image: {{ .x }}\n",
    }
    plain = overlay("a", Form.ARGO_DIRECTORY, ("a/list.json", "a/one.yaml", "a/values.yaml"))
    [built] = build(tree(files), plain)
    assert names(built) == ["Secret/s", "ConfigMap/a", "ConfigMap/b"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a/x.json", b'{"kind": "Secret", '),
        ("a/x.yaml", b"# \xe9\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\n"),
    ],
)
def test_a_manifest_that_cannot_be_read_is_no_pass(tree: Make, build: Run, name: str, content: bytes) -> None:
    made = tree({name: ""})
    (made.root / name).write_bytes(content)
    [built] = build(made, overlay("a", Form.ARGO_DIRECTORY, (name,)))
    assert failure(built).location is not None


def test_plain_directories_are_built_as_flux_does(tree: Make, build: Run) -> None:
    files = {"a/one.yaml": CONFIG_MAP, "a/sub/kustomization.yaml": "resources: [../../b]"}
    files |= {
        "b/kustomization.yaml": "resources: [c.yaml]",
        "b/c.yaml": CONFIG_MAP.replace("name: a", "name: c"),
    }
    plain = overlay("a", Form.FLUX_DIRECTORY, ("a/one.yaml", "a/sub"))
    [built] = build(tree(files), plain)
    assert names(built) == ["ConfigMap/a", "ConfigMap/c"]


def test_a_chart_is_refused_and_no_pass(tree: Make, build: Run) -> None:
    [built] = build(tree({"c/Chart.yaml": "name: c"}), overlay("c", Form.HELM))
    assert "Helm" in failure(built).message


def test_the_repository_is_not_written_to(tree: Make, build: Run) -> None:
    files = {"a/kustomization.yaml": "resources: [d.yaml]\npatches: [{path: p.yaml}]"}
    made = tree(files | {"a/d.yaml": DEPLOYMENT, "a/p.yaml": PATCH})
    before = sorted(path for path in made.root.rglob("*"))
    for path in [*before, made.root]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    [built] = build(made, "a")
    assert names(built) == ["Deployment/web"]
    assert sorted(path for path in made.root.rglob("*")) == before
    for path in [made.root, *before]:
        path.chmod(0o755)


@pytest.mark.parametrize(
    ("url", "pinned"),
    [
        ("https://github.com/org/repo//config?ref=v1.2.3", True),
        ("github.com/org/repo//config?ref=0123456789abcdef0123456789abcdef01234567", True),
        ("https://raw.githubusercontent.com/org/repo/v1.2.3/x.yaml", True),
        ("https://github.com/org/repo/releases/download/v0.6.0/manifests.yaml", True),
        ("https://github.com/org/repo//config?ref=main", False),
        ("https://github.com/org/repo//config?ref=main&ref=v1.0.0", False),
        ("https://github.com/org/repo?submodules=false#&ref=v1.0.0", False),
        ("https://github.com/org/repo?submodules=false;&ref=v1.0.0", False),
        ("https://github.com/org/repo//deploy/v1.28?ref=main", False),
        ("https://github.com/org/repo//config?version=v1.0.0&ref=main", False),
        ("https://github.com/org/repo//deploy/v1.28", False),
        ("https://github.com/org/repo//config", False),
        ("https://raw.githubusercontent.com/org/repo/main/x.yaml", False),
        ("http://github.com/org/repo//config?ref=v1.2.3", False),
        ("ssh://git@github.com/org/repo?ref=v1.2.3", False),
        ("git@github.com:org/repo?ref=v1.2.3", False),
        ("git::https://github.com/org/repo?ref=v1.2.3", False),
        ("file:///srv/repo?ref=v1.2.3", False),
    ],
)
def test_only_a_pinned_https_reference_may_be_fetched(url: str, pinned: bool) -> None:
    place = Location(file="k", line=1, column=1, end_line=1, end_column=2)
    assert is_pinned(Problem(rule="overlay-remote-refused", message="", location=place, remote=url)) is pinned
