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
    (re.compile(r"&\{0x[0-9a-f]+[^}]*\}|\b0x[0-9a-f]{6,16}\b"), "…"),  # addresses, another one each time
    (re.compile(r"\bmap\[(?!(?:string|interface \{\})\])[^\]]+\]*"), f"map[{MASK}]"),
)
_OBJECT = re.compile(r"\bmap\[(?:string|interface \{\})\](?:string|interface \{\})\{")  # Go's %#v
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}]', re.DOTALL)
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
    text = _without_objects(text)
    for dump, short in _DUMPS:
        text = dump.sub(short, text)
    for spelling in sorted(spellings(known_values), key=lambda value: (-len(value), value)):
        text = _without(text, spelling)
    first, *rest = [line.strip() for line in mask_text(text).splitlines() if line.strip()] or [""]
    kept = [line for line in rest if _KEPT.match(line)]
    left = len(rest) - len(kept)
    return "\n".join([first, *kept]) + (f" ({left} more lines left out)" if left else "")


def _without_objects(text: str) -> str:
    """The text with each object that Go printed cut to dots; one that does not end takes the rest."""
    match = _OBJECT.search(text)
    if match is None:
        return text
    depth, end = 1, len(text)
    for token in _TOKEN.finditer(text, match.end()):
        depth += {"{": 1, "}": -1}.get(token.group(), 0)
        if depth == 0:
            end = token.end()
            break
    return f"{text[: match.start()]}{{…}}{_without_objects(text[end:])}"


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
