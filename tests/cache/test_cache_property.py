"""Random edits, one cache over all of them: at each step what is remembered changes nothing."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Mapping
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cache.caching import Ended, Program, commit, committed
from tests.locate.trees import trees

EXAMPLES = int(os.environ.get("MERGEGATE_EXAMPLES", "2"))
STEPS = 4
WORDS = ("--select", "pod-image-mutable-tag", "--select", "rbac-roleref-missing", "--notes")
FORMATS = ("json", "text")


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize="MERGEGATE_EXAMPLES" not in os.environ,  # many examples are for new ones
)
@given(first=trees(), second=trees(), chance=st.randoms(use_true_random=False))
def test_a_cache_that_has_seen_much_changes_nothing(
    kustomize_binary: Path,
    conftest_binary: Path,
    first: dict[str, str],
    second: dict[str, str],
    chance: random.Random,
) -> None:
    tools = {"MERGEGATE_KUSTOMIZE": str(kustomize_binary), "MERGEGATE_CONFTEST": str(conftest_binary)}
    with tempfile.TemporaryDirectory() as folder:
        program = Program(Path(folder) / "cache", tools)
        root = committed(Path(folder) / "repository", first)
        told = _check(program, root)
        for _ in range(STEPS):
            story = _edit(root, [first, second], chance)
            before, told = told, _check(program, root)
            assert told == _check(program, root, "--no-cache"), story
            assert told == _check(program, root), story
            base = _check(program, root, "--base", "HEAD")
            assert base == _check(program, root, "--base", "HEAD", "--no-cache"), story
            if chance.random() < 0.5:
                commit(root)
                assert _check(program, root) == told, story
            if chance.random() < 0.3 and told != before:
                program.forget("report", chance.choice(["survey", "outline", "ruling", "code"]))


def _check(program: Program, root: Path, *words: str) -> Ended:
    return program.run("check", root, "--format", "json", *WORDS, *words)


def _edit(root: Path, pool: list[Mapping[str, str]], chance: random.Random) -> list[str]:
    """Change some files; says which and how."""
    story = []
    for _ in range(chance.choice([1, 1, 2])):
        path = chance.choice(sorted({name for files in pool for name in files}))
        file = root / path
        now = file.read_text("utf-8") if file.exists() else None
        new = chance.choice([None, *(files.get(path) for files in pool), _changed(now, chance)])
        if path == "o/kustomization.yaml" and new is None:  # what is to be checked
            continue
        story.append(f"{path}: {new!r}")
        if new is None:
            file.unlink(missing_ok=True)
        else:
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(new.encode())
    return story


def _changed(text: str | None, chance: random.Random) -> str | None:
    """The same with one line gone, twice, or commented."""
    lines = text.splitlines(keepends=True) if text else []
    if not lines:
        return text
    at = chance.randrange(len(lines))
    lines[at : at + 1] = chance.choice([[], [lines[at]] * 2, [f"# {lines[at]}"], ["# more\n", lines[at]]])
    return "".join(lines)
