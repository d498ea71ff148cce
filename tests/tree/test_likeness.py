"""Directories of equal likeness render to equal bytes; where that is not sure they have none."""

from __future__ import annotations

import os
import subprocess
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from validator.snapshot.disk import Disk
from validator.tree.likeness import Likeness
from validator.tree.tree import Tree

Make = Callable[[dict[str, str]], Tree]

FIXTURES = Path(__file__).parents[2] / "fixtures"
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {k: v}\n"
BASE = {"base/kustomization.yaml": "resources: [cm.yaml]\n", "base/cm.yaml": CONFIG_MAP}
PLUGIN = "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: g}\nfiles: [f.txt]\n"


def both(text: str, **files: str) -> dict[str, str]:
    """The same files in o/a and o/b."""
    contents = {"kustomization.yaml": text, **{name.replace("__", "."): one for name, one in files.items()}}
    return BASE | {f"o/{d}/{name}": one for d in "ab" for name, one in contents.items()}


def keys(made: Tree, *directories: str) -> list[str | None]:
    likeness = Likeness(made)
    return [likeness.of(one) for one in directories]


@pytest.mark.parametrize(
    "files",
    [
        both("resources: [../../base]\n"),
        both("resources: [../../base]\npatches: [{path: p.yaml}]\n", p__yaml=CONFIG_MAP),
        both("configMapGenerator: [{name: g, files: [f.txt]}]\n", f__txt="x"),
        both("generators: [g.yaml]\n", g__yaml=PLUGIN, f__txt="x"),
        both("resources: [../../base, ../../base/../base]\n"),
        BASE | {f"{d}/{d}/kustomization.yaml": "resources: [../../base]\n" for d in "ab"},
    ],
)
def test_the_same_words_about_the_same_files_are_alike(tree: Make, files: dict[str, str]) -> None:
    paths = sorted(os.path.dirname(f) for f in files if f.endswith("kustomization.yaml") and f[0] != "b")
    paths = paths if len(paths) == 2 else ["a/a", "b/b"]
    one, two = keys(tree(files), *paths)
    assert one == two
    assert one is not None


@pytest.mark.parametrize(
    ("files", "changed"),
    [
        (both("resources: [../../base]\n"), {"o/b/kustomization.yaml": "resources: [../../base] \n"}),
        (both("resources: [x.yaml]\n", x__yaml=CONFIG_MAP), {"o/b/x.yaml": CONFIG_MAP.replace("v}", "w}")}),
        (both("configMapGenerator: [{name: g, files: [f.txt]}]\n", f__txt="x"), {"o/b/f.txt": "y"}),
        (both("generators: [g.yaml]\n", g__yaml=PLUGIN, f__txt="x"), {"o/b/f.txt": "y"}),
        (
            both("resources: [../x]\n") | {"o/x/kustomization.yaml": "resources: [../../base]\n"},
            {"o/b/kustomization.yaml": "resources: [../../base]\n"},
        ),
        # The same words lead elsewhere.
        (
            {
                **{f"{d}/o/kustomization.yaml": "resources: [../base]\n" for d in ("o/a", "o/b")},
                "o/a/base/kustomization.yaml": "namePrefix: a-\n",
                "o/b/base/kustomization.yaml": "namePrefix: b-\n",
            },
            {},
        ),
        # A file here, a directory there.
        (both("resources: [x]\n", x=CONFIG_MAP), {"o/b/x": "", "o/b/x/kustomization.yaml": ""}),
    ],
)
def test_another_word_or_file_makes_them_unlike(
    tree: Make, files: dict[str, str], changed: dict[str, str]
) -> None:
    contents = {name: text for name, text in (files | changed).items() if changed.get(name) != ""}
    contents |= {name: "" for name in changed if name.endswith("/kustomization.yaml") and not changed[name]}
    paths = ["o/a/o", "o/b/o"] if "o/a/o/kustomization.yaml" in contents else ["o/a", "o/b"]
    one, two = keys(tree(contents), *paths)
    assert one != two


