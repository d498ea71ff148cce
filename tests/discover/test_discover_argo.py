"""Applications name the directories that Argo CD would read, and only those."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from validator.discover.entrypoints import EntryPoint, Reading
from validator.discover.repository import Repository
from validator.model import Form

Known = Callable[..., Repository]
Read = Callable[[str, Repository], Reading]

URL = "https://git.example.org/team/shop.git"
K = "resources: []\n"
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"


def app(source: str, name: str = "shop", rest: str = "") -> str:
    head = f"apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {{name: {name}}}\nspec:\n"
    return f"{head}  source: {{repoURL: '{URL}', {source}}}\n{rest}"


def only(reading: Reading) -> EntryPoint:
    assert reading.unresolved == ()
    (entry,) = reading.entries
    return entry


def reason(reading: Reading) -> str:
    assert reading.entries == ()
    (one,) = reading.unresolved
    return one.reason


# ---- which source ------------------------------------------------------------------------------


def test_an_application_names_its_path(known: Known, reading: Read) -> None:
    text = app(
        "path: ./apps/shop/, targetRevision: main", rest="  destination: {name: prod-eu, namespace: shop}"
    )
    entry = only(reading(text, known({"apps/shop/kustomization.yaml": K})))
    assert (entry.path, entry.field, entry.form) == (
        "apps/shop",
        ("spec", "source", "path"),
        Form.KUSTOMIZATION,
    )
    assert (entry.kind, entry.name, entry.application) == ("Application", "shop", "shop")
    assert (entry.own, entry.revision, entry.is_pinned, entry.assumed) == (True, "main", False, ())
    assert entry.repo_url == "git.example.org/team/shop"


@pytest.mark.parametrize(
    "spec",
    [
        "{source: {targetRevision: release}}",
        "{source: {path: apps/shop}}",
        "{project: default}",
        "{}",
        "{sources: [{path: apps/shop}]}",
    ],
)
def test_a_document_without_an_address_is_a_patch(known: Known, reading: Read, spec: str) -> None:
    for kind in ("Application", "ApplicationSet"):
        inner = spec if kind == "Application" else f"{{generators: [], template: {{spec: {spec}}}}}"
        text = f"apiVersion: argoproj.io/v1alpha1\nkind: {kind}\nmetadata: {{name: a}}\nspec: {inner}"
        assert reading(text, known({"apps/shop/kustomization.yaml": K})) == Reading()


def test_other_groups_of_the_same_kind_are_nothing(known: Known, reading: Read) -> None:
    text = app("path: apps/shop").replace("argoproj.io/v1alpha1", "app.k8s.io/v1beta1")
    assert reading(text, known({"apps/shop/kustomization.yaml": K})) == Reading()
    newer = app("path: apps/shop").replace("v1alpha1", "v2")
    assert only(reading(newer, known({"apps/shop/kustomization.yaml": K}))).path == "apps/shop"


SEVERAL = f"""
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: shop}}
spec:
  source: {{repoURL: '{URL}', path: lost}}
  sources:
  - {{repoURL: '{URL}', path: one}}
  - {{repoURL: '{URL}', ref: values}}
  - {{repoURL: '{URL}', path: two, ref: more}}
  - {{repoURL: 'https://charts.example.org', chart: web}}
  - {{repoURL: 'https://git.example.org/team/other', path: one}}
"""


def test_several_sources_beat_one_and_count_each(known: Known, reading: Read) -> None:
    files = {f"{name}/kustomization.yaml": K for name in ("one", "two", "lost")}
    found = reading(SEVERAL, known(files))
    assert [(e.path, e.field) for e in found.entries] == [
        ("one", ("spec", "sources", 0, "path")),
        ("two", ("spec", "sources", 2, "path")),
    ]
    assert found.unresolved == ()


def test_a_hydrator_beats_all_and_its_output_is_generated(known: Known, reading: Read) -> None:
    hydrator = f"""
  sourceHydrator:
    drySource: {{repoURL: '{URL}', path: dry}}
    syncSource: {{path: wet, targetBranch: environments/dev}}
