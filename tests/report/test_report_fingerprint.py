"""Fingerprints of lines equal those of codeql-action; the expected hashes are those of its own tests."""

from __future__ import annotations

import pytest

from validator.report.fingerprint import line_hashes

ENDED = [
    "e9496ae3ebfced30:1",
    "fb7c023a8b9ccb3f:1",
    "ce8ba1a563dcdaca:1",
    "e20e36e16fcb0cc8:1",
    "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1",
    "c129715d7a2bc9a3:1",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
        ),
        (
            " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
            [
                "8b7cf3e952e7aeb2:1",
                "b1ae1287ec4718d9:1",
                "bff680108adb0fcc:1",
                "c6805c5e1288b612:1",
                "b86d3392aea1be30:1",
                "e6ceba753e1a442:1",
            ],
        ),
        (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", ENDED),
        (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", ENDED),
        (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", ENDED),
        (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", ENDED),
        (
            "Lorem ipsum dolor sit amet.\n" * 10,
            [
                *(f"a7f2ff13bc495cf2:{count}" for count in range(1, 7)),
                "a7f2ff1481e87703:1",
                "a9cf91f7bbf1862b:1",
                "55ec222b86bcae53:1",
                "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1",
            ],
        ),
        (
            "x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n",
            [
                "e54938cc54b302f1:1",
                "bb609acbe9138d60:1",
                "1131fd5871777f34:1",
                "5c482a0f8b35ea28:1",
                "54517377da7028d2:1",
                "2c644846cb18d53e:1",
                "f1b89f20de0d133:1",
                "c129715d7a2bc9a3:1",
            ],
        ),
    ],
)
def test_hashes_equal_those_of_codeql_action(text: str, expected: list[str]) -> None:
    assert line_hashes(text.encode(), range(1, 100)) == dict(enumerate(expected, 1))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [  # what codeql-action's algorithm gave for these bytes under Node.js 20
        ("a: \U0001f600 é\n".encode(), ["856e795cd2399dd2:1", "c129715d7a2bc9a3:1"]),
        ("\ufeffa: b\r \n".encode(), ["d03497ae9cf2d87:1", "3c5bef55b72b93c9:1", "c129715d7a2bc9a3:1"]),
        (b"a: \xff\xe2\x82 b\n", ["3b81bcb2b786fb54:1", "c129715d7a2bc9a3:1"]),
    ],
)
def test_bytes_beyond_ascii_count_as_node_reads_them(raw: bytes, expected: list[str]) -> None:
    assert line_hashes(raw, range(1, 100)) == dict(enumerate(expected, 1))


def test_only_wanted_lines_are_hashed_and_counts_run_over_all() -> None:
    raw = b"Lorem ipsum dolor sit amet.\n" * 10
    assert line_hashes(raw, {3, 99}) == {3: "a7f2ff13bc495cf2:3"}
