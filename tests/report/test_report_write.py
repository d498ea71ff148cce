"""Where reports go: whole files or none, and what cannot be written is said before the work."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from validator.errors import MergegateError, UsageError
from validator.report.write import Output, check_outputs, create_files, parse_output, write


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sarif=out/x.sarif", Output(format="sarif", path=Path("out/x.sarif"))),
        ("json=a=b.json", Output(format="json", path=Path("a=b.json"))),
        ("text=-", Output(format="text", path=None)),
    ],
)
def test_an_output_is_a_format_and_a_file(text: str, expected: Output) -> None:
    assert parse_output(text) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sarif", "expected FORMAT=FILE"),
        ("sarif=", "expected FORMAT=FILE"),
        ("=x", 'no format ""; formats are text, concise, json, sarif'),
        ("jsn=x", "did you mean json?"),
    ],
)
def test_any_other_output_is_a_usage_error(text: str, said: str) -> None:
    with pytest.raises(UsageError, match="--output") as error:
        parse_output(text)
    assert said in str(error.value)


def test_what_cannot_be_written_is_found_before_the_work(tmp_path: Path) -> None:
    there = tmp_path / "x.json"
    (tmp_path / "link.json").symlink_to(there)
    cases: list[tuple[list[Path | None], str]] = [
        ([tmp_path], "is a directory"),
        ([tmp_path / "none" / "x"], "does not exist"),
        ([there, tmp_path / "." / "x.json"], "two reports are to go to"),
        ([there, tmp_path / "link.json"], "two reports are to go to"),
        ([None, None], "stdout"),
    ]
    check_outputs([Output(format="json", path=there), Output(format="text", path=None)])
    for paths, said in cases:
        with pytest.raises(UsageError, match=re.escape(said)):
            check_outputs([Output(format="json", path=path) for path in paths])
    assert list(tmp_path.iterdir()) == [tmp_path / "link.json"]


def test_reports_are_written_as_utf8_and_files_keep_their_mode(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("old")
    old.chmod(0o640)
    umask = os.umask(0o027)
    try:
        write(
            [
                (Output(format="json", path=old), "ä\n"),
                (Output(format="text", path=None), "ö\n"),
                (Output(format="sarif", path=new), "ü\n"),
            ]
        )
    finally:
        os.umask(umask)
    assert (old.read_bytes(), new.read_bytes()) == ("ä\n".encode(), "ü\n".encode())
    assert (old.stat().st_mode & 0o777, new.stat().st_mode & 0o777) == (0o640, 0o640)
    assert capfdbinary.readouterr().out == "ö\n".encode()
    assert sorted(tmp_path.iterdir()) == [new, old]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target = tmp_path / "target"
    link = tmp_path / "link"
    link.symlink_to(target)
    write([(Output(format="json", path=link), "x")])
    assert (link.is_symlink(), target.read_text()) == (True, "x")


def test_either_every_file_is_written_or_none(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "gone" / "second"
    first.write_text("before")
    with pytest.raises(MergegateError) as error:
        write([(Output(format="json", path=first), "after"), (Output(format="sarif", path=second), "x")])
    assert error.value.exit_code == 3
    assert f"cannot write {second}" in str(error.value)
    assert first.read_text() == "before"
    assert list(tmp_path.iterdir()) == [first]


def test_a_report_that_cannot_be_made_leaves_no_file(tmp_path: Path) -> None:
    def reports() -> object:
        yield Output(format="json", path=tmp_path / "x"), "x"
        raise MergegateError("no")

    with pytest.raises(MergegateError):
        write(reports())  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    write([(Output(format="json", path=pipe), "x" * 100)])
    reader.join(10)
    assert got == ["x" * 100]
    assert pipe.is_fifo()


def below(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*"))


@pytest.mark.parametrize("has_links", [True, False])
def test_new_files_come_with_their_directories(
    has_links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not has_links:
        monkeypatch.setattr(os, "link", refuse)
    create_files(tmp_path, {"a/b/c": "1\n", "a/d": "2\n", "e": "3\n"})
    assert below(tmp_path) == ["a", "a/b", "a/b/c", "a/d", "e"]
    assert (tmp_path / "a/d").read_text() == "2\n"
    assert (tmp_path / "a/d").stat().st_nlink == 1


@pytest.mark.parametrize("has_links", [True, False])
@pytest.mark.parametrize("there", ["z", "m/z"])
def test_where_one_is_there_none_is_made(
    there: str, has_links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not has_links:
        monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / there
    path.parent.mkdir(exist_ok=True)
    path.symlink_to("nowhere")
    before = below(tmp_path)
    with pytest.raises(MergegateError, match=re.escape(f"cannot write {path}: File exists")):
        create_files(tmp_path, {"a/b/c": "1", "m/n": "2", there: "3"})
    assert below(tmp_path) == before


@pytest.mark.parametrize("make", [Path.touch, lambda path: path.symlink_to("..")])
def test_no_new_file_is_made_through_what_is_no_directory(
    make: Callable[[Path], None], tmp_path: Path
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    make(root / "a")
    with pytest.raises(MergegateError, match="File exists"):
        create_files(root, {"b/c": "1", "a/b": "2"})
    assert below(tmp_path) == ["root", "root/a"]


def refuse(*_: object, **__: object) -> None:
    raise PermissionError(1, "no links here")
