"""Repositories that are not as one wishes them: a clear result or a clear error, and nothing lost."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.change.histories import Repository, git
from tests.change.repositories import Files, Link, binding, dump, secret
from tests.running import Command, Run

WEB = "example.com/web:1.2.3"
OVERLAY = "web/overlays/east"


def web(image: str = WEB, *more: object) -> Files:
    """One overlay of one base; what else is in it comes after the Deployment."""
    container = {"name": "web", "image": image}
    pod = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container]}}
    spec = {"selector": {"matchLabels": {"app": "web"}}, "template": pod}
    body = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec}
    return {
        "web/base/web.yaml": dump(body, *more),
        "web/base/kustomization.yaml": dump({"resources": ["web.yaml"]}),
        f"{OVERLAY}/kustomization.yaml": dump({"resources": ["../../base"], "namespace": "web"}),
    }


BEFORE, AFTER = web(), web(WEB, secret("added"))


@pytest.fixture(autouse=True)
def outside_of_ci(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The variables of the CI that runs these tests name its own branches; its user's cache has seen them."""
    monkeypatch.setenv("MERGEGATE_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
    for name in tuple(os.environ):
        if name.startswith(("CI_", "GITHUB_", "GIT_")):
            monkeypatch.delenv(name)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with one commit on main and one on the branch work, which is checked out."""
    found = Repository(tmp_path / "repository")
    found.write(BEFORE)
    found.commit()
    found.git("checkout", "--quiet", "-b", "work")
    found.write(AFTER)
    found.commit()
    return found


def told(run: Run) -> dict[str, list[str]]:
    """The rules of the findings in each state."""
    states: dict[str, list[str]] = {}
    for finding in run.report["findings"]:
        states.setdefault(finding["state"], []).append(finding["rule"])
    return states


def assert_finds_the_secret(run: Run) -> None:
    """And nothing else that would be new."""
    assert (run.code, told(run).get("new")) == (1, ["secret-plaintext"]), run.err


@pytest.fixture
def check(mergegate: Command) -> Callable[..., Run]:
    """Checks a repository's change."""

    def run(root: Path, *words: str, env: Mapping[str, str] | None = None) -> Run:
        return mergegate("check", root, "--format", "json", *words, env=env)

    return run


Check = Callable[..., Run]


# ---- what is no base ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ref", ["no-such-branch", "main~7", "f" * 40, "--all", "-q", "main:web", "", "a b", "@{u}"]
)
def test_an_unknown_ref_is_a_usage_error(repository: Repository, check: Check, ref: str) -> None:
    run = check(repository.root, f"--base={ref}")
    assert (run.code, run.out) == (2, ""), run
    assert ref in run.err


def test_a_ref_that_is_no_commit_is_a_usage_error(repository: Repository, check: Check) -> None:
    blob = repository.git("rev-parse", "main:web/base/web.yaml").strip()
    assert check(repository.root, "--base", blob).code == 2


def test_a_message_about_an_unknown_remote_branch_says_how_to_get_it(
    repository: Repository, check: Check
) -> None:
    run = check(repository.root, "--base", "origin/main")
    assert run.code == 2
    assert "git fetch" in run.err


def test_a_directory_without_git_has_no_base(tmp_path: Path, check: Check) -> None:
    for words in (["--base", "main"], ["--base", "auto"], ["--staged"]):
        run = check(tmp_path, *words)
        assert (run.code, run.out) == (2, ""), run
        assert "git" in run.err


def test_what_is_staged_can_be_held_against_a_base(repository: Repository, check: Check) -> None:
    (repository.root / "web/base/web.yaml").write_text("a: [")  # in the work tree alone
    assert_finds_the_secret(check(repository.root, "--base", "main", "--staged"))


def test_histories_without_a_common_commit_have_no_merge_base(repository: Repository, check: Check) -> None:
    tree = repository.git("rev-parse", "main^{tree}").strip()
    orphan = repository.git("commit-tree", "-m", "other", tree).strip()
    run = check(repository.root, "--base", orphan)
    assert (run.code, run.out) == (2, ""), run
    assert "no commit in common" in run.err


# ---- what HEAD may be --------------------------------------------------------------------------------


