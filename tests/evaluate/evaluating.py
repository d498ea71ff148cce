"""An evaluator of the real policies for tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from validator.config import Config
from validator.evaluate.ahead import Ahead
from validator.evaluate.catalogue import SCOPES, Catalogue
from validator.evaluate.conftest import Conftest, begin
from validator.evaluate.evaluate import Evaluator, Group
from validator.evaluate.opa import Opa, Reached
from validator.evaluate.selection import policies_of, policy_data, select
from validator.model import RawFinding


def evaluator(
    catalogue: Catalogue,
    chosen: tuple[str, ...],
    *,
    binary: Path,
    scratch: Path,
    config: Config | None = None,
    jobs: int = 2,
    ahead: Ahead | None = None,
    server: Reached | None = None,
) -> Evaluator:
    """Evaluates with the chosen rules of a catalogue, or with all that are on.

    With `ahead` the engines have begun to compile before this returns. With `server` it is the engine.
    """
    config = config or Config()
    selection = select(catalogue, config, chosen, ())
    policies = policies_of(catalogue, selection.wanted)
    if ahead is not None:
        for scopes in ({"resource"}, {"overlay", "repository"}, set(SCOPES)):
            begin(ahead, binary, policies(scopes))
    data = policy_data(catalogue, config, selection, ())
    conftest = Conftest(
        binary=binary, version="0.70.1", scratch=scratch, policies=policies, data=data, ahead=ahead
    )
    engine = conftest if server is None else Opa(server=server, data=data)
    return Evaluator(catalogue, selection.wanted, engine, jobs=jobs, here=lambda: conftest)


def findings(made: Evaluator, groups: Sequence[Group]) -> list[list[RawFinding]]:
    """All that an evaluator says of each group."""
    found: list[list[RawFinding]] = [[] for _ in groups]
    for lot in made.evaluate(groups):
        for of_group, more in zip(found, lot, strict=True):
            of_group += more
    return found
