"""Which findings a waiver waives, what becomes of them, and what is said of waivers themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.judge.judging import (
    RULES,
    TERMS,
    TODAY,
    a_finding,
    a_waiver,
    at,
    coverage,
    judge,
    severity_of,
)
from validator.judge.fold import fold
from validator.judge.waivers.problems import problems
from validator.judge.waivers.scope import Matching, OnLine, OnResource, Scoped
from validator.judge.waivers.waive import resource_matches, told, waive
from validator.model import ResourceId, Role, State, Status, Step
from validator.places import Placed

WEB = ResourceId(api_version="apps/v1", kind="Deployment", namespace="shop", name="web")
STEP = Step(file="o/kustomization.yaml", line=7, role=Role.KUSTOMIZATION)


def state(one: Placed, *waivers: Scoped) -> State:
    [judged] = waive([one], waivers, RULES, TODAY).placed
    return judged.state


@pytest.mark.parametrize(
    ("finding", "scope"),
    [
        (a_finding(), OnLine(file="base/a.yaml", line=3)),
        (a_finding(location=at(2, end_line=4)), OnLine(file="base/a.yaml", line=4)),
        (a_finding(line=None, chain=[STEP]), OnLine(file=STEP.file, line=7)),
        (a_finding(line=None, chain=[STEP]), OnLine(file=STEP.file, line=5, last=7)),
        (a_finding(), OnResource(overlay="a", resource=WEB)),
        (a_finding(), Matching(overlay=None, resource=None)),
        (a_finding("apps/a"), Matching(overlay="apps/*", resource=None)),
        (a_finding("apps/a"), Matching(overlay="apps", resource="Deployment/w*")),
        (a_finding(None, resource=None), Matching(overlay=None, resource=None)),
    ],
)
def test_a_finding_in_scope_is_waived(finding: Placed, scope: Any) -> None:
    assert state(finding, a_waiver(scope)) is State.WAIVED


@pytest.mark.parametrize(
    ("finding", "scope"),
    [
        (a_finding(line=4), OnLine(file="base/a.yaml", line=3)),
        (a_finding(line=4), OnLine(file="base/a.yaml", line=1, last=3)),
        (a_finding(line=None), OnLine(file="base/a.yaml", line=3)),
        (a_finding(location=at(3, "other.yaml")), OnLine(file="base/a.yaml", line=3)),
        (a_finding(), OnLine(file="base/a.yaml", line=None)),
        (a_finding("b"), OnResource(overlay="a", resource=WEB)),
        (a_finding(name="api"), OnResource(overlay="a", resource=WEB)),
        (a_finding(resource=None), OnResource(overlay="a", resource=WEB)),
        (a_finding("apps/a"), Matching(overlay="ap", resource=None)),
        (a_finding(None), Matching(overlay="**", resource=None)),
        (a_finding(resource=None), Matching(overlay=None, resource="*/*")),
        (a_finding(), Matching(overlay=None, resource="Deployment/api")),
    ],
)
def test_a_finding_out_of_scope_is_not(finding: Placed, scope: Any) -> None:
    assert state(finding, a_waiver(scope)) is State.NEW


@pytest.mark.parametrize(
    ("glob", "matches"),
    [
        ("Deployment/web", True),
        ("Deployment/shop/web", True),
        ("Deployment.apps/shop/w*", True),
        ("*/*", True),
        ("*/*/*", True),
        ("Deploy*/shop/{web,api}", False),  # no braces
        ("deployment/web", False),
        ("Deployment/other/web", False),
        ("Deployment//web", False),
        ("Deployment.batch/web", False),
        ("Deployment/we", False),
    ],
)
def test_a_resource_is_meant_by_kind_namespace_and_name(glob: str, matches: bool) -> None:
    assert resource_matches(glob, WEB) is matches


def test_a_generated_name_is_meant_without_its_hash() -> None:
    generated = replace(WEB, kind="ConfigMap", name="settings-9ktt2bkf74")
    assert resource_matches("ConfigMap/settings", generated)
    assert resource_matches("ConfigMap/settings-9ktt2bkf74", generated)


@pytest.mark.parametrize(
    ("rules", "waived"),
    [(["one"], True), (["f"], True), (["two", "one"], True), (["g"], False), (["*"], False)],
)
def test_rules_and_families_are_named_and_nothing_stands_for_all(rules: list[str], waived: bool) -> None:
    assert (state(a_finding(), a_waiver(rules=rules)) is State.WAIVED) is waived


@pytest.mark.parametrize("word", ["policy-failed", "graph", "waiver-unused", "waivers"])
def test_what_speaks_of_the_check_itself_is_never_waived(word: str) -> None:
    for rule in ("policy-failed", "waiver-unused"):
        assert state(a_finding(rule=rule), a_waiver(rules=[word])) is State.NEW


@pytest.mark.parametrize("lacking", [{"reason": None}, {"until": None}, {"problem": "it is odd"}])
def test_an_incomplete_waiver_waives_nothing(lacking: dict[str, Any]) -> None:
    assert state(a_finding(), a_waiver(**lacking)) is State.NEW


@pytest.mark.parametrize(("days", "expected"), [(-1, State.NEW), (0, State.WAIVED), (1, State.WAIVED)])
def test_the_last_day_is_waived_the_next_is_not(days: int, expected: State) -> None:
    assert state(a_finding(), a_waiver(until=TODAY + timedelta(days=days))) is expected


def test_what_has_expired_is_back_and_says_since_when() -> None:
    expired = a_waiver(until=date(2026, 6, 1))
    [one] = waive([a_finding()], [expired], RULES, TODAY).placed
    assert told(one) == "web is bad. The waiver at base/a.yaml:2 expired on 2026-06-01."
    assert one.waiver == expired.waiver


def test_of_several_the_one_that_lasts_longest_speaks() -> None:
    waivers = [a_waiver(until=date(2026, month, 1)) for month in (5, 8, 7)]
    [one] = waive([a_finding()], waivers, RULES, TODAY).placed
    assert one.waiver == waivers[1].waiver
    assert told(one) == "web is bad."


def test_what_the_change_takes_away_is_left_alone() -> None:
    assert state(a_finding(state=State.FIXED), a_waiver()) is State.FIXED


# ---- about waivers -----------------------------------------------------------------------------


def said(waivers: list[Scoped], placed: list[Placed] | None = None, **about: Any) -> list[tuple[str, str]]:
    uses = waive(placed or [], waivers, RULES, TODAY).uses
    found = problems(waivers, uses, coverage(**about), TERMS, severity_of)
    return [(one.rule, one.message) for one in found]


@pytest.mark.parametrize(
    ("waiver", "rule", "message"),
    [
        (a_waiver(reason=None), "waiver-without-reason", "no `reason`"),
        (a_waiver(until=None), "waiver-without-reason", "no `until`"),
        (a_waiver(until=None, reason=None), "waiver-without-reason", "no `reason` and `until`"),
        (a_waiver(until=TODAY + timedelta(days=366)), "waiver-too-long", "for more than 365 days"),
        (a_waiver(rules=["onne"]), "waiver-unknown-rule", '"onne"; did you mean "one"?'),
        (a_waiver(rules=["*"]), "waiver-unknown-rule", 'rule or family "*"'),
        (a_waiver(rules=["policy-failed"]), "waiver-malformed", "cannot be waived"),
        (a_waiver(rules=["waiver-unused"]), "waiver-malformed", "cannot be waived"),
        (a_waiver(rules=[], problem="it is odd"), "waiver-malformed", "cannot be read: it is odd."),
    ],
)
def test_what_is_wrong_with_a_waiver_is_a_finding_at_it(waiver: Scoped, rule: str, message: str) -> None:
    found = judge([a_finding()], [waiver], {})
    [one] = [one for one in found if RULES[one.rule].family == "waivers"]
    assert one.rule == rule
    assert message in one.message
    assert one.location == waiver.waiver.location


def test_a_good_waiver_is_no_finding() -> None:
    assert said([a_waiver(until=TODAY + timedelta(days=365))], [a_finding()]) == []


UNUSED = [("waiver-unused", "There is no finding of one that this waiver could waive.")]


def test_a_waiver_that_meets_nothing_is_unused() -> None:
    assert said([a_waiver()]) == UNUSED
    assert said([a_waiver(until=date(2026, 1, 1))]) == UNUSED


def test_one_that_has_expired_is_used_by_what_it_let_pass() -> None:
    assert said([a_waiver(until=date(2026, 1, 1))], [a_finding()]) == []


def test_each_rule_of_a_waiver_is_used_by_itself() -> None:
    both = a_waiver(rules=["one", "two"])
    assert [message.split()[5] for _, message in said([both], [a_finding()])] == ["two"]
    assert said([a_waiver(rules=["one", "f"])], [a_finding()]) == []


@pytest.mark.parametrize(
    ("waiver", "about"),
    [
        (a_waiver(), {"statuses": {"a": Status.CHECKED, "b": Status.FAILED}}),
        (a_waiver(), {"statuses": {"a": Status.UNAFFECTED, "b": Status.CHECKED}}),
        (a_waiver(), {"ran": {"two", "waiver-unused"}}),
        (a_waiver(rules=["f"]), {"ran": {"one", "waiver-unused"}}),
        (a_waiver(), {"readers": {}}),
        (
            a_waiver(OnResource(overlay="a", resource=WEB)),
            {"statuses": {"a": Status.CHECKED, "b": Status.FAILED}},
        ),
        (
            a_waiver(Matching(overlay=None, resource=None)),
            {"statuses": {"a": Status.CHECKED, "c": Status.FAILED}},
        ),
    ],
)
def test_unused_is_said_only_where_it_is_certain(waiver: Scoped, about: dict[str, Any]) -> None:
    assert said([waiver], **about) == []


@pytest.mark.parametrize("glob", [None, "a", "nowhere/**"])
def test_an_entry_of_the_configuration_is_unused_where_its_overlays_were_checked(glob: str | None) -> None:
    statuses = {"a": Status.CHECKED, "b": Status.CHECKED if glob is None else Status.FAILED}
    [(rule, text)] = UNUSED
    why = ': no overlay is in "nowhere/**".' if glob == "nowhere/**" else "."
    expected = [(rule, f"{text.removesuffix('.')}{why}")]
    assert said([a_waiver(Matching(overlay=glob, resource=None))], statuses=statuses) == expected


def test_a_waiver_that_many_overlays_render_is_told_of_once() -> None:
    many = [a_waiver(OnResource(overlay=name, resource=WEB)) for name in "ab"]
    assert said(many) == UNUSED
    assert said(many, [a_finding("b")]) == []


def test_what_does_not_run_says_nothing() -> None:
    assert said([a_waiver(reason=None), a_waiver()], ran={"one", "two", "three"}) == []


# ---- properties --------------------------------------------------------------------------------

findings = st.builds(
    a_finding,
    st.sampled_from("abc"),
    st.sampled_from(["one", "two", "three", "policy-failed"]),
    line=st.sampled_from([None, 3, 4]),
    name=st.sampled_from(["web", "api"]),
    field=st.sampled_from([("spec", "x"), ("spec", "y")]),
    chain=st.sampled_from([(), (STEP,)]),
)
scopes = st.one_of(
    st.builds(OnLine, file=st.sampled_from(["base/a.yaml", STEP.file]), line=st.sampled_from([3, 4, 7])),
    st.builds(OnResource, overlay=st.sampled_from("abc"), resource=st.just(WEB)),
    st.builds(
        Matching,
        overlay=st.sampled_from([None, "a", "{b,c}"]),
        resource=st.sampled_from([None, "Deployment/api"]),
    ),
)
waivers = st.builds(
    a_waiver,
    scopes,
    st.lists(st.sampled_from(["one", "two", "f", "g"]), min_size=1, max_size=2),
    until=st.sampled_from([None, date(2026, 1, 1), date(2026, 12, 31)]),
)


@given(st.lists(findings, max_size=12), waivers)
def test_a_waiver_never_changes_other_findings(placed: list[Placed], waiver: Scoped) -> None:
    judged = waive(placed, [waiver], RULES, TODAY).placed
    assert len(judged) == len(placed)
    for before, after in zip(placed, judged, strict=True):
        assert replace(after, state=before.state, waiver=None) == before
        if after.waiver is None:
            assert after == before

    without, folded = fold(placed, RULES), fold(judged, RULES)
    assert len({one.fingerprint for one in folded}) == len(folded)
    untouched = {one.fingerprint for one in folded if one.waiver is None}
    assert untouched <= {one.fingerprint for one in without}
    # Each finding is still told, for all its overlays, by what keeps its fingerprint or by its parts.
    assert {one.fingerprint for one in without} <= {one.fingerprint for one in folded}
    told_before = sorted((one.rule, overlay) for one in without for overlay in one.overlays)
    assert sorted({(r, o) for one in folded for r, o in ((one.rule, o) for o in one.overlays)}) == sorted(
        set(told_before)
    )


@given(st.lists(findings, max_size=12), st.lists(waivers, max_size=4))
def test_nothing_is_lost_and_the_order_of_waivers_means_nothing(
    placed: list[Placed], some: list[Scoped]
) -> None:
    once = judge(placed, some, {})
    again = judge(placed, some[::-1], {})
    assert once[: len(placed)] == again[: len(placed)]
    assert fold(once, RULES) == fold(again, RULES)