def test_before_the_first_commit_everything_staged_is_new(tmp_path: Path, check: Check) -> None:
    unborn = Repository(tmp_path / "unborn")
    unborn.write(AFTER)
    unborn.git("add", "--all")
    run = check(unborn.root, "--staged")
    assert run.code == 1
    assert "secret-plaintext" in told(run)["new"]
    assert set(told(run)) == {"new"}


def test_before_the_first_commit_there_is_no_base(tmp_path: Path, check: Check) -> None:
    unborn = Repository(tmp_path / "unborn")
    unborn.write(AFTER)
    for ref in ("HEAD", "main", "auto"):
        run = check(unborn.root, "--base", ref)
        assert (run.code, run.out) == (2, ""), run


def test_a_detached_head_is_as_good_as_a_branch(repository: Repository, check: Check) -> None:
    repository.git("checkout", "--quiet", "--detach", "work")
    assert_finds_the_secret(check(repository.root, "--base", "main"))


def test_a_merge_of_the_target_brings_nothing_of_it(repository: Repository, check: Check) -> None:
    """What the target has gained meanwhile is not the branch's doing, merged or not."""
    repository.git("checkout", "--quiet", "main")
    repository.write(
        {
            **BEFORE,
            "other/kustomization.yaml": dump({"resources": ["role.yaml"]}),
            "other/role.yaml": dump(binding("x")),
        }
    )
    repository.commit()
    repository.git("checkout", "--quiet", "work")
    assert_finds_the_secret(check(repository.root, "--base", "main"))
    repository.git("merge", "--quiet", "--no-edit", "main")
    assert_finds_the_secret(check(repository.root, "--base", "main"))


def test_criss_cross_merges_have_several_merge_bases_and_one_result(
    repository: Repository, check: Check
) -> None:
    repository.git("checkout", "--quiet", "main")
    repository.write({**BEFORE, "notes.txt": b"more\n"})
    repository.commit()
    repository.git("branch", "other", "main")
    repository.git("merge", "--quiet", "--no-edit", "work")
    repository.git("checkout", "--quiet", "work")
    repository.git("merge", "--quiet", "--no-edit", "other")
    run = check(repository.root, "--base", "main")
    assert run.code in (0, 1), run
    assert run == check(repository.root, "--base", "main")


def test_the_work_tree_counts_as_it_is(repository: Repository, check: Check) -> None:
    """Neither committed nor added, and no less merged in the end."""
    repository.git("checkout", "--quiet", "--force", "main")
    (repository.root / OVERLAY / "extra.yaml").write_bytes(dump(secret("added")))
    kustomization = {"resources": ["../../base", "extra.yaml"], "namespace": "web"}
    (repository.root / OVERLAY / "kustomization.yaml").write_bytes(dump(kustomization))
    assert_finds_the_secret(check(repository.root, "--base", "main"))
    run = check(repository.root, "--staged")
    assert (run.code, told(run).get("new")) == (0, None)


# ---- clones ------------------------------------------------------------------------------------------


def test_a_shallow_clone_says_what_to_fetch(repository: Repository, tmp_path: Path, check: Check) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", "--branch=work", repository.root.as_uri(), str(clone))
    run = check(clone, "--base", "origin/main")
    assert run.code in (2, 3)
    assert "git fetch" in run.err
    git(clone, "fetch", "--quiet", "--depth=1", "origin", "+main:refs/remotes/origin/main")
    run = check(clone, "--base", "origin/main")
    assert (run.code, run.out) == (3, ""), run
    assert "git fetch --unshallow" in run.err
    git(clone, "fetch", "--quiet", "--unshallow")
    assert_finds_the_secret(check(clone, "--base", "origin/main"))


def test_a_clone_without_blobs_fetches_nothing(repository: Repository, tmp_path: Path, check: Check) -> None:
    repository.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    words = ["--filter=blob:none", "--branch=work", repository.root.as_uri(), str(clone)]
    git(tmp_path, "clone", "--quiet", *words)
    run = check(clone, "--base", "origin/main")
    assert (run.code, run.out) == (3, ""), run
    assert "partial" in run.err


def test_a_linked_work_tree_is_checked_like_any(repository: Repository, tmp_path: Path, check: Check) -> None:
    repository.git("checkout", "--quiet", "main")
    repository.git("worktree", "add", "--quiet", str(tmp_path / "linked"), "work")
    assert_finds_the_secret(check(tmp_path / "linked", "--base", "main"))
    run = check(repository.root, "--base", "main")
    assert (run.code, told(run)) == (0, {})


