"""A survey in which a text looks like a credential is not remembered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from validator.cache.database import Database
from validator.cache.memory import Memory
from validator.model import Form, NamedBy, Overlay, Unresolved
from validator.survey import Reach, Record

TOKEN = "ghp_" + "a1B2" * 9
OVERLAY = Overlay(
    path="a", form=Form.KUSTOMIZATION, environment="production", environment_from="its path", leaf=True
)
RECORD = Record(
    overlays=(OVERLAY,),
    unresolved=(),
    urls=("https://git.example.com/team/deploy",),
    reach={OVERLAY.build_key: Reach(files=("a/kustomization.yaml",), problems="")},
    rendered={},
    consulted={},
    looked_at={},
)


@pytest.mark.parametrize(
    "record",
    [
        replace(RECORD, urls=(f"https://bot:{TOKEN}@git.example.com/team/deploy",)),
        replace(RECORD, overlays=(replace(OVERLAY, assumed=(f"the repository {TOKEN}",)),)),
        replace(RECORD, overlays=(replace(OVERLAY, environment_from=TOKEN),)),
        replace(RECORD, overlays=(replace(OVERLAY, deployers=(f'{{"name": "{TOKEN}"}}',)),)),
        replace(RECORD, overlays=(replace(OVERLAY, patches=(f'{{"a": "{TOKEN}"}}',)),)),
        replace(RECORD, overlays=(replace(OVERLAY, patches=('{"stringData": {"a": "b"}}',)),)),
        replace(
            RECORD,
            overlays=(
                replace(OVERLAY, named_by=(NamedBy(kind="Application", name=TOKEN, file="a", line=1),)),
            ),
        ),
        replace(
            RECORD,
            unresolved=(Unresolved(kind="Application", name="a", file="a", line=1, reason=f"at {TOKEN}"),),
        ),
    ],
)
def test_it_is_not_kept(record: Record, tmp_path: Path) -> None:
    for kept, one in ((True, RECORD), (False, record)):
        folder = tmp_path / str(kept)
        folder.mkdir()
        with Database(folder / "results.db") as database:
            Memory(database).keep_survey("structure", one)
        with Database(folder / "results.db") as database:
            assert (Memory(database).survey("structure") == one) is kept
        assert TOKEN.encode() not in b"".join(file.read_bytes() for file in folder.iterdir())
