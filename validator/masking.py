"""Takes secrets out of text that was not written to be shown."""

from __future__ import annotations

from collections.abc import Iterable


def scrub(text: str, known: Iterable[str]) -> str:
    """The text with every known value replaced."""
    for value in sorted(known, key=len, reverse=True):
        text = text.replace(value, "•••")
    return text
