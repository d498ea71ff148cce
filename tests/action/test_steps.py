"""The steps by themselves: what is planned for which event and input, and what is told where."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from action.commands import put_outputs, say
from action.event import read_event
from action.keys import cache_outputs
from action.pages import COMMENT_FINDINGS
from action.plan import Plan, make_plan, read_plan
from action.run import _shared
from tests.action.acting import ACTION, ROOT
from tests.action.conftest import DEPLOYMENT, KUSTOMIZATION, Work
from tests.action.test_events import HOSTILE, a_pull_request
from validator.errors import UsageError
from validator.report.markdown import MARK

PULL = "refs/pull/7/merge"
Given = Callable[..., None]


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Given:
    """Sets the inputs to their defaults and the runner's variables, each as told otherwise."""

    def set_(
        event: str = "push",
        payload: Mapping[str, Any] | None = None,
        ref: str = "refs/heads/main",
        **inputs: str,
    ) -> None:
        for name in [name for name in os.environ if name.startswith(("GITHUB_", "INPUT_", "RUNNER_"))]:
            monkeypatch.delenv(name)
        for name, about in ACTION["inputs"].items():
            monkeypatch.setenv(f"INPUT_{name.upper().replace('-', '_')}", about["default"])
        for name, value in inputs.items():
            monkeypatch.setenv(f"INPUT_{name.upper()}", value)
        (tmp_path / "event.json").write_text(json.dumps(payload or {}))
        (tmp_path / "temp").mkdir(exist_ok=True)
        settings = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
            "GITHUB_REF": ref,
            "GITHUB_SHA": "5" * 40,
            "GITHUB_WORKSPACE": str(tmp_path / "work"),
            "GITHUB_OUTPUT": str(tmp_path / "output"),
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
            "GITHUB_REPOSITORY": "shop/gitops",
            "RUNNER_TEMP": str(tmp_path / "temp"),
        }
        if event == "pull_request":
            settings |= (
                {"GITHUB_HEAD_REF": payload["pull_request"]["head"]["ref"], "GITHUB_BASE_REF": "main"}
                if payload
                else {}
            )
        for name, value in settings.items():
            monkeypatch.setenv(name, value)

    return set_


def plan() -> Plan:
    return make_plan(read_event())


# ---- what is planned -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "ref", "base", "expected"),
    [
        ("pull_request", PULL, "auto", "auto"),
        ("pull_request", PULL, "", "auto"),
        ("pull_request", PULL, "none", None),
        ("pull_request", PULL, "origin/release", "origin/release"),
        ("pull_request", "refs/heads/main", "auto", None),  # it is closed: what is checked out is main
        ("pull_request_review", PULL, "auto", "auto"),
        ("merge_group", "refs/heads/gh-readonly-queue/main/pr-7-0", "auto", "auto"),
        ("push", "refs/heads/main", "auto", None),
        ("push", "refs/heads/main", "origin/main", "origin/main"),
        ("push", "refs/tags/v1", "auto", None),
        ("workflow_dispatch", "refs/heads/topic", "auto", None),
        ("schedule", "refs/heads/main", "auto", None),
    ],
)
def test_a_change_is_what_is_to_be_merged(
    given: Given, event: str, ref: str, base: str, expected: str | None
) -> None:
    given(event, a_pull_request() if event.startswith("pull") else {}, ref, base=base)
    assert plan().base == expected


def test_the_event_that_checks_out_the_target_is_refused(given: Given) -> None:
    given("pull_request_target", a_pull_request())
    with pytest.raises(UsageError, match="use pull_request"):
        plan()


@pytest.mark.parametrize("name", ["upload_sarif", "summary", "comment", "cache"])
@pytest.mark.parametrize("value", ["tru", "", "yes", "$(touch pwned)"])
def test_a_switch_is_true_or_false(given: Given, name: str, value: str) -> None:
    given(**{name: value})
    with pytest.raises(UsageError, match="neither true nor false"):
        plan()


def test_another_version_fails(given: Given) -> None:
    given(version="0.1.0")
    plan()
    given(version="9.9.9")
    with pytest.raises(UsageError, match="this checkout of the action is"):
        plan()


def test_inputs_are_single_words_whatever_is_in_them(given: Given, tmp_path: Path) -> None:
    given(
        path=HOSTILE,
        config="--policy",
        fail_on="--help",
        engine="opa",
        opa_url="https://opa.example",
        args="-- 'a b'\n--notes",
    )
    made = plan()
    assert made.path == f"{tmp_path}/work/{HOSTILE}"
    assert made.options == (
        f"--config={tmp_path}/work/{HOSTILE}/--policy",
        "--fail-on=--help",
        "--engine=opa",
        "--opa-url=https://opa.example",
    )
    assert made.arguments == ("--", "a b", "--notes")
    made.write(tmp_path)
    assert read_plan(tmp_path) == made


def test_a_quote_that_does_not_end_is_an_error(given: Given) -> None:
    given(args="--select 'graph")
    with pytest.raises(UsageError, match="input args: No closing quotation"):
        plan()


