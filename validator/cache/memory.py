"""What a run remembers of others: outlines of files, surveys, verdicts, whole reports; no secret.

An entry that could hold a secret's value is not kept: it costs the next run its time, and nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from validator.cache.database import Database

if TYPE_CHECKING:
    from validator.survey import Record
    from validator.verdict import Verdict

OUTLINE, RULING, SURVEY, VERDICT, REPORT = "outline", "ruling", "survey", "verdict", "report"
_TELLING = re.compile(  # in a patch, as JSON: keys that hold secrets
    r'"(?:data|stringData|binaryData)"|secret|passw|passphrase|token|credential|api_?key|private',
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Memory:
    """Remembers in a database; without one, nothing. `salt` is the version of all that makes entries."""

    database: Database | None
    salt: str = ""

    # ---- outlines of files ---------------------------------------------------------------------

    def outlines(self, names: Iterable[str]) -> Mapping[str, str]:
        """Outlines of files by name of content."""
        found = self._get_many(OUTLINE, names)
        return {name: value.decode() for name, value in found.items()}

    def keep_outlines(self, outlines: Mapping[str, str]) -> None:
        """Remember outlines, which are digests."""
        for name, value in outlines.items():
            self._put(OUTLINE, name, value.encode())

    # ---- rulings -------------------------------------------------------------------------------

    def ruling(self, written: str) -> Any:
        """What a configuration and policies come to that were found to be right, None for others."""
        return self._get(RULING, written)

    def keep_ruling(self, written: str, ruling: Any) -> None:
        """Remember that a configuration and policies are right, and what they come to."""
        self._put_object(RULING, written, ruling)

    # ---- surveys -------------------------------------------------------------------------------

    def survey(self, structure: str) -> Record | None:
        """What was found in a repository of that structure."""
        given = self._get(SURVEY, structure)
        if given is None:
            return None
        from validator.cache.codec import record_of

        return record_of(given)

    def keep_survey(self, structure: str, record: Record) -> None:
        """Remember what was found, unless patches or texts of it may hold a secret."""
        if may_hold_secret(record):
            return
        from validator.cache.codec import record_object

        self._put_object(SURVEY, structure, record_object(record))

    # ---- verdicts ------------------------------------------------------------------------------

    def verdicts(self, keys: Iterable[str]) -> dict[str, list[Verdict]]:
        """The verdicts of the overlays of a path, by what they rest on."""
        found = self._get_many(VERDICT, keys)
        if not found:
            return {}
        from validator.cache.codec import verdict_of

        return {key: [verdict_of(one) for one in json.loads(value)] for key, value in found.items()}

    def keep_verdicts(self, key: str, verdicts: Sequence[Verdict]) -> None:
        """Remember verdicts, unless a message of theirs is masked in reports."""
        if self.database is None:
            return
        from validator.cache.codec import verdict_object
        from validator.masking.text import mask_text

        messages = {placed.message for one in verdicts for placed in one.placed}
        annotations = [noted for one in verdicts for noted in one.annotated]
        messages |= {text for noted in annotations for text in (noted.name, noted.text or "")}
        if any(mask_text(text) != text for text in messages):
            return
        self._put_object(VERDICT, key, [verdict_object(one) for one in verdicts])

    # ---- reports -------------------------------------------------------------------------------

    def report(self, key: str) -> Any:
        """A finished run, None where there was none."""
        return self._get(REPORT, key)

    def keep_report(self, key: str, report: Any) -> None:
        """Remember a finished run; reports hold no secret anyway."""
        self._put_object(REPORT, key, report)

    # ---- entries -------------------------------------------------------------------------------

    def _get(self, kind: str, key: str) -> Any:
        found = self._get_many(kind, [key]).get(key)
        return None if found is None else json.loads(found)

    def _get_many(self, kind: str, keys: Iterable[str]) -> dict[str, bytes]:
        if self.database is None:
            return {}
        found = self.database.get_many(kind, (f"{self.salt} {key}" for key in keys))
        return {key.partition(" ")[2]: value for key, value in found.items()}

    def _put(self, kind: str, key: str, value: bytes) -> None:
        if self.database is not None:
            self.database.put(kind, f"{self.salt} {key}", value)

    def _put_object(self, kind: str, key: str, value: Any) -> None:
        if self.database is not None:
            text = json.dumps(value, separators=(",", ":"), ensure_ascii=True)
            self._put(kind, key, text.encode())


def may_hold_secret(record: Record) -> bool:
    """Whether a patch or a text of what was found may be a secret."""
    from validator.masking.private import holds_secret, is_private_patch
    from validator.masking.text import mask_text

    patches = {patch for one in record.overlays for patch in one.patches}
    said = {text for one in record.unresolved for text in (one.name, one.reason)}
    for one in record.overlays:
        said.update((one.environment_from, *one.assumed, *one.deployers), (by.name for by in one.named_by))
    texts = (*patches, *said, *record.urls)
    deployers = {text for one in record.overlays for text in one.deployers}
    return (
        any(_TELLING.search(patch) or is_private_patch(patch) for patch in patches)
        or any(holds_secret(json.loads(deployer), ()) for deployer in deployers)
        or any(mask_text(text) != text for text in texts)
    )
