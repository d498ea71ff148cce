"""Sets of parameters, as an ApplicationSet's generators yield them, and how two of them become one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

from validator.discover.reading import mapping
from validator.discover.templates import fasttemplate, goexec
from validator.discover.templates.govalues import show
from validator.discover.templates.problems import RefusedError, UndecidedError, Unknown

_DEPTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterSet:
    """The values of one set: flat under fasttemplate, nested under goTemplate."""

    values: Mapping[str, Any]
    others: str | None = None  # why there are parameters that are not known here, and perhaps many such sets
    candidate: bool = False  # it may not exist: kept only where its directory does
    assumed: tuple[str, ...] = ()

    def with_values(self, values: Mapping[str, Any]) -> ParameterSet:
        """The same set with other values."""
        return replace(self, values=values)

    def joined(self, other: ParameterSet, values: Mapping[str, Any]) -> ParameterSet:
        """A set made of two."""
        return ParameterSet(
            values=values,
            others=self.others or other.others,
            candidate=self.candidate or other.candidate,
            assumed=tuple(dict.fromkeys(self.assumed + other.assumed)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """How the templates of an ApplicationSet are read."""

    go: bool
    strict: bool = False  # missingkey=error

    def render(self, template: str, given: ParameterSet, *, structured: bool = False) -> str:
        """The text that a template gives; raises RefusedError and UndecidedError."""
        if self.go:
            return goexec.render(
                template, given.values, strict=self.strict, others=given.others, structured=structured
            )
        return fasttemplate.render(template, given.values, others=given.others)

    def render_all(self, tree: Any, given: ParameterSet, constant: AbstractSet[int] = frozenset()) -> Any:
        """A tree with every text and every key rendered; what is not known becomes Unknown.

        `constant` are its `constant_parts`, which are handed out as they are. Raises RefusedError.
        """
        return _walk(tree, lambda text: self.render_or_unknown(text, given), constant, 0)

    def render_or_unknown(self, template: str, given: ParameterSet, *, structured: bool = False) -> Any:
        """The text that a template gives, or Unknown; raises RefusedError."""
        if "{{" not in template:
            return template
        try:
            return self.render(template, given, structured=structured)
        except UndecidedError as reason:
            return Unknown(str(reason), self._known_part(template, given))

    def _known_part(self, template: str, given: ParameterSet) -> str:
        if self.go:
            return template.partition("{{")[0] + "…"
        known = {key: value for key, value in given.values.items() if not isinstance(value, Unknown)}
        return fasttemplate.render(template, known)


def constant_parts(tree: Any) -> frozenset[int]:
    """The `id` of each mapping and list in a tree that holds no template, for as long as the tree lives."""
    found: set[int] = set()
    _gather_constant(tree, found, 0)
    return frozenset(found)


def _gather_constant(tree: Any, found: set[int], depth: int) -> bool:
    """Whether a tree holds no template; what is nested too deeply is for whoever renders it."""
    if depth > _DEPTH:
        return False
    if isinstance(tree, str):
        return "{{" not in tree
    if isinstance(tree, list):
        inner = tree
    elif isinstance(tree, Mapping):
        inner = [*tree, *tree.values()]
    else:
        return True
    parts = [_gather_constant(item, found, depth + 1) for item in inner]
    if all(parts):
        found.add(id(tree))
    return all(parts)


def _walk(tree: Any, render: Callable[[str], Any], constant: AbstractSet[int], depth: int) -> Any:
    if depth > _DEPTH:
        raise RefusedError("nested too deeply")
    if isinstance(tree, str):
        return render(tree) if "{{" in tree else tree
    if id(tree) in constant:
        return tree
    if isinstance(tree, list):
        return [_walk(item, render, constant, depth + 1) for item in tree]
    if not isinstance(tree, Mapping):
        return tree
    rendered = {}
    for key, item in tree.items():
        name = render(key) if isinstance(key, str) else key
        if not isinstance(name, Unknown):  # a field whose name is not known is none that matters here
            rendered[name] = _walk(item, render, constant, depth + 1)
    return rendered


# ---- two into one ------------------------------------------------------------------------------


def flatten(values: Mapping[str, Any]) -> dict[str, Any]:
    """Scalars by their dotted path, `a.b` and `list.0`; empty lists and maps vanish."""
    flat: dict[str, Any] = {}
    _flatten(values, "", flat, 0)
    return flat


def _flatten(value: Any, prefix: str, flat: dict[str, Any], depth: int) -> None:
    if depth > _DEPTH:
        raise RefusedError("nested too deeply")
    if isinstance(value, (Mapping, list)):
        for key, item in value.items() if isinstance(value, Mapping) else enumerate(value):
            _flatten(item, f"{prefix}.{key}" if prefix else str(key), flat, depth + 1)
    else:
        flat[prefix] = value


def override(base: Mapping[str, Any], over: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """Deep merge as mergo.Merge with WithOverride does it on maps."""
    if depth > _DEPTH:
        raise RefusedError("nested too deeply")
    merged = dict(base)
    for key, value in over.items():
        known = merged.get(key)
        both = isinstance(value, Mapping) and isinstance(known, Mapping)
        merged[key] = override(mapping(known), value, depth + 1) if both else value
    return merged


def combine(first: Mapping[str, Any], second: Mapping[str, Any], *, clash: bool) -> dict[str, Any]:
    """Flat sets in one, every value as text; of two different values under one key the second wins.

    With `clash` these raise RefusedError.
    """
    merged = {key: _text(value) for key, value in first.items()}
    for key, value in second.items():
        other = _text(value)
        if clash and key in merged and merged[key] != other:
            raise RefusedError(f"both generators of a matrix give the parameter {key}")
        merged[key] = other
    return merged


def _text(value: Any) -> Any:
    return value if isinstance(value, Unknown) else show(value)


def fill(own: Any, base: Any) -> Any:
    """A generator's own template over the ApplicationSet's: what is empty in it comes from the other."""
    if isinstance(own, Mapping) and isinstance(base, Mapping):
        return {
            **base,
            **{key: fill(value, base[key]) if key in base else value for key, value in own.items()},
        }
    return own if own not in (None, "", 0, False) and own != [] and own != {} else base
