"""What a shard hands to the merge beside its report: verdicts by what they rest on, and the survey.

It travels as a text of JSON within the JSON report, as names of files may be no Unicode. Messages are masked:
no report shows more of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from validator.errors import MergegateError
from validator.masking.text import mask_text

if TYPE_CHECKING:
    from validator.survey import Record
    from validator.verdict import Verdict


_PARTS = ("verdicts", "surveys")


@dataclass(frozen=True, slots=True)
class Parcel:
    """Verdicts of overlays and surveys, as JSON values, by their keys."""

    verdicts: dict[str, Any] = field(default_factory=dict)
    surveys: dict[str, Any] = field(default_factory=dict)

    def put_verdicts(self, key: str, verdicts: Sequence[Verdict]) -> None:
        """Take in the verdicts of the overlays of one path."""
        from validator.cache.codec import verdict_object

        self.verdicts[key] = [verdict_object(_masked(one)) for one in verdicts]

    def verdicts_of(self, keys: Iterable[str]) -> dict[str, list[Verdict]]:
        """Those verdicts that are here, by key."""
        from validator.cache.codec import verdict_of

        wanted = [key for key in keys if key in self.verdicts]
        with readable("a verdict"):
            if any(not isinstance(self.verdicts[key], list) or not self.verdicts[key] for key in wanted):
                raise ValueError("verdicts are a list of one or more")
            return {key: [verdict_of(one) for one in self.verdicts[key]] for key in wanted}

    def put_survey(self, key: str, record: Record) -> None:
        """Take in what was found in a state of the repository, unless it may hold a secret."""
        from validator.cache.codec import record_object
        from validator.cache.memory import may_hold_secret

        if not may_hold_secret(record):
            self.surveys[key] = record_object(record)

    def survey(self, key: str) -> Record | None:
        """What was found, if it is here."""
        from validator.cache.codec import record_of

        given = self.surveys.get(key)
        with readable("a survey"):
            return None if given is None else record_of(given)

    def add(self, other: Parcel) -> None:
        """Take in what another one holds."""
        self.verdicts.update(other.verdicts)
        self.surveys.update(other.surveys)

    def text(self) -> str:
        """All of it, as it travels; the same for the same content."""
        value = dict(zip(_PARTS, (self.verdicts, self.surveys), strict=True))
        return json.dumps(value, separators=(",", ":"), ensure_ascii=True, sort_keys=True)


@contextmanager
def readable(what: str) -> Iterator[None]:
    """Raises MergegateError where something else stands in a shard's report than we write into it."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise MergegateError(f"a shard's report is damaged: {what} cannot be read") from error


def parcel_of(text: str) -> Parcel:
    """The parcel that a text holds; raises ValueError."""
    value = json.loads(text)
    verdicts, surveys = (value.get(name) if isinstance(value, dict) else None for name in _PARTS)
    if not isinstance(verdicts, dict) or not isinstance(surveys, dict):
        raise ValueError("no parcel")
    return Parcel(verdicts, surveys)


def _masked(verdict: Verdict) -> Verdict:
    """The verdict as reports show it."""
    return replace(
        verdict,
        placed=tuple(replace(one, message=mask_text(one.message)) for one in verdict.placed),
        annotated=tuple(
            replace(one, name=mask_text(one.name), text=one.text and mask_text(one.text))
            for one in verdict.annotated
        ),
    )
