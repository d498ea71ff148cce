"""The command as a user meets it: the built program, real tools, exit codes that never pass by mistake."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.running import MERGEGATE, Command

Files = Mapping[str, str | bytes]

CLEAN = {
    "app/kustomization.yaml": "resources: [cm.yaml]\n",
    "app/cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\ndata: {c: d}\n",
}
APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: default
  source: {repoURL: https://example.com/other.git, path: x, targetRevision: v1.2.3}
  destination: {server: https://kubernetes.default.svc, namespace: shop}
"""
BAD = {"app/kustomization.yaml": "resources: [app.yaml]\n", "app/app.yaml": APPLICATION}


Write = Callable[[Files], Path]


def test_clean_is_0_and_says_what_was_checked(mergegate: Command, repository: Write) -> None:
    run = mergegate("check", repository(CLEAN))
    assert run.code == 0
    assert "1 overlay, 1 resource" in run.out
    assert "no findings" in run.out


@pytest.mark.parametrize("format_", ["text", "json", "sarif"])
def test_findings_are_1_in_every_format(mergegate: Command, repository: Write, format_: str) -> None:
    run = mergegate("check", repository(BAD), "--format", format_)
    assert run.code == 1
    assert "argo-default-project" in run.out


def test_below_fail_on_is_0_and_still_told(mergegate: Command, repository: Write) -> None:
    root = repository({f"dev/{name}": text for name, text in BAD.items()})
    assert mergegate("check", root, "--select", "argo-default-project").code == 0
    run = mergegate(
        "check", root, "--select", "argo-default-project", "--fail-on", "warning", "--format", "json"
    )
    assert (run.code, run.rules) == (1, ["argo-default-project"])


def test_the_finding_points_at_the_line(mergegate: Command, repository: Write) -> None:
    run = mergegate("check", repository(BAD), "--format", "json", "--select", "argo-default-project")
    [finding] = run.report["findings"]
    assert finding["location"] == {
        "file": "app/app.yaml",
        "line": 5,
        "column": 12,
        "end_line": 5,
        "end_column": 19,
    }
    assert finding["path"] == ["spec", "project"]
    assert finding["overlays"] == ["app"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("check", "--select", "argo-defaultproject"), "did you mean"),
        (("check", "--format", "yaml"), "is not one of"),
        (("check", "--output", "sarif"), "FORMAT=FILE"),
        (("check", "--output", "sarif=/nowhere/at/all.sarif"), "/nowhere"),
        (("check", "--config", "/nowhere.yaml"), "/nowhere.yaml"),
        (("check", "--policy", "/nowhere"), "/nowhere"),
        (("check", "--jobs", "0"), "0"),
        (("frobnicate",), "frobnicate"),
        (("rules", "no-such-rule"), "no-such-rule"),
    ],
)
def test_usage_errors_are_2(
    mergegate: Command, repository: Write, words: tuple[str, ...], message: str
) -> None:
    run = mergegate(*words, cwd=repository(CLEAN))
    assert (run.code, run.out) == (2, "")
    assert message in run.err


def test_configuration_errors_are_2_and_name_the_line(mergegate: Command, repository: Write) -> None:
    run = mergegate(
        "check", repository(CLEAN | {".mergegate.yaml": "rules:\n  argo-default-projects: off\n"})
    )
    assert run.code == 2
    assert ".mergegate.yaml:2:" in run.err
    assert 'did you mean "argo-default-project"' in run.err


def test_zero_overlays_are_3(mergegate: Command, repository: Write) -> None:
    for files in ({"README.md": "nothing here"}, CLEAN | {".mergegate.yaml": "exclude: ['**']\n"}):
        run = mergegate("check", repository(files))
        assert run.code == 3
        assert "no overlay" in run.err


