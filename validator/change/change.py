"""Which overlays a change can reach: those whose files, whose facts or whose rules are not what they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from validator.change.causes import Causes
from validator.change.pairing import Contents, contents_of, paired
from validator.change.renames import Name, name_of, renamed
from validator.judge.change import against
from validator.judge.identity import Identity, identity_of
from validator.locate.locator import Locator
from validator.model import Build, Overlay, State
from validator.places import Placed
from validator.survey import Survey


@dataclass(frozen=True)
class Change:
    """Two surveys of one repository. Overlays of one path, such as of several forms, go together."""

    before: Survey
    after: Survey
    is_judged_alike: bool  # whether the same rules judge both

    @cached_property
    def pairs(self) -> Mapping[str, str]:
        """By path after the change the path before it."""
        were, are = _by_path(self.before.overlays), _by_path(self.after.overlays)
        old = {path: self._contents(self.before, path, were[path]) for path in were.keys() - are.keys()}
        new = {path: self._contents(self.after, path, are[path]) for path in are.keys() - were.keys()}
        return paired(were, are, old, new)

    @staticmethod
    def _contents(survey: Survey, path: str, overlays: Sequence[Overlay]) -> Contents:
        files = [file for one in overlays for file in survey.builder.files_of(one)]
        return contents_of(survey.tree, path, files)

    @cached_property
    def affected(self) -> tuple[tuple[Overlay, ...], tuple[Overlay, ...]]:
        """The overlays that the change can reach, before it and after it."""
        were, are = _by_path(self.before.overlays), _by_path(self.after.overlays)
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
        return [self.before.key_of(one) for one in before] == [self.after.key_of(one) for one in after]

    # ---- findings --------------------------------------------------------------------------------

    def judge(
        self,
        before: tuple[Sequence[Build], Sequence[Placed]],
        after: tuple[Sequence[Build], Sequence[Placed]],
    ) -> list[Placed]:
        """The findings after the change, new or known, and those that are fixed."""
        builds_before, placed_before = before
        builds_after, placed_after = after
        mended = self._mended(builds_before, builds_after)
        compared = [one for one in placed_after if one.overlay not in mended]
        names = dict(self._names(placed_before, builds_before, builds_after))
        judged, fixed = against(compared, placed_before, names)
        causes = Causes(self.before.tree, self.after.tree)
        for one in placed_after:
            if one.overlay in mended:
                is_new = causes.may_have_caused(one, mended[one.overlay])
                judged.append(one if is_new else replace(one, state=State.KNOWN))
        return [*judged, *fixed]

    def _mended(self, before: Sequence[Build], after: Sequence[Build]) -> dict[str | None, frozenset[str]]:
        """The overlays that build and did not before, with the files that they read then and now."""
        failed = {build.overlay.path: build.overlay for build in before if build.failures}
        found: dict[str | None, frozenset[str]] = {}
        for build in after:
            was = failed.get(self.pairs.get(build.overlay.path, ""))
            if was is not None and not build.failures:
                files = (*self.before.builder.files_of(was), *self.after.builder.files_of(build.overlay))
                found[build.overlay.path] = frozenset(files)
        return found

    def _names(
        self, placed: Iterable[Placed], before: Sequence[Build], after: Sequence[Build]
    ) -> Iterator[tuple[Identity, Identity]]:
        """What findings before the change are called after it, where that is not the same."""
        paths = {old: new for new, old in self.pairs.items() if old != new}
        resources = self._renamed(before, after)
        for one in placed:
            identity = identity_of(one)
            name = identity.name
            if one.resource is not None:
                name = resources.get(one.overlay or "", {}).get(name_of(one.resource), name)
            overlay = paths.get(identity.overlay, identity.overlay)
            if (name, overlay) != (identity.name, identity.overlay):
                yield identity, identity._replace(name=name, overlay=overlay)

    def _renamed(self, before: Sequence[Build], after: Sequence[Build]) -> dict[str, dict[Name, str]]:
        """By path before the change the resources that are called otherwise now."""
        old, new = Locator(self.before.tree), Locator(self.after.tree)
        were, are = _by_path_built(before), _by_path_built(after)
        found = {}
        for path, other in self.pairs.items():
            if other in were and path in are:
                found[other] = renamed(were[other], are[path], old, new)
        return found


def _by_path(overlays: Iterable[Overlay]) -> dict[str, list[Overlay]]:
    found: dict[str, list[Overlay]] = {}
    for one in overlays:
        found.setdefault(one.path, []).append(one)
    return found


def _by_path_built(builds: Iterable[Build]) -> dict[str, list[Build]]:
    found: dict[str, list[Build]] = {}
    for one in builds:
        found.setdefault(one.overlay.path, []).append(one)
    return found
