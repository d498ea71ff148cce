"""Members of a kustomization or plugin configuration, whose names kustomize takes in any case."""

from __future__ import annotations

from validator.locate.node import LIST, MAP, SCALAR, Node
from validator.locate.resource import Selector
from validator.locate.scalars import resolve_old


def member(node: Node | None, name: str) -> Node | None:
    """The value of a member; None for an absent or null one. Of two cases the bytewise last counts."""
    if node is None or node.kind != MAP:
        return None
    found = node.fields.get(name)
    if found is None:
        lower = name.lower()
        written = max((key for key in node.fields if key.lower() == lower), default=None)
        found = node.fields[written] if written is not None else None
    return None if found is None or found.is_null else found


def text_of(node: Node | None, name: str) -> str:
    """The text of a scalar member, "" if absent."""
    found = member(node, name)
    return found.text if found is not None and found.kind == SCALAR else ""


def elements_of(node: Node | None, name: str) -> list[Node]:
    """The elements of a list member; [] if it is none."""
    found = member(node, name)
    return found.elements if found is not None and found.kind == LIST else []


def texts_of(node: Node | None) -> list[Node]:
    """The scalars of a list, or the one scalar that stands instead of it."""
    if node is None:
        return []
    if node.kind == SCALAR:
        return [node]
    return [element for element in node.elements if element.kind == SCALAR]


def flag(node: Node | None, name: str) -> bool:
    """Whether a member is true."""
    found = member(node, name)
    return found is not None and found.kind == SCALAR and resolve_old(found.text)[1] is True


def number(node: Node | None, name: str) -> int:
    """A whole number, 0 if absent."""
    found = resolve_old(text_of(node, name) or "0")[1]
    return found if isinstance(found, int) else 0


def selector_of(node: Node | None) -> Selector:
    """A target, a `select` or a `reject`."""
    return Selector(
        group=text_of(node, "group"),
        version=text_of(node, "version"),
        kind=text_of(node, "kind"),
        name=text_of(node, "name"),
        namespace=text_of(node, "namespace"),
        labels=text_of(node, "labelSelector"),
        annotations=text_of(node, "annotationSelector"),
    )