@pytest.mark.parametrize(
    ("tool", "text"),
    [
        ("KUSTOMIZE", "exit 1"),
        ("KUSTOMIZE", "kill -9 $$"),
        ("KUSTOMIZE", "echo rubbish"),
        ("CONFTEST", "exit 0"),
        ("CONFTEST", "exit 1"),
        ("CONFTEST", "kill -9 $$"),
        ("CONFTEST", "echo rubbish"),
    ],
)
def test_a_broken_tool_is_no_pass(
    mergegate: Command, repository: Write, tmp_path: Path, tool: str, text: str
) -> None:
    fake = tmp_path / "fake"
    fake.write_text(
        f'#!/bin/sh\ncase "$1" in version|--version) echo v5.8.1 Version: 0.70.1;; *) {text};; esac\n'
    )
    fake.chmod(0o755)
    run = mergegate("check", repository(CLEAN), env={f"MERGEGATE_{tool}": str(fake)})
    assert run.code in (1, 3)
    assert (run.code, tool) != (1, "CONFTEST")
    assert run.err or "overlay-build-failed" in run.out


def test_where_a_repository_lies_makes_no_difference(mergegate: Command, tmp_path: Path) -> None:
    said = set()
    for name in (
        "plain",
        "h2.tTRy8Qx/tmp3k2jH9Zq/Zk4Rb7xW2pL5vN",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    ):
        for file, text in {
            "mail box/base/kustomization.yaml": "resources:\n- a.yaml\n",
            "mail box/base/a.yaml": "a: b\nc: d: e\n",
            "mail box/o/kustomization.yaml": "resources:\n- ../base\n",
        }.items():
            path = tmp_path / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        run = mergegate("check", tmp_path / name, "--format", "json", "--no-cache")
        assert run.code == 1
        said.add(run.out)
    [out] = said
    assert "mail box/base" in out
    assert "•••" not in out


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_nothing_behind(
    signum: signal.Signals, repository: Write, tmp_path: Path, conftest_binary: Path
) -> None:
    slow = tmp_path / "kustomize"
    slow.write_text(
        f'#!/bin/sh\n[ "$1" = version ] && echo v5.8.1 && exit\n/bin/echo $$ >> {tmp_path}/pids\n'
        "exec /bin/sleep 60\n"
    )
    slow.chmod(0o755)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    many = {f"{name}/{file}": text for name in "abcdef" for file, text in _in_app(CLEAN)}
    tools = {"MERGEGATE_KUSTOMIZE": str(slow), "MERGEGATE_CONFTEST": str(conftest_binary)}
    process = subprocess.Popen(
        [MERGEGATE, "check", repository(many)],
        env={**os.environ, **tools, "TMPDIR": str(scratch)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        preexec_fn=lambda: signal.signal(signum, signal.SIG_DFL),  # who runs us may ignore it
    )
    while not (tmp_path / "pids").exists() and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signum)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (3, "mergegate: interrupted before it was done\n")
    assert list(scratch.iterdir()) == []
    for pid in (tmp_path / "pids").read_text().split():
        assert not Path(f"/proc/{pid}").exists()


def _in_app(files: Files) -> list[tuple[str, str | bytes]]:
    return [(file.removeprefix("app/"), text) for file, text in files.items()]


def test_missing_tools_are_3_and_say_what_to_do(
    mergegate: Command, repository: Write, tmp_path: Path
) -> None:
    env = {"PATH": "", "MERGEGATE_KUSTOMIZE": "", "MERGEGATE_CACHE_DIR": str(tmp_path / "empty")}
    run = mergegate("check", repository(CLEAN), env=env)
    assert run.code == 3
    assert "mergegate tools install" in run.err


def test_an_empty_path_is_enough_outside_git(mergegate: Command, repository: Write) -> None:
    assert mergegate("check", repository(CLEAN), env={"PATH": ""}).code == 0


def test_a_work_tree_without_git_is_3(mergegate: Command, repository: Write) -> None:
    root = repository(CLEAN)
    subprocess.run(["git", "init", "-q", root], check=True)
    run = mergegate("check", root, env={"PATH": ""})
    assert run.code == 3
    assert "git is not on PATH" in run.err


