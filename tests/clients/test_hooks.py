"""The hooks, by the real pre-commit and the real prek: what a commit may hold, and what stops it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

import validator
from tests.change.histories import Repository, git
from tests.clients.sources import ROOT, copy_project, once, outside_of_ci, run

PROGRAMS = Path(sys.executable).parent
CLIENTS = ("pre-commit", "prek")
AUTHOR = {
    f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
}
BASE = "apps/catalog/base"
SECRET = "---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: signing\nstringData:\n  passphrase: {}\n"
PASSPHRASE = "-".join(("tall", "bridges", "carry", "no", "shade"))
PLAINTEXT = SECRET.format(PASSPHRASE)

Finished = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Hooked:
    """A repository whose commits a client checks."""

    client: str
    root: Path
    env: Mapping[str, str]

    def git(self, *words: str, cwd: Path | None = None, **env: str) -> Finished:
        """How git ended, with what its hooks said."""
        return run("git", *words, cwd=cwd or self.root, env={**self.env, **AUTHOR, **env})

    def commit(self, *words: str, **env: str) -> Finished:
        """How a commit ended."""
        return self.git("commit", "--message", "change", *words, **env)

    def run(self, *words: str, **env: str) -> Finished:
        """How the client ended, asked directly."""
        return run(PROGRAMS / self.client, *words, cwd=self.root, env={**self.env, **env})

    def append(self, file: str, text: str) -> None:
        """Add text to a file of the work tree."""
        with (self.root / file).open("a") as opened:
            opened.write(text)


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project as a repository of one commit."""
    return once(tmp_path_factory, "project", copy_project)


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Where the clients keep what they build, once for the session; no home of the user's is touched."""
    home = once(tmp_path_factory, "homes", Path.mkdir)
    return {
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "PREK_HOME": str(home / "prek"),
        "PREK_UV_SOURCE": "pip",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
    }