def test_a_folder_of_a_work_tree_is_checked_like_a_repository(tmp_path: Path, check: Check) -> None:
    outer = Repository(tmp_path / "outer")
    for files in (BEFORE, AFTER):
        outer.write({f"deploy/x y/{name}": content for name, content in files.items()} | {"other.txt": b""})
        outer.commit()
    assert_finds_the_secret(check(outer.root / "deploy" / "x y", "--base", "HEAD~1"))


def test_what_a_sparse_checkout_leaves_out_is_not_deleted(repository: Repository, check: Check) -> None:
    other = {name.replace("web/", "other/"): content for name, content in AFTER.items()}
    repository.git("checkout", "--quiet", "main")
    repository.write({**BEFORE, **other})
    repository.commit()
    repository.git("checkout", "--quiet", "-b", "sparse")
    repository.write({**AFTER, **other})
    repository.commit()
    repository.git("sparse-checkout", "set", "web")
    assert not (repository.root / "other").exists()
    for words in (["--base", "main"], ["--base", "HEAD~1"]):
        run = check(repository.root, *words)
        assert_finds_the_secret(run)
        assert "fixed" not in told(run)


def test_a_submodule_is_no_file_and_no_obstacle(tmp_path: Path, check: Check) -> None:
    library = Repository(tmp_path / "library")
    library.write(
        {"lib/kustomization.yaml": dump({"resources": ["a.yaml"]}), "lib/a.yaml": dump(secret("a"))}
    )
    library.commit()
    outer = Repository(tmp_path / "outer")
    outer.write(BEFORE)
    outer.git("submodule", "--quiet", "add", library.root.as_uri(), "vendor")
    outer.commit()
    for name, content in AFTER.items():
        (outer.root / name).write_bytes(content)  # type: ignore[arg-type]
    outer.commit()
    assert_finds_the_secret(check(outer.root, "--base", "HEAD~1"))
    library.write(
        {"lib/kustomization.yaml": dump({"resources": ["a.yaml"]}), "lib/a.yaml": dump(secret("b"))}
    )
    git(outer.root / "vendor", "fetch", "--quiet", library.root.as_uri(), library.commit())
    git(outer.root / "vendor", "checkout", "--quiet", "FETCH_HEAD")
    outer.commit()
    assert check(outer.root, "--base", "HEAD~1").code in (0, 1)


# ---- names -------------------------------------------------------------------------------------------


NAMES = [
    "a b.yaml",
    "two\nlines.yaml",
    'say "x".yaml',
    "tab\t.yaml",
    "-rf.yaml",
    ":(top)x.yaml",
    "näme.yaml",
    "*.yaml",
]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_any_file_name_is_followed(tmp_path: Path, check: Check, name: str) -> None:
    found = Repository(tmp_path / "repository")
    listed = {**BEFORE, "web/base/kustomization.yaml": dump({"resources": ["web.yaml", name]})}
    found.write({**listed, f"web/base/{name}": dump(binding("x"))})
    found.commit()
    found.write({**listed, f"web/base/{name}": dump(binding("x"), secret("added"))})
    assert_finds_the_secret(check(found.root, "--base", "HEAD"))
    found.git("add", "--all")
    assert_finds_the_secret(check(found.root, "--staged"))


def test_names_that_are_not_utf_8_are_carried_along(repository: Repository, check: Check) -> None:
    name = os.fsdecode(b"web/base/caf\xe9.yaml")
    for content in (b"a: 1\n", b"a: 2\n"):
        repository.write({**AFTER, name: content})
        repository.commit()
        assert_finds_the_secret(check(repository.root, "--base", "main"))


def test_a_rename_by_case_alone_introduces_nothing(tmp_path: Path, check: Check) -> None:
    found = Repository(tmp_path / "repository")
    found.write(AFTER)
    found.commit()
    named = dump({"resources": ["WEB.yaml"]})
    files = {("web/base/WEB.yaml" if n == "web/base/web.yaml" else n): c for n, c in AFTER.items()}
    found.write({**files, "web/base/kustomization.yaml": named})
    run = check(found.root, "--base", "HEAD")
    assert (run.code, set(told(run))) == (0, {"known"})


