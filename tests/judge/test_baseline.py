"""A baseline lets pass what it holds and nothing else; its file is strict, sorted, and takes any name."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.judge.judging import RULES, a_finding, a_waiver, coverage, judge
from validator.errors import UsageError
from validator.judge.baseline import compare, fixed, identities, load, text_of, without
from validator.judge.identity import Identity, identity_of
from validator.model import State, Status
from validator.places import Placed

WEB = Identity("one", "Deployment.apps", "shop", "web", ("spec", "x"), "a")
HEAD = "mergegate-baseline 1\n"
LINE = "one a Deployment.apps/shop/web spec/x\n"


def states(placed: list[Placed], entries: dict[Identity, int]) -> list[State]:
    return [one.state for one in compare(placed, entries).placed]


def test_what_is_in_it_is_known() -> None:
    assert states([a_finding(), a_finding("b")], {WEB: 1}) == [State.KNOWN, State.NEW]


def test_lines_and_messages_mean_nothing() -> None:
    moved = a_finding(line=99, message="In other words.")
    assert states([moved], {identity_of(a_finding()): 1}) == [State.KNOWN]


def test_an_entry_lets_no_more_pass_than_it_counts() -> None:
    three = [a_finding(digest=str(number)) for number in range(3)]
    assert Counter(states(three, {WEB: 2})) == {State.KNOWN: 2, State.NEW: 1}


def test_what_is_waived_uses_its_entry_up() -> None:
    both = [a_finding(), a_finding(state=State.WAIVED)]
    assert states(both, {WEB: 1}) == [State.NEW, State.WAIVED]
    assert compare(both, {WEB: 2}).unmet == {}


def test_what_was_not_evaluated_is_never_let_pass() -> None:
    failed = a_finding(rule="policy-failed")
    assert states([failed], {identity_of(failed): 1}) == [State.NEW]
    assert identities([failed]) == {}


def test_what_is_waived_is_recorded_only_beside_its_equal() -> None:
    waived = a_finding(state=State.WAIVED)
    assert identities([waived, a_finding("b"), a_finding("c", state=State.FIXED)]) == {
        WEB._replace(overlay="b"): 1
    }
    assert identities([waived, a_finding()]) == {WEB: 2}


@pytest.mark.parametrize(
    ("about", "is_fixed"),
    [
        ({}, True),
        ({"statuses": {"a": Status.FAILED}}, False),
        ({"statuses": {"a": Status.UNAFFECTED}}, False),
        ({"statuses": {"b": Status.CHECKED}}, False),
        ({"statuses": {"b": Status.CHECKED}, "gone": ["a"]}, True),
        ({"ran": ["two"]}, False),
    ],
)
def test_an_entry_is_fixed_only_where_it_was_looked_for(about: dict[str, Any], is_fixed: bool) -> None:
    entries = fixed({WEB: 1}, coverage(**about))
    assert [(one.rule, one.overlay, one.count) for one in entries] == ([("one", "a", 1)] if is_fixed else [])


@pytest.mark.parametrize(("failed", "is_fixed"), [(Status.CHECKED, True), (Status.FAILED, False)])
def test_of_no_overlay_is_fixed_where_all_were_checked(failed: Status, is_fixed: bool) -> None:
    entry = WEB._replace(overlay="")
    assert bool(fixed({entry: 1}, coverage({"a": Status.CHECKED, "b": failed}))) is is_fixed


# ---- the file ----------------------------------------------------------------------------------


def test_it_is_sorted_one_entry_a_line() -> None:
    entries = {
        WEB: 2,
        WEB._replace(rule="a-rule", overlay="z"): 1,
        WEB._replace(kind="", namespace="", name="", path=()): 1,
    }
    assert text_of(entries).splitlines()[2:] == [
        "a-rule z Deployment.apps/shop/web spec/x",
        "one a - -",
        "one a Deployment.apps/shop/web spec/x x2",
    ]


words = st.text(st.characters(codec=None), max_size=8) | st.sampled_from(
    ["-", '""', "x2", "#", "a/b", "\udcff", "%2F", " "]
)
some = st.text(st.characters(codec=None), min_size=1, max_size=8)
anything = st.builds(Identity, some, words, words, words, st.lists(words, max_size=3).map(tuple), words)


@given(st.dictionaries(anything, st.integers(1, 3), max_size=5))
def test_any_name_is_read_as_it_was_written(tmp_path_factory: Any, entries: dict[Identity, int]) -> None:
    path = tmp_path_factory.mktemp("baseline") / "file"
    path.write_text(text_of(entries), encoding="ascii")
    assert load(path) == entries


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ':1: a baseline begins with the line "mergegate-baseline 1"'),
        (LINE, ":1: a baseline begins"),
        ("mergegate-baseline 2\n", ":1: a baseline begins"),
        (HEAD + "<<<<<<< HEAD\n" + LINE, ":2: a conflict of a merge is left"),
        (HEAD + LINE + "=======\n", ":3: a conflict of a merge is left"),
        (HEAD + "one a Deployment\n", ":2: an entry is a rule"),
        (HEAD + LINE.strip() + " x0\n", ":2: an entry is a rule"),
        (HEAD + "one a Deployment/web spec\n", ':2: "Deployment/web" is not Kind/namespace/name'),
    ],
)
def test_what_is_no_entry_is_an_error_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "file"
    path.write_text(text)
    with pytest.raises(UsageError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}{message}")


def test_a_file_that_is_not_there_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="mergegate baseline write"):
        load(tmp_path / "none")


def test_comments_blank_lines_and_line_ends_mean_nothing(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes((HEAD + "# why\n\n" + LINE).replace("\n", "\r\n").encode())
    assert load(path) == {WEB: 1}


def test_an_entry_that_a_merge_doubles_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text(HEAD + LINE + LINE.strip() + " x2\n" + LINE)
    assert load(path) == {WEB: 2}


def test_pruning_drops_lines_and_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "file"
    kept = HEAD + "# why\none b Deployment.apps/shop/web spec/x x3\n"
    path.write_text(kept + LINE)
    assert without(path, fixed({WEB: 1}, coverage())) == kept
    less = fixed({WEB._replace(overlay="b"): 2}, coverage())
    assert without(path, less) == HEAD + "# why\none b Deployment.apps/shop/web spec/x\n" + LINE


# ---- properties --------------------------------------------------------------------------------

found = st.builds(
    a_finding,
    st.sampled_from("ab"),
    st.sampled_from(["one", "two", "policy-failed"]),
    name=st.sampled_from(["web", "api"]),
    field=st.sampled_from([("x",), ("y",)]),
    state=st.sampled_from([State.NEW, State.NEW, State.WAIVED]),
)


@given(st.lists(found, max_size=12))
def test_after_writing_one_nothing_is_new(placed: list[Placed]) -> None:
    left = [one for one in compare(placed, identities(placed)).placed if one.state is State.NEW]
    assert {one.rule for one in left} <= {"policy-failed"}


@given(st.lists(found, max_size=8), st.lists(found, max_size=8))
def test_it_never_lets_more_pass_than_there_was(before: list[Placed], after: list[Placed]) -> None:
    entries = identities(before)
    compared = compare(after, entries)
    known = Counter(identity_of(one) for one in compared.placed if one.state is State.KNOWN)
    assert known <= entries
    today = Counter(identity_of(one) for one in after if one.rule != "policy-failed")
    assert compared.unmet == entries - today
    assert [one.state for one in compared.placed if one.state is State.WAIVED] == [
        one.state for one in after if one.state is State.WAIVED
    ]


@given(st.lists(found, max_size=8))
def test_a_waiver_makes_no_other_finding_pass(placed: list[Placed]) -> None:
    entries = identities(placed[::2])
    plain = judge(placed, [], entries)
    waived = judge(placed, [a_waiver()], entries)
    new, after = (
        Counter(identity_of(one) for one in some if one.state is State.NEW and one.rule == "two")
        for some in (plain, waived)
    )
    assert new == after
    assert set(RULES) >= {one.rule for one in waived}
