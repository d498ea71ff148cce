"""Entry points are found in files that deploy something, and not in samples, patches and templates."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from validator.discover.repository import Repository
from validator.discover.sources import scan

Known = Callable[..., Repository]

APP = """apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop}
spec: {source: {repoURL: https://git.example.org/team/shop, path: apps/shop}}
"""
FLUX = """apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: shop}
spec: {path: ./apps/shop, sourceRef: {kind: GitRepository, name: flux-system}}
"""


def found(
    repository: Repository, patches: frozenset[str] = frozenset(), named: tuple[str, ...] = ()
) -> list[str]:
    return [one.file for one in scan(repository, patches, named).found]


@pytest.mark.parametrize(
    "file", ["a.yaml", "a.yml", "a.json", ".hidden/a.yaml", "deep/er/a.yaml", "latest/a.yaml"]
)
def test_manifests_anywhere_count(known: Known, file: str) -> None:
    assert found(known({file: APP})) == [file]


@pytest.mark.parametrize("file", ["a.md", "a.go", "a.yaml.tmpl", "a.txt", "kustomization.yaml", "a.YAML"])
def test_other_files_do_not_count(known: Known, file: str) -> None:
    assert found(known({file: APP})) == []


@pytest.mark.parametrize(
    "directory",
    [
        *(
            "docs",
            "a/examples",
            "samples/b",
            "test",
            "tests",
            "testdata",
            "e2e",
            "hack",
            ".github",
            "archive",
        ),
        *(".archive", "deprecated", "node_modules/x", "vendor", "Docs"),
    ],
)
def test_samples_and_tests_do_not_count_unless_they_are_named(known: Known, directory: str) -> None:
    repository = known({f"{directory}/a.yaml": APP})
    assert found(repository) == []
    assert found(repository, named=(".",)) == []
    assert found(repository, named=(directory,)) == [f"{directory}/a.yaml"]


def test_a_test_directory_beside_environments_is_one(known: Known) -> None:
    files = {
        "clusters/test/a.yaml": APP,
        "clusters/prod/a.yaml": APP,
        "lib/test/a.yaml": APP,
        "lib/src/a.yaml": APP,
    }
    assert found(known(files)) == ["clusters/prod/a.yaml", "clusters/test/a.yaml", "lib/src/a.yaml"]


def test_templates_of_charts_do_not_count(known: Known) -> None:
    files = {"c/Chart.yaml": "name: c\n", "c/templates/a.yaml": APP, "c/ci/a.yaml": APP, "c/a.yaml": APP}
    assert found(known({**files, "templates/a.yaml": APP})) == ["c/a.yaml", "templates/a.yaml"]


def test_patches_do_not_count(known: Known) -> None:
    repository = known({"base/app.yaml": APP, "prod/patch.yaml": APP})
    assert found(repository, frozenset({"prod/patch.yaml"})) == ["base/app.yaml"]


def test_every_document_and_every_item_of_a_list_counts(known: Known) -> None:
    listed = "apiVersion: v1\nkind: List\nitems:\n" + "".join(
        "- " + text.replace("\n", "\n  ").rstrip() + "\n" for text in (APP, FLUX)
    )
    repository = known({"a.yaml": f"{APP}---\n---\n{listed}"})
    documents = scan(repository, frozenset()).found
    assert [(one.document, one.at, one.body["kind"]) for one in documents] == [
        (0, (), "Application"),
        (2, ("items", 0), "Application"),
        (2, ("items", 1), "Kustomization"),
    ]
    assert [one.node.start_mark.line for one in documents] == [0, 9, 13]


def test_json_counts(known: Known) -> None:
    text = '{"apiVersion": "argoproj.io/v1alpha1", "kind": "ApplicationSet", "metadata": {"name": "a"}}'
    assert found(known({"a.json": text})) == ["a.json"]


@pytest.mark.parametrize(
    "text",
    [
        APP + "$patch: delete\n",
        APP.replace("name: shop", "name: DUMMY"),
        APP.replace("team/shop", "your-org/shop"),
        APP.replace("apps/shop", "apps/CHANGEME"),
        APP.replace("argoproj.io/v1alpha1", "app.k8s.io/v1beta1  # argoproj.io"),
        FLUX.replace("kustomize.toolkit.fluxcd.io/v1", "kustomize.config.k8s.io/v1beta1  # fluxcd"),
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  app: |\n    " + APP.replace("\n", "\n    "),
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
        "spec: {group: argoproj.io, names: {kind: Application}}\n",
        "apiVersion: argoproj.io/v1alpha1\nkind: [Application]\n",
        "- argoproj.io\n- Application\n",
    ],
)
def test_what_only_looks_like_an_entry_point_does_not_count(known: Known, text: str) -> None:
    assert found(known({"a.yaml": text})) == []


def test_sources_count_too(known: Known) -> None:
    text = "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: flux-system}\n"
    assert found(known({"a.yaml": text})) == ["a.yaml"]


def test_a_helm_release_counts_where_it_holds_an_instance(known: Known) -> None:
    head = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a}\nspec: "
    files = {
        "a.yaml": head + "{values: {instance: {sync: {url: x}}}}\n",
        "b.yaml": head + "{values: {sync: {a: b}}}\n",
    }
    assert found(known(files)) == ["a.yaml"]


def test_documents_before_an_error_count_and_the_error_is_said(known: Known) -> None:
    result = scan(known({"a.yaml": f"{APP}---\na: [\n"}), frozenset())
    assert [one.file for one in result.found] == ["a.yaml"]
    assert [(file, problem.line) for file, problem in result.problems] == [("a.yaml", 7)]


def test_an_alias_bomb_is_said(known: Known) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    result = scan(known({"a.yaml": APP + "\n".join(lines)}), frozenset())
    assert [file for file, _ in result.problems] == ["a.yaml"]


def test_special_files_are_not_read(known: Known) -> None:
    repository = known({"a.yaml": APP, "b.yaml": ""})
    (repository.tree.root / "b.yaml").unlink()
    (repository.tree.root / "b.yaml").symlink_to("/etc/hostname")
    assert found(repository) == ["a.yaml"]
