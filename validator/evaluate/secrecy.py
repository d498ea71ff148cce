"""Keeps values of Secrets out of what the user's own policies say; ours are written not to say them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from validator.masking.text import scrub
from validator.model import Resource

_SHORTEST = 4  # characters: "on" or "80" would riddle every message


def without_secrets(message: str, resources: Iterable[Resource]) -> str:
    """The message with every value of the Secrets among the resources masked, readable and in base64."""
    values = {value for resource in resources for value in _values(resource.body)}
    return scrub(message, {value for value in values if len(value) >= _SHORTEST and value in message})


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
