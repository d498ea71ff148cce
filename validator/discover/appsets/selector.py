"""Label selectors over sets of parameters, as a generator's `selector` applies them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from validator.discover.appsets.parameters import ParameterSet, flatten
from validator.discover.reading import items, mapping, text
from validator.discover.templates.govalues import show
from validator.discover.templates.problems import RefusedError, Unknown


@dataclass(frozen=True, slots=True)
class _Requirement:
    key: str
    operator: str
    values: tuple[str, ...]

    def holds(self, value: str | None) -> bool:
        if self.operator == "In":
            return value in self.values
        if self.operator == "NotIn":
            return value is None or value not in self.values
        return (value is not None) is (self.operator == "Exists")


@dataclass(frozen=True, slots=True)
class Selector:
    """All requirements must hold; without any, everything matches."""

    requirements: tuple[_Requirement, ...]

    @classmethod
    def of(cls, spec: Any) -> Selector:
        """The selector as written; raises RefusedError where Argo CD does."""
        if not isinstance(spec, Mapping):
            raise RefusedError("a selector is no mapping")
        found = [
            _Requirement(str(key), "In", (show(value),))
            for key, value in mapping(spec.get("matchLabels")).items()
        ]
        for entry in items(spec.get("matchExpressions")):
            expression = mapping(entry)
            operator = text(expression.get("operator"))
            values = tuple(show(value) for value in items(expression.get("values")))
            if operator not in ("In", "NotIn", "Exists", "DoesNotExist"):
                raise RefusedError(f"{operator!r} is not a valid selector operator")
            if bool(values) is not (operator in ("In", "NotIn")):
                raise RefusedError(f"a selector with {operator} has the wrong values")
            found.append(_Requirement(text(expression.get("key")), operator, values))
        return cls(tuple(found))

    def keep(self, one: ParameterSet) -> ParameterSet | None:
        """The set if it matches, a candidate if that depends on what is not known, else None."""
        flat = flatten(one.values)
        undecided = False
        for requirement in self.requirements:
            value = flat.get(requirement.key)
            absent = requirement.key not in flat
            if isinstance(value, Unknown) or (absent and one.others is not None):
                undecided = True
            elif not requirement.holds(None if absent else show(value)):
                return None
        return replace(one, candidate=True) if undecided else one
