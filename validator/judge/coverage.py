"""What a check looked at: where that a finding is absent means something."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from validator.model import Rule, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """One check. `reaching` gives the overlays that read a file, `exists` tells whether a path is there."""

    rules: Mapping[str, Rule]  # all there are
    enabled: frozenset[str]  # those that the configuration does not switch off
    ran: frozenset[str]
    statuses: Mapping[str, Status]  # of every overlay, by its path
    reaching: Callable[[str], Collection[str]]
    exists: Callable[[str], bool]

    def is_checked(self, overlays: Iterable[str]) -> bool:
        """Whether each of the overlays was built and checked in this run."""
        return all(self.statuses.get(overlay) is Status.CHECKED for overlay in overlays)

    def has_run(self, word: str) -> bool:
        """Whether a rule ran, or all of a family that are not switched off."""
        if word in self.rules:
            return word in self.ran
        family = {rule.id for rule in self.rules.values() if rule.family == word} & self.enabled
        return bool(family) and family <= self.ran
