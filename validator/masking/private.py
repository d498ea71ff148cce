"""Which objects and patches may hold a secret, whatever their kind; these do not leave this machine.

In doubt they do not: what stays is judged here. All that our own rules take for a secret counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from validator.masking.arguments import secret_arguments
from validator.masking.assigned import assigned
from validator.masking.credentials import credential_spans
from validator.masking.harmless import is_harmless, is_reference
from validator.masking.names import is_structure, promises
from validator.masking.text import MASK
from validator.masking.values import COPY, is_secret, secret_values, without_values

_VALUES = ("value", "default", "content")  # of what the other fields describe
_DESCRIBING = ("name", "key", "path", "field", "parameter", "header")
_POINTING = frozenset({"ClusterExternalSecret", "ExternalSecret", "PushSecret"})  # kinds that hold names
_POINTERS = frozenset({"key", "name", "path", "property", "secretKey"})
_FAKE = re.compile(r'"fake":\{"data"')  # a store of External Secrets for tests has its values in itself
_SCHEMAS = frozenset({"CustomResourceDefinition"})  # whose fields are names
_DATA = re.compile(r"(?:^|/)(?:data|stringData|binaryData)(?:/|$)")  # a JSON pointer into a Secret
_OF_SECRETS = re.compile(
    r"[\"']?kind[\"']?\s*:\s*[\"']?(?:Sealed)?Secret\b|/?\b(?:stringData|encryptedData)\b"
)


def is_private(body: Mapping[str, Any], values: Collection[str]) -> bool:
    """Whether an object is, or may hold, a secret: by its kind, by what names promise, by how texts look.

    `values` are those of Secrets, which may stand elsewhere, too.
    """
    return is_secret(body) or holds_secret(body, values)


def is_telling(body: Mapping[str, Any], values: Collection[str]) -> bool:
    """Whether an object that holds secrets gives one away even with dots for its values: in its metadata.

    A value of its own does so there however short it is.
    """
    metadata = body.get("metadata")
    texts = [value for _, value, _ in _scalars({} if metadata is None else metadata, "", {})]
    return not set(secret_values([body], ())).isdisjoint(map(str, texts)) or holds_secret(
        without_values(body), values
    )


def is_private_patch(patch: str, values: Collection[str] = ()) -> bool:
    """Whether a patch, as the JSON of its target and of what it says, may hold a secret."""
    try:
        target, said = json.loads(patch)
    except (ValueError, TypeError):
        return True
    if not isinstance(said, (Mapping, list)) or _is_of_secret(target) or _is_of_secret(said):
        return True
    return holds_secret({"target": target, "patch": said}, values)


def _is_of_secret(value: Any) -> bool:
    """Whether a patch or its target is of a Secret, or does not say of what and has values as one has."""
    if isinstance(value, list):
        return any(map(_is_of_secret, value))
    if not isinstance(value, Mapping):
        return False
    kind, pointer = value.get("kind"), value.get("path")
    if is_secret(value) or (isinstance(kind, str) and not kind.isalnum()):  # a target's may be an expression
        return True
    if isinstance(pointer, str) and _DATA.search(pointer):
        return True
    return "kind" not in value and not {"data", "stringData", "binaryData"}.isdisjoint(value)


def holds_secret(body: Any, values: Collection[str]) -> bool:
    """Whether anything within a value of a manifest may be a secret."""
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False, default=str)
    lines = (
        text.replace("\\n", "\n").replace("\\r", "\n").replace("\\t", "\t")
    )  # a word may begin behind them
    if any(value in text for value in values) or credential_spans(lines) or _FAKE.search(text):
        return True
    kind = body.get("kind") if isinstance(body, Mapping) else None
    walked = body.get("metadata") if kind in _SCHEMAS else body
    is_pointing = kind in _POINTING
    if any(_is_telling(key, value, parent, is_pointing) for key, value, parent in _scalars(walked, "", {})):
        return True
    return next(secret_arguments(walked), None) is not None


def _scalars(value: Any, key: str, parent: Mapping[Any, Any]) -> Iterator[tuple[str, Any, Mapping[Any, Any]]]:
    """All scalars, each with the name of its field, or of the list that it is in, and what that is in."""
    if isinstance(value, Mapping):
        for name, child in value.items():
            yield from _scalars(child, str(name), value)
    elif isinstance(value, list):
        for child in value:
            yield from _scalars(child, key, parent)
    else:
        yield key, value, parent


def _is_telling(key: str, value: Any, parent: Mapping[Any, Any], is_pointing: bool) -> bool:
    if is_harmless(value) or value == MASK:
        return False
    if key == COPY:
        return True
    text = str(value)
    names = [key]
    if key in _VALUES:
        names += [str(parent[field]) for field in _DESCRIBING if isinstance(parent.get(field), str)]
        if any(map(_DATA.search, names)):
            return True
    if is_pointing and key in _POINTERS:
        return False
    if _is_given(key, text) or any(promises(name) for name in names[1:]):
        return True
    return isinstance(value, str) and _assigns(text)


def _is_given(name: str, value: str) -> bool:
    """Whether a name that promises a secret is given one."""
    return promises(name) and not is_structure(name) and not is_reference(name.rpartition(".")[2], value)


def _assigns(text: str) -> bool:
    """Whether a text, such as a script or a file, is of a Secret, or assigns what may be one."""
    return _OF_SECRETS.search(text) is not None or next(assigned(text), None) is not None
