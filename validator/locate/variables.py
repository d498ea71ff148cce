"""`vars`: `$(NAME)` in the configured fields, replaced at the very end of a build.

After kustomize 5.8 (api/filters/refvar, api/internal/accumulator).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from validator.locate import fieldpaths
from validator.locate.fieldspecs import apply_spec
from validator.locate.node import LIST, MAP, PLAIN, SCALAR, Node, copy, is_string, scalar_value
from validator.locate.resource import Resource, group_version
from validator.locate.scalars import FRESH, PARSED, STR
from validator.locate.state import State, Variable

_REFERENCE = re.compile(r"\$(?:\$|\(([^)]*)\))")


def collect(state: State, variables: tuple[Variable, ...]) -> None:
    """Tell the resources, by the ids that they have at this point, which variables read them."""
    for variable in variables:
        found = [r for r in state.resources if _is_source(r, variable)]
        if len(found) == 1:
            found[0].variables.append(variable.name)
    state.variables.extend(variables)


def _is_source(resource: Resource, variable: Variable) -> bool:
    group, version = group_version(variable.api_version)
    return any(
        one.name == variable.object_name
        and (one.group, one.version, one.kind) == (group, version, variable.kind)
        and variable.namespace in ("", one.namespace)
        for one in resource.ids
    )


def expand(state: State) -> None:
    """Replace references to variables in all resources."""
    if not state.variables:
        return
    values = {variable.name: found for variable in state.variables if (found := _source(state, variable))}
    for resource in state.each():
        with state.doubt(resource):
            for spec in state.configuration.of("varReference"):
                apply_spec(spec, resource, lambda node: _expand(node, values))


def _source(state: State, variable: Variable) -> Node | None:
    for resource in state.resources:
        if variable.name in resource.variables:
            path = re.sub(r"\[(\d+)\]", r".\1", variable.field_path)
            found = fieldpaths.lookup(resource.root, fieldpaths.split(path))
            return copy(found) if found is not None and found.kind == SCALAR else None
    return None


def _expand(node: Node, values: Mapping[str, Node]) -> None:
    if node.kind == SCALAR:
        _expand_scalar(node, values)
    elif node.kind == MAP:
        for child in node.fields.values():
            if child.kind == SCALAR:
                _expand_scalar(child, values)
    elif node.kind == LIST:
        for child in node.elements:
            if child.kind == SCALAR:
                _expand_scalar(child, values)


def _expand_scalar(node: Node, values: Mapping[str, Node]) -> None:
    if "$" not in node.text or not is_string(node):
        return
    whole = _REFERENCE.fullmatch(node.text)
    if whole is not None and whole[1] is not None:
        found = values.get(whole[1])
        if found is not None:
            old = copy(node)
            node.text, node.before = found.text, old
            node.tag, node.style = (STR if is_string(found) else PARSED), PLAIN
            node.like(found)
        return
    node.text = _REFERENCE.sub(lambda reference: _text(reference, values), node.text)
    node.tag, node.style = STR if node.tag != FRESH else FRESH, PLAIN


def _text(reference: re.Match[str], values: Mapping[str, Node]) -> str:
    if reference[1] is None:
        return "$"
    found = values.get(reference[1])
    return reference[0] if found is None else fieldpaths.texts(scalar_value(found))
