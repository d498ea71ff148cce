"""How bad a raw finding is in an overlay: the policy's word, the configuration's, and what was selected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from validator.config import RuleConfig
from validator.model import Overlay, RawFinding, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Severities:
    """Decides severities. `selected` are the rules that the command line names, itself or by family."""

    configured: Mapping[str, RuleConfig]
    selected: frozenset[str]

    def of(self, raw: RawFinding, overlay: Overlay | None) -> Severity:
        """The severity; OFF means that it is not reported. A finding in no overlay counts as production.

        What is off everywhere is a note once it is selected; what is off in one environment stays off there.
        """
        config = self.configured.get(raw.rule, RuleConfig())
        if overlay is None or overlay.is_production:
            severity, other = config.production or raw.production, config.elsewhere or raw.elsewhere
        else:
            severity, other = config.elsewhere or raw.elsewhere, config.production or raw.production
        if severity is other is Severity.OFF and raw.rule in self.selected:
            return Severity.NOTE
        return severity
