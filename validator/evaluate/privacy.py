"""What of a repository may be shown to an engine on another machine; all of it to one that is here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from validator.masking.private import holds_secret, is_private, is_private_patch, is_telling
from validator.masking.values import is_secret, secret_values, telling, without_values
from validator.model import Build, JsonObject, Resource


@dataclass(frozen=True, slots=True)
class Privacy:
    """The resources that stay, by digest: what may hold a secret, and what does even with dots for values.

    As it is made without anything, for an engine on this machine, nothing has to stay.
    """

    private: frozenset[str] = frozenset()
    unshowable: frozenset[str] = frozenset()  # in an overlay
    values: tuple[str, ...] = ()  # of Secrets, which may stand elsewhere, too
    is_needed: bool = False

    @classmethod
    def of(cls, distinct: Mapping[str, Resource], facts: Sequence[Mapping[str, Any]]) -> Privacy:
        """What of some resources, by digest, and of the facts of their repositories stays."""
        generators = [one for fact in facts for one in fact.get("secret_generators", ())]
        known = secret_values((resource.body for resource in distinct.values()), generators)
        values = tuple(telling(known))
        private = frozenset(digest for digest, one in distinct.items() if is_private(one.body, values))
        return cls(
            private=private,
            unshowable=frozenset(
                digest
                for digest in private
                if not is_secret(distinct[digest].body) or is_telling(distinct[digest].body, values)
            ),
            values=values,
            is_needed=True,
        )

    def parted(self, resources: Sequence[Resource]) -> Iterator[tuple[list[Resource], bool]]:
        """The resources that stay and those that need not, each with whether they do."""
        for stays in (True, False):
            yield [one for one in resources if (one.digest in self.private) is stays], stays

    def keeps_overlay(self, build: Build) -> bool:
        """Whether an overlay stays as a whole, with what controllers add to it."""
        about = build.overlay
        return self.is_needed and (
            any(one.digest in self.unshowable for one in build.resources)
            or any(is_private_patch(patch, self.values) for patch in about.patches)
            or any(holds_secret(json.loads(deployer), self.values) for deployer in about.deployers)
        )

    def keeps_facts(self, facts: Mapping[str, Any]) -> bool:
        """Whether the facts of a repository stay: they hold the sources of generators."""
        return self.is_needed and bool(facts.get("secret_generators"))

    def shown(self, resource: Resource) -> JsonObject:
        """A resource of an overlay that may leave; of Secrets rules ask for names and keys alone."""
        body = resource.body
        return without_values(body) if self.is_needed and is_secret(body) else body
