"""An evaluator of the real policies for tests."""

from __future__ import annotations

from pathlib import Path

from validator.config import Config
from validator.evaluate.catalogue import Catalogue
from validator.evaluate.conftest import Conftest
from validator.evaluate.evaluate import Evaluator
from validator.evaluate.selection import policies_of, policy_data, select


def evaluator(
    catalogue: Catalogue,
    chosen: tuple[str, ...],
    *,
    binary: Path,
    scratch: Path,
    config: Config | None = None,
    jobs: int = 2,
) -> Evaluator:
    """Evaluates with the chosen rules of a catalogue, or with all that are on."""
    config = config or Config()
    selection = select(catalogue, config, chosen, ())
    engine = Conftest(
        binary=binary,
        version="0.70.1",
        scratch=scratch,
        policies=policies_of(catalogue, selection.wanted),
        data=policy_data(catalogue, config, selection, ()),
    )
    return Evaluator(catalogue, selection.wanted, engine, jobs=jobs)
