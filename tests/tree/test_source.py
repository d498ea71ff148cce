"""Sources keep their marks, whatever the encoding, and never raise."""

from __future__ import annotations

import pytest
import yaml

from validator.tree.source import TooManyNodesError, parse, scalar, span, value


def first(raw: bytes) -> yaml.Node:
    source = parse(raw, "f.yaml")
    assert source.problem is None
    node = source.documents[0]
    assert node is not None
    return node


@pytest.mark.parametrize(
    "raw",
    [
        b"a: b\n",
        b"\xef\xbb\xbfa: b\n",
        b"a: b\r\n",
        "a: b\n".encode("utf-16"),
        b"--- # first\na: b\n",
        b'{"a": "b"}',
    ],
)
def test_each_encoding_gives_the_same_value(raw: bytes) -> None:
    assert value(first(raw)) == {"a": "b"}


def test_columns_count_characters() -> None:
    node = first("{schlüssel: ä, b: x}\n".encode())
    place = span("f.yaml", node.value[1][1])
    assert (place.line, place.column, place.end_line, place.end_column) == (1, 19, 1, 20)


def test_a_region_of_a_block_is_cut_to_its_first_character() -> None:
    node = first(b"a:\n  b: 1\n  c: 2\nd: 3\n")
    place = span("f.yaml", node.value[0][1])
    assert (place.line, place.end_line) == (2, 2)


@pytest.mark.parametrize(
    ("raw", "line"),
    [(b"a: [1\nb: 2", 2), (b"a: b\n c: d\n", 2), (b"\tb: 1", 1), (b"a: \xff", 1), (b"a: \x07", None)],
)
def test_a_syntax_error_is_a_value(raw: bytes, line: int | None) -> None:
    problem = parse(raw, "f.yaml").problem
    assert problem is not None
    assert problem.line == line


def test_documents_before_a_syntax_error_are_kept() -> None:
    source = parse(b"a: 1\n---\nb: [\n", "f.yaml")
    assert len(source.documents) == 1
    assert source.problem is not None


def test_deep_nesting_is_a_problem_and_no_crash() -> None:
    assert parse(b"[" * 100_000, "f.yaml").problem is not None


def test_an_alias_bomb_is_stopped() -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x,x]"]
    lines += [f"{c}: &{c} [{','.join(['*' + p] * 10)}]" for p, c in zip("abcdefg", "bcdefgh", strict=True)]
    with pytest.raises(TooManyNodesError):
        value(first("\n".join(lines).encode()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yes", "yes"),
        ("12:30:45", "12:30:45"),
        ("2001-01-01", "2001-01-01"),
        ("0o17", 15),
        ("0x1F", 31),
        ("1e3", 1000.0),
        ("true", True),
        ("~", None),
        ("'1'", "1"),
        ("=", "="),
        ("-", "-"),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text: str, expected: object) -> None:
    node = yaml.compose(f"- {text}" if text != "-" else "['-']").value[0]
    assert scalar(node) == expected


def test_merge_keys_are_resolved_and_explicit_keys_win() -> None:
    assert value(first(b"x: &x {a: 1, b: 1}\ny: {b: 2, <<: *x}\n"))["y"] == {"a": 1, "b": 2}