"""
    found = reading(SEVERAL + hydrator, known({"dry/kustomization.yaml": K, "wet/manifest.yaml": CONFIG_MAP}))
    assert [(e.path, e.field[1]) for e in found.entries] == [("dry", "sourceHydrator")]
    assert found.generated == ("wet",)


def test_another_repositorys_path_is_none_of_ours(known: Known, reading: Read) -> None:
    text = app("path: base").replace("team/shop", "team/other")
    assert reading(text, known({"base/kustomization.yaml": K})) == Reading()


def test_without_an_address_of_ours_what_exists_is_assumed(known: Known, reading: Read) -> None:
    repository = known({"base/kustomization.yaml": K}, urls=())
    found = reading(app("path: base") + "---\n" + app("path: gone"), repository)
    (entry,) = found.entries
    assert entry.own is None
    assert "not known" in entry.assumed[0]
    assert found.named == (("git.example.org/team/shop", "base"), ("git.example.org/team/shop", "gone"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("path: /apps", "absolute path"),
        ("path: ../x", "leaves the repository"),
        ("path: apps/../..", "leaves the repository"),
        ("path: gone", "there is no directory gone"),
        ("path: apps/file.yaml", "there is no directory apps/file.yaml"),
        ("path: ''", "neither path nor chart"),
        ("targetRevision: main", "neither path nor chart"),
        ("path: apps, kustomize: {namePrefix: a}, helm: {releaseName: b}", "both kustomize and helm"),
        ("path: apps, plugin: {}", "plugin"),
        ("path: apps, kustomize: {namePrefix: a}", "has no kustomization"),
    ],
)
def test_what_argo_cd_refuses_is_said(known: Known, reading: Read, source: str, expected: str) -> None:
    assert expected in reason(reading(app(source), known({"apps/file.yaml": CONFIG_MAP})))


def test_dots_in_a_path_are_cleaned(known: Known, reading: Read) -> None:
    repository = known({"kustomization.yaml": K, "q/kustomization.yaml": K})
    assert only(reading(app("path: p/../q"), repository)).path == "q"
    assert only(reading(app("path: ."), repository)).path == "."


def test_a_link_as_path_deploys_nothing(known: Known, reading: Read) -> None:
    repository = known({"real/kustomization.yaml": K, "link": ""})
    (repository.tree.root / "link").unlink()
    (repository.tree.root / "link").symlink_to("real")
    assert "symbolic link" in reason(reading(app("path: link"), repository))


@pytest.mark.parametrize(
    ("revision", "pinned"),
    [("HEAD", False), ("main", False), ("v1.2.3", True), ("1.2.3", True), ("a" * 40, True), ("1.*", False)],
)
def test_a_commit_or_a_version_is_pinned(known: Known, reading: Read, revision: str, pinned: bool) -> None:
    text = app(f"path: a, targetRevision: '{revision}'")
    assert only(reading(text, known({"a/kustomization.yaml": K}))).is_pinned is pinned


# ---- form --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "source", "expected"),
    [
        (["kustomization.yaml"], "", Form.KUSTOMIZATION),
        (["kustomization.yml"], "", Form.KUSTOMIZATION),
        (["Kustomization"], "", Form.KUSTOMIZATION),
        (["Chart.yaml"], "", Form.HELM),
        (["Chart.yaml", "kustomization.yaml"], "", Form.KUSTOMIZATION),  # the later one in byte order
        (["kustomization.yaml", "zzChart.yaml"], "", Form.HELM),
        (["sub/kustomization.yaml"], "", Form.ARGO_DIRECTORY),
        (["kustomization.yaml"], "directory: {recurse: false}", Form.KUSTOMIZATION),
        (["kustomization.yaml"], "directory: {recurse: true}", Form.ARGO_DIRECTORY),
        (["kustomization.yaml"], "directory: {include: '*'}", Form.ARGO_DIRECTORY),
        (["kustomization.yaml"], "directory: {jsonnet: {}}", Form.KUSTOMIZATION),
        (["Chart.yaml"], "kustomize: {}", Form.HELM),
        (["kustomization.yaml"], "helm: {valueFiles: [a]}", Form.HELM),
        (["kustomization.yaml", "Chart.yaml"], "kustomize: {images: [a]}", Form.KUSTOMIZATION),
    ],
)
def test_form_is_what_argo_cd_detects(
    known: Known, reading: Read, files: list[str], source: str, expected: Form
) -> None:
    repository = known({f"a/{name}": K for name in files})
    assert only(reading(app(f"path: a{', ' if source else ''}{source}"), repository)).form is expected


def test_a_component_is_one(known: Known, reading: Read) -> None:
    repository = known({"a/kustomization.yaml": "kind: Component\n"})
    assert only(reading(app("path: a"), repository)).form is Form.COMPONENT


PLAIN = {
    "a/.hidden.yaml": CONFIG_MAP,
    "a/b.yml": CONFIG_MAP,
    "a/c.json": "{}",
    "a/d.txt": "",
    "a/e.YAML": CONFIG_MAP,
    "a/skipped.yaml": f"# +argocd:skip-file-rendering\n{CONFIG_MAP}",
    "a/sub/.x/f.yaml": CONFIG_MAP,
    "a/sub/kustomization.yaml": "namePrefix: p-\n",
}


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("{recurse: false}", [".hidden.yaml", "b.yml", "c.json"]),
        ("{recurse: true}", [".hidden.yaml", "b.yml", "c.json", "sub/.x/f.yaml", "sub/kustomization.yaml"]),
        ("{recurse: true, include: '*.yaml'}", [".hidden.yaml", "sub/.x/f.yaml", "sub/kustomization.yaml"]),
        ("{recurse: true, exclude: '{sub/*,.*}'}", ["b.yml", "c.json"]),
        ("{include: '{*.yml,c*}', exclude: 'c*'}", ["b.yml"]),
        ("{recurse: true, include: '**/f.yaml'}", ["sub/.x/f.yaml"]),
        ("{include: '[a'}", []),
        ("{disableExtensionFilter: true, exclude: '*.y*'}", ["c.json", "d.txt", "e.YAML"]),
    ],
)
def test_a_plain_directory_gives_the_files_of_argo_cd(
    known: Known, reading: Read, block: str, expected: list[str]
) -> None:
    entry = only(reading(app(f"path: a, directory: {block}"), known(PLAIN)))
    assert entry.form is Form.ARGO_DIRECTORY
    assert list(entry.include) == [f"a/{name}" for name in expected]


def test_a_folder_of_folders_deploys_nothing(known: Known, reading: Read) -> None:
    entry = only(reading(app("path: a"), known({"a/b/kustomization.yaml": K})))
    assert (entry.form, entry.include, entry.deploys_nothing) == (Form.ARGO_DIRECTORY, (), True)


def test_jsonnet_is_left_out_and_said(known: Known, reading: Read) -> None:
    entry = only(reading(app("path: a"), known({"a/x.jsonnet": "{}", "a/y.yaml": CONFIG_MAP})))
    assert (entry.include, entry.left_out) == (("a/y.yaml",), ("jsonnet",))


# ---- what Argo CD adds -------------------------------------------------------------------------


def test_overrides_of_kustomize_are_left_out_and_said(known: Known, reading: Read) -> None:
    text = app("path: a, kustomize: {version: v5.0.0, namePrefix: q-, images: ['nginx:2'], commonLabels: {}}")
    entry = only(reading(text, known({"a/kustomization.yaml": K})))
    assert entry.left_out == ("kustomize overrides (images, namePrefix)", "kustomize v5.0.0")


def test_files_beside_the_kustomization_override_the_source(known: Known, reading: Read) -> None:
    files = {
        "a/kustomization.yaml": K,
        "a/.argocd-source.yaml": "kustomize: {namePrefix: p-}\npath: elsewhere\n",
        "a/.argocd-source-shop.yaml": "kustomize: {images: [nginx=nginx:2], namePrefix: null}\n",
        "a/.argocd-source-other.yaml": "kustomize: {nameSuffix: -x}\n",
    }
    entry = only(reading(app("path: a"), known(files)))
    assert (entry.path, entry.left_out) == ("a", ("kustomize overrides (images)",))


# ---- environment -------------------------------------------------------------------------------


def test_hints_come_in_the_order_of_precedence(known: Known, reading: Read) -> None:
    text = app(
        "path: a, targetRevision: stage, helm: {valueFiles: [../values-dev.yaml]}",
        rest="  destination: {server: 'https://api.prod.example.dev:6443', namespace: shop-uat}",
    ).replace("metadata: {name: shop}", "metadata: {name: shop, labels: {example.org/env: qa, app: x}}")
    entry = only(reading(text, known({"a/Chart.yaml": "name: a\n"})))
    assert [(hint.step, hint.what, hint.value) for hint in entry.hints] == [
        (2, "label example.org/env", "qa"),
        (4, "destination server", "api.prod"),
        (4, "values file", "values-dev"),
        (4, "branch", "stage"),
        (6, "namespace", "shop-uat"),
    ]


# ---- ApplicationSets ---------------------------------------------------------------------------


def appset(generators: str, path: str) -> str:
    head = "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: set}\nspec:\n"
    template = (
        f"{{metadata: {{name: '{{{{env}}}}'}}, spec: {{source: {{repoURL: '{URL}', path: '{path}'}}}}}}"
    )
    return f"{head}  generators: {generators}\n  template: {template}\n"


def test_an_application_set_names_directories_in_its_own_name(known: Known, reading: Read) -> None:
    text = appset("[{list: {elements: [{env: dev}, {env: prod}]}}]", "envs/{{env}}")
    found = reading(text, known({"envs/dev/kustomization.yaml": K, "envs/prod/kustomization.yaml": K}))
    assert [(e.kind, e.name, e.application, e.path) for e in found.entries] == [
        ("ApplicationSet", "set", "dev", "envs/dev"),
        ("ApplicationSet", "set", "prod", "envs/prod"),
    ]
    assert found.entries[0].field == ("spec", "template", "spec", "source", "path")
    assert found.entries[0].hints[0].value == "dev"


def test_an_unknown_key_in_a_path_is_no_directory(known: Known, reading: Read) -> None:
    repository = known({"envs/{{x}}/kustomization.yaml": K})
    found = reading(appset("[{list: {elements: [{env: dev}]}}]", "envs/{{x}}"), repository)
    assert "no parameter" in reason(found)


MERGE = """[{merge: {mergeKeys: [name], generators: [
  {clusters: {values: {root: components/x, env: staging, dir: ''}}},
  {list: {elements: [{name: c1, values.dir: c1}, {name: c2, values.dir: c2}]}}]}}]"""
CANDIDATES = "{{values.root}}/{{values.env}}/{{values.dir}}"


def test_candidates_are_kept_where_they_exist(known: Known, reading: Read) -> None:
    found = reading(appset(MERGE, CANDIDATES), known({"components/x/staging/c1/kustomization.yaml": K}))
    assert [(e.path, e.deploys_nothing) for e in found.entries] == [
        ("components/x/staging", True),  # a slash at the end, and only folders inside
        ("components/x/staging/c1", False),
    ]
    assert found.unresolved == ()
    assert "directories that exist are taken" in found.entries[1].assumed[0]


def test_candidates_of_which_none_exists_are_said_once(known: Known, reading: Read) -> None:
    found = reading(appset(MERGE, CANDIDATES), known({"a.yaml": ""}))
    assert "there is no directory components/x/staging; and 2 more" in reason(found)


def test_what_an_unknown_generator_decides_is_said(known: Known, reading: Read) -> None:
    found = reading(
        appset("[{clusters: {values: {env: prod}}}]", "envs/{{values.env}}/{{name}}"), known({"a": ""})
    )
    assert reason(found).startswith("the path envs/prod/{{name}} is not decided: the clusters generator's")


def test_an_error_of_the_set_is_said(known: Known, reading: Read) -> None:
    found = reading(appset("[{list: {elements: [{env: 1}]}}]", "envs"), known({"envs/kustomization.yaml": K}))
    assert "Argo CD generates nothing" in reason(found)


def test_sources_of_a_template_count_each(known: Known, reading: Read) -> None:
    text = (
        appset("[{list: {elements: [{env: dev}]}}]", "a")
        .replace("source:", "sources: [")
        .replace("'a'}", "'a'}]")
    )
    entry = only(reading(text, known({"a/kustomization.yaml": K})))
    assert entry.field == ("spec", "template", "spec", "sources", 0, "path")


@pytest.mark.parametrize("value", ["null", "[]", "3", "text", "{a: b}"])
def test_values_of_a_wrong_type_raise_nothing(known: Known, reading: Read, value: str) -> None:
    repository = known({"a/kustomization.yaml": K})
    for field in ("source", "sources", "sourceHydrator", "destination"):
        text = app("path: a", rest=f"  {field}: {value}\n")
        reading(text.replace("  source: {repo", "  source_: {repo", 1), repository)
    for field in (
        "path",
        "repoURL",
        "targetRevision",
        "kustomize",
        "directory",
        "helm",
        "plugin",
        "ref",
        "chart",
    ):
        reading(app(f"{field}: {value}, path: a"), repository)
    for field in ("generators", "template", "templatePatch", "goTemplate", "goTemplateOptions"):
        reading(appset("[]", "a") + f"  {field}: {value}\n", repository)


# ---- a common layout ---------------------------------------------------------------------------

AUTOPILOT = f"""
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {{name: staging}}
spec:
  generators:
  - git:
      repoURL: '{URL}'
      files: [{{path: apps/**/staging/config.json}}]
  - git:
      repoURL: '{URL}'
      files: [{{path: apps/**/staging/config_dir.json}}]
      template:
        metadata: {{}}
        spec:
          source:
            directory: {{exclude: '{{{{ exclude }}}}', include: '{{{{ include }}}}', recurse: true}}
            repoURL: ''
  template:
    metadata: {{name: 'staging-{{{{ userGivenName }}}}'}}
    spec:
      destination: {{namespace: '{{{{ destNamespace }}}}', server: '{{{{ destServer }}}}'}}
      source:
        path: '{{{{ srcPath }}}}'
        repoURL: '{{{{ srcRepoURL }}}}'
        targetRevision: '{{{{ srcTargetRevision }}}}'
