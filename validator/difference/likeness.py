"""How much two values have in common, and whether they are the same to YAML's types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

Leaf = tuple[tuple[str, ...], str]


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are equal; 1, 1.0, true and "1" are not, the order of keys means nothing."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return type(one) is type(other) and bool(one == other)


def leaves(value: Any) -> Counter[Leaf]:
    """The scalars of a value, each with its path; elements of a list are not told apart."""
    return Counter(_leaves(value, ()))


def likeness(one: Counter[Leaf], other: Counter[Leaf]) -> float:
    """The share of leaves that both have, from 0 to 1; 0 if there are none."""
    most = max(one.total(), other.total())
    return (one & other).total() / most if most else 0.0


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[Leaf]:
    if isinstance(value, dict) and value:
        for key, child in value.items():
            yield from _leaves(child, (*path, key))
    elif isinstance(value, list) and value:
        for child in value:
            yield from _leaves(child, (*path, ""))
    else:
        yield path, f"{type(value).__name__} {value}"
