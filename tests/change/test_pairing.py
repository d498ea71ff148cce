"""Which overlay before a change is which after it."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.change.histories import Repository
from validator.change.pairing import Contents, contents_of, paired
from validator.snapshot.disk import Disk
from validator.tree.tree import Tree

Files = Mapping[str, str]


def lines(*names: str) -> str:
    return "".join(f"{name}\n" for name in names)


ONE, TWO = lines("a", "b", "c", "d"), lines("p", "q", "r", "s")
ONE_EDITED = lines("a", "b", "c", "other")
ONE_SCARCELY = lines("a", "x", "y", "z")
CASES: Mapping[str, tuple[Files, Files, Mapping[str, str]]] = {
    "nothing changed": ({"x/k": ONE}, {"x/k": ONE}, {"x": "x"}),
    "an edit": ({"x/k": ONE}, {"x/k": TWO}, {"x": "x"}),
    "a rename": ({"x/k": ONE}, {"y/k": ONE}, {"y": "x"}),
    "a move into another directory": ({"x/k": ONE}, {"deep/er/x/k": ONE}, {"deep/er/x": "x"}),
    "moved and edited": ({"x/k": ONE}, {"y/k": ONE_EDITED}, {"y": "x"}),
    "moved, and hardly a line is left": ({"x/k": ONE}, {"y/k": ONE_SCARCELY}, {}),
    "another file name is another thing": ({"x/k": ONE}, {"y/l": ONE}, {}),
    "one more file": ({"x/k": ONE}, {"y/k": ONE, "y/l": lines("m")}, {"y": "x"}),
    "only white space": ({"x/k": ONE}, {"y/k": "  " + ONE.replace("\n", "  \n\n")}, {"y": "x"}),
    "one goes, another comes": ({"x/k": ONE}, {"y/k": TWO}, {}),
    "a new one": ({"x/k": ONE}, {"x/k": ONE, "y/k": ONE}, {"x": "x"}),
    "a copy takes over when the original goes": (
        {"x/k": ONE, "z/k": ONE},
        {"z/k": ONE, "y/k": ONE},
        {"z": "z", "y": "x"},
    ),
    "a swap keeps the paths": ({"x/k": ONE, "y/k": TWO}, {"x/k": TWO, "y/k": ONE}, {"x": "x", "y": "y"}),
    "a path that another one takes over": (
        {"x/k": ONE, "y/k": TWO},
        {"y/k": ONE, "z/k": TWO},
        {"y": "y"},
    ),
    "equal ones by the end of their paths": (
        {f"old/{name}/k": ONE for name in "abc"},
        {f"new/{name}/k": ONE for name in "cab"},
        {f"new/{name}": f"old/{name}" for name in "abc"},
    ),
    "equal ones, one of them fewer": (
        {f"old/{name}/k": ONE for name in "abc"},
        {f"new/{name}/k": ONE for name in "bc"},
        {f"new/{name}": f"old/{name}" for name in "bc"},
    ),
    "the exact one before the one that is alike": (
        {"x/k": ONE, "y/k": ONE_EDITED},
        {"p/x/k": ONE_EDITED, "q/y/k": ONE},
        {"p/x": "y", "q/y": "x"},
    ),
    "the most alike first": (
        {"x/k": ONE},
        {"y/k": lines("a", "b", "1", "2"), "z/k": ONE_EDITED},
        {"z": "x"},
    ),
    "nothing in it": ({"x/k": ""}, {"y/k": ""}, {"y": "x"}),
}


def _contents(root: Path, files: Files) -> dict[str, Contents]:
    root.mkdir()
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    tree = Tree(Disk(root, files))
    paths = {posixpath.dirname(name) for name in files}
    return {path: contents_of(tree, path, files) for path in paths}


def pair(tmp_path: Path, before: Files, after: Files) -> dict[str, str]:
    old, new = _contents(tmp_path / "before", before), _contents(tmp_path / "after", after)
    return paired(old, new, old, new)


@pytest.mark.parametrize("case", CASES)
def test_pairs(case: str, tmp_path: Path) -> None:
    before, after, wanted = CASES[case]
    assert pair(tmp_path, before, after) == wanted


def test_nobody_is_paired_twice(tmp_path: Path) -> None:
    before = {f"old/{number}/k": lines("a", "b", str(number % 3)) for number in range(20)}
    after = {f"new/{number}/k": lines("a", "b", str(number % 4)) for number in range(15)}
    found = pair(tmp_path, before, after)
    assert len(found) == len(set(found.values())) == 15


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    before = {f"old/{name}/k": lines("a", "b", name) for name in "abcdef"}
    after = {f"new/{name}/k": lines("a", "b", name, "c") for name in "defabc"}
    first = pair(tmp_path, before, after)
    (tmp_path / "again").mkdir()
    assert pair(tmp_path / "again", dict(reversed(before.items())), dict(reversed(after.items()))) == first


def test_very_many_that_are_alike_are_left_alone(tmp_path: Path) -> None:
    before = {f"old/{number}/k": lines("a", "b", str(number)) for number in range(120)}
    after = {f"new/{number}/k": lines("a", "b", f"x{number}") for number in range(120)}
    assert pair(tmp_path, before, after) == {}


def test_the_root_is_a_directory_like_others(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository")
    repository.write({"k": ONE.encode(), "x/k": b"other\n"})
    tree = Tree(Disk(repository.root, ["k", "x/k"]))
    assert contents_of(tree, ".", ["k", "x/k"]).files == ("k", "x/k")
    assert contents_of(tree, "x", ["k", "x/k", "xy/k"]).files == ("x/k",)