"""


def config(path: str, **more: str) -> str:
    fields = {
        "userGivenName": path.split("/")[1],
        "destNamespace": "default",
        "destServer": "https://kubernetes.default.svc",
        "srcPath": path,
        "srcRepoURL": URL,
        "srcTargetRevision": "",
        **more,
    }
    return json.dumps(fields)


def test_projects_of_autopilot_are_expanded(known: Known, reading: Read) -> None:
    files = {
        "apps/web/staging/config.json": config("apps/web/overlays/staging"),
        "apps/web/overlays/staging/kustomization.yaml": K,
        "apps/deep/er/staging/config.json": config("apps/deep/overlays/staging"),
        "apps/deep/overlays/staging/kustomization.yaml": K,
        "apps/plain/staging/config_dir.json": config("apps/plain/files", include="*.yaml", exclude="x*"),
        "apps/plain/files/a.yaml": CONFIG_MAP,
        "apps/plain/files/sub/b.yaml": CONFIG_MAP,
        "apps/plain/files/x.yaml": CONFIG_MAP,
    }
    found = reading(AUTOPILOT, known(files))
    assert found.unresolved == ()
    assert [(e.application, e.path, e.form) for e in found.entries] == [
        ("staging-deep", "apps/deep/overlays/staging", Form.KUSTOMIZATION),
        ("staging-web", "apps/web/overlays/staging", Form.KUSTOMIZATION),
        ("staging-plain", "apps/plain/files", Form.ARGO_DIRECTORY),
    ]
    assert found.entries[2].include == ("apps/plain/files/a.yaml", "apps/plain/files/sub/b.yaml")
