"""The step that checks: keeps the exit code, sets outputs, writes the summary, and prepares what is sent."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from action.commands import annotate, put_outputs, put_summary, say, summary_room
from action.keys import cache_home, downloads
from action.naming import name_sarif
from action.pages import (
    COMMENT_FINDINGS,
    FINDINGS,
    SUMMARY,
    comment_page,
    failure_page,
    summary_page,
    visible_lines,
)
from action.plan import Plan, read_plan
from action.run import Checked, Runner, make_runner, run_check, run_diff, run_markdown
from validator.errors import NOT_CHECKED, USAGE, MergegateError
from validator.judge import verdict
from validator.report.markdown_text import units
from validator.start import DATABASE

COMMENT_FILE = "comment.md"
QUIET_FILE = "quiet"  # is there if a comment would say nothing that is not said by its absence
_COUNTS = ("errors", "warnings", "notes", "known", "fixed", "waived", "overlays", "failed")
_INCOMPLETE = "Not everything was checked (exit code 3), and no finding says so."
_UNTOLD = "There are too many findings for a comment, and they could not be told in fewer words."
_ENDS = (verdict.CLEAN, verdict.FINDINGS, USAGE, NOT_CHECKED)


def check_step(work: Path) -> None:
    """Check as planned. It does not fail by what is found: the action's last step does."""
    plan = read_plan(work)
    try:
        runner = make_runner(work)
        checked = run_check(runner, plan, FINDINGS)
    except MergegateError as error:
        _fail(work, plan, str(error), error.exit_code)
        return
    code = checked.code if checked.code in _ENDS else NOT_CHECKED
    if not checked.json.exists():  # 2, 3 before anything was found out, or killed
        _fail(
            work,
            plan,
            checked.reason.removeprefix("mergegate: ") or f"the check ended with code {checked.code}",
            code,
        )
        return
    _tell(work, plan, runner, checked, code)


def _tell(work: Path, plan: Plan, runner: Runner, checked: Checked, code: int) -> None:
    counts = json.loads(checked.json.read_bytes())["summary"]
    if plan.shard:
        say(f"Shard {plan.shard} is checked. What it found counts where all shards are merged.")
        _put_outputs(plan, code, counts, checked)
        return
    findings = checked.markdown.read_text(encoding="utf-8")
    missing = ""
    if code == NOT_CHECKED:  # an overlay failed and, as options have it, no finding says so
        annotate("error", _INCOMPLETE)
        missing = f"\n**❌ {_INCOMPLETE}**\n"
        findings += missing
    difference = functools.partial(run_diff, runner, plan)
    if plan.summary:
        put_summary(summary_page(findings, difference, summary_room(SUMMARY)))
    if plan.number is not None:
        if units(findings) > COMMENT_FINDINGS:
            shorter = run_markdown(runner, plan, COMMENT_FINDINGS)
            findings = shorter + missing if shorter else failure_page(_UNTOLD, code)
        page = comment_page(findings, difference)
        (work / COMMENT_FILE).write_text(page, encoding="utf-8")
        if code == verdict.CLEAN and counts["unaffected"] == counts["overlays"]:
            (work / QUIET_FILE).touch()
    name_sarif(checked.sarif, plan.name)
    _put_outputs(plan, code, counts, checked)  # last: what breaks before it leaves no code, which is no pass


def _put_outputs(plan: Plan, code: int, counts: dict[str, Any], checked: Checked | None) -> None:
    """Code scanning takes a result that is missing for a fixed one: only a whole check is given to it."""
    is_whole = checked is not None and not plan.shard and code in (verdict.CLEAN, verdict.FINDINGS)
    put_outputs(
        {
            "exit-code": code,
            "ends-with": verdict.CLEAN if plan.shard and code == verdict.FINDINGS else code,
            **{name: counts.get(name, "") for name in _COUNTS},
            "sarif": checked.sarif if checked and is_whole else "",
            "report": checked.json if checked and plan.shard else "",
            "upload-sarif": str(plan.upload_sarif and is_whole).lower(),
            "comment": str(plan.number is not None).lower(),
            "keep-downloads": str(any(downloads().glob("*"))).lower(),
            "keep-results": str((cache_home() / DATABASE).exists()).lower(),
        }
    )


def _fail(work: Path, plan: Plan, reason: str, code: int) -> None:
    """Tell that nothing was found out, wherever results would be looked for."""
    page = failure_page(reason, code)
    annotate("error", "\n".join(visible_lines(reason)))
    if plan.summary:
        put_summary(page)
    if plan.number is not None:
        (work / COMMENT_FILE).write_text(page, encoding="utf-8")
    _put_outputs(plan, code, {}, None)
