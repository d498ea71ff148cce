"""The functions of Go's templates and sprig v3 that ApplicationSets use, with the types that Go checks.

Argo CD's templates have sprig without env, expandenv and getHostByName, and its own normalize, slugify,
toYaml, fromYaml and fromYamlArray.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from validator.discover import yaml11
from validator.discover.gonames import OTHERS
from validator.discover.govalues import LONGEST, MISSING, Long, compare, is_true, kind, show, to_json
from validator.discover.problems import RefusedError, UndecidedError, Unknown


@dataclass(frozen=True, slots=True)
class Signature:
    """A function and the types of its parameters, one letter each; a trailing "*" repeats the last.

    s text, i whole number, b bool, m map, a anything.
    """

    call: Callable[..., Any]
    types: str

    def apply(self, name: str, arguments: Sequence[Any]) -> Any:
        """The result. Raises RefusedError for arguments that Go does not take."""
        many = self.types.endswith("*")
        types = self.types.rstrip("*")
        fixed = len(types) - many
        if len(arguments) < fixed or (not many and len(arguments) > fixed):
            raise RefusedError(f"wrong number of arguments for {name}")
        for index, argument in enumerate(arguments):
            _check(name, types[min(index, len(types) - 1)], argument)
        return self.call(*(None if argument is MISSING else argument for argument in arguments))


def _check(name: str, wanted: str, argument: Any) -> None:
    if isinstance(argument, Unknown):
        raise UndecidedError(argument.reason)
    if wanted == "a":
        return
    if wanted == "m" and (argument is None or argument is MISSING):
        return
    expected: type[Any] = {"s": str, "i": int, "b": bool, "m": dict}[wanted]
    if not isinstance(argument, expected) or (wanted == "i" and isinstance(argument, (bool, Long))):
        raise RefusedError(f"wrong type of an argument for {name}")


# ---- implementations ---------------------------------------------------------------------------


def sanitize(name: str) -> str:
    """Argo CD's SanitizeName: what `normalize` and the parameters ending in Normalized give."""
    return re.sub(r"[^-a-z0-9.]", "-", name.lower())[:253].strip("-.")


def _slugify(*arguments: Any) -> str:
    """gosimple/slug for plain text; how it cuts a long one depends on what was cut before it."""
    text = arguments[-1]
    size = arguments[0] if len(arguments) > 1 else 50
    if (
        not isinstance(text, str)
        or not isinstance(size, int)
        or not text.isascii()
        or re.search(r"[&@]", text)
    ):
        raise UndecidedError("slugify of this text is not read")
    slug = re.sub(r"[^a-z0-9_-]", "-", re.sub(r"[\"']", "", text.strip().lower()))
    slug = re.sub(r"-+", "-", slug).strip("-_")
    if len(slug) > size:
        raise UndecidedError("slugify of a text that must be cut is not read")
    return slug


def _default(fallback: Any, *given: Any) -> Any:
    return given[0] if given and is_true(given[0]) else fallback


def _coalesce(*values: Any) -> Any:
    return next((value for value in values if is_true(value)), None)


def _list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise RefusedError(f"cannot find {name} of something that is no list")
    return value


def _texts(value: Any) -> list[str]:
    return (
        [show(item) for item in value if item is not None]
        if isinstance(value, list)
        else []
        if value is None
        else [show(value)]
    )


def _replace(old: str, new: str, text: str) -> str:
    _bounded(len(text) + text.count(old) * len(new))
    return text.replace(old, new)


def _print(*values: Any) -> str:
    if len(values) > 1:
        raise UndecidedError("print of several values is not read")
    return "".join(map(show, values))


def _join(separator: str, value: Any) -> str:
    texts = _texts(value)
    _bounded(sum(map(len, texts)) + len(texts) * len(separator))
    return separator.join(texts)


def _bounded(length: int) -> None:
    """Refuse to make a text that nobody means, before it is made."""
    if length > LONGEST:
        raise UndecidedError("a text too long to be read")


