"""A cache that git tracks any part of is neither run nor believed, whatever command would use it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.change.histories import Repository
from tests.running import Command, Run
from validator.cachedir import cache_dir
from validator.cacheplace import VARIABLE
from validator.errors import MergegateError

CACHE = ".mergegate-cache"
PROGRAM = f"{CACHE}/tools/kustomize/5.8.1/kustomize"
RESULTS = f"{CACHE}/results.db"
OVERLAY = "apps/a/kustomization.yaml"


@pytest.fixture
def work(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "work")
    made.write({OVERLAY: b"resources: []\n"})
    made.commit()
    return made


def use(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    monkeypatch.setenv(VARIABLE, str(cache))


# ---- commands ----------------------------------------------------------------------------------


@pytest.fixture
def hostile(work: Repository, tmp_path: Path) -> Repository:
    """A work tree whose commit holds a cache: a program, and what is to be believed."""
    program = f"#!/bin/sh\ntouch '{tmp_path}/pwned'\necho v5.8.1\n".encode()
    record = b'{"sha256": "0", "size": %d, "source": "build"}' % len(program)
    files = {PROGRAM: program, PROGRAM.replace("kustomize/5.8.1/kustomize", "versions.json"): b"{}"}
    work.write({OVERLAY: b"resources: []\n", RESULTS: b"", **files, f"{PROGRAM}.json": record})
    (work.root / PROGRAM).with_name("installed.json").write_bytes(record)
    (work.root / PROGRAM).chmod(0o755)
    work.git("add", "--all", "--force")
    work.git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", "c")
    return work


@pytest.mark.parametrize(
    "words",
    [
        "tools install",
        "tools list",
        "tools path kustomize",
        "check",
        "check --staged --no-cache",
        "diff --base HEAD",
        "overlays",
        "blame apps/a",
        "waivers",
        "cache info",
        "cache clear",
        "doctor",
    ],
)
def test_no_command_uses_a_cache_that_a_commit_holds(
    words: str, hostile: Repository, mergegate: Command, tmp_path: Path
) -> None:
    is_named = not words.startswith("tools")  # what is named is not looked for in the cache
    env = {VARIABLE: CACHE, **({} if is_named else {"PATH": "/usr/bin:/bin", "MERGEGATE_KUSTOMIZE": ""})}
    run = mergegate(*words.split(), env=env, cwd=hostile.root)
    said = run.out if words == "doctor" else run.err
    assert (run.code, f"git tracks {CACHE}/" in said) == (3, True), run
    assert "git rm -r --cached" in said
    assert not (tmp_path / "pwned").exists()
    assert (hostile.root / RESULTS).exists()


def test_the_version_is_told_all_the_same(hostile: Repository, mergegate: Command) -> None:
    env = {VARIABLE: CACHE, "PATH": "/usr/bin:/bin", "MERGEGATE_KUSTOMIZE": ""}
    run = mergegate("--version", env=env, cwd=hostile.root)
    assert (run.code, "not usable: git tracks" in run.out) == (0, True), run


def test_a_cache_in_the_work_tree_that_git_does_not_track_is_one(
    work: Repository, mergegate: Command
) -> None:
    env = {VARIABLE: CACHE}
    for _ in range(2):
        run: Run = mergegate("check", env=env, cwd=work.root)
        assert (run.code, run.err) == (0, "")
    assert (work.root / RESULTS).stat().st_size > 0


# ---- what is tracked -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tracked",
    [
        f"{CACHE}/results.db",
        f"{CACHE}/tools/a/b/c",
        f"{CACHE.upper()}/results.db",  # one directory with the other, on some file systems
        CACHE,
    ],
)
def test_a_file_at_or_below_it_is_enough(
    tracked: str, work: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = work.root / tracked
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    work.git("add", "--force", tracked)
    use(monkeypatch, work.root / CACHE)
    with pytest.raises(MergegateError, match=f"git tracks {tracked} in "):
        cache_dir()


def test_a_name_that_begins_like_it_is_another(work: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (f"{CACHE}s/results.db", "x.mergegate-cache", "[c]ache/a"):
        (work.root / name).parent.mkdir(exist_ok=True)
        (work.root / name).write_text("")
    work.git("add", "--all", "--force")
    for name in (CACHE, "c"):
        use(monkeypatch, work.root / name)
        assert cache_dir() == work.root / name
    use(monkeypatch, work.root / "[c]ache")
    with pytest.raises(MergegateError, match="git tracks"):
        cache_dir()


@pytest.mark.parametrize("link", [CACHE, "build"])
def test_a_link_that_git_tracks_leads_to_no_cache(
    link: str, work: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (work.root / link).symlink_to("../elsewhere")
    use(monkeypatch, work.root / link / "cache")
    assert cache_dir() == work.root / link / "cache"
    work.git("add", "--force", link)
    use(monkeypatch, work.root / link / "cache" / "a")
    with pytest.raises(MergegateError, match=f"git tracks {link} in "):
        cache_dir()


def test_a_link_from_elsewhere_into_what_git_tracks_leads_to_no_cache(
    work: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link").symlink_to(work.root)
    use(monkeypatch, tmp_path / "link" / "cache")
    assert cache_dir() == tmp_path / "link" / "cache"
    use(monkeypatch, tmp_path / "link" / "apps")
    with pytest.raises(MergegateError, match=f"git tracks {OVERLAY} in "):
        cache_dir()


def test_a_submodule_is_no_cache(work: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Repository(tmp_path / "other")
    other.write({"a": b""})
    other.commit()
    words = ("-c", "protocol.file.allow=always", "submodule", "add", "--quiet", str(other.root), CACHE)
    work.git(*words)
    use(monkeypatch, work.root / CACHE / "cache")
    assert cache_dir() == work.root / CACHE / "cache"  # which the submodule does not hold
    use(monkeypatch, work.root / CACHE)
    with pytest.raises(MergegateError, match="git tracks"):
        cache_dir()


def test_a_git_that_cannot_answer_is_no_yes(work: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    (work.root / ".git/index").write_bytes(b"nothing that git reads")
    use(monkeypatch, work.root / CACHE)
    with pytest.raises(MergegateError, match="`git ls-files` fails"):
        cache_dir()


def test_a_link_in_a_circle_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    use(monkeypatch, tmp_path / "a" / "cache")
    assert cache_dir() == tmp_path / "a" / "cache"
