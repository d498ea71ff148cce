"""`mergegate init`: what is proposed, file by file, and what to do then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from validator.init import Beginning
from validator.proposals.clients import HOOKS
from validator.proposals.proposal import Proposal, Standing
from validator.report.inert import inert
from validator.report.overlays import overlay_count
from validator.report.paint import Paint
from validator.report.visible import visible

_HEADS = {
    Standing.NEW: "{file}: a new file{why}",
    Standing.ADD: "{file}: to be added by you{why}",
    Standing.THERE: "{file}: nothing to do{why}",
    Standing.REFUSED: "{file}: cannot be written{why}",
}


def init_text(found: Beginning, *, color: bool = False) -> str:
    """Everything that is proposed, and what was found on the way."""
    paint = Paint(color)
    blocks = [f"{visible(str(found.root))}: {overlay_count(found.overlays)}"]
    blocks += [f"Mind: {visible(remark)}" for remark in found.remarks]
    blocks += [_proposal(one, paint) for one in found.proposals]
    return inert("\n\n".join(blocks) + "\n")


def _proposal(one: Proposal, paint: Paint) -> str:
    why = f" ({visible(one.why)})" if one.why else ""
    head = paint.strong(f"==> {_HEADS[one.standing].format(file=visible(one.file), why=why)}")
    return f"{head}\n{one.text.rstrip()}" if one.standing in (Standing.NEW, Standing.ADD) else head


def then_text(found: Beginning, written: Sequence[str]) -> str:
    """What was written, and what to do next."""
    lines = [f"written: {visible(file)}" for file in written]
    return "\n".join([*lines, *([""] if lines else []), "Then:", *_steps(found)]) + "\n"


def _steps(found: Beginning) -> Iterator[str]:
    if found.lacks_tools:
        yield "  mergegate tools install   # conftest is missing"
    if any(one.file == HOOKS and one.standing is not Standing.REFUSED for one in found.proposals):
        yield "  pre-commit install        # sets the hooks; with a file of yours: -t, as the README says"
        yield "  pre-commit run --hook-stage manual mergegate-tools  # kustomize and conftest for them"
    yield "  mergegate doctor          # what a check stands on here"
    yield "  mergegate overlays        # what is checked, and for which environment"
    yield "  mergegate check"
    yield "  mergegate baseline write  # if what it finds is to stay for now; then configure `baseline:`"
