"""Whatever befalls a cache and whoever shares it, a check says what it says without one."""

from __future__ import annotations

import ctypes
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cache.caching import DATABASE, SMALL, Program, committed, write
from tests.running import MERGEGATE

WORDS = ("--select", "rbac-wildcard-verbs", "--select", "pod-image-mutable-tag")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return committed(tmp_path / "repository", SMALL)


def process(program: Program, root: Path, *words: str) -> subprocess.Popen[str]:
    """A check in a process of its own."""
    argv = [str(MERGEGATE), "check", str(root), "--format", "json", *WORDS, *words]
    env = {**os.environ, **program.tools, "MERGEGATE_CACHE_DIR": str(program.cache)}
    pipe = subprocess.PIPE
    return subprocess.Popen(argv, env=env, stdout=pipe, stderr=pipe, encoding="utf-8")


# ---- damage --------------------------------------------------------------------------------------


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-5000])


def _random(file: Path) -> None:
    file.write_bytes(random.Random(3).randbytes(9000))


def _flipped(file: Path) -> None:
    raw = bytearray(file.read_bytes())
    chance = random.Random(3)
    for _ in range(300):
        raw[chance.randrange(100, len(raw))] ^= 255
    file.write_bytes(raw)


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _directory(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _fifo(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def _journal_of_another(file: Path) -> None:
    file.with_name(f"{file.name}-journal").write_bytes(random.Random(3).randbytes(9000))


@pytest.mark.parametrize("damage", [_cut, _random, _flipped, _empty, _directory, _fifo, _journal_of_another])
def test_a_damaged_cache_is_no_cache(program: Program, root: Path, damage: Callable[[Path], None]) -> None:
    plain = program.check(root, *WORDS, "--no-cache")
    program.check(root, *WORDS)
    damage(program.database)
    for _ in range(2):
        assert program.check(root, *WORDS) == plain
    if program.database.is_file():
        program.check(root, *WORDS)
        assert program.kinds()["report"] == 1, "it is a cache again"


def test_entries_that_hold_nonsense_are_never_trusted(program: Program, root: Path) -> None:
    """Each value is swapped with that of another key of its kind."""
    write(root, {"more/kustomization.yaml": "resources: [../roles]\nnamePrefix: more-\n"})
    plain = program.check(root, *WORDS, "--no-cache")
    program.check(root, *WORDS)
    program.check(root, *WORDS, "--notes")
    rows = program.ask("SELECT rowid, kind, value FROM entries ORDER BY kind, rowid")
    for row, other in zip(rows, rows[1:] + rows[:1], strict=True):
        program.ask("UPDATE entries SET value = ? WHERE rowid = ?", other[2], row[0])
    assert program.check(root, *WORDS) == plain


def test_a_cache_where_no_directory_can_be(program: Program, root: Path) -> None:
    plain = program.check(root, *WORDS, "--no-cache")
    shutil.rmtree(program.cache, ignore_errors=True)
    program.cache.write_text("a file\n")
    assert program.check(root, *WORDS) == plain
    elsewhere = {"MERGEGATE_CACHE_DIR": "/proc/none/such"}
    assert program.check(root, *WORDS, env=elsewhere) == plain


def test_a_user_without_a_home(program: Program, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = program.check(root, *WORDS, "--no-cache")
    homeless = {"MERGEGATE_CACHE_DIR": "", "XDG_CACHE_HOME": "", "HOME": str(root / "roles" / "none")}
    assert program.check(root, *WORDS, env=homeless) == plain
    shutil.rmtree(root / "roles" / "none", ignore_errors=True)
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *_, **__: "~/.cache/mergegate")
    nowhere = {"MERGEGATE_CACHE_DIR": "", "XDG_CACHE_HOME": ""}
    assert program.check(root, *WORDS, env=nowhere) == plain
    told = program.run("cache", "info", env=nowhere)
    assert (told.code, told.out) == (3, "")
    assert "no home" in told.err


@pytest.mark.skipif(sys.platform != "linux", reason="capabilities are Linux's")
@pytest.mark.parametrize("home", ["read-only", "read-only and with a cache"])
def test_a_home_that_cannot_be_written(home: str, program: Program, root: Path, tmp_path: Path) -> None:
    """Also for root, who writes anywhere unless that is taken away."""
    plain = program.check(root, *WORDS, "--no-cache")
    place = tmp_path / "home"
    place.mkdir()
    kept = {k: v for k, v in os.environ.items() if k not in ("MERGEGATE_CACHE_DIR", "XDG_CACHE_HOME")}
    env = {**kept, **program.tools, "HOME": str(place)}

    def check() -> subprocess.CompletedProcess[str]:
        words = [MERGEGATE, "check", root, "--format", "json", *WORDS]
        return subprocess.run(words, env=env, capture_output=True, encoding="utf-8", preexec_fn=_as_anybody)

    if home != "read-only":
        assert check().stdout == plain.out
        assert list(place.rglob(DATABASE))
    before = {file: file.stat().st_mtime_ns for file in place.rglob("*") if file.is_file()}
    for path in (*place.rglob("*"), place):
        path.chmod(0o500 if path.is_dir() else 0o400)
    write(root, {"new/kustomization.yaml": "resources: [../roles]\n"})  # there is something to remember
    ended = check()
    assert (ended.returncode, ended.stdout) == (
        (now := program.check(root, *WORDS, "--no-cache")).code,
        now.out,
    )
    assert "Traceback" not in ended.stderr
    assert {file: file.stat().st_mtime_ns for file in place.rglob("*") if file.is_file()} == before
    for path in (place, *place.rglob("*")):
        path.chmod(0o700)


def _as_anybody() -> None:
    """Give up what lets root write anywhere: CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH (capability.h)."""
    if os.geteuid() == 0:
        for capability in (1, 2):
            assert ctypes.CDLL(None).prctl(24, capability, 0, 0, 0) == 0  # PR_CAPBSET_DROP


# ---- others --------------------------------------------------------------------------------------


def test_kill_9_at_any_time_harms_no_later_run(program: Program, root: Path) -> None:
    plain = program.check(root, *WORDS, "--no-cache")
    began = time.monotonic()
    whole = process(program, root, "--no-cache")
    whole.communicate(timeout=60)
    lasts = time.monotonic() - began
    for part in (0.4, 0.8, 0.95):
        run = process(program, root)
        try:
            run.communicate(timeout=lasts * part)
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            run.communicate()
        assert program.check(root, *WORDS) == plain
        program.forget("report", "verdict")
    assert program.check(root, *WORDS) == plain


def test_killed_in_the_middle_of_writing_keeps_what_was_there(program: Program, root: Path) -> None:
    """A writer that dies with its transaction open, and its journal behind it."""
    plain = program.check(root, *WORDS)
    code = (
        "import os, sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute('PRAGMA cache_spill = 1')\n"
        "connection.execute('PRAGMA cache_size = 1')\n"
        "connection.execute('BEGIN IMMEDIATE')\n"
        "connection.execute('UPDATE entries SET value = zeroblob(5000)')\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(program.database)])
    assert done.returncode == -signal.SIGKILL
    assert program.database.with_name("results.db-journal").exists()
    reports = program.kinds()["report"]
    assert program.check(root, *WORDS) == plain
    assert program.kinds()["report"] == reports == 1
    assert sorted(path.name for path in program.cache.iterdir() if path.is_file()) == ["results.db"]


def test_eight_runs_at_once_share_a_cache(program: Program, root: Path) -> None:
    plain = program.check(root, *WORDS, "--no-cache")
    running = [process(program, root) for _ in range(8)]
    ended = [(*run.communicate(timeout=120), run.returncode) for run in running]
    assert ended == [(plain.out, "", plain.code)] * 8
    assert program.check(root, *WORDS) == plain
    assert program.kinds()["report"] == 1


# ---- what is asked of it -------------------------------------------------------------------------


def test_no_cache_neither_reads_nor_writes(program: Program, root: Path) -> None:
    plain = program.check(root, *WORDS, "--no-cache")
    program.run("diff", root, "--base", "HEAD", "--no-cache")
    assert not program.database.exists()
    program.check(root, *WORDS)
    # A report that no run could have come to shows who reads it.
    _forge(program, "forged")
    before = program.database.read_bytes()
    assert program.check(root, *WORDS).out == "forged"
    assert program.check(root, *WORDS, "--no-cache") == plain
    assert program.database.read_bytes() == before


def _forge(program: Program, text: str) -> None:
    from validator.cache.database import Database

    [(key, report)] = [(key, json.loads(value)) for kind, key, value in program.entries() if kind == "report"]
    with Database(program.database) as database:
        database.put("report", key, json.dumps({**report, "reports": [text]}).encode())


def test_commands_that_judge_nothing_keep_nothing(program: Program, root: Path) -> None:
    program.run("overlays", root)
    program.run("blame", root, "roles")
    program.run("rules")
    assert not program.database.exists()


def test_info_says_what_is_kept_and_clear_removes_it(program: Program, root: Path) -> None:
    assert program.run("cache", "info").out.endswith("0 entries, 0.0 MiB of 256 MiB at most\n")
    assert program.run("cache", "clear").out == f"nothing is kept in {program.database}\n"
    assert not program.cache.exists()
    program.check(root, *WORDS)
    told = program.run("cache", "info")
    assert told.out.splitlines()[0] == str(program.database)
    assert [line.split()[0] for line in told.out.splitlines()[1:-1]] == sorted(program.kinds())
    about = json.loads(program.run("cache", "info", "--format", "json").out)
    assert about["file"] == str(program.database)
    assert {kind: row["entries"] for kind, row in about["kinds"].items()} == program.kinds()
    assert about["entries"] == sum(program.kinds().values())
    assert 0 < about["bytes"] == sum(row["bytes"] for row in about["kinds"].values()) < about["limit"]
    tool = program.cache / "tools" / "kept"
    tool.parent.mkdir(exist_ok=True)
    tool.write_text("x")
    assert program.run("cache", "clear").out == f"removed {program.database}\n"
    assert tool.exists()
    assert not program.database.exists()


def test_clear_says_what_it_cannot_remove(program: Program) -> None:
    program.database.mkdir(parents=True)
    told = program.run("cache", "clear")
    assert (told.code, told.out) == (3, "")
    assert "cannot remove" in told.err


# ---- the tools -----------------------------------------------------------------------------------


@pytest.mark.parametrize("tool", ["KUSTOMIZE", "CONFTEST"])
def test_another_binary_of_a_tool_is_noticed(program: Program, root: Path, tmp_path: Path, tool: str) -> None:
    plain = program.check(root, *WORDS)
    before = program.kinds()
    other = tmp_path / tool.lower()
    shutil.copy2(program.tools[f"MERGEGATE_{tool}"], other)
    with other.open("ab") as end:
        end.write(b"more")
    variable = {f"MERGEGATE_{tool}": str(other)}
    assert program.check(root, *WORDS, env=variable) == plain
    after = program.kinds()
    assert after["report"] == before["report"] + 1
    assert after["verdict"] == 2 * before["verdict"]


def test_other_rules_of_the_package_are_noticed(
    program: Program, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.check(root, *WORDS)
    before = program.kinds()
    monkeypatch.setattr("validator.start.salt_of", lambda _: "another")
    program.check(root, *WORDS)
    assert program.kinds()["verdict"] == 2 * before["verdict"]
    assert program.kinds()["survey"] == 2 * before["survey"]
