"""Annotations as waivers: one for each line, and what is none says why."""

from __future__ import annotations

from typing import Any

import pytest

from tests.judge.judging import at
from validator.config import Config
from validator.judge.waivers.annotations import NAME
from validator.judge.waivers.gather import gather
from validator.judge.waivers.scope import OnResource
from validator.model import ResourceId, WaiverKind
from validator.places import Annotated

WEB = ResourceId(api_version="v1", kind="Pod", namespace="", name="web")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a until=2027-01-01 reason=x", [(("a",), None)]),
        ("a reason=x\n\n  b, c reason='y z'\n", [(("a",), None), (("b", "c"), None)]),
        ("a\nreason=x", [(("a",), None), ((), "it does not begin with a rule")]),
        ("", [((), "it does not begin with a rule")]),
        (None, [((), "the annotation is no text")]),
    ],
)
def test_each_line_of_an_annotation_is_a_waiver(text: Any, expected: list[Any]) -> None:
    annotation = Annotated(overlay="o", resource=WEB, name=NAME, text=text, location=at(5))
    found = gather(Config(), [], lambda _: (), [annotation])
    assert [(one.waiver.rules, one.problem) for one in found] == expected
    assert {one.scope for one in found} == {OnResource(overlay="o", resource=WEB)}
    assert {(one.waiver.kind, one.waiver.location) for one in found} == {(WaiverKind.ANNOTATION, at(5))}


def test_an_annotation_of_ours_that_does_not_exist_is_told_of() -> None:
    text = "a until=2027-01-01 reason=x"
    annotation = Annotated(overlay="o", resource=WEB, name="mergegate.dev/ignored", text=text, location=at(5))
    [found] = gather(Config(), [], lambda _: (), [annotation])
    assert found.problem == (
        '"mergegate.dev/ignored" is no annotation that the check knows; write mergegate.dev/ignore'
    )
