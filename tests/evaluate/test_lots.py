"""Lots of documents: who looks at the first need not wait for the last."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from validator.evaluate.lots import Document, Lots


def _document(scope: str, *items: int) -> Document:
    return Document(scope=scope, items=items, body=list)


def test_a_lot_is_given_while_others_go_on() -> None:
    looked_at = threading.Event()

    def ask(wanted: Sequence[Document]) -> list[str]:
        if wanted[0].scope == "overlay":
            assert looked_at.wait(20)
        return [document.scope for document in wanted]

    heard = []
    for lot in Lots(ask, jobs=2).run([_document("overlay", 1), _document("resource", 2)]):
        heard.append([answer for _, answer in lot])
        looked_at.set()
    assert heard == [["resource"], ["overlay"]]


def test_every_document_is_in_one_lot_whatever_the_cores() -> None:
    wanted = [*(_document("resource", *range(at, at + 9)) for at in range(0, 9000, 9))]
    wanted += [_document("overlay", *range(at)) for at in range(500)]
    for jobs in (1, 2, 3, 8):
        lots = list(Lots(lambda some: list(some), jobs=jobs).run(wanted))
        shown = [document for lot in lots for document, _ in lot]
        assert len(shown) == len(wanted)
        assert {id(one) for one in shown} == {id(one) for one in wanted}
        assert len(lots) <= 2 * jobs
