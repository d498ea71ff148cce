"""YAML as sigs.k8s.io/yaml hands it to ApplicationSets: version 1.1, through JSON, numbers as floats.

So `on`, `yes` and `n` are booleans even as keys, 0123 is octal, and 1.30 is 1.3.
"""

from __future__ import annotations

import math
import re
from typing import Any

import yaml

from validator.discover.templates.problems import RefusedError
from validator.tree.source import SyntaxProblem, TooManyNodesError, parse

_LIMIT = 200_000  # values

_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
}
_INTEGER = re.compile(r"[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NO_JSON = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def load(raw: bytes | str) -> Any:
    """The first document, None if there is none. Raises RefusedError for what is no YAML or no JSON."""
    source = parse(raw.encode(errors="surrogatepass") if isinstance(raw, str) else raw, "")
    if not source.documents and source.problem is not None:
        raise RefusedError(_says(source.problem))
    try:
        return _value(source.documents[0] if source.documents else None, [_LIMIT])
    except TooManyNodesError as error:
        raise RefusedError("the YAML expands to too many values") from error


def load_mapping(text: str) -> dict[str, Any]:
    """A mapping, or {} for nothing; raises RefusedError for anything else."""
    found = load(text)
    if found is not None and not isinstance(found, dict):
        raise RefusedError("the YAML is no mapping")
    return found or {}


def load_list(text: str) -> list[Any]:
    """A list, or [] for nothing; raises RefusedError for anything else."""
    found = load(text)
    if found is not None and not isinstance(found, list):
        raise RefusedError("the YAML is no list")
    return found or []


def _says(problem: SyntaxProblem) -> str:
    place = f" (line {problem.line})" if problem.line else ""
    return f"no YAML: {problem.message}{place}"


def _value(node: yaml.Node | None, budget: list[int]) -> Any:
    budget[0] -= 1
    if budget[0] < 0:
        raise TooManyNodesError
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, budget) for child in node.value]
    return _mapping(node, budget) if isinstance(node, yaml.MappingNode) else None


def _mapping(node: yaml.MappingNode, budget: list[int]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    explicit: dict[str, Any] = {}
    for key, child in node.value:
        if key.tag == "tag:yaml.org,2002:merge":
            sources = child.value if isinstance(child, yaml.SequenceNode) else [child]
            for source in reversed(sources):
                if not isinstance(source, yaml.MappingNode):
                    raise RefusedError("map merge requires map or sequence of maps as the value")
                merged.update(_value(source, budget))
        else:
            explicit[_key(key)] = _value(child, budget)
    return {**merged, **explicit}


def _key(node: yaml.Node) -> str:
    key = _scalar(node) if isinstance(node, yaml.ScalarNode) else None
    if key is None:
        raise RefusedError("a key that is no text, number or boolean")
    if isinstance(key, float):
        return str(int(key)) if key.is_integer() else repr(key)
    return {True: "true", False: "false"}[key] if isinstance(key, bool) else str(key)


def _scalar(node: yaml.ScalarNode) -> Any:
    text = str(node.value)
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in _WORDS:
        return _WORDS[text]
    plain = text.replace("_", "") if text[0] in "+-.0123456789" else text
    if _INTEGER.fullmatch(plain):
        return _integer(plain)
    if _FLOAT.fullmatch(plain) and math.isfinite(float(plain)):
        return float(plain)
    if _NO_JSON.fullmatch(text):
        raise RefusedError("infinity and not-a-number are no JSON")
    return text


def _integer(plain: str) -> float:
    if len(plain) > 300:
        raise RefusedError("a number of this length is not read")
    digits = re.sub(r"^([-+]?)0([0-7]+)$", r"\g<1>0o\2", plain)
    return float(int(digits, 0))
