"""A repository of many overlays is judged some at a time, and comes to the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from validator import inspect, surveyor
from validator.check import check
from validator.model import Result
from validator.options import Options
from validator.progress import Progress
from validator.start import start

FIXTURES = Path(__file__).parents[1] / "fixtures"


def result_of(root: Path) -> Result:
    with (
        Progress() as progress,
        start(Options(path=root, cache=False)) as begun,
        check(begun, progress) as done,
    ):
        return done.result


@pytest.mark.parametrize("fixture", ["shop", "own-policies"])
def test_some_at_a_time_is_all_at_once(fixture: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = result_of(FIXTURES / fixture)
    for module in (inspect, surveyor):
        monkeypatch.setattr(module, "AT_ONCE", 4 if fixture == "shop" else 1)
    assert result_of(FIXTURES / fixture) == whole
    assert whole.findings
