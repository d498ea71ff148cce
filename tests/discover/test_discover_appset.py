"""ApplicationSets expand as Argo CD 3.5 expands them; expected results were run through its generators."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from validator.discover.appsets.appset import Expansion, expand
from validator.discover.entrypoints import Reading
from validator.discover.repository import Repository
from validator.discover.templates.problems import Unknown

Known = Callable[..., Repository]
Read = Callable[[str, Repository], Reading]

EMPTY = "resources: []\n"
TREE = {
    "apps/.old/x.yaml": "a: 1\n",
    "apps/My_App/deploy.yaml": "kind: ConfigMap\n",
    "apps/README.md": "",
    "apps/api/kustomization.yaml": EMPTY,
    "apps/api/overlays/dev/kustomization.yaml": EMPTY,
    "apps/api/overlays/prod/kustomization.yaml": EMPTY,
    "apps/web/overlays/prod/kustomization.yaml": EMPTY,
    "clusters/dev/config.yaml": "name: dev\nenv: dev\nregion: {code: 1}\non: true\n",
    "clusters/prod-eu/config.yaml": "name: prod-eu\nenv: prod\nregion: {code: 2}\n",
    "clusters/prod-eu/sub/config.yaml": "name: nested\nenv: prod\nregion: {code: 3}\n",
    "clusters/list.json": '[{"name": "a", "env": "dev"}, {"name": "b", "env": "prod"}]',
    "sets/c1.yaml": "cluster: c1\nenv: prod\napps: [{app: api}, {app: web, env: dev}]\n",
    "sets/c2.yaml": "cluster: c2\napps: []\n",
}
URL = "https://git.example.org/team/shop.git"


def body(generators: str, path: str = "{{path}}", name: str = "x", **spec: Any) -> dict[str, Any]:
    source = {"repoURL": URL, "path": path}
    template = {"metadata": {"name": name}, "spec": {"source": source}}
    inner = {"generators": yaml.safe_load(generators), "template": template, **spec}
    kind = {"apiVersion": "argoproj.io/v1alpha1", "kind": "ApplicationSet", "metadata": {"name": "set"}}
    return {**kind, "spec": inner}


def directories(*patterns: str) -> str:
    listed = "".join(f"\n    - path: '{pattern}'" for pattern in patterns)
    return f"- git:\n    repoURL: {URL}\n    directories:{listed}\n"


def files(*patterns: str) -> str:
    return directories(*patterns).replace("directories:", "files:")


def made(expansion: Expansion) -> list[tuple[Any, Any]]:
    """Name and path of each Application."""
    assert expansion.problems == ()
    return [(a.name, a.body["spec"]["source"]["path"]) for a in expansion.applications]


def paths(expansion: Expansion) -> list[Any]:
    return [path for _, path in made(expansion)]


# ---- git ---------------------------------------------------------------------------------------


def test_directories_are_neither_hidden_nor_files(known: Known) -> None:
    found = expand(
        body(directories("apps/*"), name="{{path.basename}} {{path.basenameNormalized}}"), known(TREE)
    )
    assert made(found) == [
        ("My_App my-app", "apps/My_App"),
        ("api api", "apps/api"),
        ("web web", "apps/web"),
    ]


def test_an_exclude_beats_every_include(known: Known) -> None:
    generators = directories("apps/api/overlays/dev", "apps/*/overlays/*")
    generators = generators.replace("/dev'", "/dev'\n      exclude: true")
    name = "{{index .path.segments 1}}-{{.path.basename}}"
    found = expand(body(generators, "{{.path.path}}", name, goTemplate=True), known(TREE))
    assert [one for one, _ in made(found)] == ["api-prod", "web-prod"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("apps/**", ["apps/My_App", "apps/api", "apps/web"]),
        ("*/*/overlays/prod", ["apps/api/overlays/prod", "apps/web/overlays/prod"]),
        ("apps/[a-b]*", ["apps/api"]),
        ("**/prod", []),
        ("apps/{api,web}", []),
        ("./apps/*", []),
        ("apps/*/", []),
        (".", []),
        ("apps/[", []),
    ],
)
def test_patterns_of_directories_are_go_patterns(known: Known, pattern: str, expected: list[str]) -> None:
    assert paths(expand(body(directories(pattern), name="{{path}}"), known(TREE))) == expected


NAMED = "{{name}}-{{region.code}}-{{path[1]}}-{{path[2]}}"


def test_files_are_git_pathspecs_and_yaml_1_1(known: Known) -> None:
    found = expand(body(files("clusters/*/config.yaml"), "envs/{{env}}/{{on}}", NAMED), known(TREE))
    assert made(found) == [
        ("dev-1-dev-{{path[2]}}", "envs/dev/{{on}}"),  # the key `on` became `true`
        ("prod-eu-2-prod-eu-{{path[2]}}", "envs/prod/{{on}}"),
        ("nested-3-prod-eu-sub", "envs/prod/{{on}}"),
    ]
    assert "git files clusters/*/config.yaml" in found.applications[0].assumed[0]  # the other dialect differs


def test_files_with_the_new_globs_stop_at_slashes(known: Known) -> None:
    found = expand(body(files("clusters/*/config.yaml"), "{{env}}", NAMED), known(TREE), new_globs=True)
    assert [name for name, _ in made(found)] == ["dev-1-dev-{{path[2]}}", "prod-eu-2-prod-eu-{{path[2]}}"]


def test_a_directory_as_a_file_pattern_takes_all_below_it(known: Known) -> None:
    set_ = body(files("clusters/list.json", "clusters/dev"), "envs/{{env}}/{{path}}", "{{name}}")
    assert made(expand(set_, known(TREE))) == [
        ("dev", "envs/dev/clusters/dev"),
        ("a", "envs/dev/clusters"),
        ("b", "envs/prod/clusters"),
    ]
    refused = expand(set_, known(TREE), new_globs=True)
    assert refused.applications == ()
    assert "which is a directory" in refused.problems[0][1]


def test_excluded_files_are_taken_away(known: Known) -> None:
    generators = files("clusters/*/config.yaml", "clusters/prod-eu/*").replace(
        "eu/*'", "eu/*'\n      exclude: true"
    )
    assert paths(expand(body(generators, "{{path}}"), known(TREE))) == ["clusters/dev"]


def test_a_leading_slash_is_refused_by_git(known: Known) -> None:
    assert "git lists no files" in expand(body(files("/clusters/dev")), known(TREE)).problems[0][1]


def test_yaml_numbers_are_floats_in_templates(known: Known) -> None:
    found = expand(body(files("v.yaml"), "p", "{{.v}}", goTemplate=True), known({"v.yaml": "v: 1.30"}))
    assert made(found) == [("1.3", "p")]


@pytest.mark.parametrize("content", ["a: [", "just text", "- 1\n", "a: .nan"])
def test_a_file_that_is_no_object_stops_the_set(known: Known, content: str) -> None:
    found = expand(body(files("c/*")), known({"c/a.yaml": "a: 1", "c/b.yaml": content}))
    assert found.applications == ()
    assert "c/b.yaml" in found.problems[0][1]


def test_an_empty_file_gives_its_path(known: Known) -> None:
    assert paths(expand(body(files("c/*")), known({"c/a.yaml": ""}))) == ["c"]


def test_directories_win_over_files(known: Known) -> None:
    generators = directories("apps/a*") + "    files: [{path: 'sets/*'}]\n"
    assert paths(expand(body(generators), known(TREE))) == ["apps/api"]


@pytest.mark.parametrize(
    "change", ["repoURL: https://git.example.org/team/other", f"repoURL: {URL}\n    revision: {'a' * 40}"]
)
def test_other_trees_are_not_read(known: Known, change: str) -> None:
    generators = directories("apps/*").replace(f"repoURL: {URL}", change)
    found = expand(body(generators, "p/{{path.basename}}", "fixed"), known(TREE))
    (one,) = found.applications
    assert isinstance(one.body["spec"]["source"]["path"], Unknown)


# ---- matrix and merge --------------------------------------------------------------------------


def matrix(first: str, second: str) -> str:
    inner = (first + second).replace("\n", "\n      ")
    return f"- matrix:\n    generators:\n      {inner}"


def test_a_matrix_renders_its_second_generator_with_the_first(known: Known) -> None:
    elements = "- list:\n    elementsYaml: '{{ .apps | toJson }}'\n"
    generators = matrix(files("sets/*.yaml"), elements)
    path, name = "apps/{{.app}}/overlays/{{.env}}", "{{.cluster}}-{{.app}}"
    assert made(expand(body(generators, path, name, goTemplate=True), known(TREE))) == [
        ("c1-api", "apps/api/overlays/prod"),
        ("c1-web", "apps/web/overlays/prod"),  # the first generator's `env` stays
    ]


@pytest.mark.parametrize(("prefix", "name"), [("cl", "{{.cl.path.basename}}"), ("", "{{.path.basename}}")])
def test_two_git_generators_need_a_prefix(known: Known, prefix: str, name: str) -> None:
    first = files("clusters/*/config.yaml")
    first += f"    pathParamPrefix: {prefix}\n" if prefix else ""
    set_ = body(
        matrix(first, directories("apps/*/overlays/{{.env}}")),
        "{{.path.path}}",
        name + "-{{index .path.segments 1}}",
        goTemplate=True,
    )
    if prefix:
        assert made(expand(set_, known(TREE))) == [
            ("dev-api", "apps/api/overlays/dev"),
            ("prod-eu-api", "apps/api/overlays/prod"),
            ("prod-eu-web", "apps/web/overlays/prod"),
            ("sub-api", "apps/api/overlays/prod"),
            ("sub-web", "apps/web/overlays/prod"),
        ]
    else:  # the clusters' own paths win, so their names clash and are held back
        found = expand(set_, known(TREE))
        assert [a.body["spec"]["source"]["path"] for a in found.applications] == ["clusters/dev"]
        assert len(found.problems) == 2


def test_parameters_that_clash_are_refused_by_fasttemplate(known: Known) -> None:
    generators = matrix(files("clusters/*/config.yaml"), directories("apps/*/overlays/{{env}}"))
    found = expand(body(generators), known(TREE))
    assert found.applications == ()
    assert "both generators of a matrix give the parameter path" in found.problems[0][1]


MERGE = """
- merge:
    mergeKeys: [nameNormalized]
    generators:
    - clusters:
        values: {root: components/x, env: staging, dir: base}
    - list:
        elements:
        - {nameNormalized: in-cluster, values.dir: c1}
        - {nameNormalized: other, values.dir: c2}
