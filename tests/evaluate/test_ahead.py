"""An engine that is begun ahead answers as any other, may be asked in any way, and is never left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.evaluate.evaluating import evaluator, findings
from tests.evaluate.test_evaluate import APPLICATION, build, config_map, script
from validator import process
from validator.evaluate.ahead import Ahead
from validator.evaluate.catalogue import load
from validator.evaluate.evaluate import Group
from validator.model import RawFinding


def evaluate(folder: Path, binary: Path, ahead: Ahead | None) -> list[RawFinding]:
    """What all rules say of two resources."""
    made = evaluator(load(), (), binary=binary, scratch=folder, ahead=ahead)
    groups = [Group(builds=[build(APPLICATION, config_map("x", password="hunter2hunter2"))], facts={})]
    return findings(made, groups)[0]


def counting(folder: Path, binary: Path) -> tuple[Path, Path]:
    """A conftest that notes each of its starts in a file, and the file."""
    notes = folder / "starts"
    return script(folder, f'echo "$*" >>{notes}\nexec {binary} "$@"'), notes


def test_it_answers_in_place_of_another_process(tmp_path: Path, conftest_binary: Path) -> None:
    binary, notes = counting(tmp_path, conftest_binary)
    ahead = Ahead(tmp_path)
    found = evaluate(tmp_path, binary, ahead)
    ahead.close()
    begun = notes.read_text().splitlines()
    assert len(begun) == 3
    assert all("mergegate_ahead" in words for words in begun)
    assert found == evaluate(tmp_path, conftest_binary, None)
    assert found


@pytest.mark.parametrize(
    "text",
    [
        "sleep 0.3; cat data.json >/dev/null; sleep 0.1; cat data.json >seen; echo rubbish",
        "cat data.json >seen; cat data.json >seen; cat data.json >seen; exit 1",
    ],
)
def test_the_data_can_be_read_more_than_once(tmp_path: Path, conftest_binary: Path, text: str) -> None:
    ahead = Ahead(tmp_path)
    binary = script(tmp_path, text)
    ahead.begin(lambda _: [binary], (), lambda _: dict(os.environ))
    waiting = ahead.take(())
    assert waiting is not None
    data = json.dumps({"a": "x" * 1_000_000}).encode()  # more than a pipe holds
    assert waiting.give(data, 60) is not None
    assert (waiting.data.parent / "seen").read_bytes() == data
    assert ahead.take(()) is None


def test_who_does_not_ask_in_time_is_not_waited_for(tmp_path: Path) -> None:
    ahead = Ahead(tmp_path)
    binary = script(tmp_path, "sleep 60")
    ahead.begin(lambda _: [binary], (), lambda _: dict(os.environ))
    waiting = ahead.take(())
    assert waiting is not None
    began = time.monotonic()
    assert waiting.give(b"{}", 0.2) is None
    assert time.monotonic() - began < 30
    assert not process._alive


def test_what_nobody_takes_is_ended(tmp_path: Path) -> None:
    ahead = Ahead(tmp_path)
    binary = script(tmp_path, "sleep 60")
    for number in range(3):
        ahead.begin(lambda _: [binary], (Path(str(number)),), lambda _: dict(os.environ))
    ahead.begin(lambda _: [binary], (Path("0"),), lambda _: dict(os.environ))  # one is enough
    assert len(process._alive) == 3
    ahead.close()
    assert not process._alive


def test_what_cannot_be_started_is_not_begun(tmp_path: Path) -> None:
    ahead = Ahead(tmp_path)
    ahead.begin(lambda _: [tmp_path / "nothing"], (), lambda _: {})
    assert ahead.take(()) is None


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("exec 3<data.json; sleep 60", 2),
        ("head -c 1 data.json; exec 3<data.json; sleep 60", 1_000_000),
        ("head -c 1 data.json; sleep 60", 1_000_000),
    ],
)
def test_who_does_not_read_to_the_end_is_not_waited_for(tmp_path: Path, text: str, size: int) -> None:
    ahead, binary = Ahead(tmp_path), script(tmp_path, text)
    ahead.begin(lambda _: [binary], (), lambda _: dict(os.environ))
    waiting = ahead.take(())
    assert waiting is not None
    began = time.monotonic()
    assert waiting.give(b" " * size, 0.5) is None
    assert time.monotonic() - began < 30
    assert not process._alive


@pytest.mark.parametrize("size", [2, 1_000_000])
def test_who_dies_while_reading_has_failed(tmp_path: Path, size: int) -> None:
    ahead, binary = Ahead(tmp_path), script(tmp_path, "head -c 1 data.json; kill -9 $$")
    ahead.begin(lambda _: [binary], (), lambda _: dict(os.environ))
    waiting = ahead.take(())
    assert waiting is not None
    finished = waiting.give(b" " * size, 30)
    assert finished is None or finished.code != 0


def test_where_there_are_no_links_nothing_is_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "symlink_to", refuse)
    ahead = Ahead(tmp_path)
    ahead.begin(lambda _: ["true"], (), lambda _: {})
    assert ahead.take(()) is None


def test_it_does_not_outlive_us(tmp_path: Path) -> None:
    binary = script(tmp_path, f"cat data.json >/dev/null; echo ended >{tmp_path}/ended")
    program = f"""
import os, signal
from pathlib import Path
from validator.evaluate.ahead import Ahead
Ahead(Path({str(tmp_path)!r})).begin(lambda _: [{str(binary)!r}], (), lambda _: dict(os.environ))
os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", program], check=False)
    assert killed.returncode == -signal.SIGKILL
    end = time.monotonic() + 30
    while not (tmp_path / "ended").exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert (tmp_path / "ended").exists()