def bomb(levels: int) -> str:
    lines = ["apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nx0: &a0 [1,1,1,1,1,1,1,1,1,1]"]
    lines += [f"x{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]" for i in range(1, levels)]
    return "\n".join(lines)


def many(count: int) -> str:
    return "---\n".join(f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a{i}}}\n" for i in range(count))


HOSTILE: dict[str, dict[str, str | bytes]] = {
    "malformed YAML": {"kustomization.yaml": "resources: [x\n"},
    "a list": {"kustomization.yaml": "- resources\n"},
    "a scalar": {"kustomization.yaml": "resources\n"},
    "nothing": {"kustomization.yaml": ""},
    "a duplicate key in a resource": {
        "kustomization.yaml": "resources: [x.yaml]\n",
        "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: '1', a: '2'}\n",
    },
    "a cycle": {"kustomization.yaml": "resources: [.]\n"},
    "deep nesting": {"kustomization.yaml": "resources: [x.yaml]\n", "x.yaml": "a: " + "[" * 50_000},
    "a deeply nested kustomization": {"kustomization.yaml": "resources: " + "[" * 50_000},
    "an alias bomb": {"kustomization.yaml": "resources: [x.yaml]\n", "x.yaml": bomb(8)},
    "not UTF-8": {"kustomization.yaml": b"resources: [x.yaml]\n", "x.yaml": b"kind: \xff\xfe\xfa\n"},
    "a kustomization that is not UTF-8": {"kustomization.yaml": b"namePrefix: \xff\xfa\n"},
    "20,000 documents": {"kustomization.yaml": "resources: [x.yaml]\n", "x.yaml": many(20_000)},
    "a NUL": {"kustomization.yaml": 'resources: ["a\\0b"]\n'},
    "two kustomizations": {"kustomization.yaml": "resources: []\n", "Kustomization": "resources: []\n"},
    "a helm chart": {"kustomization.yaml": "helmCharts: [{name: x, repo: https://example.com}]\n"},
    "a remote base": {"kustomization.yaml": "resources: [https://example.com/x]\n"},
    "a base outside": {"kustomization.yaml": "resources: [../../../etc]\n"},
}


@pytest.mark.parametrize("case", HOSTILE)
def test_bad_input_costs_one_overlay(mergegate: Command, repository: Write, case: str) -> None:
    bad = {f"bad/{name}": content for name, content in HOSTILE[case].items()}
    run = mergegate("check", repository(CLEAN | bad), "--format", "json", "--timeout", "3", "--memory", "400")
    assert run.code == 1
    assert {o["path"]: o["status"] for o in run.report["overlays"]} == {"app": "checked", "bad": "failed"}
    [finding] = run.report["findings"]
    assert finding["rule"] in ("overlay-build-failed", "overlay-remote-refused")
    assert finding["severity"] == "error"
    assert finding["location"]["file"].startswith("bad/")
    assert str(repository({})) not in run.out


def test_names_that_are_not_utf_8_are_checked_too(mergegate: Command, repository: Write) -> None:
    root = os.fsencode(repository(CLEAN))
    folder = os.path.join(root, b"caf\xe9")
    os.makedirs(folder)
    application = APPLICATION.replace("v1.2.3", "main")
    kustomization = "resources: [a.yaml]\nsecretGenerator:\n- {name: s, literals: [password=hunter2]}\n"
    for name, text in (("kustomization.yaml", kustomization), ("a.yaml", application)):
        with open(os.path.join(folder, os.fsencode(name)), "w", encoding="utf-8") as file:
            file.write(text)
    run = mergegate("check", os.fsdecode(root), "--format", "json")
    found = {(f["rule"], f["location"]["file"], f["overlays"][0]) for f in run.report["findings"]}
    assert ("argo-mutable-revision", "caf\\xe9/a.yaml", "caf\\xe9") in found
    assert ("secret-generator-plaintext", "caf\\xe9/kustomization.yaml", "caf\\xe9") in found
    for form in ("text", "sarif"):
        assert mergegate("check", os.fsdecode(root), "--format", form).code == 1


