"""The functions of Go's templates and sprig v3 that ApplicationSets use, with the types that Go checks.

Argo CD's templates have sprig without env, expandenv and getHostByName, and its own normalize, slugify,
toYaml, fromYaml and fromYamlArray.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from validator.discover.templates import gotexts, yaml11
from validator.discover.templates.gonames import OTHERS
from validator.discover.templates.govalues import MISSING, Long, compare, is_true, kind, show, to_json
from validator.discover.templates.problems import RefusedError, UndecidedError, Unknown


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


def _default(fallback: Any, *given: Any) -> Any:
    return given[0] if given and is_true(given[0]) else fallback


def _coalesce(*values: Any) -> Any:
    return next((value for value in values if is_true(value)), None)


def _list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise RefusedError(f"cannot find {name} of something that is no list")
    return value


def _has(needle: Any, value: Any) -> bool:
    if isinstance(needle, (list, dict)):
        raise UndecidedError("`has` of a list or map is not read")
    return value is not None and any(
        kind(item) == kind(needle) and item == needle for item in _list("has", value)
    )


def _number(value: Any) -> int:
    if isinstance(value, str):
        if not re.fullmatch(r"[-+]?(0|[1-9][0-9]{0,17})", value):
            raise UndecidedError("the number in a text is not read")
        return int(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise UndecidedError("a number beyond 64 bits")
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


def _dict(*items: Any) -> dict[str, Any]:
    pairs = [*items, ""] if len(items) % 2 else items
    return {show(key): value for key, value in zip(pairs[::2], pairs[1::2], strict=True)}


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


FUNCTIONS: dict[str, Signature] = {
    "index": Signature(index, "aa*"),
    "len": Signature(_length, "a"),
    "not": Signature(lambda value: not is_true(value), "a"),
    "print": Signature(gotexts.print_, "a*"),
    "printf": Signature(gotexts.printf, "sa*"),
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
    "replace": Signature(gotexts.replace, "sss"),
    "contains": Signature(lambda part, text: part in text, "ss"),
    "hasPrefix": Signature(lambda prefix, text: text.startswith(prefix), "ss"),
    "hasSuffix": Signature(lambda suffix, text: text.endswith(suffix), "ss"),
    "trunc": Signature(gotexts.trunc, "is"),
    "quote": Signature(gotexts.quote('"'), "a*"),
    "squote": Signature(gotexts.quote("'"), "a*"),
    "indent": Signature(gotexts.indent, "is"),
    "nindent": Signature(lambda spaces, text: "\n" + gotexts.indent(spaces, text), "is"),
    "splitList": Signature(gotexts.split_list, "ss"),
    "split": Signature(gotexts.split, "ss"),
    "join": Signature(gotexts.join, "sa"),
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
    "base": Signature(gotexts.base, "s"),
    "dir": Signature(gotexts.directory, "s"),
    "ext": Signature(gotexts.extension, "s"),
    "clean": Signature(gotexts.clean, "s"),
    "normalize": Signature(gotexts.sanitize, "s"),
    "slugify": Signature(gotexts.slugify, "aa*"),
}


def is_function(name: str) -> bool:
    """Whether Argo CD's templates know the function."""
    return name in FUNCTIONS or name in OTHERS or name in ("and", "or", "toYaml")
