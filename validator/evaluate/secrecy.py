"""Keeps values of Secrets out of what the user's own policies say; ours are written not to say them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from validator.masking.text import MASK, mask_text

_SHORTEST = 4  # characters: "on" or "80" would riddle every message


def secret_values(bodies: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The values of the Secrets among some objects, readable and in base64, the longest first."""
    values = {value for body in bodies for value in _values(body) if len(value) >= _SHORTEST}
    return tuple(sorted(values, key=lambda value: (-len(value), value)))


def without_secrets(message: str, values: Iterable[str]) -> str:
    """The message with each of the values, and whatever else looks like a credential, masked."""
    for value in values:
        message = message.replace(value, MASK)
    return mask_text(message)


def _values(body: Mapping[str, Any]) -> Iterator[str]:
    if body.get("kind") != "Secret":
        return
    for field in ("data", "stringData"):
        entries = body.get(field)
        for value in entries.values() if isinstance(entries, Mapping) else ():
            if isinstance(value, str):
                yield from _forms(value)


def _forms(value: str) -> Iterator[str]:
    """A value as it stands, decoded if it is base64, and line by line."""
    yield value
    try:
        decoded = base64.b64decode(value, validate=True).decode("utf-8")
    except (ValueError, binascii.Error):
        decoded = ""
    for text in (value, decoded):
        yield text
        yield from (line.strip() for line in text.splitlines())
