"""The baseline of a run: which findings may stay, and what a change does to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from validator.config import Config
from validator.options import Options

if TYPE_CHECKING:
    from validator.judge.baseline import Entries


@dataclass(frozen=True, slots=True)
class Baseline:
    """The entries of a file, as the options or else the configuration of a state name it."""

    options: Options
    _known: dict[Path, Entries] = field(default_factory=dict)

    def now(self, config: Config) -> Entries:
        """What may stay in the state under check; raises UsageError for a file that cannot be read."""
        return self._load(self.options.baseline or config.baseline)

    def before(self, config: Config) -> Entries:
        """What might stay before a change, be it nothing: what it adds lets nothing pass that is new."""
        path = config.baseline
        return {} if path is None or not path.exists() else self._load(path)

    def added(self, now: Config, before: Config) -> Iterator[str]:
        """What is said of entries that a change adds."""
        was = self.before(before)
        count = sum(max(0, number - was.get(one, 0)) for one, number in self.now(now).items())
        if count:
            what = "an entry" if count == 1 else f"{count} entries"
            yield f"the change adds {what} to the baseline, which let pass nothing here that it introduces"

    def left_behind(self, renamed: Mapping[str, str], now: Config) -> Iterator[str]:
        """What is said of entries by the name of an overlay that a change renames: by old names the new ones.

        Nothing if there is one by the new name, too.
        """
        entries = self.now(now) if renamed else {}
        behind = {one: one._replace(overlay=renamed.get(one.overlay, one.overlay)) for one in entries}
        count = sum(entries[one] for one, after in behind.items() if after not in entries)
        if count:
            what = "an entry" if count == 1 else f"{count} entries"
            yield (
                f"the change renames what {what} of the baseline {'is' if count == 1 else 'are'} about; "
                "without `mergegate baseline write` that is new once it is merged"
            )

    def _load(self, path: Path | None) -> Entries:
        if path is None or not self.options.uses_baseline:
            return {}
        if path not in self._known:
            from validator.judge.baseline import load

            self._known[path] = load(path)
        return self._known[path]
