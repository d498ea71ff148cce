"""How bad a raw finding is in an overlay: the policy's word, the configuration's, and what was selected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from validator.config import RuleConfig
from validator.model import Overlay, RawFinding, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Severities:
    """Decides severities. `selected` are the rules that the command line names, `named` those by their id."""

    configured: Mapping[str, RuleConfig]
    selected: frozenset[str]
    named: frozenset[str]

    def of(self, raw: RawFinding, overlay: Overlay | None) -> Severity:
        """The severity; OFF means that it is not reported. A finding in no overlay counts as production.

        What is off is a note once it is named. Of a selected family only what is off everywhere is: the rest
        of it speaks in its own environment.
        """
        config = self.configured.get(raw.rule, RuleConfig())
        if overlay is None or overlay.is_production:
            severity, other = config.production or raw.production, config.elsewhere or raw.elsewhere
        else:
            severity, other = config.elsewhere or raw.elsewhere, config.production or raw.production
        chosen = self.selected if severity is other else self.named
        return Severity.NOTE if severity is Severity.OFF and raw.rule in chosen else severity
