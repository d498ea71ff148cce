"""The file of entries: whatever befalls it costs memory, never a result, and it heals by itself."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from validator.cache import database as module
from validator.cache.database import VERSION, Database, Usage

PAYLOADS = {f"key {number}": b"payload %d" % number * 50 for number in range(200)}
KIND = "outline"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "results.db"


def fill(file: Path) -> None:
    with Database(file) as database:
        for key, payload in PAYLOADS.items():
            database.put(KIND, key, payload)


def found(file: Path) -> dict[str, bytes]:
    with Database(file) as database:
        return database.get_many(KIND, PAYLOADS)


def ask(file: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(file)
    try:
        with connection:
            return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def test_what_was_put_is_found_by_the_next_run(file: Path) -> None:
    fill(file)
    assert found(file) == PAYLOADS


def test_entries_of_another_kind_or_key_are_others(file: Path) -> None:
    fill(file)
    with Database(file) as database:
        assert database.get("verdict", "key 1") is None
        assert database.get(KIND, "key 1 ") is None


def test_a_run_that_fails_keeps_nothing(file: Path) -> None:
    def fails() -> None:
        with Database(file) as database:
            database.put(KIND, "key", b"")
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    assert not file.exists()


def test_reading_alone_makes_no_file(file: Path) -> None:
    assert found(file) == {}
    with Database(file) as database:
        assert database.usage() == []
    assert not file.parent.exists()


def test_nobody_else_can_read_it(file: Path) -> None:
    before = os.umask(0)
    try:
        fill(file)
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [one.name for one in file.parent.iterdir()] == [file.name]


# ---- damage ------------------------------------------------------------------------------------


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-6000])


def _random(file: Path) -> None:
    file.write_bytes(random.Random(7).randbytes(20_000))


def _overwritten(file: Path) -> None:
    raw = file.read_bytes()
    file.write_bytes(raw[:4096] + random.Random(7).randbytes(len(raw) - 4096))


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _of_another_version(file: Path) -> None:
    ask(file, f"PRAGMA user_version = {VERSION + 1}")


def _of_another_shape(file: Path) -> None:
    ask(file, "DROP TABLE entries")


@pytest.mark.parametrize(
    "damage", [_cut, _random, _overwritten, _empty, _of_another_version, _of_another_shape]
)
def test_a_damaged_file_is_made_anew(file: Path, damage: Callable[[Path], None]) -> None:
    fill(file)
    damage(file)
    known = found(file)
    assert known.items() <= PAYLOADS.items()
    fill(file)
    fill(file)  # a run that met the damage may have given up
    assert found(file) == PAYLOADS


@pytest.mark.parametrize("seed", range(40))
def test_flipped_bits_lose_entries_and_change_none(file: Path, seed: int) -> None:
    fill(file)
    chance = random.Random(seed)
    raw = bytearray(file.read_bytes())
    for _ in range(chance.choice([1, 10, 100])):
        raw[chance.randrange(100, len(raw))] ^= 1 << chance.randrange(8)
    file.write_bytes(raw)
    assert found(file).items() <= PAYLOADS.items()
    fill(file)
    fill(file)
    again = found(file)
    assert again.items() <= PAYLOADS.items()
    assert len(again) >= len(PAYLOADS) - 100  # an index out of order is not seen, and hides some for good


@pytest.mark.parametrize(
    "change",
    [
        "value = CAST(substr(value, 1, 20) || x'ff' || substr(value, 22) AS BLOB)",
        "value = CAST(value AS TEXT)",
        "value = substr(value, 1, 10)",
        "value = x''",
        "value = 'text'",
        "value = 7",
        "value = (SELECT value FROM entries WHERE key = 'key 1')",  # as a damaged index would have it
    ],
)
def test_a_value_that_is_not_what_was_put_is_not_given(file: Path, change: str) -> None:
    fill(file)
    ask(file, f"UPDATE entries SET {change} WHERE key = 'key 2'")
    assert found(file) == {key: value for key, value in PAYLOADS.items() if key != "key 2"}


@pytest.mark.parametrize("at", ["file", "folder"])
def test_a_file_that_cannot_be_is_done_without(tmp_path: Path, at: str) -> None:
    file = tmp_path / "cache" / "results.db"
    if at == "file":
        file.mkdir(parents=True)
    else:
        file.parent.write_text("not a directory\n")
    fill(file)
    assert found(file) == {}
    with Database(file) as database:
        assert database.usage() == []
    assert file.is_dir() or file.parent.is_file()


def test_a_file_that_another_run_writes_is_waited_for_and_then_left_alone(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(file)
    monkeypatch.setattr(module, "_PATIENCE", 0.1)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with Database(file) as database:
        assert database.get(KIND, "key 1") is None
        database.put(KIND, "new", b"new")
    other.execute("ROLLBACK")
    other.close()
    assert found(file) == PAYLOADS


def test_who_looks_while_another_one_creates_it_removes_nothing(file: Path) -> None:
    file.parent.mkdir()
    file.touch()  # as sqlite does before it writes
    assert found(file) == {}
    assert file.exists()


# ---- size --------------------------------------------------------------------------------------


def _day(monkeypatch: pytest.MonkeyPatch, day: int) -> None:
    monkeypatch.setattr(module.time, "time", lambda: day * 86_400.0)


def test_the_oldest_go_first_and_the_file_shrinks(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(1)
    sizes = []
    for day in range(12):
        _day(monkeypatch, day)
        with Database(file, most_bytes=200_000) as database:
            assert (database.get(KIND, "used every day") is None) == (day == 0)
            if day == 0:
                database.put(KIND, "used every day", b"used")
            for number in range(3):
                database.put(KIND, f"{day} {number}", chance.randbytes(12_000))
        sizes.append(file.stat().st_size)
    with Database(file) as database:
        wanted = [f"{day} {number}" for day in range(12) for number in range(3)]
        kept = [key for key in wanted if database.get(KIND, key) is not None]
        assert kept == wanted[-len(kept) :], "the newest"
        assert 8 <= len(kept) <= 16
        [usage] = database.usage()
    assert usage.bytes <= 200_000
    assert max(sizes) < 300_000


def test_a_lower_limit_shrinks_a_file_that_is_there(file: Path) -> None:
    with Database(file) as database:
        for number in range(100):
            database.put(KIND, str(number), random.Random(number).randbytes(10_000))
    before = file.stat().st_size
    with Database(file, most_bytes=100_000) as database:
        database.put(KIND, "one more", b"")
    assert file.stat().st_size < before / 5


def test_an_entry_larger_than_the_limit_is_not_kept_and_harms_no_later_one(file: Path) -> None:
    with Database(file, most_bytes=10_000) as database:
        database.put(KIND, "large", random.Random(0).randbytes(50_000))
    with Database(file, most_bytes=10_000) as database:
        database.put(KIND, "small", b"small")
    with Database(file) as database:
        assert database.get(KIND, "large") is None
        assert database.get(KIND, "small") == b"small"


# ---- removal -----------------------------------------------------------------------------------


def test_removal_takes_all_its_files_and_nothing_else(file: Path) -> None:
    fill(file)
    for name in ("results.db-journal", "results.db-wal", "other.db"):
        (file.parent / name).write_bytes(b"")
    with Database(file) as database:
        assert database.remove()
    assert [one.name for one in file.parent.iterdir()] == ["other.db"]
    with Database(file) as database:
        assert not database.remove()


def test_usage_is_by_kind(file: Path) -> None:
    with Database(file) as database:
        database.put("b", "1", b"x")
        database.put("a", "1", b"x")
        database.put("a", "2", b"x")
    with Database(file) as database:
        usage = database.usage()
    assert [(one.kind, one.entries) for one in usage] == [("a", 2), ("b", 1)]
    assert all(isinstance(one, Usage) and one.bytes > 0 for one in usage)
