"""Lets the engine begin to compile before anything is read: the rules that the same configuration had."""

from __future__ import annotations

from validator.content import ruling_key
from validator.options import CONFIGURATION
from validator.start import Start


def hurry(begun: Start) -> None:
    """Begin, if the change could reach an overlay and its rules are known. A wrong guess does no harm."""
    options, conftest = begun.options, begun.conftest
    if (
        conftest is None
        or begun.server is not None
        or options.jobs == 1
        or options.policies
        or not begun.may_matter
    ):
        return
    file = options.config or begun.checkout.root / CONFIGURATION
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, ValueError):
        text = ""
    known = begun.memory.ruling(ruling_key(text, [], options.select, options.ignore))
    if known is not None and known["compiled"]:
        from validator.evaluate.builtin import begin

        begin(begun.ahead, conftest.path, known["compiled"])