"""


def test_a_merge_over_clusters_gives_candidates(known: Known) -> None:
    found = expand(body(MERGE, "{{values.root}}/{{values.env}}/{{values.dir}}", "x-{{name}}"), known(TREE))
    assert paths(found) == [f"components/x/staging/{name}" for name in ("base", "c1", "c2")]
    assert all(one.candidate for one in found.applications)
    assert all(isinstance(one.name, Unknown) for one in found.applications)


def test_a_merge_of_known_sets_is_exact(known: Known) -> None:
    generators = MERGE.replace(
        "clusters:\n        values: {root: components/x, env: staging, dir: base}",
        "list:\n        elements: [{nameNormalized: other, values.dir: base, values.root: r}]",
    )
    assert paths(expand(body(generators, "{{values.root}}/{{values.dir}}"), known(TREE))) == ["r/c2"]


def test_twice_the_same_merge_key_is_refused(known: Known) -> None:
    generators = MERGE.replace("nameNormalized: other", "nameNormalized: in-cluster")
    assert "have the merge keys" in expand(body(generators), known(TREE)).problems[0][1]


# ---- templates ---------------------------------------------------------------------------------


def test_selectors_own_templates_and_patches(known: Known) -> None:
    generators = """
- list:
    elements:
    - {name: prod-eu, env: prod, auto: true}
    - {name: dev, env: dev}
  selector: {matchLabels: {env: prod}}
