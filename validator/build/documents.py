"""Takes rendered text apart into resources, each distinct one parsed once.

Rendered text is YAML 1.2 as Kubernetes reads it (https://yaml.org/spec/1.2.2/); PyYAML's 1.1 would change
`12:30` and stumble over `=`.
"""

from __future__ import annotations

import hashlib
from typing import Any

import yaml12

from validator.model import Resource, ResourceId
from validator.tree.source import parse, value

_DEEPEST = 200  # levels; no object of Kubernetes comes near, and who walks it calls itself for each


class TooDeepError(Exception):
    """A document that nobody can mean."""


class NotRenderedError(ValueError):
    """Text that is no sequence of YAML mappings. The message holds nothing of the text."""


class Documents:
    """The distinct resources seen so far, by the digest of their text. Threads share it: it only grows."""

    def __init__(self) -> None:
        self._known: dict[str, Resource] = {}

    def forget(self) -> None:
        """Begin anew; what was handed out stays as it is."""
        self._known = {}

    def split(self, rendered: bytes) -> tuple[Resource, ...]:
        """The resources of a build in order; raises NotRenderedError."""
        return tuple(self._resource(text) for text in _texts(rendered))

    def _resource(self, text: bytes) -> Resource:
        digest = hashlib.sha256(text).hexdigest()
        known = self._known.get(digest)
        if known is None:
            body = _parse(text)
            known = Resource(digest=digest, id=ResourceId.of(body), body=body)
            self._known[digest] = known
        return known

    def of_body(self, body: dict[str, Any], text: bytes) -> Resource:
        """A resource that was parsed elsewhere; `text` stands for it in the digest."""
        digest = hashlib.sha256(text).hexdigest()
        return self._known.setdefault(digest, Resource(digest=digest, id=ResourceId.of(body), body=body))


def _texts(rendered: bytes) -> list[bytes]:
    """Documents of kustomize's output: a separator is a line of its own, and content never starts with it."""
    return [part for part in (b"\n" + rendered).split(b"\n---\n") if part.strip()]


def _parse(text: bytes) -> dict[str, Any]:
    try:
        body: Any = yaml12.parse_yaml(text.decode("utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise NotRenderedError("a rendered document is not YAML") from error
    try:
        if not _is_plain(body):  # a tagged scalar, which the parser hands over as an object of its own
            body = value(parse(text, "").documents[0])
    except TooDeepError as error:
        raise NotRenderedError(f"a rendered document is nested deeper than {_DEEPEST} levels") from error
    if not isinstance(body, dict):
        raise NotRenderedError("a rendered document is not a mapping")
    return body


def _is_plain(node: Any, depth: int = 0) -> bool:
    if depth > _DEEPEST:
        raise TooDeepError
    if isinstance(node, dict):
        return all(isinstance(key, str) and _is_plain(child, depth + 1) for key, child in node.items())
    if isinstance(node, list):
        return all(_is_plain(child, depth + 1) for child in node)
    return node is None or isinstance(node, (str, int, float, bool))
