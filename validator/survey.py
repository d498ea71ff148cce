"""One state of a repository: its overlays, found by discover and build in turns, and what each rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from validator.build.builder import Builder
from validator.build.charts import with_charts
from validator.config import Config
from validator.content import overlay_key, render_key
from validator.discover.discover import Discovery
from validator.discover.marks import may_name
from validator.model import Build, Overlay, Unresolved
from validator.progress import Progress
from validator.tree.closure import Closure
from validator.tree.tree import Tree


@dataclass(slots=True)
class Survey:
    """A repository's tree, its configuration, and its overlays once `run` has found them."""

    tree: Tree
    config: Config
    discovery: Discovery
    builder: Builder
    overlays: tuple[Overlay, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    _keys: dict[object, str] = field(default_factory=dict)

    def run(self, progress: Progress, *, lazy: bool = False) -> None:
        """Find the overlays. What they render may name further ones, so repeat until nothing new appears.

        All are built on the way; with `lazy` those alone whose files may name others.
        """
        done: set[object] = set()
        begin = [one for one in self.discovery.overlays() if not lazy or self._may_name(one)]
        self.builder.begin(begin)  # leaves, while the sources are read
        self.discovery.learn((), self.builder.files_of)
        while new := [one for one in self.discovery.overlays() if one.build_key not in done]:
            wanted = [one for one in new if not lazy or self._may_name(one)]
            if wanted:
                progress.stage("building overlays", len(wanted))
            builds = {build.overlay.build_key: build for build in self.builder.build(wanted, progress.step)}
            done.update(one.build_key for one in new)
            learnt = [builds.get(one.build_key, Build(overlay=one)) for one in new]
            self.discovery.learn(learnt, self.builder.files_of)
        self.overlays = tuple(self.discovery.overlays())
        self.unresolved = self.discovery.unresolved()

    def build(self, overlays: Iterable[Overlay], done: Callable[[], None]) -> list[Build]:
        """A build of each, in their order; what was built before is not built again."""
        builds = self.builder.build(overlays, done)
        return [replace(one, overlay=with_charts(one)) for one in builds]

    def closures_of(self, overlay: Overlay) -> list[Closure]:
        """The closures of what an overlay includes."""
        return self.builder.closures_of(overlay)

    def key_of(self, overlay: Overlay) -> str:
        """What the result for an overlay rests on, but for the rules and the configuration."""
        if overlay.build_key not in self._keys:
            self._keys[overlay.build_key] = overlay_key(overlay, self.render_key_of(overlay))
        return self._keys[overlay.build_key]

    def render_key_of(self, overlay: Overlay) -> str:
        """What an overlay's render rests on."""
        return render_key(self.tree, overlay, self.closures_of(overlay))

    def _may_name(self, overlay: Overlay) -> bool:
        return may_name(self.tree, self.builder.files_of(overlay))