- list:
    elements: [{name: Stage_1, env: stage}]
    template:
      metadata: {}
      spec: {source: {path: 'special/{{.env}}'}}
"""
    patch = "{{if .auto}}spec: {source: {path: 'patched/{{.env}}'}, project: stolen}{{end}}"
    set_ = body(generators, "plain", "x-{{.name | normalize}}", goTemplate=True, templatePatch=patch)
    set_["spec"]["template"]["spec"]["project"] = "shop"
    found = expand(set_, known(TREE))
    assert made(found) == [("x-prod-eu", "patched/prod"), ("x-stage-1", "special/stage")]
    assert found.applications[0].body["spec"]["project"] == "shop"
    assert found.applications[0].field(("spec", "source", "path")) == ("spec", "templatePatch")
    own = ("spec", "generators", 1, "list", "template", "spec", "source", "path")
    assert found.applications[1].field(("spec", "source", "path")) == own
    url = ("spec", "template", "spec", "source", "repoURL")
    assert found.applications[1].field(("spec", "source", "repoURL")) == url


TWO = "- list: {elements: [{a: 1}, {a: 2, b: x}]}"


def test_a_missing_key_prints_no_value(known: Known) -> None:
    found = expand(body(TWO, 'p/{{.b}}/{{default "d" .b}}', "x{{.a}}", goTemplate=True), known(TREE))
    assert paths(found) == ["p/<no value>/d", "p/x/x"]


def test_one_error_leaves_no_application(known: Known) -> None:
    strict = {"goTemplate": True, "goTemplateOptions": ["missingkey=error"]}
    found = expand(body(TWO, 'p/{{default "d" .b}}', "x{{.a}}", **strict), known(TREE))
    assert found.applications == ()
    assert found.problems == (
        (("spec", "generators", 0), 'Argo CD generates nothing: map has no entry for key "b"'),
    )


def test_values_are_rendered_before_the_selector(known: Known) -> None:
    generators = directories("apps/*/overlays/*") + (
        "    values: {app: '{{path[1]}}', env: '{{path.basename}}'}\n"
        "  selector: {matchExpressions: [{key: values.env, operator: In, values: [prod]}]}\n"
    )
    found = expand(body(generators, "{{path}}", "{{values.app}}-{{values.env}}"), known(TREE))
    assert [name for name, _ in made(found)] == ["api-prod", "web-prod"]


def test_numbers_in_a_list_need_go_templates(known: Known) -> None:
    assert "must be a text" in expand(body(TWO), known(TREE)).problems[0][1]


def test_fasttemplate_syntax_under_go_templates_stops_the_set(known: Known) -> None:
    found = expand(body(directories("apps/*"), "{{path}}", goTemplate=True), known(TREE))
    assert 'function "path" not defined' in found.problems[0][1]


def test_applications_of_one_name_are_held_back(known: Known) -> None:
    found = expand(body("- list: {elements: [{n: a}, {n: b}, {n: a}]}", "{{n}}", "x-{{n}}"), known(TREE))
    assert [one.name for one in found.applications] == ["x-b"]
    assert "several Applications are named x-a" in found.problems[0][1]


def test_a_set_without_parameters_is_not_rendered(known: Known) -> None:
    assert paths(expand(body("- list: {elements: [{}]}", "{{x}}", goTemplate=True), known(TREE))) == ["{{x}}"]


def test_only_what_depends_on_an_unknown_generator_is_unknown(known: Known) -> None:
    found = expand(body("- clusters: {values: {app: api}}", "apps/{{values.app}}", "{{name}}"), known(TREE))
    (one,) = found.applications
    assert (one.body["spec"]["source"]["path"], one.candidate) == ("apps/api", False)
    assert one.name == Unknown("the clusters generator's parameters are not in the repository", "{{name}}")


def test_a_selector_on_what_is_unknown_gives_candidates(known: Known) -> None:
    generators = "- clusters: {values: {env: prod}}\n  selector: {matchLabels: {%s: prod}}"
    assert [a.candidate for a in expand(body(generators % "region", "p"), known(TREE)).applications] == [True]
    assert [a.candidate for a in expand(body(generators % "values.env", "p"), known(TREE)).applications] == [
        False
    ]


def nested(first: str, second: str) -> str:
    return f"{{matrix: {{generators: [{first}, {second}]}}}}"


ONE = "{list: {elements: [{a: b}]}}"
DEEP = nested(ONE, nested(ONE, nested(ONE, ONE)))


@pytest.mark.parametrize(
    "generators",
    [
        "- matrix: {generators: [{list: {elements: []}}]}",
        "- merge: {generators: [{list: {}}, {list: {}}]}",
        "- merge: {mergeKeys: [a], generators: [{list: {}}]}",
        "- matrix: {generators: [{list: {}, git: {}}, {list: {}}]}",
        "- git: {repoURL: x}",
        "- list: {elements: [text]}",
        "- list: {elementsYaml: '{'}",
        "- text",
        "- list: {elements: []}\n  selector: {matchExpressions: [{key: a, operator: Is}]}",
        f"- {DEEP}",
    ],
)
def test_generators_that_argo_cd_refuses_stop_the_set(known: Known, generators: str) -> None:
    found = expand(body(generators, "p"), known(TREE))
    assert found.applications == ()
    assert found.problems[0][1].startswith("Argo CD generates nothing")


def test_too_many_sets_are_said_and_take_no_time(known: Known) -> None:
    started = time.monotonic()
    lists = [
        f"{{list: {{elements: [{', '.join(f'{{{key}: v{n}}}' for n in range(200))}]}}}}" for key in "abc"
    ]
    generators = f"- {nested(lists[0], nested(lists[1], lists[2]))}"
    found = expand(body(generators, "p"), known(TREE))
    assert found.applications == ()
    assert "more than 10,000" in found.problems[0][1]
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    "spec", [None, [], "text", {"generators": "text"}, {"generators": [None], "template": 3}]
)
def test_nonsense_gives_nothing(known: Known, spec: Any) -> None:
    assert expand({"spec": spec}, known(TREE)).applications == ()


def test_the_same_set_expands_the_same(known: Known) -> None:
    repository = known(TREE)
    set_ = body(MERGE, "{{values.root}}/{{values.env}}/{{values.dir}}")
    assert expand(set_, repository) == expand(set_, repository)