def test_a_link_that_leads_elsewhere_is_a_change(tmp_path: Path, check: Check) -> None:
    found = Repository(tmp_path / "repository")
    files = {
        **BEFORE,
        "web/base/one.yaml": dump(binding("x")),
        "web/base/two.yaml": dump(binding("x"), secret("a")),
    }
    files["web/base/kustomization.yaml"] = dump({"resources": ["web.yaml", "link.yaml"]})
    found.write({**files, "web/base/link.yaml": Link("one.yaml")})
    found.commit()
    found.write({**files, "web/base/link.yaml": Link("two.yaml")})
    assert_finds_the_secret(check(found.root, "--base", "HEAD"))


# ---- what does not build -----------------------------------------------------------------------------


BROKEN: Files = {**BEFORE, f"{OVERLAY}/kustomization.yaml": dump({"resources": ["../../base", "gone.yaml"]})}


def test_an_overlay_that_failed_before_is_not_the_change_s_doing(tmp_path: Path, check: Check) -> None:
    found = Repository(tmp_path / "repository")
    found.write(BROKEN)
    found.commit()
    found.write({**BROKEN, "web/base/web.yaml": AFTER["web/base/web.yaml"]})
    run = check(found.root, "--base", "HEAD")
    assert (run.code, told(run)) == (0, {"known": ["overlay-build-failed"]})
    assert OVERLAY in [one["path"] for one in run.report["overlays"] if one["status"] == "failed"]


def test_a_repaired_overlay_loses_no_finding(tmp_path: Path, check: Check) -> None:
    found = Repository(tmp_path / "repository")
    found.write(BROKEN)
    found.commit()
    found.write(AFTER)
    run, full = check(found.root, "--base", "HEAD"), check(found.root)
    states = told(run)
    assert sorted(states.get("new", []) + states.get("known", [])) == sorted(told(full)["new"])
    assert states["fixed"] == ["overlay-build-failed"]
    assert "secret-plaintext" in states["new"]


def test_conflict_markers_are_a_finding_at_their_line(repository: Repository, check: Check) -> None:
    path = repository.root / "web/base/web.yaml"
    path.write_bytes(b"<<<<<<< ours\n" + path.read_bytes() + b"=======\n>>>>>>> theirs\n")
    run = check(repository.root, "--base", "main")
    assert run.code == 1
    [finding] = [f for f in run.report["findings"] if f["state"] == "new"]
    assert finding["rule"] == "overlay-build-failed"
    assert finding["location"]["file"] == "web/base/web.yaml"


def conflicting(repository: Repository) -> None:
    """Stop in the middle of a merge."""
    repository.git("checkout", "--quiet", "main")
    repository.write(web("example.com/web:9.9.9"))
    repository.commit()
    repository.git("checkout", "--quiet", "work")
    repository.write(web("example.com/web:8.8.8"))
    repository.commit()
    with pytest.raises(Exception, match="merge"):
        repository.git("merge", "main")


def test_an_unmerged_index_cannot_be_checked(repository: Repository, check: Check) -> None:
    conflicting(repository)
    run = check(repository.root, "--staged")
    assert (run.code, run.out) == (3, ""), run
    assert "web/base/web.yaml" in run.err


def test_an_unmerged_work_tree_is_checked_as_it_is(repository: Repository, check: Check) -> None:
    conflicting(repository)
    run = check(repository.root, "--base", "main")
    assert run.code == 1
    assert "overlay-build-failed" in told(run)["new"]


# ---- what git takes for unchanged --------------------------------------------------------------------


def test_what_git_is_told_to_take_for_unchanged_is_read(repository: Repository, check: Check) -> None:
    """Builds read the file as it is, so that what is remembered of its old content is not of it."""
    repository.git("checkout", "--quiet", "--force", "main")
    assert check(repository.root).code == 0 or "secret-plaintext" not in check(repository.root).rules
    repository.git("update-index", "--assume-unchanged", "web/base/web.yaml")
    content = AFTER["web/base/web.yaml"]
    assert isinstance(content, bytes)
    (repository.root / "web/base/web.yaml").write_bytes(content)
    for words in ([], ["--no-cache"]):
        assert "secret-plaintext" in check(repository.root, *words).rules


