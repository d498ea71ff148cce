"""What the command line asks of a check."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from validator.limits import Limits
from validator.server import Server
from validator.shards.share import Shard

CONFIGURATION = ".mergegate.yaml"  # in the directory under check, unless another file is named


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What to check and how; None and empty mean the default."""

    path: Path | None = None
    config: Path | None = None
    base: str | None = None  # a revision, or "auto": only what the change since then introduced
    staged: bool = False  # what is in the index, against HEAD or `base`
    baseline: Path | None = None
    uses_baseline: bool = True  # False: every finding counts, also those that the configured one lets pass
    complete: bool = False  # also what the change does not reach, for reports in which a gap means fixed
    cache: bool = True  # remember, and take what other runs remember
    jobs: int | None = None
    select: tuple[str, ...] = ()  # rules or families
    ignore: tuple[str, ...] = ()
    policies: tuple[Path, ...] = ()
    allow_remote: bool = False
    limits: Limits = field(default_factory=Limits)
    fail_on: str | None = None  # a severity; None: as configured
    shard: Shard | None = None  # this machine's share alone
    engine: str | None = None
    server: Server | None = None  # for the engine opa

    @property
    def seen(self) -> tuple[object, ...]:
        """What of them a result depends on."""
        limits = (self.limits.seconds, self.limits.memory)
        chosen = (self.select, self.ignore, self.allow_remote, limits)
        return (self.base is not None, self.staged, self.complete, self.uses_baseline, *chosen)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files and folders that they name."""
        return (*(file for file in (self.config, self.baseline) if file), *self.policies)

    @property
    def is_change(self) -> bool:
        """Whether two states are compared."""
        return self.staged or self.base is not None
