"""`mergegate overlays`: what was discovered and why, as text and JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from validator.model import Form, NamedBy, Overlay, Unresolved
from validator.report.coverage import assumed_lines, left_out_lines, unresolved_lines
from validator.report.inert import inert
from validator.report.json_report import named_by_object, unresolved_object
from validator.report.json_text import json_text
from validator.report.paint import Paint
from validator.report.visible import counted, number, visible

_NAMED = 2  # entry points shown in a row of the table
_WIDEST = 60  # columns of the table's path


def overlays_text(
    overlays: Sequence[Overlay], unresolved: Sequence[Unresolved] = (), *, color: bool = False
) -> str:
    """A table of the overlays, each with its environment and what makes it one, and what is not known."""
    paint = Paint(color)
    paths = [visible(overlay.path) for overlay in overlays]
    places = [f"{visible(o.environment)} ({visible(o.environment_from)})" for o in overlays]
    widths = [min(_WIDEST, max(map(len, column), default=0)) for column in (paths, places)]
    rows = [
        f"{path:<{widths[0]}}  {place:<{widths[1]}}  {_why(overlay)}"
        for overlay, path, place in zip(overlays, paths, places, strict=True)
    ]
    blocks = [
        "\n".join(rows),
        "\n".join(left_out_lines(overlays, paint)),
        "\n".join(assumed_lines(overlays, paint)),
        "\n".join(unresolved_lines(unresolved, paint, limit=None)),
        paint.strong(overlay_count(overlays)),
    ]
    return inert("\n\n".join(filter(None, blocks)) + "\n")


def overlays_json(overlays: Sequence[Overlay], unresolved: Sequence[Unresolved] = ()) -> str:
    """The overlays as JSON: {"overlays": [...], "unresolved": [...]}."""
    return json_text(
        {
            "overlays": [_object(overlay) for overlay in overlays],
            "unresolved": [unresolved_object(entry) for entry in unresolved],
        }
    )


def _object(overlay: Overlay) -> dict[str, Any]:
    return {
        "path": overlay.path,
        "environment": overlay.environment,
        "environment_from": overlay.environment_from,
        "form": overlay.form.value,
        "leaf": overlay.leaf,
        "named_by": [named_by_object(entry) for entry in overlay.named_by],
        "left_out": list(overlay.left_out),
        "assumed": list(overlay.assumed),
        "files": list(overlay.include),
    }


def _why(overlay: Overlay) -> str:
    """What makes a directory an overlay, and how it is read where that is not the usual way."""
    reasons = ["leaf"] if overlay.leaf else []
    reasons += ["Argo CD and Flux objects that nothing includes"] if overlay.loose else []
    reasons += [_named(entry) for entry in overlay.named_by[:_NAMED]]
    more = len(overlay.named_by) - _NAMED
    reasons += [f"{number(more)} more"] if more > 0 else []
    form = "" if overlay.form is Form.KUSTOMIZATION else f"{overlay.form.value}: "
    without = f"; without {visible(', '.join(overlay.left_out))}" if overlay.left_out else ""
    return f"{form}{', '.join(reasons)}{without}"


def _named(entry: NamedBy) -> str:
    place = f" ({entry.file}{f':{entry.line}' if entry.line else ''})" if entry.file else ""
    return visible(f"{entry.kind} {entry.name}{place}")


def overlay_count(overlays: Sequence[Overlay]) -> str:
    """How many overlays there are: for each environment, leaves, and such as somebody names."""
    environments = Counter(overlay.environment for overlay in overlays)
    split = ", ".join(f"{number(environments[name])} {visible(name)}" for name in sorted(environments))
    leaves = sum(overlay.leaf for overlay in overlays)
    named = sum(bool(overlay.named_by) for overlay in overlays)
    total = counted(len(overlays), "overlay")
    if not overlays:
        return f"{total}: no kustomization, and nothing that names a directory"
    return f"{total} ({split}): {counted(leaves, 'leaf').replace('leafs', 'leaves')}, {number(named)} named"
