"""The line itself: discover → build → evaluate → locate → judge. Reporting and exiting are the caller's."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from validator import config as configuration
from validator.build.builder import Builder
from validator.build.charts import with_charts
from validator.build.documents import Documents
from validator.build.kustomize import Kustomize, Limits
from validator.config import Config
from validator.discover.discover import Discovery
from validator.errors import MergegateError
from validator.evaluate import facts
from validator.evaluate.catalogue import load
from validator.evaluate.conftest import Conftest
from validator.evaluate.evaluate import Evaluator
from validator.evaluate.selection import policies_of, policy_data, select
from validator.judge.committed import committed
from validator.judge.fold import fold
from validator.judge.severity import Severities
from validator.judge.supersede import without_superseded
from validator.locate.placing import place
from validator.model import Build, Overlay, OverlayReport, Result, Status, ToolVersions, Unresolved
from validator.progress import Progress
from validator.snapshot.checkout import checkout
from validator.tools.find import Tool, require
from validator.tree.tree import Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line asks for; None and empty mean the default."""

    path: Path | None = None
    config: Path | None = None
    jobs: int | None = None
    select: tuple[str, ...] = ()  # rules or families
    ignore: tuple[str, ...] = ()
    policies: tuple[Path, ...] = ()
    allow_remote: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The result and what a report needs beside it."""

    result: Result
    config: Config
    tree: Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """Every overlay, built."""

    tree: Tree
    builder: Builder
    builds: Sequence[Build]
    unresolved: tuple[Unresolved, ...]


def check(options: Options, progress: Progress) -> Checked:
    """Check a repository. Raises MergegateError when it cannot be done."""
    tree, config, discovery = start(options)
    catalogue = load([*config.policies, *options.policies])
    selection = select(catalogue, config, options.select, options.ignore)
    kustomize, conftest = require("kustomize"), require("conftest")
    with scratch_directory() as scratch:
        built = build(tree, discovery, kustomize, scratch, options, progress)
        progress.stage("evaluating policies")
        engine = Conftest(
            binary=conftest.path,
            version=conftest.version,
            scratch=scratch,
            policies=policies_of(catalogue, selection.wanted),
            data=policy_data(catalogue, config, selection, discovery.urls),
        )
        evaluator = Evaluator(catalogue, selection.wanted, engine, jobs=options.jobs or _cores())
        evaluated = evaluator.evaluate(
            built.builds, facts.gather(tree, built.builds, built.builder.closure_of)
        )
    progress.stage("locating findings")
    severities = Severities(configured=config.rules, selected=selection.explicit, named=selection.named)
    failures = [failure.location for _, failure in facts.failures_of(built.builds)]
    placed = place(evaluated.findings, built.builds, failures, tree, severities.of)
    shown = without_superseded(committed(placed, tree.is_committed, catalogue.rules), catalogue.rules)
    result = Result(
        tools=ToolVersions(kustomize=kustomize.version, engine=engine.name, engine_version=engine.version),
        overlays=tuple(_report(b) for b in built.builds),
        findings=fold(shown, catalogue.rules),
        rules=tuple(catalogue.rules[rule] for rule in sorted(evaluated.ran)),
        unresolved=built.unresolved,
    )
    return Checked(result=result, config=config, tree=tree)


def overlays(options: Options, progress: Progress) -> tuple[list[Overlay], tuple[Unresolved, ...]]:
    """The overlays of a repository, those too that only renders name, and what stays unresolved."""
    tree, _, discovery = start(options)
    with scratch_directory() as scratch:
        built = build(tree, discovery, require("kustomize"), scratch, options, progress)
    return [one.overlay for one in built.builds], built.unresolved


def start(options: Options) -> tuple[Tree, Config, Discovery]:
    """The repository, its configuration and what the sources alone say of its overlays."""
    found = checkout(options.path)
    config = configuration.load(found.root, options.config)
    tree = Tree(found.store)
    return tree, config, Discovery(tree, config, found.remotes)


def build(
    tree: Tree, discovery: Discovery, kustomize: Tool, scratch: Path, options: Options, progress: Progress
) -> Built:
    """Build every overlay; what they render may name further ones, so repeat until nothing new appears."""
    renderer = renderer_of(kustomize, scratch, options)
    done: set[object] = set()
    # One more than there are cores: while a build's text is taken apart, another one runs.
    jobs = options.jobs or _cores() + 1
    with Builder(tree, renderer, Documents(), jobs=jobs) as builder:
        builder.begin(discovery.overlays())  # leaves, while the sources are read
        discovery.learn((), builder.files_of)
        while new := [overlay for overlay in discovery.overlays() if overlay.build_key not in done]:
            progress.stage("building overlays", len(new))
            builds = builder.build(new, progress.step)
            done.update(overlay.build_key for overlay in new)
            discovery.learn(builds, builder.files_of)
        builds = builder.build(discovery.overlays(), lambda: None)  # as they are known by now
    if not builds:
        raise MergegateError(f"no overlay to check in {tree.root}: {discovery.why_none()}")
    builds = [replace(one, overlay=with_charts(one)) for one in builds]
    return Built(tree=tree, builder=builder, builds=builds, unresolved=discovery.unresolved())


def renderer_of(kustomize: Tool, scratch: Path, options: Options) -> Kustomize:
    """kustomize, as the options bound it."""
    return Kustomize(
        binary=kustomize.path,
        version=kustomize.version,
        scratch=scratch,
        limits=options.limits,
        allow_remote=options.allow_remote,
    )


@contextmanager
def scratch_directory() -> Iterator[Path]:
    """A private directory outside the repository, gone afterwards; its path has no links in it."""
    with tempfile.TemporaryDirectory(prefix="mergegate-") as name:
        yield Path(os.path.realpath(name))


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):  # a container may have fewer than the machine
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _report(built: Build) -> OverlayReport:
    status = Status.FAILED if built.failures else Status.CHECKED
    return OverlayReport(overlay=built.overlay, status=status, resources=len(built.resources))
