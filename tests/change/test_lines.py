"""Which lines a change put there, and that findings on them come first where there is room for few."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.change.histories import Repository
from tests.change.repositories import dump
from tests.running import Command
from validator.change.lines import ChangedLines
from validator.snapshot.disk import Disk
from validator.tree.tree import Tree

LINES = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=12)


@given(before=LINES, after=LINES)
def test_what_is_left_after_taking_them_out_was_there(
    before: list[str], after: list[str], tmp_path_factory: object
) -> None:
    folder = Path(tmp_path_factory.mktemp("lines"))  # type: ignore[attr-defined]
    trees = []
    for name, lines in (("before", before), ("after", after)):
        (folder / name).mkdir()
        (folder / name / "f").write_text("".join(f"{line}\n" for line in lines))
        trees.append(Tree(Disk(folder / name, ["f"])))
    changed = ChangedLines(*trees).of("f")
    assert Counter(line for number, line in enumerate(after, 1) if number not in changed) <= Counter(before)
    assert changed <= set(range(1, len(after) + 1))
    assert len(changed) == (Counter(after) - Counter(before)).total()


def pods(count: int, image: str = "example.com/web") -> bytes:
    return dump(
        *(
            {
                "apiVersion": "v1",
                "kind": "Pod",
                "metadata": {"name": f"p{number}"},
                "spec": {"containers": [{"name": "a", "image": f"{image}{number}:latest"}]},
            }
            for number in range(count)
        )
    )


def test_a_finding_on_a_changed_line_is_annotated_before_others(tmp_path: Path, mergegate: Command) -> None:
    """A prefix makes findings in a base that the change itself does not touch."""
    repository = Repository(tmp_path / "repository")
    listed = dump({"resources": ["../base"]})
    files = {
        "base/pods.yaml": pods(15),
        "base/kustomization.yaml": dump({"resources": ["pods.yaml"]}),
        "apps/one/kustomization.yaml": listed,
    }
    repository.write(files)
    repository.commit()
    own = pods(1, "example.com/own")
    two = dump({"resources": ["../../base", "own.yaml"], "nameSuffix": "-two"})
    repository.write({**files, "apps/two/kustomization.yaml": two, "apps/two/own.yaml": own})
    words = ("--base", "HEAD", "--select", "pod-image-mutable-tag", "--format", "github")
    run = mergegate("check", repository.root, *words)
    first = run.out.split("\n", 1)[0]
    assert "apps/two/own.yaml" in first
