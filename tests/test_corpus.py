"""Real repositories, where they are at hand: what is found in them, the same bytes twice, no traceback.

They are looked for in MERGEGATE_CORPUS, or beside the checkout in shared/corpus, as archives. The project
builds and passes without them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from validator.build.kustomize import SCHEMA_VERSION, Kustomize, Limits
from validator.snapshot.checkout import checkout
from validator.tree.closure import closure
from validator.tree.tree import Tree

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "corpus"
CORPUS = Path(os.environ.get("MERGEGATE_CORPUS", BESIDE))
LEAVES = {
    "GoogleCloudPlatform__bank-of-anthos": 43,
    "bjw-s-labs__home-ops": 110,
    "kubeflow__manifests": 65,
    "redhat-appstudio__infra-deployments": 636,
    "redhat-cop__gitops-catalog": 329,
}
PRESENT = [name for name in LEAVES if (CORPUS / f"{name}.tar.xz").exists()]

pytestmark = pytest.mark.skipif(not PRESENT, reason="the corpus is not at hand")


@pytest.fixture(scope="module", params=PRESENT)
def root(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One repository, unpacked."""
    return unpacked(request.param, tmp_path_factory.mktemp("corpus"))


def unpacked(name: str, folder: Path) -> Path:
    """A repository in a folder."""
    with tarfile.open(CORPUS / f"{name}.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder / name


def check(root: Path, format_: str, jobs: int) -> tuple[int, bytes]:
    program = Path(sys.executable).with_name("mergegate")
    words = [program, "check", root, "--format", format_, "--jobs", str(jobs)]
    finished = subprocess.run(words, capture_output=True, timeout=600)
    assert finished.stderr == b""
    return finished.returncode, finished.stdout


def test_the_leaves_are_all_there(root: Path) -> None:
    found = checkout(root)
    assert len(Tree(found.store).leaves) == LEAVES[root.name]


def test_two_checks_give_the_same_bytes(root: Path) -> None:
    code, first = check(root, "json", 2)
    assert code in (0, 1)
    assert check(root, "json", 3) == (code, first)
    report: dict[str, Any] = json.loads(first)
    assert report["summary"]["overlays"] >= LEAVES[root.name]
    assert str(root).encode() not in first
    for finding in report["findings"]:
        if finding["location"] is not None:
            lines = (root / finding["location"]["file"]).read_text().splitlines()
            assert finding["location"]["line"] <= len(lines)


def test_the_small_schema_changes_no_byte(root: Path, tmp_path: Path, kustomize_binary: Path) -> None:
    found = checkout(root)
    tree = Tree(found.store)
    kustomize = Kustomize(binary=kustomize_binary, version=SCHEMA_VERSION, scratch=tmp_path, limits=Limits())

    def differs(directory: str) -> bool:
        plain = kustomize.build(tree.root / directory)
        return plain.code == 0 and kustomize.build_wrapped(tree.root / directory).stdout != plain.stdout

    wanted = []
    for directory in tree.leaves:
        whole, own = closure(tree, directory), tree.kustomization(directory)
        if whole.merges and not whole.has_openapi and not whole.problems and own is not None:
            wanted.append(directory)
    with ThreadPoolExecutor(2) as pool:
        assert [d for d, is_other in zip(wanted, pool.map(differs, wanted), strict=True) if is_other] == []
