"""Takes secrets out of texts that people read: messages, and what kustomize says when a build fails."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable

from validator.masking.credentials import Span, credential_spans

MASK = "•••"

_DUMPS = (  # kustomize 5.8 quotes patches and configurations whole: api/internal/target, plugins/builtins
    (re.compile(r"(with config: )`.*?(?:`|\Z)", re.DOTALL), r"\1…"),
    (re.compile(r"(patch(?:es)? from )\[.*(?:\]|\Z)", re.DOTALL), r"\1[…]"),
    (re.compile(r"(node contents:).*\Z", re.DOTALL), r"\1 …"),
    (re.compile(r"(literal sources? )\[.*?\](?=: |\Z)", re.DOTALL), rf"\1[{MASK}]"),
    (re.compile(r"(invalid literal source ).*?(?=, expected|\Z)", re.DOTALL), rf"\1{MASK}"),
    (re.compile(r"map\[string\]interface \{\}\(nil\): "), ""),
    (re.compile(r"\bmap\[[^\]]+\]*"), f"map[{MASK}]"),
)
_KEPT = re.compile(r"(?:# )?(?:error|warning)\b|line \d+: mapping key \S+ already defined", re.IGNORECASE)


def masked(text: str, spans: Iterable[Span]) -> str:
    """The text with each span (in order, without overlaps) replaced by dots."""
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], MASK]
        at = end
    return "".join([*parts, text[at:]])


def mask_text(text: str) -> str:
    """A message with everything that looks like a credential replaced by dots."""
    return masked(text, credential_spans(text))


def scrub(text: str, known_values: Iterable[str]) -> str:
    """What a build said, without secrets: known values in any spelling, credentials, dumps of patches.

    Lines after the first stay only if they are errors or warnings of their own; the others are counted.
    """
    for dump, short in _DUMPS:
        text = dump.sub(short, text)
    for spelling in sorted(spellings(known_values), key=lambda value: (-len(value), value)):
        text = _without(text, spelling)
    first, *rest = [line.strip() for line in mask_text(text).splitlines() if line.strip()] or [""]
    kept = [line for line in rest if _KEPT.match(line)]
    left = len(rest) - len(kept)
    return "\n".join([first, *kept]) + (f" ({left} more lines left out)" if left else "")


def spellings(values: Iterable[str]) -> set[str]:
    """Each value as it may appear in a message: itself, its lines, quoted as Go and JSON do, as base64."""
    found = set()
    for value in values:
        quoted = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        encoded = base64.b64encode(value.encode("utf-8", errors="replace")).decode()
        as_json = {json.dumps(value, ensure_ascii=plain)[1:-1] for plain in (False, True)}
        found |= {value, value.strip(), quoted, encoded, *as_json}
        found.update(line.strip() for line in value.splitlines())
    return {spelling for spelling in found if len(spelling) > 2}  # "1" or "no" would riddle the message


def _without(text: str, value: str) -> str:
    if len(value) >= 6:
        return text.replace(value, MASK)
    return re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", MASK, text)