@pytest.mark.parametrize("attribute", ["text eol=crlf", "working-tree-encoding=UTF-16", "ident"])
def test_what_git_converts_is_remembered_as_it_is(tmp_path: Path, check: Check, attribute: str) -> None:
    """The work tree's bytes are others than those of git's object."""
    found = Repository(tmp_path / "repository")
    generator = {"name": "made", "files": ["made.txt"]}
    listed = {"resources": ["web.yaml"], "configMapGenerator": [generator]}
    text = b"$Id$\nhttps://user:" + b"dr0wssap-8c41" + b"@db.example.com/\n"
    found.write({**BEFORE, "web/base/kustomization.yaml": dump(listed), "web/base/made.txt": text})
    found.commit()
    check(found.root)
    (found.root / ".gitattributes").write_text(f"*.txt {attribute}\n")
    (found.root / "web/base/made.txt").unlink()
    found.git("checkout", "--quiet", "web/base/made.txt")
    assert check(found.root) == check(found.root, "--no-cache")


# ---- --base auto -------------------------------------------------------------------------------------


@pytest.fixture
def cloned(repository: Repository, tmp_path: Path) -> Path:
    """A clone with the branch work checked out, which follows origin/work; main has moved on."""
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--branch=work", repository.root.as_uri(), str(clone))
    return clone


def event(folder: Path, body: object) -> str:
    (folder / "event.json").write_text(body if isinstance(body, str) else json.dumps(body))
    return str(folder / "event.json")


def test_auto_takes_the_pull_request_of_github(cloned: Path, tmp_path: Path, check: Check) -> None:
    base = git(cloned, "rev-parse", "origin/main").strip()
    body = {"pull_request": {"base": {"sha": base, "ref": "main"}}}
    known = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": event(tmp_path, body), "GITHUB_BASE_REF": "main"}
    assert_finds_the_secret(check(cloned, "--base", "auto", env=known))
    del known["GITHUB_EVENT_PATH"]
    assert_finds_the_secret(check(cloned, "--base", "auto", env=known))


def test_auto_takes_what_was_pushed_at_github(cloned: Path, tmp_path: Path, check: Check) -> None:
    before = git(cloned, "rev-parse", "HEAD~1").strip()
    known = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": event(tmp_path, {"before": before})}
    assert_finds_the_secret(check(cloned, "--base", "auto", env=known))


@pytest.mark.parametrize(
    "body", ["not json", "[]", {"pull_request": None}, {"before": "0" * 40}, {"before": 5}]
)
def test_an_event_that_tells_nothing_is_no_base(
    cloned: Path, tmp_path: Path, check: Check, body: object
) -> None:
    """Nor is the branch of the same name, which would find nothing new."""
    known = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": event(tmp_path, body), "GITHUB_BASE_REF": "main"}
    assert_finds_the_secret(check(cloned, "--base", "auto", env=known))


def test_auto_says_what_github_did_not_fetch(repository: Repository, tmp_path: Path, check: Check) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", "--branch=work", repository.root.as_uri(), str(clone))
    base = repository.git("rev-parse", "main").strip()
    body = {"pull_request": {"base": {"sha": base, "ref": "main"}}}
    known = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": event(tmp_path, body), "GITHUB_BASE_REF": "main"}
    run = check(clone, "--base", "auto", env=known)
    assert run.code in (2, 3)
    assert run.out == ""
    assert "fetch-depth: 0" in run.err or "git fetch" in run.err


def test_auto_takes_the_merge_request_of_gitlab(cloned: Path, check: Check) -> None:
    base = git(cloned, "rev-parse", "origin/main").strip()
    known = {"GITLAB_CI": "true", "CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
    assert_finds_the_secret(check(cloned, "--base", "auto", env=known))
    known = {"GITLAB_CI": "true", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}
    assert_finds_the_secret(check(cloned, "--base", "auto", env=known))


def test_auto_takes_the_upstream_of_a_branch(cloned: Path, check: Check) -> None:
    git(cloned, "branch", "--quiet", "--set-upstream-to=origin/main")
    assert_finds_the_secret(check(cloned, "--base", "auto"))


def test_auto_without_anything_to_go_by_says_so(repository: Repository, check: Check) -> None:
    run = check(repository.root, "--base", "auto")
    assert (run.code, run.out) == (2, ""), run
    assert "--base" in run.err
