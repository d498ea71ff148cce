"""One state of a repository: its overlays, found by discover and build in turns, and what each rests on.

What was found is a record that holds for every state in which discovery would see the same: the same files,
the same references between them, the same entry points. Such a state takes it over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from validator.config import Config
from validator.content import content_key, overlay_key
from validator.digests import digest
from validator.model import Build, Form, Overlay, Unresolved
from validator.progress import Progress
from validator.tree.tree import Tree

if TYPE_CHECKING:
    from validator.build.builder import Builder
    from validator.discover.discover import Discovery
    from validator.discover.marks import Naming

BuildKey = tuple[str, Form, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What the build of one overlay reads."""

    files: tuple[str, ...]
    problems: str  # a digest of what stands in its way


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a survey found, and what beside the structure of the repository it rests on."""

    overlays: tuple[Overlay, ...]
    unresolved: tuple[Unresolved, ...]
    urls: tuple[str, ...]
    reach: dict[BuildKey, Reach]
    rendered: dict[BuildKey, str]  # overlays whose renders may name others, and what they rest on
    consulted: dict[str, str]  # files that were read, and their contents
    looked_at: dict[str, str]  # paths outside the repository's files, and what is there

    def holds_for(self, tree: Tree) -> bool:
        """Whether a tree of the same structure would be found to be the same."""
        store = tree.store
        return (
            all(store.look(path) == what for path, what in self.looked_at.items())
            and all(store.identity(file) == content for file, content in self.consulted.items())
            and all(self.content_of(tree, key) == content for key, content in self.rendered.items())
        )

    def content_of(self, tree: Tree, key: BuildKey) -> str:
        """What the render of an overlay rests on in a tree."""
        reach = self.reach[key]
        return content_key(tree, key, reach.files, reach.problems)


@dataclass(slots=True)
class Survey:
    """A repository's tree, its configuration, and its overlays once `run` has found them."""

    tree: Tree
    config: Config
    remotes: tuple[str, ...]
    discovery: Callable[[], Discovery]
    open_builder: Callable[[Callable[[Overlay], Future[Build] | None]], Builder]
    beside: Survey | None = None  # another state of the same repository, surveyed before
    record: Record | None = None
    is_lasting: bool = True  # the same files would be found to be the same
    why_none: str = ""  # why there is no overlay
    _builder: Builder | None = None
    _keys: dict[BuildKey, str] = field(default_factory=dict)

    @property
    def builder(self) -> Builder:
        """What builds overlays of this state."""
        if self._builder is None:
            self._builder = self.open_builder(self._twin)
        return self._builder

    @property
    def overlays(self) -> tuple[Overlay, ...]:
        """Every overlay, sorted by path."""
        return self.found.overlays

    @property
    def unresolved(self) -> tuple[Unresolved, ...]:
        """What could not be followed."""
        return self.found.unresolved

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses of this repository."""
        return self.found.urls

    @property
    def found(self) -> Record:
        """What was found."""
        assert self.record is not None, "run or adopt comes first"
        return self.record

    def run(self, progress: Progress, *, lazy: bool = False) -> None:
        """Find the overlays. What they render may name further ones, so repeat until nothing new appears.

        All are built on the way; with `lazy` those alone whose files may name others.
        """
        from validator.discover.marks import Naming

        naming = Naming(self.tree)

        def is_wanted(overlay: Overlay) -> bool:
            return not lazy or naming.may_name(builder.files_of(overlay))

        builder, discovery = self.builder, self.discovery()
        done: dict[BuildKey, Build] = {}
        builder.begin([one for one in discovery.overlays() if is_wanted(one)])  # while the sources are read
        discovery.learn((), builder.files_of)
        while new := [one for one in discovery.overlays() if one.build_key not in done]:
            wanted = [one for one in new if is_wanted(one)]
            if wanted:
                progress.stage("building overlays", len(wanted))
            builds = {build.overlay.build_key: build for build in builder.build(wanted, progress.step)}
            learnt = [builds.get(one.build_key, Build(overlay=one)) for one in new]
            done.update((one.overlay.build_key, one) for one in learnt)
            discovery.learn(learnt, builder.files_of)
        self.is_lasting = all(one.is_lasting for one in done.values())
        self.why_none = discovery.why_none()
        self.record = self._recorded(discovery, builder, naming)

    def _recorded(self, discovery: Discovery, builder: Builder, naming: Naming) -> Record:
        overlays = tuple(discovery.overlays())
        looked_at: dict[str, str] = {}
        consulted = set(self.tree.consulted)
        reach: dict[BuildKey, Reach] = {}
        for one in overlays:
            reach[one.build_key] = _reach(builder, one)
            for part in builder.closures_of(one):
                outside = [file for file in (*part.files, *part.missing) if file not in self.tree.files]
                looked_at.update((path, self.tree.kind_of(path)) for path in outside)
                consulted.update(part.read)
        record = Record(
            overlays=overlays,
            unresolved=discovery.unresolved(),
            urls=discovery.urls,
            reach=reach,
            rendered={},
            consulted={file: self.tree.store.identity(file) for file in sorted(consulted)},
            looked_at=dict(sorted(looked_at.items())),
        )
        rendered = [key for key, one in reach.items() if naming.may_name(one.files)]
        return replace(record, rendered={key: record.content_of(self.tree, key) for key in rendered})

    def key(self, structure: str) -> str:
        """A name for all that discovery rests on but what a record tells itself."""
        from validator.discover.identity import known_addresses

        config = self.config
        wanted = [
            config.include,
            config.exclude,
            config.environments,
            config.default_environment,
            config.globs,
        ]
        addresses = known_addresses((*config.repository, *self.remotes))
        return digest([structure, wanted, config.source.file if config.source else "", addresses])

    def _twin(self, overlay: Overlay) -> Future[Build] | None:
        """The build of the same files in the state beside this one, if it has begun."""
        beside, key = self.beside, overlay.build_key
        if beside is None or beside.record is None or beside.record.reach.get(key) is None:
            return None
        begun = beside.builder.begun(key)
        if begun is None:
            return None
        reach = self.record.reach[key] if self.record else _reach(self.builder, overlay)
        same = content_key(self.tree, key, reach.files, reach.problems)
        return begun if same == beside.record.content_of(beside.tree, key) else None

    def adopt(self, record: Record) -> bool:
        """Take over what was found in a state of the same structure; whether it holds here."""
        if not record.holds_for(self.tree):
            return False
        self.record = record
        return True

    def build(self, overlays: Iterable[Overlay], done: Callable[[], None]) -> list[Build]:
        """A build of each, in their order; what was built before is not built again."""
        wanted = list(overlays)
        if not wanted:
            return []
        from validator.build.charts import with_charts

        builds = self.builder.build(wanted, done)
        return [replace(one, overlay=with_charts(one)) for one in builds]

    def forget(self, overlays: Iterable[Overlay]) -> None:
        """Let go of what overlays render, and of what was parsed for them."""
        self.builder.forget(one.build_key for one in overlays)
        self.tree.forget()

    @property
    def ignored(self) -> dict[str, str]:
        """Paths outside the repository's files that builds and discovery look at, and what is there."""
        from validator.snapshot.disk import Disk, seen

        store = self.tree.store
        if not isinstance(store, Disk):  # of a stored state nothing else is there
            return {}
        outside = {*self.found.looked_at, *(file for file in self.found.consulted if file not in store.files)}
        return {path: seen(store, path) for path in sorted(outside)}

    def files_of(self, overlay: Overlay) -> tuple[str, ...]:
        """Every file that building an overlay reads."""
        return self.found.reach[overlay.build_key].files

    def key_of(self, overlay: Overlay) -> str:
        """What the result for an overlay rests on, but for the rules and the configuration."""
        key = overlay.build_key
        if key not in self._keys:
            self._keys[key] = overlay_key(overlay, self.found.content_of(self.tree, key))
        return self._keys[key]


def _reach(builder: Builder, overlay: Overlay) -> Reach:
    closures = builder.closures_of(overlay)
    in_the_way = [problem for part in closures for problem in (*part.problems, *part.suspects)]
    problems = sorted((problem.rule, problem.message) for problem in in_the_way)
    return Reach(files=tuple(sorted(set(builder.files_of(overlay)))), problems=digest(problems))
