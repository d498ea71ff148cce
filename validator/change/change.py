"""Which overlays a change can reach: those whose files, whose facts or whose rules are not what they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from validator.change.pairing import Contents, contents_of, paired
from validator.judge.change import against, as_known
from validator.judge.identity import Identity, identity_of
from validator.model import Overlay, State, Status
from validator.names import Name, by_path, name_of
from validator.places import Placed
from validator.survey import Survey
from validator.verdict import Verdict

_SHOWN = 5  # names in a remark


@dataclass(frozen=True)
class Change:
    """Two surveys of one repository. Overlays of one path, such as of several forms, go together."""

    before: Survey
    after: Survey
    is_judged_alike: bool  # whether the same rules judge both

    @cached_property
    def pairs(self) -> Mapping[str, str]:
        """By path after the change the path before it."""
        were, are = by_path(self.before.overlays), by_path(self.after.overlays)
        old = {path: _contents(self.before, path, were[path]) for path in were.keys() - are.keys()}
        new = {path: _contents(self.after, path, are[path]) for path in are.keys() - were.keys()}
        return paired(were, are, old, new)

    @cached_property
    def affected(self) -> tuple[tuple[Overlay, ...], tuple[Overlay, ...]]:
        """The overlays that the change can reach, before it and after it."""
        were, are = by_path(self.before.overlays), by_path(self.after.overlays)
        same = {
            path
            for path, other in self.pairs.items()
            if self.is_judged_alike and path == other and self._is_same(were[path], are[path])
        }
        return (
            tuple(one for one in self.before.overlays if one.path not in same),
            tuple(one for one in self.after.overlays if one.path not in same),
        )

    def _is_same(self, before: Sequence[Overlay], after: Sequence[Overlay]) -> bool:
        if self.before.found is self.after.found:  # the same overlays: their files alone tell
            return all(self._is_equal(file) for one in after for file in self.after.files_of(one))
        return [self.before.key_of(one) for one in before] == [self.after.key_of(one) for one in after]

    def _is_equal(self, file: str) -> bool:
        """Whether a file that a build reads is as it was, also one that is none of the repository's."""
        if file in self._equal:
            return True
        old, new = self.before.tree, self.after.tree
        is_outside = file not in old.files and file not in new.files
        return is_outside and old.store.identity(file) == new.store.identity(file)

    @cached_property
    def _equal(self) -> frozenset[str]:
        """The files of the repository that the change leaves as they were."""
        old, new = self.before.tree, self.after.tree
        identity_before, identity_after = old.store.identity, new.store.identity
        both = old.files & new.files
        return frozenset(file for file in both if identity_before(file) == identity_after(file))

    # ---- findings --------------------------------------------------------------------------------

    def judge(
        self,
        before: Sequence[Verdict],
        after: Sequence[Verdict],
        placed_before: Sequence[Placed],
        placed_after: Sequence[Placed],
    ) -> tuple[list[Placed], list[str]]:
        """The findings after the change, new or known, those that are fixed, and what is to be said of it."""
        mended = self._mended(before, after)
        compared = [one for one in placed_after if one.overlay not in mended]
        names = dict(self._names(placed_before, before, after))
        found = against(compared, placed_before, names)
        failed = {self.pairs.get(one.overlay.path) for one in after if one.status is Status.FAILED}
        fixed = [one for one in found.fixed if one.overlay not in failed]  # there nobody knows
        fixed = [one for one in fixed if one.overlay not in self._left_out]  # there nobody looks any more
        judged = [*found.judged, *self._of_mended(placed_after, mended), *fixed]
        return judged, [*_graver(found.graver), *self._dropped(), *self._moved()]

    @cached_property
    def _left_out(self) -> frozenset[str]:
        """The overlays that are not checked any more, though their own files are still there."""
        kept, files = set(self.pairs.values()), self.after.tree.files
        gone = [one for one in self.before.overlays if one.path not in kept]
        own = {one.path: _contents(self.before, one.path, [one]).files for one in gone}
        return frozenset(path for path, of_overlay in own.items() if not files.isdisjoint(of_overlay))

    def _moved(self) -> Iterator[str]:
        """What is said of overlays that are of another environment than before."""
        old = {one.path: one.environment for one in self.before.overlays}
        new = {one.path: one.environment for one in self.after.overlays}
        found: dict[tuple[str, str], list[str]] = {}
        for path, other in self.pairs.items():
            if new.get(path) != old.get(other):
                found.setdefault((old[other], new[path]), []).append(path)
        for (was, now), paths in sorted(found.items()):
            what = "overlay is" if len(paths) == 1 else "overlays are"
            yield f"{len(paths)} {what} {now} now and {was} before: {_some(sorted(paths))}"

    def _dropped(self) -> Iterator[str]:
        """What is said of overlays that were checked before the change and are not any more."""
        kept = set(self.pairs.values())
        dropped = sorted({one.path for one in self.before.overlays if one.path not in kept})
        if dropped:
            what = "overlay is" if len(dropped) == 1 else "overlays are"
            yield f"{len(dropped)} {what} no longer checked: {_some(dropped)}"

    def _of_mended(
        self, placed: Iterable[Placed], mended: Mapping[str | None, frozenset[str]]
    ) -> Iterator[Placed]:
        """Findings in overlays that did not build before: new if the change may have caused them."""
        if not mended:
            return
        from validator.change.causes import Causes

        causes = Causes(self.before.tree, self.after.tree)
        for one in placed:
            if one.overlay in mended:
                is_new = causes.may_have_caused(one, mended[one.overlay])
                is_introduced = is_new and one.state is State.WAIVED
                yield replace(one, is_introduced=is_introduced) if is_new else as_known(one)

    def _mended(
        self, before: Sequence[Verdict], after: Sequence[Verdict]
    ) -> dict[str | None, frozenset[str]]:
        """The overlays that build and did not before, with the files that they read then and now."""
        failed = {one.overlay.path: one.overlay for one in before if one.status is Status.FAILED}
        found: dict[str | None, frozenset[str]] = {}
        for one in after:
            was = failed.get(self.pairs.get(one.overlay.path, ""))
            if was is not None and one.status is Status.CHECKED:
                files = (*self.before.files_of(was), *self.after.files_of(one.overlay))
                found[one.overlay.path] = frozenset(files)
        return found

    def _names(
        self, placed: Iterable[Placed], before: Sequence[Verdict], after: Sequence[Verdict]
    ) -> Iterator[tuple[Identity, Identity]]:
        """What findings before the change are called after it, where that is not the same."""
        paths = {old: new for new, old in self.pairs.items() if old != new}
        resources = self._renamed(before, after)
        for one in placed:
            identity = identity_of(one)
            renamed = identity._replace(overlay=paths.get(identity.overlay, identity.overlay))
            if one.resource is not None:
                name = name_of(one.resource)
                _, _, namespace, called = resources.get(one.overlay or "", {}).get(name, name)
                renamed = renamed._replace(namespace=namespace, name=called)
            if renamed != identity:
                yield identity, renamed

    def _renamed(self, before: Sequence[Verdict], after: Sequence[Verdict]) -> dict[str, dict[Name, Name]]:
        """By path before the change the resources that are called otherwise now."""
        were, are = by_path(before), by_path(after)
        found = {}
        for path, other in self.pairs.items():
            if other in were and path in are and _may_be_renamed(were[other], are[path]):
                from validator.change.renames import renamed

                found[other] = renamed(self.before, were[other], self.after, are[path])
        return found


def _graver(found: Sequence[Placed]) -> Iterator[str]:
    """What is said of findings that were there before and were milder."""
    if found:
        what = "finding is" if len(found) == 1 else "findings are"
        rules = _some(sorted({one.rule for one in found}))
        yield f"{len(found)} known {what} graver than before, by environment or configuration: {rules}"


def _some(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _may_be_renamed(before: Iterable[Verdict], after: Iterable[Verdict]) -> bool:
    """Whether an object of a kind went and another one of it came."""
    were = {name for one in before for name in one.resources}
    are = {name for one in after for name in one.resources}
    return not {name[:2] for name in were - are}.isdisjoint(name[:2] for name in are - were)


def _contents(survey: Survey, path: str, overlays: Sequence[Overlay]) -> Contents:
    return contents_of(survey.tree, path, [file for one in overlays for file in survey.files_of(one)])
