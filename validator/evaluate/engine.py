"""The contract of an engine: documents in, findings and the rules that ran out, or an error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Protocol

# A byte of a file name that is not UTF-8, a lone surrogate to Python, has no place in JSON: to engines it is
# a character that nobody uses, and ours again in what they answer.
TO_ENGINE = {0xDC80 + byte: 0x10FF00 + byte for byte in range(0x80)}
FROM_ENGINE = {there: here for here, there in TO_ENGINE.items()}


class EvaluationError(Exception):
    """The engine could not evaluate these documents. The message holds nothing of their content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the policies say of one document: members of `data.mergegate.deny`, what ran apart."""

    findings: tuple[Mapping[str, Any], ...]
    ran: frozenset[str]  # paths of rules, such as secrets.secret_plaintext


class Engine(Protocol):
    """Evaluates documents with our policies."""

    @property
    def name(self) -> str:
        """Its name in reports."""

    @property
    def version(self) -> str:
        """Its version in reports."""

    def evaluate(self, documents: Sequence[bytes], scopes: AbstractSet[str]) -> list[Answer]:
        """One answer for each JSON document, in order; raises EvaluationError for the lot.

        `scopes` are those of the documents: rules of other scopes have nothing to say.
        """