def test_a_comment_needs_a_pull_request(given: Given) -> None:
    given("pull_request", a_pull_request(number=7), PULL, comment="true")
    assert plan().number == 7
    given("pull_request", a_pull_request(number=7), PULL)
    assert plan().number is None
    given(comment="true")
    assert plan().number is None


@pytest.mark.parametrize(
    "payload", ["", "[]", '{"pull_request": 3, "repository": []}', '{"pull_request": {"number": "x"}}']
)
def test_an_event_that_is_none_is_no_obstacle(given: Given, tmp_path: Path, payload: str) -> None:
    given(comment="true")
    (tmp_path / "event.json").write_text(payload)
    assert plan().number is None


def test_arguments_that_a_diff_takes_too_reach_it() -> None:
    words = ("--select", "graph", "--allow-remote", "--jobs", "2", "--no-cache", "--notes", "--timeout=5")
    more = ("--staged", "--config", "a b.yaml")
    taken = {"--allow-remote", "--jobs=2", "--no-cache", "--timeout=5.0", "--staged", "--config=a b.yaml"}
    assert set(_shared((*words, *more))) == taken
    assert list(_shared(("--nonsense",))) == []


def test_what_is_staged_is_shown_as_the_check_was_asked(
    given: Given, work: Work, tmp_path: Path, binaries: dict[str, str]
) -> None:
    work.edit(DEPLOYMENT, "replicas: 2", "replicas: 3")
    work.git("add", "--all")
    work.edit(DEPLOYMENT, "replicas: 3", "replicas: 5")
    given(path=str(work.root), args="--staged", cache="false")
    plan().write(tmp_path)
    assert step("check", tmp_path, binaries).returncode == 0
    summary = (tmp_path / "summary").read_text()
    assert "+   replicas: 3" in summary
    assert "replicas: 5" not in summary


# ---- names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", ["", " ", "a b", "a--b", "-a", "a-", "a/b", "a>", "ü", "a\nb", "x" * 61, HOSTILE]
)
def test_a_name_is_one_that_a_comment_can_hold(given: Given, value: str) -> None:
    given(name=value)
    with pytest.raises(UsageError, match=r"input name: .* is no name"):
        plan()


def test_a_name_tells_comments_and_analyses_apart(
    given: Given, work: Work, tmp_path: Path, binaries: dict[str, str]
) -> None:
    ids = []
    for name in ("mergegate", "team-a"):
        (tmp_path / "output").unlink(missing_ok=True)
        given("pull_request", a_pull_request(), PULL, path=str(work.root), base="none", name=name)
        plan().write(tmp_path)
        assert step("check", tmp_path, binaries).returncode == 0
        sarif = Path(outputs(tmp_path)["sarif"]).read_text()
        ids.append([run["automationDetails"]["id"] for run in json.loads(sarif)["runs"]])
    assert ids == [["mergegate/"], ["team-a/"]]


def many(count: int) -> str:
    """Deployments that say little, so that there is much to find, none of it an error by itself."""
    pod = "{containers: [{name: c, image: 'registry.example.com/the-long-name-of-a-repository/of/images'}]}"
    kind = "---\napiVersion: apps/v1\nkind: Deployment\n"
    spec = f"spec: {{template: {{spec: {pod}}}}}\n"
    return "".join(f"{kind}metadata: {{name: d{number}}}\n{spec}" for number in range(count))


def test_a_long_comment_of_an_incomplete_check_keeps_its_mark_and_says_so(
    given: Given, work: Work, tmp_path: Path, binaries: dict[str, str]
) -> None:
    folder = work.root / "apps" / "many"
    folder.mkdir()
    (folder / "deployments.yaml").write_text(many(120))
    (folder / "kustomization.yaml").write_text("resources: [deployments.yaml]\n")
    work.edit(KUSTOMIZATION, "- database.yaml", "- databases.yaml")
    milder = ("overlay-build-failed", "pod-image-mutable-tag", "work-selector-mismatch")
    (work.root / ".mergegate.yaml").write_text(
        "".join(["rules:\n", *(f"  {rule}: warning\n" for rule in milder)])
    )
    work.commit()
    event = ("pull_request", a_pull_request(), PULL)
    given(*event, path=str(work.root), base="none", comment="true", args="--ignore resources")
    plan().write(tmp_path)
    assert step("check", tmp_path, binaries).returncode == 0
    found = outputs(tmp_path)
    page = (tmp_path / "comment.md").read_text()
    assert (found["exit-code"], found["sarif"]) == ("3", ""), page
    assert page.startswith(MARK)
    assert len((tmp_path / "summary").read_text()) > COMMENT_FINDINGS > len(page)
    assert "Not everything was checked (exit code 3)" in page


# ---- keys of the cache ---------------------------------------------------------------------------


def keys(given: Given, branch: str, *, event: str = "pull_request") -> dict[str, Any]:
    payload = {**a_pull_request(branch), "repository": {"default_branch": "main"}}
    given(event, payload, PULL if event == "pull_request" else f"refs/heads/{branch}")
    return cache_outputs(read_event())


