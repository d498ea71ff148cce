"""How an Argo CD Application keeps to what it deploys: what the policies on whole overlays know of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from validator.discover.reading import Owner, items, mapping, text
from validator.discover.templates.problems import Unknown

_TEXTS = ("group", "kind", "name", "namespace")
_LISTS = ("jsonPointers", "jqPathExpressions", "managedFieldsManagers")


def deployer(owner: Owner, body: Mapping[str, Any]) -> str:
    """As JSON: who says so, whether Argo CD undoes what others change, and the differences that it ignores.

    What is not known undoes nothing and ignores everything ("*").
    """
    spec = mapping(body.get("spec"))
    automated = mapping(mapping(spec.get("syncPolicy")).get("automated"))
    ignored = spec.get("ignoreDifferences")
    heals = automated.get("selfHeal") is True and automated.get("enabled") in (None, True)
    said = {
        "kind": owner.kind,
        "name": owner.name,
        "self_heal": heals and (ignored is None or isinstance(ignored, list)),
        "ignored": [_difference(mapping(entry)) for entry in items(ignored)],
    }
    return json.dumps(said, sort_keys=True)


def _difference(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    texts = {name: _text(entry.get(name)) for name in _TEXTS}
    lists = {name: [_text(one) for one in items(entry.get(name))] for name in _LISTS}
    unknown = {name: ["*"] for name in _LISTS if isinstance(entry.get(name), Unknown)}
    return {**texts, **lists, **unknown}


def _text(value: Any) -> str:
    return "*" if isinstance(value, Unknown) else text(value)
