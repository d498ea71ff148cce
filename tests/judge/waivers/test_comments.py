"""Comments that waive: which text is one, what it says, and which line it speaks of."""

from __future__ import annotations

import time
from datetime import date

import pytest

from validator.judge.waivers.comments import Comment, comments

GOOD = 'ignore[a] until=2027-03-31 reason="why"'


def read(text: str, file: str = "a.yaml") -> tuple[Comment, ...]:
    return comments(text.encode(), file)


def spoken_of(text: str) -> list[int | None]:
    return [comment.line for comment in read(text)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"a: 1  # mergegate: {GOOD}\n", [1]),
        (f"a: 1\t# mergegate: {GOOD}\n", [1]),
        (f"# mergegate: {GOOD}\na: 1\n", [2]),
        (f"  #mergegate:{GOOD}\n  a: 1\n", [2]),
        (f"## Mergegate : {GOOD}\na: 1\n", [2]),
        (f"# mergegate: {GOOD}\n# more words\n# mergegate: {GOOD}\na: 1\n", [4, 4]),
        (f"# mergegate: {GOOD}\r\na: 1\r\n", [2]),
        (f"# mergegate: {GOOD}\ra: 1\r", [2]),
        (f"# mergegate: {GOOD} # mergegate: {GOOD}\na: 1\n", [2, 2]),
        (f'a: 1  # {{"$setter": "x"}} # mergegate: {GOOD}\nb: 2\n', [1]),
        (f"a:\n-  # mergegate: {GOOD}\n  b: 1\n", [3]),
        (f"a:\n- b  # mergegate: {GOOD}\n- c\n", [2]),
        (f"a: |  # mergegate: {GOOD}\n  text\n", [1]),
        (f'a: "x\n  y"  # mergegate: {GOOD}\n', [2]),
        (f"a: |\n    text\n  # mergegate: {GOOD}\nb: 1\n", [4]),
        (f"a:\n  # mergegate: {GOOD}\n  # é ü\n  b: 1\n", [4]),
        (f"\ufeff# mergegate: {GOOD}\na: 1\n", [2]),
        # no line follows that it could speak of
        (f"# mergegate: {GOOD}\n\na: 1\n", [None]),
        (f"# mergegate: {GOOD}\n---\na: 1\n", [None]),
        (f"a: 1\n# mergegate: {GOOD}\n...\n", [None]),
        (f"a: 1\n# mergegate: {GOOD}", [None]),
        (f"a: 1\n# mergegate: {GOOD}\n# the end\n", [None]),
        # no comments
        ("a: x#mergegate:ignore[a]\n", []),
        (f"a: '# mergegate: {GOOD}'\n", []),
        (f"a: 'b\n  # mergegate: {GOOD.replace(chr(34), '')}'\n", []),
        (f"a: |\n  # mergegate: {GOOD}\n  b\n", []),
        (f"a: >-\n\n  # mergegate: {GOOD}\n", []),
        (f"- |\n # mergegate: {GOOD}\n", []),
        # for others
        ("# mergegate is what checks this\na: 1\n", []),
        ("# mergegate ignores this\na: 1\n", []),
        ("# see mergegate: ignore[a]\na: 1\n", []),
        ("# mergegate.dev/ignore: a\na: 1\n", []),
        # after a syntax error nobody can tell
        (f"a: @b\n# mergegate: {GOOD}\nc: 1\n", []),
        (f"# mergegate: {GOOD}\na: 1\nb: 'x\n", [2]),
    ],
)
def test_a_comment_speaks_of_its_line_or_the_one_below(text: str, lines: list[int | None]) -> None:
    assert spoken_of(text) == lines


ENTRIES = """\
patches:
# mergegate: GOOD
- target:
    kind: Deployment
  patch: |-
    - op: add

  # mergegate: GOOD
  options: {}
# mergegate: GOOD
- path: a.yaml
resources:  # mergegate: GOOD
  # mergegate: GOOD
  - ../base
  # mergegate: GOOD
  - target: &a
      b: c
    path: x
  # mergegate: GOOD
  - target: *a"""


@pytest.mark.parametrize(
    ("file", "text", "lines"),
    [
        ("o/kustomization.yaml", ENTRIES, [(3, 9), (9, 9), (11, 11), (12, 12), (14, 14), (16, 18), (20, 20)]),
        ("o/deployment.yaml", ENTRIES, [(3, 3), (9, 9), (11, 11), (12, 12), (14, 14), (16, 16), (20, 20)]),
        ("a.yaml", "# mergegate: GOOD\na: |\n  b\n\n  c\nd: 1\n", [(2, 5)]),
        ("a.yaml", "a: >-  # mergegate: GOOD\n  b\n  c", [(1, 3)]),
        ("a.yaml", "a: 'b\n  c'  # mergegate: GOOD\n", [(2, 2)]),
        ("kustomization.yaml", "resources: [  # mergegate: GOOD\n  a,\n  b]\n", [(1, 1)]),
    ],
)
def test_an_entry_of_a_kustomization_and_a_block_of_text_go_on(
    file: str, text: str, lines: list[tuple[int, int]]
) -> None:
    found = read(text.replace("GOOD", GOOD), file)
    assert [(comment.line, comment.last) for comment in found] == lines


