"""No report of a difference shows a secret: of either side, at any place, in any copy."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.difference.difference_factory import (
    a_build,
    a_config_map,
    a_deployment,
    a_failed_build,
    a_pair,
    documents,
)
from tests.report.canaries import FILES, SECRET
from validator.difference.compare import compare
from validator.difference.difference import Difference
from validator.difference.pair import Pair
from validator.masking.text import MASK
from validator.report.diff_json import diff_json
from validator.report.diff_markdown import diff_markdown
from validator.report.diff_text import diff_text

OLD, NEW = "canary-of-yesterday", "canary-of-tomorrow"


def reports(difference: Difference) -> list[str]:
    return [diff_text(difference, full=True), diff_json(difference), diff_markdown(difference)]


def encoded(value: str) -> str:
    return base64.b64encode(value.encode()).decode()


def a_secret(value: str, field: str = "stringData", kind: str = "Secret") -> str:
    shown = value if field == "stringData" else encoded(value)
    return f"apiVersion: v1\nkind: {kind}\nmetadata:\n  name: db\n{field}:\n  password: {shown}"


def a_copy(value: str) -> str:
    """What `kubectl apply` leaves in an annotation."""
    applied = json.dumps({"kind": "Secret", "data": {"password": encoded(value)}})
    head = f"apiVersion: v1\nkind: Secret\nmetadata:\n  annotations:\n    {COPY}: "
    return f"{head}{json.dumps(applied)}\n  name: db"


COPY = "kubectl.kubernetes.io/last-applied-configuration"


@pytest.mark.parametrize("field", ["data", "stringData", "binaryData"])
def test_a_changed_secret_is_shown_as_changed(field: str) -> None:
    difference = compare([a_pair(a_secret(OLD, field), a_secret(NEW, field))])
    text, found, markdown = reports(difference)
    assert f"! {'  '}password: {MASK}  # hidden value changed" in text
    assert f"!   password: {MASK}  # hidden value changed" in markdown
    [one] = json.loads(found)["changes"][0]["fields"]
    assert [one[side]["value"] for side in ("before", "after")] == [MASK, MASK]
    assert [one[side]["masked"] for side in ("before", "after")] == [True, True]


@pytest.mark.parametrize("make", [a_secret, a_copy])
@pytest.mark.parametrize(
    "place", ["annotation", "text", "argument", "value", "added", "removed", "elsewhere"]
)
def test_what_a_secret_has_or_had_is_hidden_anywhere(make: Any, place: str) -> None:
    plain = a_config_map(note="x")
    for value, secrets in ((OLD, (make(OLD), make(NEW))), (NEW, (make(OLD), make(NEW)))):
        other = {
            "annotation": plain.replace("name: s", f"annotations:\n    note: {value}\n  name: s"),
            "text": a_config_map(note=f"|\n    one\n    it is {value} today\n    two"),
            "argument": a_deployment().replace("- envFrom", f"- args: [{value}]\n        envFrom"),
            "value": a_config_map(note=encoded(value)),
        }.get(place, a_config_map(note=value))
        pairs = [a_pair(documents(secrets[0], plain), documents(secrets[1], other))]
        if place == "added":
            pairs = [a_pair(secrets[0], documents(secrets[1], other))]
        if place == "removed":
            pairs = [a_pair(documents(secrets[0], other), secrets[1])]
        if place == "elsewhere":
            pairs = [a_pair(*secrets), a_pair(plain, other, "apps/other")]
        for report in reports(compare(pairs)):
            assert value not in report
            assert encoded(value) not in report


@pytest.mark.parametrize("file", sorted(FILES))
def test_what_only_its_place_gives_away_is_hidden(file: str) -> None:
    try:
        bodies = [body for body in yaml.safe_load_all(FILES[file]) if isinstance(body, dict)]
    except yaml.YAMLError:
        bodies = []
    if file not in ("db.env", "patch.yaml"):  # nothing in these says that it is secret
        bodies.append({"kind": "ConfigMap", "metadata": {"name": "c"}, "data": {file: FILES[file]}})
    for body in bodies:
        body.setdefault("metadata", {}).setdefault("name", "x")
        text = json.dumps(body)
        for before, after in (
            (text, text.replace(SECRET, f"other-{SECRET}")),
            (text, None),
            (None, text),
            (text.replace(SECRET, "x"), text),
        ):
            for report in reports(compare([a_pair(before, after)])):
                assert SECRET not in report


def test_messages_of_failed_builds_hide_what_the_other_side_knows() -> None:
    pairs = [
        Pair(before=a_build(a_secret(OLD)), after=a_failed_build(f"cannot parse {OLD} or {encoded(OLD)}")),
        Pair(before=a_failed_build(f"not {NEW}", "b"), after=a_build(a_secret(NEW), "b")),
    ]
    for report in reports(compare(pairs)):
        assert OLD not in report
        assert NEW not in report
        assert encoded(OLD) not in report


def test_values_that_are_given_are_hidden_too() -> None:
    pairs = [a_pair(a_config_map(a="x"), a_config_map(a=OLD))]
    assert all(OLD not in report for report in reports(compare(pairs, secrets=[OLD])))


def test_what_tells_elements_apart_is_hidden_if_it_is_a_secret() -> None:
    head = "apiVersion: v1\nkind: Thing\nmetadata:\n  name: t\nlist:\n"
    before = f"{head}- host: {OLD}\n  a: 1\n- host: z\n  a: 1"
    after = f"{head}- host: z\n  a: 1\n- host: {OLD}\n  a: 2"
    for report in reports(
        compare([a_pair(documents(a_secret(OLD), before), documents(a_secret(NEW), after))])
    ):
        assert OLD not in report


# ---- any objects -----------------------------------------------------------------------------------

WORDS = st.sampled_from(
    ["a", "b", "name", "value", "image", "args", "env", "data", "path", "host", "7", "x y"]
)


def values(canary: str) -> st.SearchStrategy[Any]:
    texts = st.sampled_from(
        [
            canary,
            f"see {canary}",
            f"one\ntwo {canary}\nthree",
            f"x \n{canary}",
            encoded(canary),
            f"{canary}\n",
        ]
    )
    leaves = st.one_of(texts, WORDS, st.integers(0, 3), st.booleans(), st.none())
    return st.recursive(
        leaves,
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(WORDS, inner, max_size=4)),
        max_leaves=12,
    )


def objects(canary: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "apiVersion": st.just("v1"),
            "kind": st.sampled_from(["ConfigMap", "Pod", "Secret", "Thing"]),
            "metadata": st.fixed_dictionaries(
                {"name": st.sampled_from(["x", "y"]), "annotations": values(canary)}
            ),
            "spec": values(canary),
        }
    )


@given(st.lists(objects(OLD), max_size=3), st.lists(objects(OLD), max_size=3), st.booleans())
def test_no_object_shows_what_a_secret_of_either_side_has(
    before: list[dict[str, Any]], after: list[dict[str, Any]], is_before: bool
) -> None:
    sides = [[json.dumps(body) for body in bodies] for bodies in (before, after)]
    sides[0 if is_before else 1].append(a_secret(OLD))
    difference = compare([a_pair(documents(*sides[0]), documents(*sides[1]))])
    for report in reports(difference):
        assert OLD not in report
        assert encoded(OLD) not in report
    assert reports(difference) == reports(compare([a_pair(documents(*sides[0]), documents(*sides[1]))]))