def _has(needle: Any, value: Any) -> bool:
    if isinstance(needle, (list, dict)):
        raise UndecidedError("`has` of a list or map is not read")
    return value is not None and any(
        kind(item) == kind(needle) and item == needle for item in _list("has", value)
    )


def _trunc(size: int, text: str) -> str:
    if not text.isascii():
        raise UndecidedError("trunc counts bytes: this text has other characters than ASCII")
    if size < 0:
        return text[size:] if len(text) + size > 0 else text
    return text[:size]


def _indent(spaces: int, text: str) -> str:
    if not 0 <= spaces <= 200:
        raise UndecidedError("an indentation of this width is not read")
    pad = " " * spaces
    return pad + text.replace("\n", "\n" + pad)


def _quote(mark: str) -> Callable[..., str]:
    def quoted(*values: Any) -> str:
        texts = [show(value) for value in values if value is not None]
        if mark == '"' and any(not re.fullmatch(r"[ !#-\[\]-~]*", text) for text in texts):
            raise UndecidedError("quote of this text is not read")
        return " ".join(f"{mark}{text}{mark}" for text in texts)

    return quoted


def _number(value: Any) -> int:
    if isinstance(value, str):
        if not re.fullmatch(r"[-+]?(0|[1-9][0-9]{0,17})", value):
            raise UndecidedError("the number in a text is not read")
        return int(value)
    if value is None or isinstance(value, (bool, int, float)):
        return int(value or 0)
    raise UndecidedError("this is not read as a number")


def _long(value: int) -> Long:
    if not -(2**63) <= value < 2**63:
        raise UndecidedError("a number beyond 64 bits")
    return Long(value)


def _sum(*values: Any) -> Long:
    return _long(sum(_number(value) for value in values))


def _product(*values: Any) -> Long:
    result = Long(1)
    for value in values:
        result = _long(result * _number(value))
    return result


def _clean_directory(path: str) -> str:
    """Go's path.Dir."""
    return _clean(path[: path.rfind("/") + 1])


def _clean(path: str) -> str:
    """Go's path.Clean; unlike normpath it keeps no second slash at the start."""
    return re.sub("^//", "/", posixpath.normpath(path or "."))


def _base(path: str) -> str:
    """Go's path.Base."""
    return path.rstrip("/").rpartition("/")[2] or ("/" if path else ".")


def _extension(path: str) -> str:
    name = path.rpartition("/")[2]
    return name[name.rfind(".") :] if "." in name else ""


def _dict(*items: Any) -> dict[str, Any]:
    pairs = [*items, ""] if len(items) % 2 else items
    return {show(key): value for key, value in zip(pairs[::2], pairs[1::2], strict=True)}


def _printf(form: str, *values: Any) -> str:
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


def _length(value: Any) -> int:
    if isinstance(value, str):
        return len(value.encode())
    if isinstance(value, (list, dict)):
        return len(value)
    raise RefusedError("len of something without a length")


def index(item: Any, *keys: Any) -> Any:
    """Go's `index`: elements of lists by number, of maps by text."""
    for key in keys:
        if isinstance(item, Unknown):
            raise UndecidedError(item.reason)
        if isinstance(item, dict) and isinstance(key, str):
            item = item.get(key)
        elif isinstance(item, list) and isinstance(key, int) and not isinstance(key, bool):
            if not 0 <= key < len(item):
                raise RefusedError(f"index out of range: {key}")
            item = item[key]
        elif isinstance(item, str):
            raise UndecidedError("a single byte of a text is not read")
        else:
            raise RefusedError("index of something that is no list or map, or with a key of the wrong type")
    return item


def _from_json(text: str) -> Any:
    try:
        return json.loads(text, parse_int=float)
    except (ValueError, RecursionError):
        return None


def _comparison(name: str) -> Callable[..., bool]:
    if name == "eq":
        return lambda left, *rights: any(compare("eq", left, right) for right in rights)
    return lambda left, right: compare(name, left, right)


def _split(separator: str, text: str) -> dict[str, Any]:
    return {f"_{number}": part for number, part in enumerate(_split_list(separator, text))}


