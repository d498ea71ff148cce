"""What one state of a repository is held against: the rules that run there, and how loud each is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import gt, lt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from validator.cache.memory import Memory
from validator.config import Config, RuleConfig
from validator.content import ruling_key
from validator.digests import digest
from validator.model import Rule

if TYPE_CHECKING:
    from validator.evaluate.catalogue import Catalogue
    from validator.evaluate.selection import Selection
    from validator.judge.severity import Severities

_TOGETHER = (frozenset({"resource"}), frozenset({"overlay", "repository"}))  # of what scopes rules are asked
_PASSING = re.compile(
    rb"\b(?:time\.now_ns|rand\.|uuid\.rfc4122|opa\.runtime|http\.send|net\.|io\.jwt\.(?:decode_verify|encode_sign)"
    rb"|crypto\.x509\.parse_and_verify_certificates)"
)


@dataclass(frozen=True)
class Ruling:
    """A configuration, the user's policies and what the command line selects. Equal `key`s judge alike.

    Reading the catalogue takes a while: it is read when something is to be judged, or to see that all of it
    is right, which is remembered.
    """

    config: Config
    policies: tuple[Path, ...]
    chosen: tuple[str, ...]
    ignored: tuple[str, ...]
    memory: Memory

    def verify(self) -> None:
        """Raise UsageError for what is wrong, before anything is built for these rules."""
        assert self.key

    @property
    def key(self) -> str:
        """A name for the rules that run and their severities. Raises UsageError for what is wrong."""
        key: str = self._known["key"]
        return key

    @cached_property
    def _known(self) -> Mapping[str, Any]:
        """The key, and, by what an engine is asked at once, the policies that it has to compile for it."""
        written = self.config.source.text if self.config.source else ""
        contents = [
            [(name, hashlib.sha256(text).hexdigest()) for name, text in folder] for folder in self._written
        ]
        raw = ruling_key(written, contents, self.chosen, self.ignored)
        known: Mapping[str, Any] | None = self.memory.ruling(raw)
        if known is not None:
            return known
        selection = self.selection
        rules = [
            (name, one.production, one.elsewhere, one.parameters) for name, one in self.config.rules.items()
        ]
        named = [sorted(part) for part in (selection.wanted, selection.explicit, selection.named)]
        key = digest([named, sorted(map(str, rules)), contents])
        ruling = {"key": key, "compiled": self._compiled() if not self.policies else None}
        self.memory.keep_ruling(raw, ruling)
        return ruling

    def _compiled(self) -> list[list[str]]:
        from validator.evaluate.builtin import builtin_policies
        from validator.evaluate.selection import policies_of

        files_of, folder = policies_of(self.catalogue, self.selection.wanted), builtin_policies()
        return [[str(file.relative_to(folder)) for file in files_of(scopes)] for scopes in _TOGETHER]

    @property
    def waivers(self) -> tuple[object, ...]:
        """What tells the waivers of two configurations apart; where they stand does not."""
        said = [
            (one.waiver.rules, one.overlay, one.resource, one.waiver.until, one.waiver.reason)
            for one in self.config.waivers
        ]
        return (sorted(map(str, said)), self.config.waiver_max_days)

    @cached_property
    def is_lasting(self) -> bool:
        """Whether the same objects are judged the same: the user's policies ask no clock and no chance."""
        return not any(_PASSING.search(raw) for folder in self._written for _, raw in folder)

    @cached_property
    def _written(self) -> list[list[tuple[str, bytes]]]:
        """The user's policies, folder by folder: names and contents."""
        folders = [(folder, sorted(folder.rglob("*.rego"))) for folder in self.policies]
        return [
            [(file.relative_to(folder).as_posix(), file.read_bytes()) for file in files]
            for folder, files in folders
        ]

    @cached_property
    def catalogue(self) -> Catalogue:
        """Every rule."""
        from validator.evaluate.catalogue import load

        return load(self.policies)

    @cached_property
    def selection(self) -> Selection:
        """The rules that run."""
        from validator.evaluate.selection import select

        return select(self.catalogue, self.config, self.chosen, self.ignored)

    @property
    def severities(self) -> Severities:
        """How bad findings are."""
        from validator.judge.severity import Severities

        chosen = self.selection
        return Severities(configured=self.config.rules, selected=chosen.explicit, named=chosen.named)

    def told_beside(self, before: Ruling) -> Iterator[str]:
        """What is said of rules that do not run as they did, for people."""
        was, now = before._loudness, self._loudness
        groups = {
            "off": [name for name in was if name not in now],
            "milder": [name for name in now if name in was and any(map(gt, now[name], was[name]))],
            "graver": [name for name in now if name in was and any(map(lt, now[name], was[name]))],
            "on": [name for name in now if name not in was],
        }
        said = [f"{what}: {', '.join(sorted(names))}" for what, names in groups.items() if names]
        yield f"the change says which rules run, and how bad they are; {'; '.join(said) or 'rules differ'}"

    @property
    def _loudness(self) -> dict[str, tuple[int, int]]:
        """The ranks in production and elsewhere of the rules that run; a higher one is milder."""
        rules, given = self.catalogue.rules, self.config.rules
        found = {}
        for name in self.selection.wanted:
            own = given.get(name, RuleConfig())
            production = own.production or rules[name].production
            elsewhere = own.elsewhere or rules[name].elsewhere
            found[name] = (production.rank, elsewhere.rank)
        return found

    def ran(self, *, on_resources: bool) -> tuple[Rule, ...]:
        """The rules that ran if anything was judged, and, with `on_resources`, something was rendered."""
        from validator.own_rules import POLICY_FAILED

        rules = self.catalogue.rules
        return tuple(
            rules[name]
            for name in sorted(self.selection.wanted)
            if on_resources or rules[name].scope == "repository" or name == POLICY_FAILED.id
        )

    @property
    def compiled(self) -> Sequence[Sequence[str]]:
        """By what an engine is asked at once, the policies that it has to compile.

        None with the user's, which may be anywhere: they wait.
        """
        compiled: Sequence[Sequence[str]] = self._known["compiled"] or ()
        return compiled