@pytest.mark.parametrize(
    "text",
    [
        "resources: [../../base]\nbuildMetadata: [originAnnotations]\n",
        "resources: ['https://example.com/x.yaml']\n",
        "resources: [none.yaml]\n",
        "resources: [../a, ../b]\n",
        "resources: [.]\n",
        "patches: [{path: ../../base}]\n",
        "- no mapping\n",
    ],
)
def test_what_is_not_known_to_be_alike_has_no_likeness(tree: Make, text: str) -> None:
    assert keys(tree(both(text)), "o/a", "o/b") == [None, None]


def test_what_a_link_leads_to_has_no_likeness(tree: Make) -> None:
    made = tree(both("resources: [../../base]\n"))
    os.symlink("o", made.root / "linked")
    assert keys(made, "linked/a", "linked/b") == [None, None]


def test_a_base_without_likeness_leaves_none_to_what_includes_it(tree: Make) -> None:
    made = tree(both("resources: [../../base]\n") | {"base/kustomization.yaml": "resources: [gone.yaml]\n"})
    assert keys(made, "o/a", "o/b") == [None, None]


def rendered(binary: Path, directory: Path) -> tuple[int, bytes]:
    argv = [binary, "build", directory, "--load-restrictor", "LoadRestrictionsNone"]
    finished = subprocess.run(argv, capture_output=True, check=False)
    return finished.returncode, finished.stdout


def check_alike(made: Tree, binary: Path) -> int:
    """Build whatever is alike and compare; returns how many are like another one."""
    likeness = Likeness(made)
    groups: dict[str, list[str]] = defaultdict(list)
    for directory in made.directories:
        key = likeness.of(directory)
        if key is not None:
            groups[key].append(directory)
    for group in groups.values():
        if len(group) > 1:
            assert len({rendered(binary, made.root / one) for one in group}) == 1, group
    return sum(len(group) - 1 for group in groups.values())


def test_what_is_alike_in_the_fixtures_renders_alike(kustomize_binary: Path) -> None:
    files = [str(path.relative_to(FIXTURES)) for path in FIXTURES.rglob("*") if path.is_file()]
    assert check_alike(Tree(Disk(FIXTURES, files)), kustomize_binary) > 0


LINES = st.sampled_from(
    [
        "resources: [../x]",
        "resources: [../../base]",
        "resources: [cm.yaml]",
        "resources: [../x/cm.yaml, sub]",
        "namePrefix: a-",
        "namespace: n",
        "configMapGenerator: [{name: g, files: [cm.yaml]}]",
        "configMapGenerator: [{name: g, files: [k=../x/cm.yaml]}]",
        "patches: [{path: p.yaml}]",
        "components: [../c]",
        "buildMetadata: [originAnnotations]",
        "generatorOptions: {disableNameSuffixHash: true}",
    ]
)
PLACES = ("o/a", "o/b", "o/x", "q/a", "q/b", "q/x", "o/a/sub", "o/b/sub", "o/c", "q/c", "base")
DIRECTORY = st.tuples(
    st.lists(LINES, max_size=3, unique_by=lambda line: line.partition(":")[0]),
    st.sampled_from(["v", "w"]),
    st.sampled_from(["v", "w"]),
)


@given(st.lists(st.tuples(st.sampled_from(PLACES), DIRECTORY), min_size=4, max_size=11))
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_alike_renders_alike(
    tmp_path_factory: pytest.TempPathFactory,
    kustomize_binary: Path,
    said: list[tuple[str, tuple[list[str], str, str]]],
) -> None:
    root = tmp_path_factory.mktemp("alike")
    files: dict[str, str] = {}
    for place, (lines, one, two) in said:
        kind = "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n" if place[-1] == "c" else ""
        files[f"{place}/kustomization.yaml"] = kind + "".join(f"{line}\n" for line in lines)
        files[f"{place}/cm.yaml"] = CONFIG_MAP.replace("v}", f"{one}}}")
        files[f"{place}/p.yaml"] = CONFIG_MAP.replace("v}", f"{two}, more: x}}")
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    check_alike(Tree(Disk(root, list(files))), kustomize_binary)
