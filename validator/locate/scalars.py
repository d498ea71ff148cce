"""What a plain scalar means: to kustomize (go-yaml v3), and to what it decodes as YAML 1.1 (go-yaml v2)."""

from __future__ import annotations

import re

NULL, BOOL, STR, INT, FLOAT, TIME = "!!null", "!!bool", "!!str", "!!int", "!!float", "!!timestamp"
BINARY = "!!binary"
PARSED, FRESH = "!!parsed", ""  # PARSED: the text says what it is; FRESH: made by a transformer, no tag yet
ANY = "!!any"  # written by kustomize about itself: whatever text was rendered
UNKNOWN = "!!unknown"  # changed in a way that is not modelled: equal to nothing
Value = str | int | float | bool | None

_WORDS: dict[str, tuple[str, Value]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), (NULL, None)),
    **dict.fromkeys(("true", "True", "TRUE"), (BOOL, True)),
    **dict.fromkeys(("false", "False", "FALSE"), (BOOL, False)),
}
_OLD_WORDS: dict[str, tuple[str, Value]] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), (BOOL, True)),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF"), (BOOL, False)),
}
_NUMERIC = frozenset("+-.0123456789")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL_FLOAT = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_BASE60 = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")
_DATE = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_TIME = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)[Tt ](\d\d?):(\d\d?):(\d\d?)(\.\d+)?(Z|[-+]\d\d:\d\d)?"
)  # with a blank there is no zone
_FORBIDDEN_FIRST = frozenset(",[]{}#&*!|>'\"%@`")


def resolve(text: str) -> tuple[str, Value]:
    """Tag and value of a plain scalar as go-yaml v3 takes it; a time becomes the text that is rendered."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC:
        return STR, text
    return _number(text)


def resolve_old(text: str) -> tuple[str, Value]:
    """The same under YAML 1.1 as go-yaml v2 takes it: JSON patches in YAML; a time stays text."""
    if text in _OLD_WORDS:
        return _OLD_WORDS[text]
    tag, value = resolve(text)
    return (STR, text) if tag == TIME or text.startswith(("0o", "-0o")) else (tag, value)


def _number(text: str) -> tuple[str, Value]:
    if _SPECIAL_FLOAT.fullmatch(text):
        return FLOAT, None  # fails the build
    if text[0] == ".":
        return (FLOAT, float(text)) if _FLOAT.fullmatch(text) else (STR, text)
    if _DATE.match(text) and (moment := _moment(text)):
        return TIME, moment
    plain = text.replace("_", "")
    integer = _integer(plain)
    if integer is not None:
        return INT, integer
    return (FLOAT, float(plain)) if _FLOAT.fullmatch(plain) else (STR, text)


def _integer(text: str) -> int | None:
    digits = text.lstrip("+-")
    if len(text) - len(digits) > 1 or not digits.isascii() or not digits[:1].isdigit():
        return None
    base = {"0x": 16, "0o": 8, "0b": 2}.get(digits[:2].lower())
    body = digits[2:] if base else digits
    if base is None:
        base = 8 if len(digits) > 1 and digits[0] == "0" else 10
    try:
        number = int(body, base)
    except ValueError:
        return None
    number = -number if text[0] == "-" else number
    return number if -(2**63) <= number < 2**64 else None


def _moment(text: str) -> str | None:
    """How a time is rendered, or None if the text is no time. Zones and fractions keep their writing."""
    if found := _DATE.fullmatch(text):
        year, month, day = found.groups()
        return f"{year}-{month:0>2}-{day:0>2}T00:00:00Z" if 1 <= int(month) <= 12 else None
    if found := _TIME.fullmatch(text):
        year, month, day, hour, minute, second, fraction, zone = found.groups()
        fraction = (fraction or "").rstrip("0").rstrip(".")
        date = f"{year}-{month:0>2}-{day:0>2}"
        return f"{date}T{hour:0>2}:{minute:0>2}:{second:0>2}{fraction}{zone or 'Z'}"
    return None


def is_old_non_string(text: str) -> bool:
    """Whether a YAML 1.1 parser takes the plain text for something else than a string."""
    if not text or "\n" in text:
        return False
    return resolve_old(text)[0] != STR or bool(re.match(r"\[|\{", text))


def needs_quotes(text: str) -> bool:
    """Whether go-yaml quotes a string when it writes it (or makes it a block), so that it stays one."""
    if not text or "\n" in text or text in _OLD_WORDS or text != text.strip():
        return True
    if text[0] in _FORBIDDEN_FIRST or text[:2] in ("- ", "? ", ": ") or text in ("-", "?", ":"):
        return True
    if ": " in text or " #" in text or text[-1] == ":" or text[:3] in ("---", "..."):
        return True
    return resolve(text)[0] != STR or bool(_BASE60.fullmatch(text))
