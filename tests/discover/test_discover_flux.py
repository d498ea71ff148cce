"""Flux Kustomizations name the directories that kustomize-controller would build."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import yaml

from validator.discover.entrypoints import EntryPoint, Reading
from validator.discover.repository import Repository
from validator.model import Form

Known = Callable[..., Repository]
Read = Callable[[str, Repository], Reading]

URL = "https://git.example.org/team/shop.git"
K = "resources: []\n"
OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"


def kustomization(
    spec: str, source: str = "{kind: GitRepository, name: flux-system}", name: str = "shop"
) -> str:
    head = (
        f"---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {{name: {name}}}\n"
    )
    return f"{head}spec:\n  sourceRef: {source}\n  {spec}\n"


def source(kind: str = "GitRepository", url: str = URL, rest: str = "", name: str = "flux-system") -> str:
    head = f"---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: {kind}\nmetadata: {{name: {name}}}\n"
    return f"{head}spec: {{url: '{url}'{', ' if rest else ''}{rest}}}\n"


def only(reading: Reading) -> EntryPoint:
    assert reading.unresolved == ()
    (entry,) = reading.entries
    return entry


def reason(reading: Reading) -> str:
    assert reading.entries == ()
    (one,) = reading.unresolved
    return one.reason


# ---- path --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["p", "./p", "/p", "../p", "./p/", "q/../p", "../../p"])
def test_a_path_cannot_leave_its_source(known: Known, reading: Read, path: str) -> None:
    entry = only(reading(source() + kustomization(f"path: {path}"), known({"p/kustomization.yaml": K})))
    assert (entry.path, entry.field, entry.controller) == ("p", ("spec", "path"), "flux")
    assert (entry.own, entry.revision, entry.form) == (True, "master", Form.KUSTOMIZATION)


def test_no_path_is_the_whole_source(known: Known, reading: Read) -> None:
    entry = only(reading(source() + kustomization("prune: true"), known({"kustomization.yaml": K})))
    assert (entry.path, entry.field) == (".", ("spec", "sourceRef"))


def test_a_missing_path_is_said(known: Known, reading: Read) -> None:
    assert "no directory p" in reason(reading(source() + kustomization("path: p"), known({"a.yaml": OBJECT})))


def test_a_document_without_a_source_is_a_patch(known: Known, reading: Read) -> None:
    repository = known({"p/kustomization.yaml": K})
    assert reading(kustomization("path: p", "null"), repository) == Reading()
    assert reading(kustomization("path: p", "{kind: GitRepository}"), repository) == Reading()


def test_kustomizes_own_kustomization_is_nothing(known: Known, reading: Read) -> None:
    text = kustomization("path: p").replace(
        "kustomize.toolkit.fluxcd.io/v1", "kustomize.config.k8s.io/v1beta1"
    )
    assert reading(text, known({"p/kustomization.yaml": K})) == Reading()


def test_a_substituted_path_is_not_known(known: Known, reading: Read) -> None:
    text = source() + kustomization("path: clusters/${CLUSTER}/apps")
    assert "depends on ${CLUSTER}" in reason(reading(text, known({"a.yaml": OBJECT})))


# ---- sources -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("ref: {branch: main}", "main"),
        ("ref: {tag: v1, semver: '>1', branch: x}", ">1"),
        (f"ref: {{commit: {'a' * 40}, branch: x}}", "a" * 40),
        ("", "master"),
    ],
)
def test_the_revision_is_the_sources(known: Known, reading: Read, ref: str, expected: str) -> None:
    text = source(rest=ref) + kustomization("path: p")
    assert only(reading(text, known({"p/kustomization.yaml": K}))).revision == expected


def test_another_repositorys_path_is_none_of_ours(known: Known, reading: Read) -> None:
    text = source(url="https://git.example.org/team/other") + kustomization("path: p")
    assert reading(text, known({"p/kustomization.yaml": K})) == Reading()


def test_an_undeclared_flux_system_is_assumed_to_be_this_repository(known: Known, reading: Read) -> None:
    entry = only(reading(kustomization("path: p"), known({"p/kustomization.yaml": K})))
    assert (entry.own, entry.path) == (None, "p")
    assert "GitRepository flux-system is not in the repository" in entry.assumed[0]


def test_another_undeclared_source_is_assumed_only_if_its_paths_exist(known: Known, reading: Read) -> None:
    repository = known({"p/kustomization.yaml": K})
    other = "{kind: GitRepository, name: home}"
    assert only(reading(kustomization("path: p", other), repository)).path == "p"
    many = "".join(kustomization(f"path: {name}", other, name) for name in ("p", "x", "y", "z"))
    found = reading(many, repository)
    assert found.entries == ()
    assert {one.reason for one in found.unresolved} == {"the GitRepository home is not in the repository"}


def test_a_source_of_the_same_namespace_comes_first(known: Known, reading: Read) -> None:
    ours = source().replace("name: flux-system", "name: flux-system, namespace: b")
    other = source(url="https://git.example.org/team/other").replace(
        "flux-system", "flux-system, namespace: a"
    )
    text = other + ours + kustomization("path: p", "{kind: GitRepository, name: flux-system, namespace: b}")
    assert only(reading(text, known({"p/kustomization.yaml": K}))).own is True


OCI = "{kind: OCIRepository, name: flux-system}"


def test_an_oci_source_is_looked_for_below_one_folder(known: Known, reading: Read) -> None:
    repository = known({f"kubernetes/apps/{name}/kustomization.yaml": K for name in "abc"})
    names = ("a", "b", "c", "gone")
    text = source("OCIRepository", "oci://ghcr.example.org/team/manifests", "ref: {tag: latest}")
    text += "".join(kustomization(f"path: ./apps/{name}", OCI, name) for name in names)
    found = reading(text, repository)
    assert [(e.path, e.own, e.revision) for e in found.entries] == [
        (f"kubernetes/apps/{name}", None, "latest") for name in "abc"
    ]
    assert "made of kubernetes" in found.entries[0].assumed[0]
    assert [one.reason for one in found.unresolved] == ["there is no directory kubernetes/apps/gone"]


def test_an_oci_source_at_the_root_needs_no_folder(known: Known, reading: Read) -> None:
    repository = known({"apps/a/kustomization.yaml": K, "x/apps/a/kustomization.yaml": K})
    assert only(reading(kustomization("path: apps/a", OCI), repository)).path == "apps/a"


def test_somebody_elses_oci_source_is_none_of_ours(known: Known, reading: Read) -> None:
    text = source("OCIRepository", "oci://ghcr.example.org/vendor/manifests")
    repository = known({"deploy/kustomization.yaml": K, "kustomization.yaml": K})
    for path in ("./", "deploy"):
        assert reading(text + kustomization(f"path: {path}", OCI), repository) == Reading()


def test_an_oci_source_of_which_nothing_is_known_is_said(known: Known, reading: Read) -> None:
    repository = known({"kustomization.yaml": K})
    assert "which folder" in reason(reading(kustomization("path: ./", OCI), repository))


EXTERNAL = "{kind: ExternalArtifact, name: %s}"


def generator(artifacts: str, pattern: str = "") -> str:
    head = (
        "---\napiVersion: source.extensions.fluxcd.io/v1beta1\nkind: ArtifactGenerator\nmetadata: {name: g}\n"
    )
    sources = "sources: [{alias: repo, kind: GitRepository, name: flux-system}]"
    return f"{head}spec: {{{sources}, {pattern}artifacts: [{artifacts}]}}\n"


@pytest.mark.parametrize(
    ("copies", "path", "expected"),
    [
        ('{from: "@repo/apps/shop/**", to: "@artifact/"}', "./", "apps/shop"),
        ('{from: "@repo/apps/shop/**", to: "@artifact/"}', "sub", "apps/shop/sub"),
        ('{from: "@repo/apps/shop/**", to: "@artifact/x/"}', "./x", "apps/shop"),
        ('{from: "@repo/apps/shop/**", to: "@artifact/x/"}', "./", "apps/shop"),
        ('{from: "@repo/apps/shop/", to: "@artifact/"}', "shop", "apps/shop"),
        ('{from: "@repo/apps/shop", to: "@artifact/y/"}', "y/shop/sub", "apps/shop/sub"),
        ('{from: "@repo/", to: "@artifact/"}', "apps/shop", "apps/shop"),
        ('{from: "@repo/apps/*", to: "@artifact/"}', "apps/shop", "apps/shop"),
    ],
)
def test_a_generated_artifact_is_traced_to_its_source(
    known: Known, reading: Read, copies: str, path: str, expected: str
) -> None:
    files = {"apps/shop/kustomization.yaml": K, "apps/shop/sub/kustomization.yaml": K}
    text = source() + generator(f"{{name: shop, copy: [{copies}]}}")
    entry = only(reading(text + kustomization(f"path: {path}", EXTERNAL % "shop"), known(files)))
    assert (entry.path, entry.own, entry.left_out) == (expected, True, ())


def test_a_pattern_makes_an_artifact_for_each_directory(known: Known, reading: Read) -> None:
    artifacts = '{name: "app-{app}", copy: [{from: "@repo/apps/{app}/**", to: "@artifact/"}]}'
    text = source() + generator(artifacts, 'pathPattern: "@repo/apps/{app}", ')
    text += kustomization("path: ./", EXTERNAL % "app-shop")
    assert only(reading(text, known({"apps/Shop/kustomization.yaml": K}))).path == "apps/Shop"


def test_an_artifact_of_several_copies_is_said(known: Known, reading: Read) -> None:
    copies = '{from: "@repo/a/**", to: "@artifact/x/"}, {from: "@repo/b/**", to: "@artifact/%s/"}'
    files = {"a/kustomization.yaml": K, "b/kustomization.yaml": K}
    text = source() + generator(f"{{name: shop, copy: [{copies}]}}")
    both = reading(text % "x" + kustomization("path: x", EXTERNAL % "shop"), known(files))
    assert (only(both).path, only(both).left_out) == ("b", ("other copies of the ArtifactGenerator",))
    apart = reading(text % "y" + kustomization("path: ./", EXTERNAL % "shop"), known(files))
    assert "of several copies" in reason(apart)


def test_an_artifact_that_nothing_makes_is_said(known: Known, reading: Read) -> None:
    found = reading(kustomization("path: ./", EXTERNAL % "shop"), known({"a.yaml": OBJECT}))
    assert "no ArtifactGenerator" in reason(found)


# ---- artifact ----------------------------------------------------------------------------------


def test_hidden_directories_count_and_nested_kustomizations_are_not_entered(
    known: Known, reading: Read
) -> None:
    files = {
        "p/.x/a.yaml": OBJECT,
        "p/b.yml": OBJECT,
        "p/c.json": "{}",
        "p/d.YAML": OBJECT,
        "p/k/inner/e.yaml": OBJECT,
        "p/k/kustomization.yml": K,
        "p/n/f.yaml": OBJECT,
    }
    entry = only(reading(source() + kustomization("path: p"), known(files)))
    assert entry.form is Form.FLUX_DIRECTORY
    assert entry.include == ("p/.x/a.yaml", "p/b.yml", "p/k", "p/n/f.yaml")


ROOT = {".github/workflow.yaml": OBJECT, "a.yaml": OBJECT, ".sops.yaml": OBJECT, "b/.sops.yaml": OBJECT}


def test_the_default_ignores_leave_out_ci_files(known: Known, reading: Read) -> None:
    assert only(reading(source() + kustomization("path: ./"), known(ROOT))).include == ("a.yaml",)


@pytest.mark.parametrize(
    ("ignore", "expected"),
    [
        ("# only a comment\n", ["a.yaml"]),
        (
            "*.txt\n",
            [".github/workflow.yaml", ".sops.yaml", "a.yaml", "b/.sops.yaml"],
        ),  # replaces the defaults
        ("/*\n!/b/\n", ["b/.sops.yaml"]),
        (".*\n!b/**\n", ["a.yaml", "b/.sops.yaml"]),
        (".github/\n", [".sops.yaml", "a.yaml", "b/.sops.yaml"]),
        ("{a,b}.yaml\n", [".github/workflow.yaml", ".sops.yaml", "a.yaml", "b/.sops.yaml"]),
    ],
)
def test_sourceignore_replaces_the_defaults(
    known: Known, reading: Read, ignore: str, expected: list[str]
) -> None:
    repository = known({**ROOT, ".sourceignore": ignore})
    assert list(only(reading(source() + kustomization("path: ./"), repository)).include) == expected


def test_a_sourceignore_holds_below_its_directory(known: Known, reading: Read) -> None:
    files = {"a/x.yaml": OBJECT, "b/.sourceignore": "x.yaml\n", "b/x.yaml": OBJECT, "b/c/x.yaml": OBJECT}
    assert only(reading(source() + kustomization("path: ./"), known(files))).include == ("a/x.yaml",)


def test_the_source_may_ignore_and_choose(known: Known, reading: Read) -> None:
    files = {"a/x.yaml": OBJECT, "a/y.yaml": OBJECT, "b/x.yaml": OBJECT}
    text = source(rest="ignore: 'y.yaml', sparseCheckout: [a]") + kustomization("path: ./")
    assert only(reading(text, known(files))).include == ("a/x.yaml",)
    left_out = source(rest="ignore: 'a/'") + kustomization("path: a")
    assert "leaves out a" in reason(reading(left_out, known(files)))


def test_links_are_not_in_the_artifact(known: Known, reading: Read) -> None:
    repository = known({"p/a.yaml": OBJECT, "p/link.yaml": ""})
    (repository.tree.root / "p/link.yaml").unlink()
    (repository.tree.root / "p/link.yaml").symlink_to("a.yaml")
    assert only(reading(source() + kustomization("path: p"), repository)).include == ("p/a.yaml",)


def test_what_another_source_is_copied_to_is_not_here(known: Known, reading: Read) -> None:
    text = source(rest="include: [{repository: {name: base}, toPath: p}]") + kustomization("path: p/x")
    assert "another source" in reason(reading(text, known({"p/x/kustomization.yaml": K})))


# ---- what the controller adds ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (["prune: true", "wait: true", "decryption: {provider: sops}"], ()),
        (["targetNamespace: a"], ("targetNamespace",)),
        (["postBuild: {substitute: {A: b}}"], ("postBuild substitution",)),
        (["postBuild: {substituteFrom: [{kind: Secret, name: a}]}"], ("postBuild substitution",)),
        (["postBuild: {substitute: {}}"], ()),
        (["postBuild: {substitute: {}, substituteStrategy: Always}"], ("postBuild substitution",)),
        (["components: [../c]", "images: [{name: a}]"], ("components", "images")),
        (["patches: [{patch: a}]", "commonMetadata: {labels: {a: b}}"], ("patches", "commonMetadata")),
        (["patchesStrategicMerge: [{a: b}]", "namePrefix: a-"], ("namePrefix", "patches")),
    ],
)
def test_what_is_not_applied_is_said(
    known: Known, reading: Read, fields: list[str], expected: tuple[str, ...]
) -> None:
    text = source() + kustomization("\n  ".join(["path: p", *fields]))
    assert only(reading(text, known({"p/kustomization.yaml": K}))).left_out == expected


def test_hints_are_labels_variables_cluster_branch_and_namespace(known: Known, reading: Read) -> None:
    spec = "path: p\n  targetNamespace: shop-dev\n  postBuild: {substitute: {ENVIRONMENT: prod, A: b}}"
    spec += "\n  kubeConfig: {secretRef: {name: stage-eu}}"
    entry = only(
        reading(source(rest="ref: {branch: main}") + kustomization(spec), known({"p/a.yaml": OBJECT}))
    )
    assert [(hint.step, hint.what, hint.value) for hint in entry.hints] == [
        (2, "parameter ENVIRONMENT", "prod"),
        (4, "destination cluster", "stage-eu"),
        (4, "branch", "main"),
        (6, "namespace", "shop-dev"),
    ]


# ---- flux-operator -----------------------------------------------------------------------------

SYNC = f"{{kind: GitRepository, url: '{URL}', ref: refs/heads/main, path: clusters/prod}}"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (
            "apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux}\n"
            f"spec: {{sync: {SYNC}}}\n",
            ("spec", "sync", "path"),
        ),
        (
            "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: flux-instance}\n"
            f"spec: {{values: {{instance: {{sync: {SYNC}}}}}}}\n",
            ("spec", "values", "instance", "sync", "path"),
        ),
    ],
)
def test_a_flux_instance_names_its_cluster(
    known: Known, reading: Read, text: str, field: tuple[str, ...]
) -> None:
    files = {"clusters/prod/ks.yaml": OBJECT, "apps/kustomization.yaml": K}
    found = reading(text + kustomization("path: apps"), known(files))
    assert [(e.path, e.own, e.revision) for e in found.entries] == [
        ("clusters/prod", True, "refs/heads/main"),
        ("apps", True, "refs/heads/main"),  # its source is the one that the instance makes
    ]
    assert found.entries[0].field == field


def test_a_resource_set_gives_what_its_templates_leave_certain(known: Known, reading: Read) -> None:
    inner = kustomization("path: apps/<< inputs.app >>") + kustomization("path: apps/shop")
    resources = [body for body in yaml.safe_load_all(inner) if body]
    body = {
        "apiVersion": "fluxcd.controlplane.io/v1",
        "kind": "ResourceSet",
        "metadata": {"name": "set"},
        "spec": {"resources": resources},
    }
    text = source() + "---\n" + yaml.safe_dump(body)
    found = reading(text, known({"apps/shop/kustomization.yaml": K}))
    assert [(e.kind, e.path, e.field) for e in found.entries] == [
        ("ResourceSet", "apps/shop", ("spec", "resources", 1, "spec", "path"))
    ]
    assert "<< inputs.app >>" in found.unresolved[0].reason


@pytest.mark.parametrize("value", ["null", "[]", "3", "text", "{a: b}"])
def test_values_of_a_wrong_type_raise_nothing(known: Known, reading: Read, value: str) -> None:
    repository = known({"p/a.yaml": OBJECT})
    for field in ("path", "postBuild", "kubeConfig", "targetNamespace", "patches"):
        reading(source() + kustomization(f"{field}: {value}"), repository)
    for field in ("ref", "include", "ignore", "sparseCheckout"):
        reading(source(rest=f"{field}: {value}") + kustomization("path: p"), repository)
    reading(kustomization("path: p", value), repository)
    reading(generator(value) + kustomization("path: p", EXTERNAL % "shop"), repository)
    reading(
        generator(f"{{name: shop, copy: {value}}}") + kustomization("path: p", EXTERNAL % "shop"), repository
    )
