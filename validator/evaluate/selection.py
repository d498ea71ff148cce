"""Which rules run: the catalogue, the configuration and the command line together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from validator.config import Config, RuleConfig, check_rules
from validator.config_shapes import nearest
from validator.errors import UsageError
from validator.evaluate.catalogue import SCOPES, Catalogue
from validator.model import Rule, Severity
from validator.own_rules import WAIVER_RULES

# An overlay that was not checked is told of, whatever is selected.
_ALWAYS = frozenset({"overlay-build-failed", "overlay-remote-refused", "policy-failed"})
_ON_WAIVERS = frozenset(rule.id for rule in WAIVER_RULES)  # without another rule there is nothing to waive


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Rules by id: those that run, and those among them that the user named, by family or by id."""

    wanted: frozenset[str]
    explicit: frozenset[str]
    named: frozenset[str]


def select(catalogue: Catalogue, config: Config, chosen: Iterable[str], ignored: Iterable[str]) -> Selection:
    """The rules to run: the chosen ones, also those that are off, else all that are on; without the ignored.

    Raises UsageError for a word that is neither rule nor family, and for configured rules that do not exist.
    """
    check_rules(config, catalogue.rules)
    words = tuple(chosen)
    explicit = _named(words, catalogue)
    dropped = _named(ignored, catalogue)
    wanted = (explicit or switched_on(catalogue, config)) - dropped
    if not wanted - _ALWAYS - _ON_WAIVERS:
        raise UsageError(
            "no rule is left to run: all are off or ignored, or only those are selected that always run "
            "(overlay-build-failed, overlay-remote-refused, policy-failed) or that speak of waivers alone"
        )
    always = _ALWAYS - dropped if explicit else frozenset()
    named = explicit & set(words)
    return Selection(wanted=frozenset(wanted | always), explicit=explicit, named=named)


def _named(words: Iterable[str], catalogue: Catalogue) -> frozenset[str]:
    found: set[str] = set()
    families = {rule.family for rule in catalogue.rules.values()}
    for word in words:
        members = {rule.id for rule in catalogue.rules.values() if word in (rule.id, rule.family)}
        if not members:
            hint = nearest(word, [*catalogue.rules, *families])
            raise UsageError(f'there is no rule or family "{word}"{hint}')
        found |= members
    return frozenset(found)


def switched_on(catalogue: Catalogue, config: Config) -> frozenset[str]:
    """The rules that are not off both in production and elsewhere."""
    found = set()
    for rule in catalogue.rules.values():
        changed = config.rules.get(rule.id, RuleConfig())
        severities = {changed.production or rule.production, changed.elsewhere or rule.elsewhere}
        if severities != {Severity.OFF}:
            found.add(rule.id)
    return frozenset(found)


def policy_data(
    catalogue: Catalogue, config: Config, selection: Selection, urls: Sequence[str]
) -> Mapping[str, Any]:
    """What the policies read as data: which rules run, by family for the engine and by path for each other,
    and which of them are heard as loud as they are meant; their parameters; this repository's addresses.
    """
    parameters = {name: rule.parameters for name, rule in sorted(config.rules.items()) if rule.parameters}
    run = wanted_paths(catalogue, selection.wanted)
    heard = frozenset(rule for rule in selection.wanted if not _is_lowered(catalogue.rules[rule], config))
    return {
        "mergegate_config": {
            "wanted": {scope: _by_family(paths) for scope, paths in run.items()},
            "run": run,
            "heard": wanted_paths(catalogue, heard),
            "parameters": parameters,
            "repository_urls": sorted(urls),
        }
    }


def _by_family(paths: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in paths:
        family, _, rule = path.rpartition(".")
        found.setdefault(family, []).append(rule)
    return found


def _is_lowered(rule: Rule, config: Config) -> bool:
    """Whether the user made a rule milder: then no other rule may leave to it what it would say itself."""
    changed = config.rules.get(rule.id, RuleConfig())
    pairs = ((changed.production, rule.production), (changed.elsewhere, rule.elsewhere))
    return any(given is not None and given.rank > default.rank for given, default in pairs)


def policies_of(
    catalogue: Catalogue, wanted: frozenset[str]
) -> Callable[[AbstractSet[str]], tuple[Path, ...]]:
    """What gives an engine the files that hold the wanted rules of some scopes."""

    def of(scopes: AbstractSet[str]) -> tuple[Path, ...]:
        return catalogue.files_of({rule for rule in wanted if catalogue.rules[rule].scope in scopes})

    return of


def wanted_paths(catalogue: Catalogue, wanted: frozenset[str]) -> dict[str, list[str]]:
    """For each scope the paths of the wanted rules."""
    paths = catalogue.paths
    return {scope: [paths[rule] for rule in catalogue.ids(scope) if rule in wanted] for scope in SCOPES}
