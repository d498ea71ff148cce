"""Which directories of a repository somebody deploys: leaves, and what Argo CD and Flux objects name.

It learns in rounds: the sources tell the leaves, what these render names further directories, and so on until
nothing new appears.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from validator.config import Config
from validator.discover.artifact import Artifacts
from validator.discover.entrypoints import Readings
from validator.discover.environment import Hint, decide, of_file
from validator.discover.identity import known_addresses, vote
from validator.discover.objects import Key, Object, Objects
from validator.discover.patched import patches_above
from validator.discover.reading import EntryPoint, Reading
from validator.discover.repository import Repository
from validator.discover.sourceindex import SourceIndex
from validator.globs.paths import covers
from validator.model import Build, Form, NamedBy, Overlay, Unresolved
from validator.tree.tree import Tree


@dataclass(frozen=True, slots=True)
class _Naming:
    """An entry point and what says so."""

    entry: EntryPoint
    named_by: NamedBy
    hints: tuple[Hint, ...]
    rendered_by: tuple[str, ...] = ()  # the overlays that hold the object that says so


class Discovery:
    """The overlays of one tree, as far as they are known after what was learnt."""

    def __init__(self, tree: Tree, config: Config, remotes: Iterable[str]) -> None:
        self._tree = tree
        self._config = config
        self._known_urls = known_addresses((*config.repository, *remotes))
        self.urls = self._known_urls  # or, where nobody tells, the one that entry points vote for
        self._artifacts = Artifacts()
        self._readings = Readings()
        self._leaves = frozenset(tree.leaves)
        self._objects = Objects(tree)
        self._namings: dict[Key, list[_Naming]] = {}
        self._deployers: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
        self._unresolved: tuple[Unresolved, ...] = ()
        self._generated: frozenset[str] = frozenset()

    def overlays(self) -> list[Overlay]:
        """All overlays that are known, sorted by path."""
        wanted = sorted(self._wanted(), key=lambda key: (key[0], key[1].value, key[2]))
        return [self._overlay(*key) for key in wanted if self._is_included(key[0])]

    def _wanted(self) -> set[Key]:
        leaves: set[Key] = {
            (path, Form.KUSTOMIZATION, ()) for path in self._leaves if self._is_authored(path)
        }
        return leaves | self._namings.keys() | self._objects.loose

    def unresolved(self) -> tuple[Unresolved, ...]:
        """The entry points whose directories are not known, and globs that mean no overlay, sorted."""
        return tuple(sorted((*self._unresolved, *self._idle_globs()), key=_by_place))

    def _idle_globs(self) -> Iterator[Unresolved]:
        paths = {path for path, _, _ in self._wanted()}
        for field, glob, line in self._config.globs:
            if not any(covers(glob, path) for path in paths):
                file = self._config.source.file if self._config.source else None
                name, reason = f'"{glob}" in `{field}`', "matches no overlay"
                yield Unresolved(kind="Glob", name=name, file=file, line=line, reason=reason)

    def why_none(self) -> str:
        """Why there is no overlay."""
        if self._leaves or self._namings:
            return "`include` and `exclude` of the configuration leave none"
        return "no kustomization, and no Argo CD or Flux object that names a directory"

    def learn(self, builds: Sequence[Build], files_of: Callable[[Overlay], Iterable[str]]) -> None:
        """Take in what overlays render; `files_of` tells the files that building one reads."""
        self._objects.take(builds, files_of)
        objects, broken = self._objects.gather(self._wanted(), self._namings.keys())
        index = SourceIndex.of([one.body for one in objects], self._artifacts)
        anonymous = Repository(tree=self._tree)
        pairs = Reading.of(self._readings.of(one.body, anonymous, index) for one in objects).named
        chosen = vote(pairs, anonymous.is_directory)
        self.urls = self._known_urls or ((chosen,) if chosen else ())
        repository = Repository(tree=self._tree, urls=self.urls)
        gaps = [*broken, *self._stranger(chosen)]
        self._take([(one, self._readings.of(one.body, repository, index)) for one in objects], gaps)

    def _stranger(self, chosen: str | None) -> Iterator[Unresolved]:
        """The address that entry points name with directories of this tree, if it is not ours: a fork."""
        if chosen is not None and chosen not in self.urls:
            reason = (
                "entry points name this address with directories that exist here; "
                "if it is this repository, add it to `repository` in .mergegate.yaml"
            )
            yield Unresolved(kind="Repository", name=chosen, file=None, line=None, reason=reason)

    # ---- entry points --------------------------------------------------------------------------

    def _take(self, readings: Sequence[tuple[Object, Reading]], broken: Iterable[Unresolved]) -> None:
        self._namings = {}
        unresolved: list[Unresolved] = list(broken)
        for one, reading in readings:
            for entry in reading.entries:
                if entry.own is not False and not entry.deploys_nothing:
                    key = (entry.path, entry.form, entry.include)
                    self._namings.setdefault(key, []).extend(_namings(one, entry))
            for gap in reading.unresolved:
                by = one.says(gap.kind, gap.name, gap.field)
                unresolved.append(
                    Unresolved(kind=by.kind, name=by.name, file=by.file, line=by.line, reason=gap.reason)
                )
        self._deployers = {}
        for (path, _, _), namings in self._namings.items():
            pairs = {(one.entry.patches, one.rendered_by) for one in namings}
            self._deployers.setdefault(path, []).extend(pairs)
        self._unresolved = tuple(sorted(dict.fromkeys(unresolved), key=_by_place))
        self._generated = frozenset(path for _, reading in readings for path in reading.generated)

    def _overlay(self, path: str, form: Form, include: tuple[str, ...]) -> Overlay:
        namings = self._namings.get((path, form, include), [])
        environment, why = decide(
            path,
            [naming.hints for naming in namings],
            configured=self._config.environments,
            default=self._config.default_environment,
        )
        loose = (path, form, include) in self._objects.loose and not namings
        return Overlay(
            path=path,
            form=form,
            environment=environment,
            environment_from=why,
            leaf=path in self._leaves and form is Form.KUSTOMIZATION,
            named_by=tuple(sorted({n.named_by for n in namings}, key=_by_place)),
            left_out=tuple(sorted({name for n in namings for name in n.entry.left_out})),
            assumed=tuple(sorted({what for n in namings for what in _assumed(n.entry)})),
            patches=patches_above(path, self._deployers),
            deployers=tuple(sorted({n.entry.deployer for n in namings} - {""})),
            loose=loose,
            include=include,
        )

    def _is_authored(self, path: str) -> bool:
        """Whether people write a directory; a controller writes what an Application hydrates to."""
        return not any(path == made or path.startswith(f"{made}/") for made in self._generated)

    def _is_included(self, path: str) -> bool:
        include, exclude = self._config.include, self._config.exclude
        chosen = not include or any(covers(glob, path) for glob in include)
        return chosen and not any(covers(glob, path) for glob in exclude)


def _assumed(entry: EntryPoint) -> Iterator[str]:
    yield from entry.assumed
    if entry.is_pinned:
        yield f"{entry.kind} {entry.name} deploys {entry.revision}: taken to hold what this tree holds"


def _namings(one: Object, entry: EntryPoint) -> list[_Naming]:
    """One for each overlay that renders the object, as each place of it may mean another environment."""
    by = one.says(entry.kind, entry.name, entry.field)
    files = [f"{path}/kustomization" for path in one.rendered_by] or [by.file or ""]
    return [_Naming(entry, by, (*entry.hints, *of_file(file)), one.rendered_by) for file in files]


def _by_place(one: NamedBy | Unresolved) -> tuple[object, ...]:
    return one.file or "~", one.line or 0, one.kind, one.name, getattr(one, "reason", "")