def test_a_name_of_any_type_costs_nobody_else(mergegate: Command, repository: Write) -> None:
    odd = APPLICATION.replace("{name: shop,", "{name: [a],")
    run = mergegate("check", repository({**BAD, "odd/a.yaml": odd}), "--format", "json")
    assert run.code == 1
    assert "argo-default-project" in run.rules


def test_a_chart_is_refused_where_it_is_named(mergegate: Command, repository: Write) -> None:
    url = "https://git.example.com/org/shop.git"
    application = APPLICATION.replace("https://example.com/other.git, path: x", f"{url}, path: chart")
    chart = {"apps/a.yaml": application, "chart/Chart.yaml": "name: shop\nversion: 1.0.0\n"}
    config = {".mergegate.yaml": f"repository: [{url}]\n"}
    run = mergegate("check", repository({**chart, **config}), "--format", "json")
    [failed] = [f for f in run.report["findings"] if f["rule"] == "overlay-build-failed"]
    assert (failed["location"]["file"], failed["location"]["line"]) == ("apps/a.yaml", 6)


def test_what_was_assumed_is_told(mergegate: Command, repository: Write) -> None:
    flux = (
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps}\n"
        "spec: {path: app, sourceRef: {kind: GitRepository, name: flux-system}}\n"
    )
    root = repository({**CLEAN, "clusters/apps.yaml": flux})
    for form in ("text", "concise", "sarif", "json"):
        assert "not in the repository: taken for this one" in mergegate("check", root, "--format", form).out


def test_a_fifo_costs_one_overlay(mergegate: Command, repository: Write) -> None:
    root = repository(CLEAN | {"bad/kustomization.yaml": "resources: [pipe]\n"})
    os.mkfifo(root / "bad/pipe")
    os.mkfifo(root / "bad/values.yaml")
    run = mergegate("check", root, "--format", "json")
    assert (run.code, run.rules) == (1, ["overlay-build-failed"])


def test_a_failed_overlay_is_no_pass_even_if_its_rule_is_off(mergegate: Command, repository: Write) -> None:
    root = repository(CLEAN | {"bad/kustomization.yaml": "resources: [gone.yaml]\n"})
    assert mergegate("check", root, "--ignore", "overlay-build-failed").code == 3
    assert mergegate("check", root, "--select", "argo-default-project").code == 1


def test_a_read_only_repository_is_checked(mergegate: Command, repository: Write) -> None:
    root = repository(BAD)
    for path in [*root.rglob("*"), root]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        assert mergegate("check", root).code == 1
    finally:
        for path in [root, *root.rglob("*")]:
            path.chmod(0o755)


def test_a_shallow_clone_is_checked(mergegate: Command, repository: Write, tmp_path: Path) -> None:
    root = repository(BAD)
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    for words in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-qm", "x"]):
        subprocess.run(["git", "-C", root, *words], check=True)
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{root}", tmp_path / "shallow"], check=True)
    assert mergegate("check", tmp_path / "shallow").code == 1


def test_a_secret_in_an_ignored_file_is_not_in_git(mergegate: Command, repository: Write) -> None:
    files = {
        "app/kustomization.yaml": "secretGenerator:\n- name: s\n  envs: [local.env, shared.env]\n",
        "app/local.env": "A=correct-horse\n",
        "app/shared.env": "B=battery-staple\n",
        ".gitignore": "local.env\n",
    }
    root = repository(files)
    words = ["--select", "secret-plaintext", "--format", "json"]
    assert len(mergegate("check", root, *words).report["findings"]) == 2
    subprocess.run(["git", "init", "-q", root], check=True)
    [finding] = mergegate("check", root, *words).report["findings"]
    assert finding["location"]["file"] == "app/shared.env"


