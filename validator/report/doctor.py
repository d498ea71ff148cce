"""`mergegate doctor`: what a check would stand on, as text and JSON."""

from __future__ import annotations

from collections.abc import Sequence

from validator.doctor import Sign, State
from validator.report.inert import inert
from validator.report.json_text import json_text
from validator.report.paint import Paint
from validator.report.visible import counted, visible

_COLORS = {State.FINE: "green", State.NOTE: "yellow", State.PROBLEM: "red"}


def doctor_text(signs: Sequence[Sign], *, color: bool = False) -> str:
    """A line for each sign, more where it has more to say, and the verdict."""
    paint = Paint(color)
    states, names = (max(map(len, column)) for column in ([*State], [sign.name for sign in signs]))
    lines = []
    for sign in signs:
        first, *more = map(visible, sign.text.splitlines())
        state = paint.style(f"{sign.state.value:<{states}}", fg=_COLORS[sign.state], bold=True)
        lines.append(f"{state}  {sign.name:<{names}}  {first}")
        lines += [f"{'':<{states + names + 4}}{line}" for line in more]
    problems = sum(sign.state is State.PROBLEM for sign in signs)
    verdict = f"{counted(problems, 'problem')}: a check cannot be done" if problems else "a check can be done"
    return inert("\n".join([*lines, "", paint.strong(verdict)]) + "\n")


def doctor_json(signs: Sequence[Sign]) -> str:
    """The signs as JSON: {"schema": 1, "able": true, "signs": [{"name", "state", "text", …}]}."""
    listed = [
        {
            "name": sign.name,
            "state": sign.state.value,
            "text": sign.text,
            "version": sign.version,
            "path": str(sign.path) if sign.path else None,
            "origin": sign.origin,
        }
        for sign in signs
    ]
    able = all(sign.state is not State.PROBLEM for sign in signs)
    return json_text({"schema": 1, "able": able, "signs": listed})
