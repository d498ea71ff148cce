"""What one state of a repository is held against: the rules that run there, and how loud each is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from validator.config import Config
from validator.content import digest
from validator.evaluate.catalogue import Catalogue, load
from validator.evaluate.conftest import Conftest
from validator.evaluate.evaluate import Evaluator
from validator.evaluate.selection import Selection, policies_of, policy_data, select
from validator.judge.severity import Severities
from validator.tools.find import Tool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A catalogue, what of it was selected, and the configuration. Equal `key`s judge alike."""

    catalogue: Catalogue
    selection: Selection
    config: Config
    key: str

    @classmethod
    def of(
        cls, config: Config, policies: Sequence[Path], chosen: Sequence[str], ignored: Sequence[str]
    ) -> Ruling:
        """The ruling of a configuration and the user's policies. Raises UsageError."""
        catalogue = load(policies)
        selection = select(catalogue, config, chosen, ignored)
        own = [one.file for one in catalogue.policies if not one.is_builtin]
        written = [_content(file) for file in (*own, *(catalogue.plain.files if catalogue.plain else ()))]
        rules = [(name, one.production, one.elsewhere, one.parameters) for name, one in config.rules.items()]
        parts = [
            sorted(selection.wanted),
            sorted(selection.explicit),
            sorted(selection.named),
            sorted(rules, key=str),
        ]
        return cls(
            catalogue=catalogue,
            selection=selection,
            config=config,
            key=digest([*parts, written]),
        )

    @property
    def severities(self) -> Severities:
        """How bad findings are."""
        chosen = self.selection
        return Severities(configured=self.config.rules, selected=chosen.explicit, named=chosen.named)

    def data(self, urls: Sequence[str]) -> Mapping[str, Any]:
        """What the policies read as data."""
        return policy_data(self.catalogue, self.config, self.selection, urls)

    def evaluator(self, conftest: Tool, scratch: Path, urls: Sequence[str], jobs: int) -> Evaluator:
        """What evaluates builds with these rules."""
        engine = Conftest(
            binary=conftest.path,
            version=conftest.version,
            scratch=scratch,
            policies=policies_of(self.catalogue, self.selection.wanted),
            data=self.data(urls),
        )
        return Evaluator(self.catalogue, self.selection.wanted, engine, jobs=jobs)


def _content(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
