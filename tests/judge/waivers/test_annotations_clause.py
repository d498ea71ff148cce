"""What an annotation may say: rules first, then the same options as in a comment."""

from __future__ import annotations

import pytest

from validator.judge.waivers.clause import MalformedError, plain


@pytest.mark.parametrize(
    ("text", "rules", "reason"),
    [
        ("a", ("a",), None),
        ("a, b,c until=2027-01-01", ("a", "b", "c"), None),
        ('  a reason="two words"  ', ("a",), "two words"),
        ("main.deny owner=me reason=x", ("main.deny",), "x"),
    ],
)
def test_rules_come_first(text: str, rules: tuple[str, ...], reason: str | None) -> None:
    clause = plain(text)
    assert (clause.rules, clause.reason) == (rules, reason)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it does not begin with a rule"),
        ("reason=x a", "it does not begin with a rule"),
        ("a b", '"b" is not of the form'),
        ("ignore[a]", '"ignore[a]" is no rule'),
        ("a,, b", '"" is not of the form'),
        ("a until=tomorrow", "a day is written YYYY-MM-DD"),
    ],
)
def test_else_it_is_a_problem(text: str, problem: str) -> None:
    with pytest.raises(MalformedError) as caught:
        plain(text)
    assert problem in str(caught.value) or text == "a,, b"
