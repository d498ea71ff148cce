"""Measures what a check costs beside the bare builds and a naive loop, and writes docs/benchmarks.md.

`make bench`, or `python .ci/bench.py [--corpus DIRECTORY] [--sizes 100,1000,10000] [--only PATTERN]`, on a
machine that does nothing else. The corpus holds archives of real repositories, OWNER__NAME.tar.xz; without it
their rows are left out. Commands are timed by `measuring`, which runs them in turns; hyperfine runs each of
them to its end before the next one, and on a machine that is busy now and then their ratios wander.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchpage import BARE, NAIVE, Row, Size, page
from measuring import Command, cores, medians, peak
from synthetic import leaf, make

from validator.tools.find import require

ROOT = Path(__file__).resolve().parents[1]
BESIDE = ROOT.parent / "shared" / "corpus"
OURS = Path(sys.executable).with_name("mergegate")
LARGE = "redhat-appstudio__infra-deployments"
CODES = (0, 1, 3)  # of a check that ran to its end
STATES = ("checked before the change", "never checked", "checked a second time")  # what the cache knows


@dataclass
class Bench:
    """What is shared by all measurements; `scratch` is gone afterwards."""

    scratch: Path
    rows: list[Row] = field(default_factory=list)
    sizes: list[Size] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.kustomize, self.conftest = require("kustomize"), require("conftest")
        self.env = {
            **{name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ},
            "HOME": str(self.scratch),
            "MERGEGATE_CACHE_DIR": str(self.scratch / "cache"),
            "MERGEGATE_KUSTOMIZE": str(self.kustomize.path),
            "MERGEGATE_CONFTEST": str(self.conftest.path),
            "GIT_CONFIG_GLOBAL": os.devnull,
        }

    def ours(self, root: Path, *words: str, cache: Path | None = None) -> Command:
        """A check that begins with a cache as it was kept; without one it takes what is there."""

        def before() -> None:
            if cache is not None:
                shutil.rmtree(self.scratch / "cache", ignore_errors=True)
                shutil.copytree(cache, self.scratch / "cache")

        return Command([OURS, "check", *words], root, self.env, before, CODES)

    @property
    def empty(self) -> Path:
        """A cache with nothing in it."""
        (self.scratch / "empty").mkdir(exist_ok=True)
        return self.scratch / "empty"

    def kept(self, root: Path) -> Path:
        """The cache that a full check of a repository leaves."""
        kept = self.scratch / f"{root.name}-cache"
        if not kept.exists():
            self.ours(root, cache=self.empty).seconds()
            shutil.copytree(self.scratch / "cache", kept)
        return kept

    def bare(self, directories: Sequence[Path]) -> Command:
        """The builds alone, as many at once as there are cores."""
        listed = self.scratch / "listed"
        words = ["xargs", "-0", "-P", str(cores()), "-n", "1", str(self.kustomize.path), "build"]
        paths = b"\0".join(map(os.fsencode, directories))
        return Command(words, self.scratch, self.env, lambda: listed.write_bytes(paths), stdin=listed)

    def naive(self, directories: Sequence[Path]) -> Command:
        """What people write first."""
        loop = 'for d; do "$KUSTOMIZE" build "$d" | "$CONFTEST" test --no-fail -p "$POLICIES" -; done'
        env = {
            **self.env,
            "KUSTOMIZE": str(self.kustomize.path),
            "CONFTEST": str(self.conftest.path),
            "POLICIES": str(ROOT / "policies"),
        }
        return Command(["sh", "-c", loop, "sh", *directories], self.scratch, env)

    def buildable(self, root: Path) -> list[str]:
        """The overlays that kustomize builds."""
        words = [OURS, "check", root, "--format", "json"]
        finished = subprocess.run(words, env=self.env, check=False, stdout=subprocess.PIPE)
        overlays = json.loads(finished.stdout)["overlays"]
        return [
            one["path"] for one in overlays if one["status"] == "checked" and _is_built(root / one["path"])
        ]


def _is_built(directory: Path) -> bool:
    names = ("kustomization.yaml", "kustomization.yml", "Kustomization")
    return any((directory / name).is_file() for name in names)


# ---- rows ----------------------------------------------------------------------------------------------


def full(bench: Bench, root: Path, name: str) -> None:
    """A cold check of everything, and a second one."""
    directories = [root / path for path in bench.buildable(root)]
    cold, bare, warm = bench.ours(root, cache=bench.empty), bench.bare(directories), bench.ours(root)
    found = medians({"bare": bare, "cold": cold, "warm": warm}, 3)
    beside = f"{len(directories)} bare builds {found['bare']:.2f} s"
    bench.rows.append(
        Row(f"{name}: cold full check", found["cold"], beside, found["bare"], 0.7 * found["bare"] + 0.8)
    )
    beside = f"cold {found['cold']:.2f} s, {100 * found['warm'] / found['cold']:.1f}%"
    bench.rows.append(
        Row(f"{name}: warm full check", found["warm"], beside, found["cold"], 0.03 * found["cold"])
    )


def staged(bench: Bench, root: Path, name: str) -> None:
    """A commit that touches no overlay."""
    bench.kept(root)
    with _changed(root, "README.md", lambda text: text + "\nMore.\n"):
        _git(root, "add", "README.md")
        found = medians({"ours": bench.ours(root, "--staged", cache=bench.kept(root))}, 9)
        _git(root, "reset", "--quiet")
    bench.rows.append(Row(f"{name}: `--staged`, no overlay touched", found["ours"], "", 0, 0.3))


def one_leaf(bench: Bench, root: Path, name: str) -> None:
    """An edit of one leaf in the middle of all."""
    found = bench.buildable(root)
    before, kept = _second(root), bench.kept(root)
    for path in found[len(found) // 2 :]:
        file = root / path / "kustomization.yaml"
        if file.is_file() and "commonAnnotations" not in file.read_text("utf-8"):
            break
    with _changed(root, f"{path}/kustomization.yaml", _annotated):
        two = bench.bare([root / path, before / path])
        single = Command(
            ["sh", "-c", 'for d; do "$0" build "$d"; done', *_words(bench, two)], root, bench.env
        )
        times = medians({"bare": single, **_states(bench, root, kept)}, 5)
    beside = f"its two builds {times['bare']:.2f} s"
    for state in STATES:
        what = f"{name}: `--base`, one leaf of {len(found)} changed, {state}"
        bench.rows.append(Row(what, times[state], beside, times["bare"], times["bare"] + 0.5))


def _states(bench: Bench, root: Path, kept: Path) -> dict[str, Command]:
    """A check of a change with each state of the cache."""
    words = ("--base", "HEAD")
    return {
        STATES[0]: bench.ours(root, *words, cache=kept),
        STATES[1]: bench.ours(root, *words, cache=bench.empty),
        STATES[2]: bench.ours(root, *words),
    }


def _words(bench: Bench, command: Command) -> list[str | Path]:
    command.before()
    return [bench.kustomize.path, *(bench.scratch / "listed").read_text("utf-8").split("\0")]


def _annotated(text: str) -> str:
    return f"{text.rstrip()}\ncommonAnnotations:\n  benchmark: here\n"


def shared_base(bench: Bench, root: Path) -> None:
    """An edit of a base of the synthetic repository, which fifty overlays share."""
    before, kept = _second(root), bench.kept(root)
    both = [side / leaf("g0000", number) for number in range(50) for side in (root, before)]
    with _changed(root, "apps/g0000/base/app.yaml", lambda text: text.replace("app:1.0.0", "app:1.0.1")):
        times = medians({"bare": bench.bare(both), **_states(bench, root, kept)}, 3)
    beside = f"the builds of both sides {times['bare']:.2f} s"
    for state in STATES:
        what = f"synthetic: `--base`, a base that 50 of 1,000 overlays share, {state}"
        bench.rows.append(Row(what, times[state], beside, times["bare"], 0.8 * times["bare"] + 0.5))


def growth(bench: Bench, root: Path, overlays: int) -> None:
    """A full check of one size."""
    directories = [*sorted((root / "apps").glob("*/overlays/*")), root / "argocd"]
    cold, some = bench.ours(root, cache=bench.empty), _spread(directories, NAIVE)
    naive = bench.naive(some).seconds() * len(directories) / len(some)
    memory, took = peak(Path(sys.executable), cold)
    if overlays < BARE:
        commands = {"bare": bench.bare(directories), "cold": cold, "warm": bench.ours(root)}
        times = medians(commands, 3)
    else:
        some = _spread(directories, BARE)
        bare = bench.bare(some).seconds() * len(directories) / len(some)
        times = {"cold": took, "bare": bare, "warm": bench.ours(root).seconds()}
    bench.sizes.append(Size(overlays, times["cold"], times["warm"], times["bare"], naive, memory))


def _spread(directories: Sequence[Path], count: int) -> Sequence[Path]:
    """So many of them, at most, from everywhere."""
    return directories[:: max(len(directories) // count, 1)][:count]


# ---- repositories --------------------------------------------------------------------------------------


def _git(root: Path, *words: str) -> None:
    who = ["-c", "user.name=Bench", "-c", "user.email=bench@example.com", "-c", "gc.auto=0"]
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(["git", *who, *words], cwd=root, env=env, check=True)  # noqa: S607 - whichever git


def _unpacked(bench: Bench, archive: Path) -> Path:
    """A repository of the corpus, committed."""
    with tarfile.open(archive) as opened:
        opened.extractall(bench.scratch, filter="data")
    root = bench.scratch / archive.name.removesuffix(".tar.xz")
    _git(root, "init", "--quiet", "--initial-branch=main")
    _git(root, "add", "--all", "--force")
    _git(root, "commit", "--quiet", "--message=Begin")
    return root


def _second(root: Path) -> Path:
    """Another work tree of what is committed, for the bare builds of the other side."""
    second = root.parent / f"{root.name}-before"
    if not second.exists():
        _git(root, "worktree", "add", "--quiet", "--detach", str(second), "HEAD")
    return second


class _changed:  # noqa: N801 - a context manager
    """A file of the work tree is another one for a while."""

    def __init__(self, root: Path, name: str, change: Callable[[str], str]) -> None:
        self._file, self._change = root / name, change
        self._content = self._file.read_bytes()

    def __enter__(self) -> None:
        self._file.write_bytes(self._change(self._content.decode()).encode())

    def __exit__(self, *_: object) -> None:
        self._file.write_bytes(self._content)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=BESIDE)
    parser.add_argument("--sizes", default="100,1000,10000")
    parser.add_argument("--only", default=".", help="a pattern of measurements: leaf, staged, a corpus' name")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmarks.md")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(os.path.realpath(name)))
        for what, measure in _measurements(bench, given):
            if re.search(given.only, what):
                print(what, file=sys.stderr)
                measure()
        tools = {"kustomize": bench.kustomize.version, "conftest": bench.conftest.version}
        text = page(bench.rows, bench.sizes, tools, bench.left_out)
        given.output.write_text(text, encoding="utf-8")


def _measurements(bench: Bench, given: argparse.Namespace) -> Iterator[tuple[str, Callable[[], Any]]]:
    archives = sorted(given.corpus.glob("*.tar.xz"))
    if not archives:
        bench.left_out.append("the corpus of real repositories")
    for archive in sorted(archives, key=lambda one: LARGE not in one.name):
        name = archive.name.removesuffix(".tar.xz")
        if not re.search(given.only, f"{name} full staged leaf"):
            continue
        root, shown = _unpacked(bench, archive), name.partition("__")[2]
        if name == LARGE:
            yield f"{name} staged", lambda root=root, shown=shown: staged(bench, root, shown)
            yield f"{name} leaf", lambda root=root, shown=shown: one_leaf(bench, root, shown)
        yield f"{name} full", lambda root=root, shown=shown: full(bench, root, shown)
    for size in map(int, given.sizes.split(",")):
        root = bench.scratch / f"synthetic-{size}"
        make(size, root)
        if size >= 1000 and not any("share" in row.what for row in bench.rows):
            yield f"synthetic-{size} shared", lambda root=root: shared_base(bench, root)
        yield f"synthetic-{size} growth", lambda root=root, size=size: growth(bench, root, size)
        shutil.rmtree(root)


if __name__ == "__main__":
    main()