@pytest.mark.parametrize("file", ["deployment.json", "run.sh", "values.env", "Makefile"])
def test_only_yaml_has_comments(file: str) -> None:
    assert read(f"# mergegate: {GOOD}\na: 1\n", file) == ()


@pytest.mark.parametrize("file", ["a.yml", "b/kustomization.yaml", "Kustomization"])
def test_kustomizations_and_manifests_have_them(file: str) -> None:
    assert len(read(f"# mergegate: {GOOD}\na: 1\n", file)) == 1


def test_what_is_not_utf_8_has_none() -> None:
    assert comments(b"# mergegate: ignore[a]\na: \xff\n", "a.yaml") == ()


def test_utf_16_is_read() -> None:
    assert len(comments(f"# mergegate: {GOOD}\na: 1\n".encode("utf-16"), "a.yaml")) == 1


@pytest.mark.parametrize(
    ("said", "rules", "reason", "until", "owner"),
    [
        (GOOD, ("a",), "why", date(2027, 3, 31), None),
        ("ignore[a, b ,main.deny]", ("a", "b", "main.deny"), None, None, None),
        ("ignore[a,a]", ("a",), None, None, None),
        (
            "ignore[a] owner=me reason='it\"s' until='2027-03-31'",
            ("a",),
            'it"s',
            date(2027, 3, 31),
            "me",
        ),
        (r'ignore[a] reason="say \"no\" to C:\\"', ("a",), 'say "no" to C:\\', None, None),
        ('ignore[a] reason="größer, JIRA-1 # 2"', ("a",), "größer, JIRA-1 # 2", None, None),
        ("ignore[a]\treason=JIRA-1\t# see there", ("a",), "JIRA-1", None, None),
        ('ignore[a] reason="  "', ("a",), None, None, None),
    ],
)
def test_a_comment_says_what_why_and_until_when(
    said: str, rules: tuple[str, ...], reason: str | None, until: date | None, owner: str | None
) -> None:
    [comment] = read(f"a: 1  # mergegate: {said}\n")
    clause = comment.clause
    assert clause is not None, comment.problem
    assert (clause.rules, clause.reason, clause.until, clause.owner) == (rules, reason, until, owner)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (": ignroe[a]", '"ignroe" is nothing'),
        (": allow a", '"allow" is nothing'),
        (":", '"" is nothing'),
        (": ignore", "no rule is named"),
        (": ignore a", "no rule is named"),
        (": ignore[]", "no rule is named"),
        (": ignore[a,]", "no rule is named"),
        (": ignore[a b]", '"a b" is no rule'),
        (" ignore[a]", "a colon is missing"),
        ("- ignore[a]", "a colon is missing"),
        (": ignore[a", "its bracket is not closed"),
        (": ignore[a] until=2027-02-29", 'until is "2027-02-29"; a day is written YYYY-MM-DD'),
        (": ignore[a] until=20270331", "until is"),
        (": ignore[a] until=31.3.2027", "until is"),
        (": ignore[a] reson=x", 'a waiver has no "reson"; did you mean "reason"?'),
        (": ignore[a] reason=x reason=y", '"reason" is there twice'),
        (": ignore[a] because I say so", '"because I say so" is not of the form'),
        (': ignore[a] reason="open', "is not of the form"),
        (": ignore[a] reason=“curly quotes”", "is not of the form"),
        (": ignore[a] reason=see #12", "is not of the form"),
        (': ignore[a]reason="x"', "is not of the form"),
        (': ignore[a] reason="x"until=2027-01-01', "is not of the form"),
    ],
)
def test_what_is_meant_for_us_and_cannot_be_read_is_a_problem(said: str, problem: str) -> None:
    [comment] = read(f"a: 1  # mergegate{said}\n")
    assert comment.clause is None
    assert problem in str(comment.problem)


def test_the_place_is_the_comments_own() -> None:
    [comment] = read(f"b: 2\na: 1  # mergegate: {GOOD}  \n")
    at = comment.location
    assert (at.file, at.line, at.column, at.end_line) == ("a.yaml", 2, 7, 2)
    assert at.end_column == len(f"a: 1  # mergegate: {GOOD}") + 1


@pytest.mark.parametrize("filling", ["# ", " ", "\t", "a ", "a,", 'a="', "\\", "'", "#mergegate:"])
def test_a_hostile_line_takes_no_time(filling: str) -> None:
    started = time.monotonic()
    read(f"# mergegate: ignore[{filling * 20_000}] {filling * 20_000}x\na: 1\n")
    assert time.monotonic() - started < 5