@pytest.fixture(scope="session")
def prepared(
    project: Path, homes: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """fixtures/shop, which has findings already, as a repository with a client's hooks installed."""

    def prepare(place: Path, client: str) -> None:
        found = Repository(place)
        shutil.copytree(ROOT / "fixtures/shop", place, dirs_exist_ok=True)
        (place / ".pre-commit-config.yaml").write_text(
            f"repos:\n- repo: {project}\n  rev: {git(project, 'rev-parse', 'HEAD').strip()}\n  hooks:\n"
            "  - id: mergegate\n  - id: mergegate-all\n    stages: [pre-push]\n  - id: mergegate-tools\n"
        )
        found.commit("before")
        ended = Hooked(client, place, {**outside_of_ci(), **homes}).run("install", "--install-hooks")
        assert ended.returncode == 0, ended.stdout

    return lambda client: once(tmp_path_factory, f"with-{client}", lambda place: prepare(place, client))


@pytest.fixture(params=CLIENTS)
def hooked(
    request: pytest.FixtureRequest,
    prepared: Callable[[str], Path],
    homes: Mapping[str, str],
    tmp_path: Path,
    own_cache: Path,
) -> Hooked:
    """A repository of this test's own, with hooks."""
    root = tmp_path / "shop"
    shutil.copytree(prepared(request.param), root)
    return Hooked(request.param, root, {**outside_of_ci(), **homes, "MERGEGATE_CACHE_DIR": str(own_cache)})


# ---- what a commit does: a change, the words of `git commit`, what the hook must say (None: it passes) ----


def a_text(hooked: Hooked) -> None:
    hooked.append("README.md", "More words.\n")
    hooked.git("add", "--all")


def a_base_deleted(hooked: Hooked) -> None:
    hooked.git("rm", "--quiet", f"{BASE}/service.yaml")


def a_base_renamed(hooked: Hooked) -> None:
    hooked.git("mv", BASE, "apps/catalog/common")


def a_patch_renamed(hooked: Hooked) -> None:
    folder = "argocd/overlays/production"
    hooked.git("mv", f"{folder}/revision.yaml", f"{folder}/revisions.yaml")


def a_secret(hooked: Hooked) -> None:
    hooked.append(f"{BASE}/service.yaml", PLAINTEXT)
    hooked.git("add", "--all")


def a_secret_that_is_not_staged(hooked: Hooked) -> None:
    hooked.append(f"{BASE}/service.yaml", PLAINTEXT)


def a_secret_whose_mending_is_not_staged(hooked: Hooked) -> None:
    before = (hooked.root / BASE / "service.yaml").read_text()
    a_secret(hooked)
    (hooked.root / BASE / "service.yaml").write_text(before)


STOPPED = "error[secret-plaintext]"
BROKEN = "error[overlay-build-failed]"
CASES: Mapping[str, tuple[Callable[[Hooked], None], tuple[str, ...], str | None]] = {
    "nothing that overlays read": (a_text, (), None),
    "a resource of a base is deleted": (
        a_base_deleted,
        (),
        f'{BROKEN}: The overlay does not build: "service.yaml"',
    ),
    "a base is renamed": (a_base_renamed, (), f'{BROKEN}: The overlay does not build: "../../base"'),
    "a patch is renamed": (a_patch_renamed, (), BROKEN),
    "a Secret": (a_secret, (), STOPPED),
    "a Secret, by commit --all": (a_secret_that_is_not_staged, ("--all",), STOPPED),
    "a Secret, by commit of a file": (a_secret_that_is_not_staged, (f"{BASE}/service.yaml",), STOPPED),
    "a Secret that the commit leaves out": (a_secret_that_is_not_staged, ("--allow-empty",), None),
    "a Secret that is gone from the work tree alone": (a_secret_whose_mending_is_not_staged, (), STOPPED),
}


BOTH = ("nothing that overlays read", "a resource of a base is deleted", "a patch is renamed", "a Secret")


@pytest.mark.parametrize(
    ("hooked", "case"),
    [(client, case) for client in CLIENTS for case in (CASES if client == "pre-commit" else BOTH)],
    indirect=["hooked"],
)
def test_a_commit(case: str, hooked: Hooked) -> None:
    change, words, wanted = CASES[case]
    change(hooked)
    ended = hooked.commit(*words)
    is_committed = hooked.git("log", "-1", "--format=%s").stdout.strip() == "change"
    assert (ended.returncode == 0, is_committed) == (wanted is None, wanted is None), ended.stdout
    assert (wanted or "Passed") in ended.stdout
    assert PASSPHRASE not in ended.stdout
    assert "Traceback" not in ended.stdout


@pytest.mark.parametrize("hooked", ["pre-commit"], indirect=True)
def test_a_commit_in_a_linked_work_tree(hooked: Hooked, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    hooked.git("worktree", "add", "--quiet", str(linked))
    with (linked / BASE / "service.yaml").open("a") as opened:
        opened.write(PLAINTEXT)
    ended = hooked.git("commit", "--all", "--message", "change", cwd=linked)
    assert ended.returncode == 1
    assert STOPPED in ended.stdout


def test_an_unresolved_conflict_is_no_pass(hooked: Hooked) -> None:
    for branch in ("ours", "theirs"):
        hooked.git("checkout", "--quiet", "-b", branch, "main")
        path = hooked.root / BASE / "service.yaml"
        path.write_text(path.read_text().replace("name:", f"name: {branch}-", 1))
        hooked.git("commit", "--no-verify", "--quiet", "--all", "--message", branch)
    assert hooked.git("merge", "ours").returncode == 1
    ended = hooked.run("run")
    assert ended.returncode != 0
    assert re.search("unmerged|unresolved merge conflicts", ended.stdout, re.I)


def test_without_its_tools_a_hook_says_what_installs_them(hooked: Hooked, tmp_path: Path) -> None:
    bare = {"MERGEGATE_CACHE_DIR": str(tmp_path / "empty"), "PATH": "/usr/bin:/bin"}
    ended = hooked.commit("--allow-empty", **bare)
    assert ended.returncode == 1
    assert "no usable kustomize" in ended.stdout
    assert "--hook-stage manual mergegate-tools" in ended.stdout
    assert not (tmp_path / "empty" / "tools").exists()  # and reached no network for them


def test_the_hook_of_the_tools_finds_or_installs_them(hooked: Hooked) -> None:
    ended = hooked.run("run", "--hook-stage", "manual", "mergegate-tools")
    assert ended.returncode == 0, ended.stdout
    assert "kustomize" in ended.stdout
    assert "conftest" in ended.stdout


@pytest.mark.parametrize("hooked", ["pre-commit"], indirect=True)
def test_every_overlay_is_checked_on_request(hooked: Hooked) -> None:
    assert "mergegate-tools" not in hooked.commit("--allow-empty").stdout
    ended = hooked.run("run", "--hook-stage", "pre-push", "--all-files")
    assert ended.returncode == 1
    assert "error[res-memory-limit-missing]" in ended.stdout


# ---- the manifest ------------------------------------------------------------------------------


@pytest.mark.parametrize("client", CLIENTS)
def test_the_manifest_is_valid(client: str, homes: Mapping[str, str]) -> None:
    env = {**outside_of_ci(), **homes}
    manifest = ROOT / ".pre-commit-hooks.yaml"
    ended = run(PROGRAMS / client, "validate-manifest", manifest, cwd=ROOT, env=env)
    assert ended.returncode == 0, ended.stdout


def test_the_readme_names_every_hook() -> None:
    manifest = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    readme = (ROOT / "README.md").read_text()
    [sample] = re.findall(r"```yaml\n(default_install_hook_types: [^`]*?)```", readme)
    [told] = yaml.safe_load(sample)["repos"]
    assert [hook["id"] for hook in told["hooks"]] == [hook["id"] for hook in manifest]
    assert (told["repo"], told["rev"]) == (validator.HOME, f"v{validator.__version__}")


def test_a_repository_can_try_it(
    project: Path, homes: Mapping[str, str], tmp_path: Path, own_cache: Path
) -> None:
    root = tmp_path / "shop"
    found = Repository(root)
    shutil.copytree(ROOT / "fixtures/shop", root, dirs_exist_ok=True)
    found.commit("before")
    with (root / BASE / "service.yaml").open("a") as opened:
        opened.write(PLAINTEXT)
    found.git("add", "--all")
    env = {**outside_of_ci(), **homes, "MERGEGATE_CACHE_DIR": str(own_cache)}
    ended = run(PROGRAMS / "pre-commit", "try-repo", project, "mergegate", cwd=root, env=env)
    assert ended.returncode == 1
    assert STOPPED in ended.stdout
