"""Keeps values of Secrets out of what the user's own policies say; ours are written not to say them."""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from validator.masking.text import MASK, mask_text, spellings

COPY = "kubectl.kubernetes.io/last-applied-configuration"  # annotation with the object as it once was
_SECRETS = ("Secret", "SealedSecret")
_HARMLESS = {"apiVersion", "kind", "metadata", "type", "immutable"}
_WORDS = {"true", "false", "True", "False", "null", "none"}  # that no secret consists of
_SHORTEST = 4  # characters: "on" or "80" would riddle every message
_LONG = 12  # characters: a shorter value may occur elsewhere by chance
_MIXED = re.compile(r"(?=[^\W_]*[A-Za-z])(?=[^\W_]*[0-9])[^\W_]{8,}")  # letters and digits: hardly by chance


def secret_values(bodies: Iterable[Mapping[str, Any]], generators: Iterable[Mapping[str, Any]]) -> list[str]:
    """The values of Secrets among the objects, and of generators, in all spellings, the longest first."""
    values = {value for body in bodies for value in _values(body)}
    values.update(value for generator in generators for value in _generated(generator))
    known = {spelling for spelling in spellings(values) if len(spelling) >= _SHORTEST} - _WORDS
    return sorted(known, key=lambda value: (-len(value), value))


def telling(values: Iterable[str]) -> list[str]:
    """Those values, in their order, that are secret wherever they stand, also as a part of other texts.

    They have at least twelve characters, or eight that are letters and digits. "admin" or "redis:6379" stand
    in many places for other reasons.
    """
    return [value for value in values if len(value) >= _LONG or _MIXED.fullmatch(value)]


def without_secrets(message: str, values: Iterable[str]) -> str:
    """The message with each of the values, and whatever else looks like a credential, masked."""
    for value in values:
        message = message.replace(value, MASK)
    return mask_text(message)


def is_secret(body: Mapping[str, Any]) -> bool:
    """Whether an object is there to hold secrets."""
    return body.get("kind") in _SECRETS


def without_values(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """An object that holds secrets with dots for its values; its metadata and its keys are left."""
    shown: dict[str, Any] = {
        name: value if name in _HARMLESS else _dotted(value) for name, value in body.items()
    }
    annotations = body["metadata"].get("annotations") if isinstance(body.get("metadata"), Mapping) else None
    if isinstance(annotations, Mapping) and COPY in annotations:
        shown["metadata"] = {**body["metadata"], "annotations": {**annotations, COPY: MASK}}
    return shown


def _dotted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _dotted(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_dotted(one) for one in value]
    return value if value is None or isinstance(value, bool) else MASK


def _values(body: Mapping[str, Any]) -> Iterator[str]:
    if body.get("kind") != "Secret":
        return
    for field in ("data", "stringData", "binaryData"):
        entries = body.get(field)
        for value in entries.values() if isinstance(entries, Mapping) else ():
            if isinstance(value, str):
                yield from _forms(value)
    with contextlib.suppress(ValueError, KeyError, TypeError):  # not what `kubectl apply` writes
        copy = json.loads(body["metadata"]["annotations"][COPY])
        yield from _values({**copy, "metadata": None})


def _generated(generator: Mapping[str, Any]) -> Iterator[str]:
    """What a secretGenerator is made of, as the facts hold it."""
    yield from (entry["value"] for entry in generator.get("literals", ()))
    for entry in (*generator.get("files", ()), *generator.get("envs", ())):
        text = entry.get("text") or ""
        yield text
        yield from (line.partition("=")[2] for line in text.splitlines())


def _forms(value: str) -> Iterator[str]:
    """A value as it stands, and decoded if it is base64."""
    yield value
    with contextlib.suppress(ValueError, binascii.Error):
        yield base64.b64decode(value, validate=True).decode("utf-8")