def _split_list(separator: str, text: str) -> list[Any]:
    return text.split(separator) if separator else list(text)


FUNCTIONS: dict[str, Signature] = {
    "index": Signature(index, "aa*"),
    "len": Signature(_length, "a"),
    "not": Signature(lambda value: not is_true(value), "a"),
    "print": Signature(_print, "a*"),
    "printf": Signature(_printf, "sa*"),
    **{name: Signature(_comparison(name), "aaa*" if name == "eq" else "aa") for name in ("eq", "ne")},
    **{name: Signature(_comparison(name), "aa") for name in ("lt", "le", "gt", "ge")},
    "default": Signature(_default, "aa*"),
    "coalesce": Signature(_coalesce, "a*"),
    "empty": Signature(lambda value: not is_true(value), "a"),
    "ternary": Signature(lambda yes, no, value: yes if value else no, "aab"),
    "trim": Signature(lambda text: text.strip(), "s"),
    "trimAll": Signature(lambda characters, text: text.strip(characters) if characters else text, "ss"),
    "trimPrefix": Signature(lambda prefix, text: text.removeprefix(prefix), "ss"),
    "trimSuffix": Signature(lambda suffix, text: text.removesuffix(suffix), "ss"),
    "lower": Signature(lambda text: text.lower(), "s"),
    "upper": Signature(lambda text: text.upper(), "s"),
    "nospace": Signature(lambda text: "".join(text.split()), "s"),
    "replace": Signature(_replace, "sss"),
    "contains": Signature(lambda part, text: part in text, "ss"),
    "hasPrefix": Signature(lambda prefix, text: text.startswith(prefix), "ss"),
    "hasSuffix": Signature(lambda suffix, text: text.endswith(suffix), "ss"),
    "trunc": Signature(_trunc, "is"),
    "quote": Signature(_quote('"'), "a*"),
    "squote": Signature(_quote("'"), "a*"),
    "indent": Signature(_indent, "is"),
    "nindent": Signature(lambda spaces, text: "\n" + _indent(spaces, text), "is"),
    "splitList": Signature(_split_list, "ss"),
    "split": Signature(_split, "ss"),
    "join": Signature(_join, "sa"),
    "first": Signature(lambda value: next(iter(_list("first", value)), None), "a"),
    "last": Signature(lambda value: next(iter(reversed(_list("last", value))), None), "a"),
    "rest": Signature(lambda value: _list("rest", value)[1:], "a"),
    "initial": Signature(lambda value: _list("initial", value)[:-1], "a"),
    "has": Signature(_has, "aa"),
    "list": Signature(lambda *items: list(items), "a*"),
    "tuple": Signature(lambda *items: list(items), "a*"),
    "dict": Signature(_dict, "a*"),
    "get": Signature(lambda mapping, key: (mapping or {}).get(key, ""), "ms"),
    "hasKey": Signature(lambda mapping, key: key in (mapping or {}), "ms"),
    "toString": Signature(show, "a"),
    "toJson": Signature(to_json, "a"),
    "fromJson": Signature(_from_json, "s"),
    "fromYaml": Signature(yaml11.load_mapping, "s"),
    "fromYamlArray": Signature(yaml11.load_list, "s"),
    "int": Signature(_number, "a"),
    "int64": Signature(lambda value: _long(_number(value)), "a"),
    "add": Signature(_sum, "a*"),
    "add1": Signature(lambda value: _long(_number(value) + 1), "a"),
    "sub": Signature(lambda left, right: _long(_number(left) - _number(right)), "aa"),
    "mul": Signature(_product, "aa*"),
    "base": Signature(_base, "s"),
    "dir": Signature(_clean_directory, "s"),
    "ext": Signature(_extension, "s"),
    "clean": Signature(_clean, "s"),
    "normalize": Signature(sanitize, "s"),
    "slugify": Signature(_slugify, "aa*"),
}


def is_function(name: str) -> bool:
    """Whether Argo CD's templates know the function."""
    return name in FUNCTIONS or name in OTHERS or name in ("and", "or", "toYaml")
