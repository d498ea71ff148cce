"""Lets the engine begin to compile before anything is read: the rules that the same configuration had."""

from __future__ import annotations

from pathlib import Path

from validator.cache.memory import Memory
from validator.content import ruling_key
from validator.evaluate.ahead import Ahead
from validator.options import CONFIGURATION, Options
from validator.tools.find import Tool


def hurry(options: Options, root: Path, memory: Memory, conftest: Tool, ahead: Ahead) -> None:
    """Begin, if the rules are known. A wrong guess does no harm."""
    if options.jobs == 1 or options.policies:
        return
    file = options.config or root / CONFIGURATION
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, ValueError):
        text = ""
    known = memory.ruling(ruling_key(text, [], options.select, options.ignore))
    if known is not None and known["compiled"]:
        from validator.evaluate.builtin import begin

        begin(ahead, conftest.path, known["compiled"])
