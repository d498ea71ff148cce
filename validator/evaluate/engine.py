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


def answer_of(members: Sequence[Mapping[str, Any]]) -> Answer:
    """The answer in members of `data.mergegate.deny`; raises EvaluationError if nothing says what ran."""
    findings = []
    ran: frozenset[str] | None = None
    for member in members:
        if member["msg"] == "ran":
            ran = frozenset(".".join(path) for path in member["ran"])
        else:
            findings.append(member)
    if ran is None:
        raise EvaluationError("the engine does not say which rules ran")
    return Answer(findings=tuple(findings), ran=ran)


class Engine(Protocol):
    """Evaluates documents with our policies."""

    @property
    def name(self) -> str:
        """Its name in reports."""

    @property
    def version(self) -> str:
        """Its version in reports."""

    @property
    def is_here(self) -> bool:
        """Whether what it is given stays on this machine."""

    def evaluate(self, documents: Sequence[bytes], scopes: AbstractSet[str]) -> list[Answer]:
        """One answer for each JSON document, in order; raises EvaluationError for the lot.

        `scopes` are those of the documents: rules of other scopes have nothing to say.
        """
