"""Functions of Go's templates that make texts and paths, as in sprig v3 and Go's path package."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import Any

from validator.discover.templates.govalues import LONGEST, show
from validator.discover.templates.problems import UndecidedError


def sanitize(name: str) -> str:
    """Argo CD's SanitizeName: what `normalize` and the parameters ending in Normalized give."""
    return re.sub(r"[^-a-z0-9.]", "-", name.lower())[:253].strip("-.")


def slugify(*arguments: Any) -> str:
    """gosimple/slug of plain text; how it cuts a long one depends on what was cut before it."""
    text = arguments[-1]
    size = arguments[0] if len(arguments) > 1 else 50
    is_plain = isinstance(text, str) and text.isascii() and not re.search(r"[&@]", text)
    if not is_plain or not isinstance(size, int):
        raise UndecidedError("slugify of this text is not read")
    if len(text) >= size:
        raise UndecidedError("slugify of a text that must be cut is not read")
    slug = re.sub(r"[^a-z0-9_-]", "-", re.sub(r"[\"']", "", text.strip().lower()))
    return re.sub(r"-+", "-", slug).strip("-_")


def _texts(value: Any) -> list[str]:
    """The elements of a list, or the value, as texts; nil is none."""
    listed = value if isinstance(value, list) else [value]
    return [show(item) for item in listed if item is not None]


def replace(old: str, new: str, text: str) -> str:
    """The text with every `old` as `new`."""
    _bounded(len(text) + text.count(old) * len(new))
    return text.replace(old, new)


def print_(*values: Any) -> str:
    """One value, as Go prints it."""
    if len(values) > 1:
        raise UndecidedError("print of several values is not read")
    return "".join(map(show, values))


def join(separator: str, value: Any) -> str:
    """The elements of a list in one text."""
    texts = _texts(value)
    _bounded(sum(map(len, texts)) + len(texts) * len(separator))
    return separator.join(texts)


def _bounded(length: int) -> None:
    """Refuse to make a text that nobody means, before it is made."""
    if length > LONGEST:
        raise UndecidedError("a text too long to be read")


def trunc(size: int, text: str) -> str:
    """The first characters, or with a negative size the last."""
    if not text.isascii():
        raise UndecidedError("trunc counts bytes: this text has other characters than ASCII")
    if size < 0:
        return text[size:] if len(text) + size > 0 else text
    return text[:size]


def indent(spaces: int, text: str) -> str:
    """Every line moved to the right."""
    if not 0 <= spaces <= 200:
        raise UndecidedError("an indentation of this width is not read")
    pad = " " * spaces
    return pad + text.replace("\n", "\n" + pad)


def quote(mark: str) -> Callable[..., str]:
    """The function that quotes its arguments with a mark."""

    def quoted(*values: Any) -> str:
        texts = [show(value) for value in values if value is not None]
        if mark == '"' and any(not re.fullmatch(r"[ !#-\[\]-~]*", text) for text in texts):
            raise UndecidedError("quote of this text is not read")
        return " ".join(f"{mark}{text}{mark}" for text in texts)

    return quoted


def directory(path: str) -> str:
    """Go's path.Dir."""
    return clean(path[: path.rfind("/") + 1])


def clean(path: str) -> str:
    """Go's path.Clean; unlike normpath it keeps no second slash at the start."""
    return re.sub("^//", "/", posixpath.normpath(path or "."))


def base(path: str) -> str:
    """Go's path.Base."""
    return path.rstrip("/").rpartition("/")[2] or ("/" if path else ".")


def extension(path: str) -> str:
    """Go's path.Ext."""
    name = path.rpartition("/")[2]
    return name[name.rfind(".") :] if "." in name else ""


def printf(form: str, *values: Any) -> str:
    """fmt.Sprintf with %s, %d and %v of matching values."""
    waiting = list(values)

    def place(match: re.Match[str]) -> str:
        verb = match[1]
        if verb == "%":
            return "%"
        value = waiting.pop(0) if waiting else None
        plain = {"s": isinstance(value, str), "d": isinstance(value, int), "v": value is not None}
        if not plain.get(verb, False) or (verb == "d" and isinstance(value, bool)):
            raise UndecidedError(f"printf of %{verb} with this value is not read")
        _bounded(sum(len(show(value)) for value in values))
        return show(value)

    text = re.sub(r"%(.?)", place, form, flags=re.S)
    if waiting:
        raise UndecidedError("printf with more values than verbs is not read")
    return text


def split(separator: str, text: str) -> dict[str, Any]:
    """The parts of a text as a map with the keys _0, _1, …"""
    return {f"_{number}": part for number, part in enumerate(split_list(separator, text))}


def split_list(separator: str, text: str) -> list[Any]:
    """The parts of a text."""
    return text.split(separator) if separator else list(text)
