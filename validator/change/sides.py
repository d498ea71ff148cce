"""Opens the states of a repository that a check is about: the one under check, the one before a change."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from validator import config as configuration
from validator.config import Config
from validator.errors import MergegateError, UsageError
from validator.options import Options
from validator.snapshot.base import head_tree
from validator.snapshot.checkout import Checkout, checkout, root_of
from validator.snapshot.entries import Entry, Index, entries_of
from validator.snapshot.git import Git, GitError
from validator.snapshot.store import Store
from validator.snapshot.stored import Stored
from validator.start import Start


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryState:
    """A repository in one state: its files, its configuration, and the policies that the user adds."""

    store: Store
    config: Config
    policies: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The state under check and, of a change, the state before it."""

    checkout: Checkout
    after: RepositoryState
    before: RepositoryState | None
    remarks: tuple[str, ...] = ()  # what was assumed on the way, for people

    @property
    def rules(self) -> tuple[Path, ...]:
        """The configuration, there or not, and the policies of both states, but for what git keeps."""
        states = [self.after, *([self.before] if self.before else [])]
        written_out = [state.store.root for state in states if state.store is not self.checkout.store]
        found = {self.checkout.root / configuration.NAME: None}
        found.update((policy.absolute(), None) for state in states for policy in state.policies)
        return tuple(one for one in found if not any(one.is_relative_to(root) for root in written_out))


@contextmanager
def sides(begun: Start) -> Iterator[Sides]:
    """What the options ask for, as long as the context lasts."""
    found, options, scratch = begun.checkout, begun.options, begun.scratch
    if options.base is None and not options.staged:
        config = configuration.load(found.root, options.config)
        state = RepositoryState(store=found.store, config=config, policies=_all(config, options))
        yield Sides(checkout=found, after=state, before=None)
        return
    git, index = found.git, found.index
    if git is None or index is None:
        raise UsageError(f"{found.root} is no git work tree; --base and --staged compare with what git keeps")
    if options.staged and index.unmerged:
        first = min(index.unmerged)
        raise MergegateError(
            f"the index has unmerged files, such as {first}; finish the merge, then check again"
        )
    with ExitStack() as stack:
        opener = _Opener(found, git, index, begun.before, scratch, options, stack)
        after = opener.staged() if options.staged else opener.work_tree()
        before, remarks = opener.earlier(after)
        yield Sides(checkout=found, after=after, before=before, remarks=remarks)


@dataclass(frozen=True, slots=True)
class _Opener:
    found: Checkout
    git: Git
    index: Index
    before: Mapping[str, Entry]  # the files of the state before the change
    scratch: Path
    options: Options
    stack: ExitStack

    def work_tree(self) -> RepositoryState:
        config = configuration.load(self.found.root, self.options.config)
        return RepositoryState(store=self.found.store, config=config, policies=_all(config, self.options))

    def staged(self) -> RepositoryState:
        skipped = self.index.skipped
        left_out = skipped | self._only_intended()
        entries = {file: entry for file, entry in self.index.entries.items() if file not in left_out}
        return self._configured(self._stored("staged", entries))

    def _only_intended(self) -> set[str]:
        """What `git add --intent-to-add` put into the index: no commit has it yet."""
        empty = self.git.ask("hash-object", "-t", "blob", "--stdin", stdin=b"").decode().strip()
        candidates = {file for file, entry in self.index.entries.items() if entry.id == empty}
        if not candidates:
            return set()
        is_head = self.options.base is None  # then the state before the change is what HEAD has
        before = self.before if is_head else entries_of(self.git, head_tree(self.git), self.index)
        added = self.git.ask(
            "diff", "--cached", "--name-only", "--diff-filter=A", "--no-renames", "-z", "--relative"
        )
        listed = {os.fsdecode(name) for name in added.split(b"\0") if name}
        return candidates - before.keys() - listed

    def earlier(self, after: RepositoryState) -> tuple[RepositoryState, tuple[str, ...]]:
        """The state before the change. Where its configuration is broken, the one under check stands in."""
        entries = dict(self.before)
        for file in self.index.skipped & entries.keys():  # a sparse checkout leaves it out on both sides
            del entries[file]
        store = self._stored("base", entries)
        try:
            found = self._configured(store)
            kept = tuple(path for path in found.policies if path.exists())  # others are new
            return replace(found, policies=kept), ()
        except UsageError as error:
            said = f"the configuration before the change cannot be read, so today's stands in for it: {error}"
            return replace(after, store=store), (said,)

    def _stored(self, name: str, entries: dict[str, Entry]) -> Stored:
        root = self.scratch / f"mergegate-{name}"  # as nobody calls a base: errors are cleaned of it
        root.mkdir()
        objects = self.stack.enter_context(self.git.objects())
        return Stored(root, entries, objects, self.found.store, self._submodule)

    def _submodule(self, root: Path, path: str, commit: str) -> Stored | None:
        """The commit of a submodule, if this clone has it; its files are written below `root`."""
        there = self.found.root / path
        if not (there / ".git").exists():
            return None
        try:
            inner = checkout(root_of(there))
            if inner.git is None:
                return None
            entries = entries_of(inner.git, commit, inner.index)
            objects = self.stack.enter_context(inner.git.objects())
        except GitError:
            return None
        nested = replace(self, found=inner, git=inner.git)
        return Stored(root, entries, objects, inner.store, nested._submodule)

    def _configured(self, store: Stored) -> RepositoryState:
        """The state with the configuration and the policies that it has itself."""
        explicit = self.options.config
        if explicit is not None:
            explicit = self._own(store, explicit) or explicit
        store.provide([configuration.NAME] if configuration.NAME in store.files else [])
        config = configuration.load(store.root, explicit)
        inside = [self._own(store, policy) or policy for policy in self.options.policies]
        policies = tuple(self._own(store, policy) or policy for policy in config.policies)
        named = self.options.baseline or config.baseline
        baseline = named and (self._own(store, named) or named)
        config = replace(config, policies=policies, baseline=baseline)
        return RepositoryState(store=store, config=config, policies=(*config.policies, *inside))

    def _own(self, store: Stored, path: Path) -> Path | None:
        """The same file or directory of another state, written out; None for what is elsewhere."""
        full = Path(os.path.realpath(path))
        for root in (self.found.root, store.root):
            if full.is_relative_to(root):
                relative = full.relative_to(root).as_posix()
                store.provide(f for f in store.files if f == relative or f.startswith(f"{relative}/"))
                return store.root / relative
        return None


def _all(config: Config, options: Options) -> tuple[Path, ...]:
    return (*config.policies, *options.policies)
