"""`mergegate blame` for people: the manifest with file and line beside each line, or the story of a field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from validator.config_shapes import nearest
from validator.model import Location, Role
from validator.places import ABSENT, Blamed, Place, member
from validator.report.blame_values import Values, one_line
from validator.report.context import Context, Sources
from validator.report.frame import frame, framed
from validator.report.inert import inert
from validator.report.paint import Paint
from validator.report.text import trail_text
from validator.report.visible import MESSAGE, counted, field_text, resource_text, visible

_COLORS = {
    Role.BASE: "white",
    Role.COMPONENT: "cyan",
    Role.PATCH: "yellow",
    Role.GENERATOR: "green",
    Role.TRANSFORMER: "magenta",
    Role.KUSTOMIZATION: "magenta",
}
_NARROWEST = 24  # columns of the places
_NOBODY = "(no line)"  # names of kinds that a generator knows by itself, or unknown
DOUBT = "?"  # after a place: the object comes from there, whether the value does is not known


def manifest_text(blamed: Blamed, context: Context) -> str:
    """The lines of a resource, or of a part of it, each with the place that set it."""
    return _manifest(Values(blamed, Sources(context.read)), context)


def _manifest(values: Values, context: Context) -> str:
    paint, blamed, lines = Paint(context.color), values.blamed, values.lines
    places = ["" if line.is_continued else _beside(blamed.places.get(line.path)) for line in lines]
    room = max(_NARROWEST, context.width // 2)
    width = min(room, max(map(len, places), default=0))
    rows = []
    for line, place in zip(lines, places, strict=True):
        color = _color(blamed.places.get(line.path))
        cell = f"{_tail(place, room):<{width}}"
        rows.append(f"{paint.style(cell, fg=color)} {paint.faint('|')} {visible(line.text)}".rstrip())
    return inert("\n".join(rows) + "\n")


def title_text(blamed: Blamed, context: Context) -> str:
    """Which resource, and in which overlay."""
    name = visible(f"{resource_text(blamed.resource.id)} {field_text(blamed.field)}".strip())
    return inert(f"{Paint(context.color).strong(name)} in {visible(blamed.overlay)}\n")


def field_text_of(blamed: Blamed, context: Context) -> str:
    """Who set a field: its value, each writer from base to patch, the line itself and the way to it."""
    return inert("\n".join(_story(blamed, context)) + "\n")


def _story(blamed: Blamed, context: Context) -> Iterator[str]:
    paint, place = Paint(context.color), blamed.places[blamed.field]
    values = Values(blamed, Sources(context.read))
    if blamed.is_scalar:
        yield f"  {visible(one_line(values.shown()), MESSAGE)}"
    elif not blamed.is_set:
        yield f"  {_absence(blamed, place)}"
    if blamed.is_scalar or not blamed.is_set:
        yield ""
        yield from _writers(values, place, paint)
    if place.location is None:
        yield "  The line that set it is not known."
    elif not place.proven:
        yield "  Whether this line set it is not known: what it belongs to comes from here."
    if blamed.is_set and not blamed.is_scalar:
        yield _manifest(values, context).rstrip("\n")
    elif place.location is not None:
        yield from _quoted(place.location, values, paint, context.width)
    if place.location is not None and len(place.chain) > 1:
        pad = " " * len(str(place.location.line))
        yield f"{pad} {paint.faint('=')} {paint.strong('trail:')} {trail_text(place.chain)}"


def _absence(blamed: Blamed, place: Place) -> str:
    """Why there is no such field, and, where it may be a slip, what there is instead."""
    *above, last = blamed.field
    parent: Any = blamed.resource.body
    depth = 0
    for part in above:
        found = member(parent, part)
        if found is ABSENT:
            last = part
            break
        parent, depth = found, depth + 1
    where = field_text(blamed.field[:depth]) or "the object"
    if isinstance(parent, list):
        return f"is not set: {where} has {counted(len(parent), 'element')}"
    if not isinstance(parent, dict):
        return f"is not set: {where} is one value"
    if place.is_removed:
        return "is not set: it was removed here"
    near = nearest(str(last), parent)
    return f"is not set{near} It belongs here" if near else "is not set; it belongs here"


def _writers(values: Values, place: Place, paint: Paint) -> Iterator[str]:
    """One line for each writer, if there is more than one."""
    if len(place.history) < 2:
        return
    cells = [_at(write.location) for write in place.history]
    roles = [write.chain[-1].role if write.chain else Role.KUSTOMIZATION for write in place.history]
    widths = max(map(len, cells)), max(len(role.value) for role in roles)
    for write, cell, role in zip(place.history, cells, roles, strict=True):
        value = values.written(write)
        shown = visible(one_line(value), MESSAGE) if value is not None else ""
        head = f"{role.value:<{widths[1]}}  {cell:<{widths[0]}}"
        yield f"  {paint.style(head, fg=_COLORS[role])}  {shown}".rstrip()
    yield ""


def _quoted(at: Location, values: Values, paint: Paint, width: int) -> Iterator[str]:
    lines = values.sources.lines(at.file)
    gutter = len(str(at.line))
    yield f"{' ' * gutter} {paint.faint('-->')} {visible(at.file)}:{at.line}:{at.column}"
    hidden = values.mask(at.file).spans(at.line, secret=values.is_secret) if at.line <= len(lines) else []
    quoted = frame(lines, at, hidden, max(30, width - gutter - 3))
    if quoted is not None:
        yield from framed(quoted, [quoted.carets], paint)


def _at(location: Location | None) -> str:
    return f"{visible(location.file)}:{location.line}" if location else _NOBODY


def _beside(place: Place | None) -> str:
    if place is None or place.location is None:
        return _NOBODY
    return _at(place.location) + ("" if place.proven else DOUBT)


def _color(place: Place | None) -> str:
    if place is None or not place.chain or not place.proven:
        return "bright_black"
    return _COLORS[place.chain[-1].role]


def _tail(text: str, room: int) -> str:
    return text if len(text) <= room else "…" + text[1 - room :]
