"""`python -I -m action STEP DIRECTORY`: one step of action.yml; the directory is kept between them."""

from __future__ import annotations

import sys
from pathlib import Path

from action.check import check_step
from action.commands import annotate, put_outputs, put_summary
from action.comment import comment_step
from action.event import read_event
from action.keys import cache_outputs
from action.pages import failure_page
from action.plan import Plan, make_plan
from validator.errors import MergegateError


def _plan(work: Path) -> int:
    """Plan, and tell the later steps what they need; a wrong input ends the action with its exit code."""
    try:
        event = read_event()
        plan = make_plan(event)
    except MergegateError as error:
        annotate("error", str(error))
        put_outputs({"exit-code": error.exit_code})
        put_summary(failure_page(str(error), error.exit_code))
        return error.exit_code
    plan.write(work)
    outputs = {"python": sys.executable, "work": work, "root": plan.path, "cache": str(plan.cache).lower()}
    put_outputs({**outputs, **cache_outputs(event, _part(plan))})
    return 0


def _part(plan: Plan) -> str:
    """Shards run side by side and remember different things, so each keeps its own."""
    if plan.merge:
        return "merge-"
    return plan.shard.replace("/", "-of-") + "-" if plan.shard else ""


def _check(work: Path) -> int:
    check_step(work)
    return 0


def _comment(work: Path) -> int:
    try:
        comment_step(work)
    except MergegateError as error:
        annotate("warning", str(error))
    return 0


_STEPS = {"plan": _plan, "check": _check, "comment": _comment}

if __name__ == "__main__":
    sys.exit(_STEPS[sys.argv[1]](Path(sys.argv[2]).absolute()))