def test_what_is_remembered_is_looked_for_on_the_branch_then_on_its_target(given: Given) -> None:
    ours = keys(given, "topic")
    restored = ours["results-restore-keys"].split("\n")
    assert ours["results-key"] == f"{restored[0]}{'5' * 40}"
    assert restored[1] == keys(given, "main", event="push")["results-restore-keys"].split("\n")[0]
    assert restored[0].startswith(restored[2])
    assert restored[1].startswith(restored[2])
    assert keys(given, "topic", event="push")["results-key"] == ours["results-key"]


@pytest.mark.parametrize("branch", [HOSTILE, "a,b", "x" * 1000, "ü\n", "../.."])
def test_a_key_is_one_whatever_a_branch_is_called(given: Given, branch: str) -> None:
    for name in ("results-key", "downloads-key"):
        key = keys(given, branch)[name]
        assert len(key) < 512
        assert key.replace("-", "").replace(".", "").isalnum()


def test_a_key_of_tools_says_version_system_and_hash(given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    key = keys(given, "topic")["downloads-key"]
    assert "-kustomize-5.8.1-conftest-0.70.1-" in key
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    assert keys(given, "topic")["downloads-key"] != key


# ---- what the log is told ------------------------------------------------------------------------


def test_no_line_of_others_is_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    say("  ::error::pwned\n##[error]pwned\r::add-mask::a\nfine\x1b[31m")
    out = capsys.readouterr().out
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in out.splitlines())
    assert "\x1b" not in out
    assert "fine" in out


def test_an_output_cannot_set_another(given: Given, tmp_path: Path) -> None:
    given()
    put_outputs({"sarif": "a\nexit-code=0\nexit-code<<end-\n0\nend-", "exit-code": 3})
    assert outputs(tmp_path) == {"sarif": "a\nexit-code=0\nexit-code<<end-\n0\nend-", "exit-code": "3"}


# ---- what the steps do ---------------------------------------------------------------------------


def step(name: str, work: Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """How a step ended."""
    return subprocess.run(
        [sys.executable, "-m", "action", name, work],
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        cwd=work,
        capture_output=True,
        encoding="utf-8",
    )


def outputs(tmp_path: Path) -> dict[str, str]:
    """What a step has set, read as the runner does."""
    found: dict[str, str] = {}
    lines = iter((tmp_path / "output").read_text().split("\n"))
    for line in lines:
        name, mark, end = line.partition("<<")
        if mark:
            value = []
            while (line := next(lines)) != end:
                value.append(line)
            found[name] = "\n".join(value)
    return found


def test_a_wrong_input_ends_the_action_with_2(given: Given, tmp_path: Path) -> None:
    given(cache="maybe\n::error::pwned")
    ended = step("plan", tmp_path)
    assert ended.returncode == 2
    assert outputs(tmp_path) == {"exit-code": "2"}
    assert [line[:8] for line in ended.stdout.splitlines()] == ["::error "]
    assert "The check could not be done" in (tmp_path / "summary").read_text()


def test_a_clone_that_is_too_shallow_is_no_pass(
    given: Given, work: Work, tmp_path: Path, binaries: dict[str, str]
) -> None:
    work.merge(lambda work: work.edit(DEPLOYMENT, "replicas: 2", "replicas: 1"))
    shallow = tmp_path / "shallow"
    work.git("init", "--quiet", str(shallow))
    fetched = f"+{work.git('rev-parse', 'HEAD')}:refs/remotes/pull/7/merge"  # as actions/checkout does
    work.git("-C", str(shallow), "fetch", "--quiet", "--depth", "1", f"file://{work.root}", fetched)
    work.git("-C", str(shallow), "checkout", "--quiet", "--detach", "refs/remotes/pull/7/merge")
    given("pull_request", a_pull_request(), PULL, path=str(shallow), comment="true")
    plan().write(tmp_path)
    ended = step("check", tmp_path, binaries)
    assert ended.returncode == 0, ended.stderr
    found = outputs(tmp_path)
    assert (found["exit-code"], found["sarif"], found["upload-sarif"]) == ("3", "", "false")
    assert "fetch-depth: 0" in ended.stdout
    for page in ("summary", "comment.md"):
        assert "fetch-depth&#58; 0" in (text := (tmp_path / page).read_text()) or "fetch-depth: 0" in text


def test_a_tool_that_cannot_be_had_is_no_pass(given: Given, work: Work, tmp_path: Path) -> None:
    given(path=str(work.root))
    plan().write(tmp_path)
    ended = step("check", tmp_path, {"MERGEGATE_KUSTOMIZE": "/nowhere"})
    assert ended.returncode == 0, ended.stderr
    assert outputs(tmp_path)["exit-code"] == "3"
    assert "::error title=mergegate::MERGEGATE_KUSTOMIZE names /nowhere" in ended.stdout


def test_the_summary_can_be_left_out(
    given: Given, work: Work, tmp_path: Path, binaries: dict[str, str]
) -> None:
    given(path=str(work.root), summary="false", args="--select graph")
    plan().write(tmp_path)
    assert step("check", tmp_path, binaries).returncode == 0
    assert outputs(tmp_path)["exit-code"] == "0"
    assert not (tmp_path / "summary").exists()
