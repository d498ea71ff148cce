"""What a run is to the shards of a check: one of them, or the merge that has what all of them made."""

from __future__ import annotations

from dataclasses import dataclass

from validator.errors import MergegateError
from validator.model import ToolVersions
from validator.shards.parcel import Parcel
from validator.shards.share import Shard


@dataclass(slots=True, kw_only=True)
class Giving:
    """One shard; `parcel` takes in what it makes."""

    shard: Shard
    parcel: Parcel
    state: str = ""  # that it checks a share of

    def checks(self, state: str) -> None:
        """Note the state, which each report of a shard names."""
        self.state = state


@dataclass(frozen=True, slots=True, kw_only=True)
class Merging:
    """The merge: `parcel` holds what the shards made, with `tools`, in the `state` that each names."""

    parcel: Parcel
    tools: ToolVersions
    state: str

    def checks(self, state: str) -> None:
        """Raise MergegateError unless the shards checked just what is here.

        A verdict tells what it rests on; what none of them tells is that there was nothing else to check.
        """
        if state != self.state:
            raise MergegateError(
                "the shards checked another state of this repository than the one that is here: merge where "
                "the same commit is checked out, with the same files changed and the same variables of the CI"
            )
