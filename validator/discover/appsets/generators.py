"""The generators of an ApplicationSet, as in Argo CD's applicationset/generators: sets of parameters.

What only a cluster or another service knows is a set with `others`: it stands for any number of sets.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from validator.discover.appsets import gitgenerator
from validator.discover.appsets.parameters import Mode, ParameterSet, combine, override
from validator.discover.appsets.selector import Selector
from validator.discover.reading import items, mapping, text
from validator.discover.repository import Repository
from validator.discover.templates import yaml11
from validator.discover.templates.problems import RefusedError, UndecidedError, Unknown

MOST_SETS = 10_000

_NO_KINDS = ("selector", "template")


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """What one kind of generator in an entry of `spec.generators` yields."""

    kind: str
    template: Mapping[str, Any]  # its own, over the ApplicationSet's
    sets: tuple[ParameterSet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Generators:
    """Runs the generators of one ApplicationSet."""

    repository: Repository
    mode: Mode
    new_globs: bool = False  # the controller's --enable-new-git-file-globbing

    def run(self, entry: Any, given: ParameterSet | None = None, depth: int = 0) -> list[Generated]:
        """What an entry yields: one result for each kind of generator in it.

        `given` are the parameters of the first generator of a matrix. Raises RefusedError, and
        UndecidedError beyond MOST_SETS.
        """
        if not isinstance(entry, Mapping):
            raise RefusedError("a generator is no mapping")
        selector = Selector.of(entry["selector"]) if entry.get("selector") is not None else None
        found = []
        for kind in sorted(key for key in entry if key not in _NO_KINDS and entry[key] is not None):
            sets = self._sets(kind, entry[kind], given, depth)
            if selector is not None:
                sets = [kept for one in sets if (kept := selector.keep(one)) is not None]
            if len(sets) > MOST_SETS:
                raise UndecidedError(f"more than {MOST_SETS:,} sets of parameters")
            template = mapping(mapping(entry[kind]).get("template"))
            found.append(Generated(kind=kind, template=template, sets=tuple(sets)))
        return found

    def _sets(self, kind: str, spec: Any, given: ParameterSet | None, depth: int) -> list[ParameterSet]:
        if given is not None and (given.values or given.others):
            spec = self._interpolated(mapping(spec), given)
        if kind in ("matrix", "merge"):
            if depth > 1:
                raise RefusedError("generators nested more than one level")
            children = items(mapping(spec).get("generators"))
            return self._matrix(children, depth) if kind == "matrix" else self._merge(spec, children, depth)
        try:
            return self._leaf(kind, mapping(spec))
        except UndecidedError as reason:
            return [self._open(spec, str(reason))]

    def _interpolated(self, spec: Mapping[str, Any], given: ParameterSet) -> dict[str, Any]:
        """A generator with the parameters of the one before it in a matrix."""
        rendered = dict(self.mode.render_all({k: v for k, v in spec.items() if k != "template"}, given))
        if isinstance(spec.get("elementsYaml"), str):
            rendered["elementsYaml"] = self.mode.render_or_unknown(
                spec["elementsYaml"], given, structured=True
            )
        return rendered

    def _leaf(self, kind: str, spec: Mapping[str, Any]) -> list[ParameterSet]:
        if kind == "list":
            return self._list(spec)
        if kind != "git":
            return [self._open(spec, f"the {kind} generator's parameters are not in the repository")]
        elsewhere = gitgenerator.is_elsewhere(spec, self.repository)
        if elsewhere:
            return [self._open(spec, elsewhere)]
        sets = gitgenerator.generate(spec, self.repository, go=self.mode.go, new_globs=self.new_globs)
        return [self._with_own_values(one, spec) for one in sets]

    def _open(self, spec: Any, reason: str) -> ParameterSet:
        """A set of which only the generator's `values` are known, where they use nothing else."""
        return self._with_own_values(ParameterSet(values={}, others=reason), mapping(spec))

    def _with_own_values(self, given: ParameterSet, spec: Mapping[str, Any]) -> ParameterSet:
        """The set with the generator's `values`, which see the set but not each other."""
        values = mapping(self.mode.render_all(mapping(spec.get("values")), given))
        if not values:
            return given
        if self.mode.go:
            return given.with_values({**given.values, "values": dict(values)})
        return given.with_values(
            {**given.values, **{f"values.{key}": value for key, value in values.items()}}
        )

    # ---- list ----------------------------------------------------------------------------------

    def _list(self, spec: Mapping[str, Any]) -> list[ParameterSet]:
        sets = []
        for element in items(spec.get("elements")):
            if not isinstance(element, Mapping):
                raise RefusedError("an element of a list generator is no mapping")
            values = _numbers(element) if self.mode.go else _flat_element(element)
            sets.append(ParameterSet(values=values))
        more = spec.get("elementsYaml")
        if isinstance(more, Unknown):
            raise UndecidedError(more.reason)
        for element in yaml11.load_list(text(more)):
            if not isinstance(element, dict):
                raise RefusedError("an element of elementsYaml is no mapping")
            sets.append(ParameterSet(values=element))
        return sets

    # ---- matrix --------------------------------------------------------------------------------

    def _matrix(self, children: list[Any], depth: int) -> list[ParameterSet]:
        if len(children) != 2:
            raise RefusedError(f"a matrix takes two generators, not {len(children)}")
        found: list[ParameterSet] = []
        for first in self._child(children[0], None, depth):
            for second in self._child(children[1], first, depth):
                if self.mode.go:
                    values = override(second.values, first.values)
                else:
                    values = combine(first.values, second.values, clash=True)
                found.append(first.joined(second, values))
                if len(found) > MOST_SETS:
                    raise UndecidedError(f"more than {MOST_SETS:,} sets of parameters")
        return found

    def _child(self, entry: Any, given: ParameterSet | None, depth: int) -> tuple[ParameterSet, ...]:
        results = self.run(entry, given, depth + 1)
        if len(results) != 1:
            raise RefusedError(f"a nested generator must be of one kind, not of {len(results)}")
        return results[0].sets

    # ---- merge ---------------------------------------------------------------------------------

    def _merge(self, spec: Any, children: list[Any], depth: int) -> list[ParameterSet]:
        keys = sorted({text(key) for key in items(mapping(spec).get("mergeKeys"))})
        if len(children) < 2 or not keys:
            raise RefusedError("a merge takes at least two generators and one merge key")
        sets = [self._child(child, None, depth) for child in children]
        closed = [_by_key(keys, [one for one in child if one.others is None]) for child in sets]
        opened = [[one for one in child if one.others is not None] for child in sets]
        found = []
        for key, base in closed[0].items():
            merged = base
            for later in closed[1:]:
                merged = self._over(merged, later[key]) if key in later else merged
            found.append(merged)
            found += self._perhaps(merged, opened[1:])
        for base in opened[0]:
            found += self._candidates(base, keys, closed[1:])
        return found

    def _over(self, base: ParameterSet, over: ParameterSet) -> ParameterSet:
        if self.mode.go:
            return base.joined(over, override(base.values, over.values))
        return base.joined(over, combine(base.values, over.values, clash=False))

    def _perhaps(self, base: ParameterSet, opened: list[list[ParameterSet]]) -> list[ParameterSet]:
        """What a known set may become if a set that is not known here overrides it."""
        return [_candidate(self._over(base, over)) for child in opened for over in child]

    def _candidates(
        self, base: ParameterSet, keys: list[str], closed: list[dict[str, ParameterSet]]
    ) -> list[ParameterSet]:
        """What a set that is not known here may be: itself, and what each set of the others makes of it."""
        found = [_candidate(base)]
        for key in sorted(set().union(*closed)):
            merged = base
            for later in closed:
                if key in later and _may_meet(base, later[key], keys):
                    merged = self._over(merged, later[key])
            if merged is not base:
                found.append(_candidate(merged))
        return found


