"""Tries what proposed files would do to a repository, before anybody writes them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from validator.change.sides import Sides
from validator.config import NAME, Config, load
from validator.model import Form, Overlay
from validator.progress import Progress
from validator.proposals.proposal import Proposal, Standing
from validator.snapshot.added import Added
from validator.survey import Survey
from validator.surveyor import Surveyor

_Sign = tuple[str, Form, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Trial:
    """Surveys the repository again as it would be with proposed files: they must change nothing.

    Flux takes every YAML file of a directory without a kustomization, and a generator's glob may mean any.
    """

    surveyor: Surveyor
    opened: Sides
    survey: Survey
    progress: Progress
    scratch: Path

    def harmless(self, proposals: Sequence[Proposal]) -> Iterator[Proposal]:
        """The proposals; a file that would change what is deployed is refused."""
        new = {one.file: one.text for one in proposals if one.standing is Standing.NEW}
        blamed = self._blamed(new)
        for one in proposals:
            harm = (
                f"it would change the overlay {blamed.get(one.file)}; keep it from there, as by .sourceignore"
            )
            yield replace(one, standing=Standing.REFUSED, why=harm) if one.file in blamed else one

    def _blamed(self, new: Mapping[str, str]) -> dict[str, str]:
        """Files that would do harm, and an overlay that each does harm to."""
        together = self._changed(new) if new else None
        if together is None:
            return {}
        alone = {file: self._changed({file: text}) for file, text in new.items()}
        found = {file: overlay for file, overlay in alone.items() if overlay is not None}
        return found or dict.fromkeys(new, together)

    def _changed(self, files: Mapping[str, str]) -> str | None:
        """The first overlay that files change, None if there is none."""
        raw = {file: text.encode() for file, text in files.items()}
        state = replace(
            self.opened.after,
            store=Added(self.opened.after.store, raw),
            config=self._config(files.get(NAME)),
        )
        then = self.surveyor.open(self.opened, state, beside=self.survey)
        then.run(self.progress, lazy=True)
        differing = _signs(self.survey.overlays, ()) ^ _signs(then.overlays, files)
        return min(path for path, *_ in differing) if differing else None

    def _config(self, text: str | None) -> Config:
        if text is None:
            return self.opened.after.config
        file = self.scratch / NAME
        file.write_text(text, encoding="utf-8")
        return load(self.scratch, None)


def _signs(overlays: Sequence[Overlay], passed_over: Collection[str]) -> set[_Sign]:
    """What tells overlays from others. Argo CD passes over files of a directory that are no objects."""
    return {
        (
            one.path,
            one.form,
            one.environment,
            tuple(
                file for file in one.include if one.form is not Form.ARGO_DIRECTORY or file not in passed_over
            ),
        )
        for one in overlays
    }