def test_a_secret_behind_a_link_is_in_git(mergegate: Command, repository: Write) -> None:
    secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: correct-horse}\n"
    root = repository({"app/kustomization.yaml": "resources: [shared/s.yaml]\n", "common/s.yaml": secret})
    os.symlink("../common", root / "app/shared")
    subprocess.run(["git", "init", "-q", root], check=True)
    assert mergegate("check", root, "--select", "secret-plaintext").code == 1


def test_two_runs_print_the_same_bytes(mergegate: Command, repository: Write) -> None:
    files = BAD | CLEAN | {f"more{i}/{name}": text for i in range(20) for name, text in BAD.items()}
    root = repository({**files, "app/kustomization.yaml": "resources: [app.yaml, cm.yaml]\n"})
    for format_ in ("text", "json", "sarif"):
        one, two = (mergegate("check", root, "--format", format_, "--jobs", jobs) for jobs in "13")
        assert one.out == two.out


def test_reports_go_to_files_whole(mergegate: Command, repository: Write, tmp_path: Path) -> None:
    run = mergegate(
        "check",
        repository(BAD),
        "--output",
        f"json={tmp_path}/r.json",
        "--output",
        f"sarif={tmp_path}/r.sarif",
    )
    assert run.code == 1
    assert json.loads((tmp_path / "r.json").read_text())["schema"] == 1
    assert json.loads((tmp_path / "r.sarif").read_text())["version"] == "2.1.0"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.json", "r.sarif", "repository"]


def test_the_repository_is_left_as_it_was(mergegate: Command, repository: Write) -> None:
    root = repository(
        BAD | {"app/kustomization.yaml": "resources: [app.yaml]\npatches: [{patch: 'kind: X'}]\n"}
    )
    before = {path: path.stat().st_mtime_ns for path in [root, *root.rglob("*")]}
    mergegate("check", root)
    assert {path: path.stat().st_mtime_ns for path in [root, *root.rglob("*")]} == before


def test_plain_conftest_runs_the_same_policies(
    repository: Write, conftest_binary: Path, kustomize_binary: Path
) -> None:
    root = repository(BAD)
    built = subprocess.run([kustomize_binary, "build", root / "app"], capture_output=True, check=True)
    policies = Path(__file__).parent.parent / "policies"
    tested = subprocess.run(
        [conftest_binary, "test", "-p", policies, "-"], input=built.stdout, capture_output=True, cwd=root
    )
    assert tested.returncode == 1
    assert b"argo-default-project" in tested.stdout


def test_help_and_version(mergegate: Command) -> None:
    assert mergegate("--version").out.startswith("mergegate, version ")
    for command in ("check", "overlays", "rules", "tools"):
        run = mergegate(command, "--help")
        assert run.code == 0
        assert run.out.startswith(f"Usage: mergegate {command}")


def test_rules_are_listed_and_explained(mergegate: Command) -> None:
    listed = json.loads(mergegate("rules", "--format", "json").out)["rules"]
    assert "argo-default-project" in {rule["id"] for rule in listed}
    page = mergegate("rules", "argo-default-project")
    assert page.code == 0
    assert "AppProject" in page.out


def test_colour_only_on_request(mergegate: Command, repository: Write) -> None:
    root = repository(BAD)
    assert "\x1b" not in mergegate("check", root).out
    assert "\x1b" in mergegate("check", root, env={"FORCE_COLOR": "1"}).out
    assert "\x1b" not in mergegate("check", root, env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).out


def test_shell_completion_is_there(mergegate: Command) -> None:
    run = mergegate(env={"_MERGEGATE_COMPLETE": "bash_source"})
    assert "_MERGEGATE_COMPLETE=bash_complete" in run.out or "mergegate" in run.out
    assert shutil.which("sh")
