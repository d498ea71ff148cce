"""What `init` writes changes nothing: the overlays and environments are those that were found before it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.change.histories import Repository
from tests.change.repositories import FIXTURES
from tests.proposals.surveys import found_in, switched_on, written
from validator.config import NAME, load
from validator.discover.identity import VARIABLES
from validator.globs.paths import covers, is_glob, literal
from validator.proposals.configuration import together
from validator.proposals.proposal import Proposal, Standing
from validator.proposals.quoting import quoted, told

CASES = sorted(path.name for path in FIXTURES.iterdir() if path.is_dir())
Write = Callable[[Mapping[str, "str | bytes"]], Path]
LEAF = "resources: []\n"
SUGGESTED = ("environments", "fail-on", "baseline")


@pytest.fixture(autouse=True)
def outside_of_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables of the CI that runs these tests would say where these repositories are."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def leaves(*paths: str) -> dict[str, str]:
    return {f"{path}/kustomization.yaml": LEAF for path in paths}


def flux(name: str, path: str, url: str = "https://git.example.com/team/deploy") -> str:
    objects: list[dict[str, object]] = [
        {
            "apiVersion": "source.toolkit.fluxcd.io/v1",
            "kind": "GitRepository",
            "metadata": {"name": name, "namespace": "flux-system"},
            "spec": {"url": url, "ref": {"branch": "main"}, "interval": "5m"},
        },
        {
            "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
            "kind": "Kustomization",
            "metadata": {"name": name, "namespace": "flux-system"},
            "spec": {"path": path, "sourceRef": {"kind": "GitRepository", "name": name}, "interval": "5m"},
        },
    ]
    return yaml.safe_dump_all(objects)


def application(path: str, **source: object) -> str:
    return yaml.safe_dump(
        {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Application",
            "metadata": {"name": "root", "namespace": "argocd"},
            "spec": {
                "source": {"repoURL": "https://git.example.com/team/deploy", "path": path, **source},
                "destination": {"server": "https://kubernetes.default.svc"},
                "project": "team",
            },
        }
    )


SHAPES: dict[str, Mapping[str, str | bytes]] = {
    "all marked": leaves("apps/a/overlays/prod", "apps/a/overlays/dev"),
    "none marked": leaves("a", "b/c", "b/d/e"),
    "a home": {
        **leaves("kubernetes/apps/media/player/app", "kubernetes/apps/dev", "kubernetes/apps/net/dns/app"),
        "kubernetes/cluster/all.yaml": flux("apps", "kubernetes/apps/media/player/app"),
        "kubernetes/plain/objects.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
        "kubernetes/cluster/plain.yaml": flux("plain", "./kubernetes/plain"),
    },
    "the root alone": {"kustomization.yaml": LEAF},
    "the root above others": {"kustomization.yaml": LEAF, **leaves("dev", "x/y")},
    "an unmarked one above a marked one": {
        **leaves("apps/a/overlays/dev", "apps"),
        "argo/a.yaml": application("apps"),
    },
    "one directory read in two ways": {
        **leaves("team/west"),
        "argo/dev/a.yaml": application("team/west"),
        "clusters/stage/b.yaml": flux("b", "team/west"),
    },
    "examples and tests": leaves("apps/a/overlays/prod", "apps/a/examples/x", "tests/y", "docs/z", "sample"),
    "many": leaves(*(f"services/s{number}/{end}" for number in range(30) for end in ("dev", "plain"))),
    "hostile names": leaves(
        *("*", "{a,b}", "[x]", "a\\b", "#", ": ", "- x", "yes", "1e3", "0x1F", "~", "null", "a: b # c"),
        *(
            "tab\there",
            "line\nbreak: yes",
            "\u202eever",
            "\x1b[31m",
            "\x85",
            "\ufeff",
            "\uffff",
            "日本",
            "'\"'",
        ),
        *(
            "dev",
            "&a",
            "*a",
            "!!str",
            "? x",
            "@x",
            "`x`",
            "%x",
            "x" * 200,
            "x/" * 9 + "dev",
            "=",
            "<<",
            "./-",
        ),
    ),
    "long names": leaves("/".join("x" * 200 + str(number) for number in range(6)), "dev"),
    "an address nobody tells": {
        **leaves("apps/a/b", "apps/c"),
        "argo/a.yaml": application("apps/a/b"),
    },
    "an odd address": {
        **leaves("apps/a"),
        "argo/a.yaml": flux("a", "apps/a", "ssh://git@host:2222/%7Eme/a%20b"),
    },
    "the root of Argo CD": {
        "objects.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
        "deploy/argo/root.yaml": application(".", directory={"recurse": True}),
        **leaves("apps/dev"),
        "argo/more.yaml": application("apps/dev"),
    },
}


def check_that_nothing_changes(root: Path) -> None:
    before = found_in(root)
    beginning = written(root)
    assert {one.standing for one in beginning.proposals} == {Standing.NEW}
    assert found_in(root) == before
    file = root / NAME
    text = file.read_text(encoding="utf-8")
    for key in SUGGESTED:  # what is suggested is what holds
        if f"#{key}:" in text:
            file.write_text(switched_on(text, key), encoding="utf-8")
            assert load(root, None).globs or key != "environments"
            assert found_in(root) == before


@pytest.mark.parametrize("case", CASES)
def test_fixtures_stay_as_they_are(case: str, tmp_path: Path) -> None:
    root = tmp_path / case
    shutil.copytree(FIXTURES / case, root, symlinks=True)
    (root / NAME).unlink(missing_ok=True)
    check_that_nothing_changes(root)


@pytest.mark.parametrize("shape", SHAPES)
def test_any_shape_stays_as_it_is(shape: str, repository: Write) -> None:
    check_that_nothing_changes(repository(SHAPES[shape]))


def test_names_that_are_not_unicode_stay_out_of_the_file(tmp_path: Path) -> None:
    root = Repository(tmp_path / "work").root
    for name in (b"caf\xe9", b"tests\xff/examples", b"dev\xfe", b"plain"):
        folder = root.joinpath(*(part.decode("utf-8", "surrogateescape") for part in name.split(b"/")))
        folder.mkdir(parents=True)
        (folder / "kustomization.yaml").write_text(LEAF)
    check_that_nothing_changes(root)
    assert "#  plain: production" in (root / NAME).read_text(encoding="utf-8")


def test_what_is_left_out_is_what_nothing_deploys(repository: Write) -> None:
    root = repository(SHAPES["examples and tests"] | {"argo/a.yaml": application("docs/z")})
    before = found_in(root)
    text = next(one.text for one in written(root).proposals if one.file == NAME)
    (root / NAME).write_text(switched_on(text, "exclude"))
    assert {path for path, *_ in before} - {path for path, *_ in found_in(root)} == {
        "apps/a/examples/x",
        "tests/y",
        "sample",
    }


def configuration(proposals: tuple[Proposal, ...]) -> str:
    return next(one.text for one in proposals if one.file == NAME)


def test_an_address_that_entry_points_vote_for_is_set(repository: Write) -> None:
    root = repository(SHAPES["an address nobody tells"])
    text = configuration(written(root).proposals)
    assert "\nrepository:\n- https://git.example.com/team/deploy\n" in text


def test_an_address_that_git_does_not_know_is_for_people_to_decide(tmp_path: Path) -> None:
    work = Repository(tmp_path / "work")
    work.write({name: str(text).encode() for name, text in SHAPES["an address nobody tells"].items()})
    work.git("remote", "add", "origin", "https://github.com/somebody/fork.git")
    before = found_in(work.root)
    text = configuration(written(work.root).proposals)
    assert "\n#repository:\n#- https://git.example.com/team/deploy\n" in text
    assert found_in(work.root) == before
    (work.root / NAME).write_text(switched_on(text, "repository"))
    assert load(work.root, None).repository == ("https://git.example.com/team/deploy",)


def test_an_address_that_git_knows_is_not_repeated(tmp_path: Path) -> None:
    work = Repository(tmp_path / "work")
    work.write({name: str(text).encode() for name, text in SHAPES["an address nobody tells"].items()})
    work.git("remote", "add", "origin", "git@git.example.com:team/deploy.git")
    assert "repository:" not in configuration(written(work.root).proposals)


def test_a_long_list_is_counted(repository: Write) -> None:
    text = configuration(written(repository(SHAPES["many"])).proposals)
    assert text.count(": production") == 20
    assert "# … and 10 more, which `mergegate overlays` lists.\n" in text


def test_comments_have_no_line_of_their_own(repository: Write) -> None:
    files = leaves("dev\n#x:\nfail-on: note\x1b[31m", "a\nrepository: [b]")
    text = configuration(written(repository(files)).proposals)
    assert load(repository({}), None).fail_on.value == "error"
    assert all(line.startswith("#") or not line for line in text.splitlines())
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("files", "refused"),
    [
        (  # kustomize-controller takes every YAML file of the root
            {"objects.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"}
            | leaves("apps/a")
            | {"apps/b/flux.yaml": flux("all", "./"), "apps/b/more.yaml": flux("a", "apps/a")},
            {NAME, ".pre-commit-config.yaml"},
        ),
        (
            leaves("apps/a")
            | {
                "argo/set.yaml": yaml.safe_dump(
                    {
                        "apiVersion": "argoproj.io/v1alpha1",
                        "kind": "ApplicationSet",
                        "metadata": {"name": "all", "namespace": "argocd"},
                        "spec": {
                            "generators": [
                                {
                                    "git": {
                                        "repoURL": "https://git.example.com/team/deploy",
                                        "revision": "HEAD",
                                        "files": [
                                            {"path": ".pre-*.yaml"},
                                            {"path": "apps/*/kustomization.yaml"},
                                        ],
                                    }
                                }
                            ],
                            "goTemplate": True,
                            "template": {
                                "metadata": {"name": "{{ .path.basename }}"},
                                "spec": {
                                    "source": {
                                        "repoURL": "https://git.example.com/team/deploy",
                                        "path": "{{ .path.path }}",
                                    },
                                    "destination": {"server": "https://kubernetes.default.svc"},
                                    "project": "team",
                                },
                            },
                        },
                    }
                )
            },
            {".pre-commit-config.yaml"},
        ),
    ],
)
def test_a_file_that_would_be_deployed_is_refused(
    files: Mapping[str, str], refused: set[str], repository: Write
) -> None:
    root = repository(files)
    before = found_in(root)
    beginning = written(root)
    assert {one.file for one in beginning.proposals if one.standing is Standing.REFUSED} == refused
    assert not any((root / file).exists() for file in refused)
    assert found_in(root) == before


@pytest.mark.parametrize(
    ("paths", "others", "expected"),
    [
        (["a"], [], [("a", 1)]),
        (["a/b", "a/c"], [], [("a", 2)]),
        (["a/b/c", "a/b/d", "e"], ["a/x"], [("a/b", 2), ("e", 1)]),
        (["a/b", "a/c"], ["a/d"], [("a/b", 1), ("a/c", 1)]),
        (["a"], ["a/b"], []),
        (["a/b"], ["a"], [("a/b", 1)]),
        (["."], ["a"], [(".", 1)]),
        ([".", "a"], [], [(".", 1), ("a", 1)]),
        (["ab", "a/b"], ["a/c"], [("a/b", 1), ("ab", 1)]),
    ],
)
def test_directories_are_put_together(
    paths: list[str], others: list[str], expected: list[tuple[str, int]]
) -> None:
    assert together(paths, others) == expected


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(NAMES)
def test_a_quoted_text_is_read_as_itself(text: str) -> None:
    scalar = quoted(text)
    assert scalar is not None
    assert "\n" not in scalar
    for loader in (yaml.SafeLoader, yaml.CSafeLoader):
        assert yaml.load(f"[{scalar}]", loader) == [text]
        assert yaml.load(f"{{{scalar}: 1}}", loader) == {text: 1}
        assert yaml.load(f"- {scalar} # {told(text)}\n", loader) == [text]


@given(NAMES.map(lambda name: name.replace("/", "x")), NAMES)
def test_a_literal_glob_means_its_path_alone(path: str, other: str) -> None:
    assert is_glob(literal(path))
    assert covers(literal(path), path)
    assert covers(literal(path), f"{path}/x")
    assert covers(literal(path), other) == (other == path or other.startswith(f"{path}/"))
