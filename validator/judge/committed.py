"""A secret in a file that git ignores is not in Git: it was made here, as CI makes it there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from validator.model import Rule
from validator.places import Placed

_SECRETS = "secrets"  # the family whose rules are about what is committed


def committed(
    placed: Iterable[Placed], is_committed: Callable[[str], bool], rules: Mapping[str, Rule]
) -> list[Placed]:
    """What stands in files of the repository, as `is_committed` tells. An unknown place counts."""
    return [
        one
        for one in placed
        if rules[one.rule].family != _SECRETS or one.location is None or is_committed(one.location.file)
    ]