def _candidate(one: ParameterSet) -> ParameterSet:
    return ParameterSet(values=one.values, others=one.others, candidate=True, assumed=one.assumed)


def _may_meet(base: ParameterSet, other: ParameterSet, keys: list[str]) -> bool:
    """Whether nothing that is known keeps the two from having the same merge keys."""
    for key in keys:
        known = base.values.get(key)
        if key in base.values and not isinstance(known, Unknown) and known != other.values.get(key):
            return False
    return True


def _by_key(keys: list[str], sets: list[ParameterSet]) -> dict[str, ParameterSet]:
    """Sets by their merge keys, sorted: Argo CD's own order is random."""
    found: dict[str, ParameterSet] = {}
    for one in sets:
        wanted = {key: one.values.get(key) for key in keys}
        if any(isinstance(value, Unknown) for value in wanted.values()):
            raise UndecidedError("a merge key whose value is not known")
        name = json.dumps(wanted, sort_keys=True, default=str)
        if name in found:
            raise RefusedError(f"two sets of one generator have the merge keys {name}")
        found[name] = one
    return dict(sorted(found.items()))


def _flat_element(element: Mapping[str, Any]) -> dict[str, Any]:
    """An element under fasttemplate, where every value must be a text."""
    flat: dict[str, Any] = {}
    for key, value in element.items():
        nested = {f"values.{name}": item for name, item in value.items()} if _is_values(key, value) else None
        flat.update({key: value} if nested is None else nested)
    for key, value in flat.items():
        if not isinstance(value, (str, Unknown)):
            raise RefusedError(f"without goTemplate the list element's {key} must be a text")
    return flat


def _is_values(key: str, value: Any) -> bool:
    return key == "values" and isinstance(value, Mapping)


def _numbers(value: Any) -> Any:
    """An element as Argo CD gets it through JSON: every number a float."""
    if isinstance(value, Mapping):
        return {key: _numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
