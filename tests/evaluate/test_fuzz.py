"""Whatever stands in a field, no rule ends in an error, and no other object's findings are lost."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.evaluate.evaluating import evaluator, findings
from validator.evaluate.catalogue import load
from validator.evaluate.evaluate import Group
from validator.model import Build, Form, Overlay, RawFinding, Resource, ResourceId

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
STRANGE: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        3.7,
        10**30,
        float("1e300"),
        "",
        " ",
        "0",
        "-5",
        "null",
        "true",
        "x" * 70_000,
    ),
    *(
        "ünïcödé-名前-🙂",
        "\u202e",
        "\x00",
        "a\nb\n",
        "{{ .x }}",
        "${X}",
        "$(X)",
        "1e400",
        "99999999Ei",
        "1..2",
        "5mm",
    ),
    *(
        "* * * *",
        "@every 1x",
        "TZ=No/Where * * * * *",
        "([",
        "a*b?[",
        "://",
        "http://[::1",
        "-----BEGIN",
        "====",
        "٣",
    ),
    *(
        [],
        [None],
        [[]],
        [{}],
        ["a", 1, None, {}],
        {},
        {"": ""},
        {"a": None},
        {"name": []},
        {"name": {"a": 1}},
    ),
)


@cache
def seeds() -> list[Any]:
    """Objects as people write them: those of the fixtures and of the rules' pages."""
    texts = [rule.example for rule in load().rules.values() if rule.example]
    texts += [file.read_text(encoding="utf-8", errors="replace") for file in sorted(FIXTURES.rglob("*.yaml"))]
    bodies = [body for text in texts for body in objects(text)]
    return list({repr(body): yaml.safe_load(yaml.safe_dump(body)) for body in bodies}.values())


def objects(text: str) -> list[Any]:
    try:
        found = list(yaml.safe_load_all(text))
    except yaml.YAMLError:
        return []
    return [body for body in found if isinstance(body, dict) and {"apiVersion", "kind"} <= body.keys()]


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every container of an object with each of its keys or indexes."""
    for key in node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
        yield node, key
        yield from places(node[key])


def mutated(body: Any, chance: random.Random) -> Any:
    """A copy in which a few fields hold something else, are gone, or stand somewhere else, too."""
    made = copy.deepcopy(body)
    for _ in range(chance.choice((1, 1, 2, 4))):
        holder, key = chance.choice(list(places(made)))
        change = chance.randrange(5)
        if change == 0:
            del holder[key]
        elif change == 1 and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        elif change == 2:
            holder[key] = [copy.deepcopy(holder[key])]
        else:
            holder[key] = copy.deepcopy(chance.choice(STRANGE))
        if not any(True for _ in places(made)):
            return copy.deepcopy(body)
    return made


Evaluate = Callable[[list[Any]], list[RawFinding]]


@pytest.fixture(scope="module")
def evaluate(tmp_path_factory: pytest.TempPathFactory, conftest_binary: Path) -> Evaluate:
    """Every rule that sees objects, over one overlay; digests are positions."""
    catalogue = load()
    chosen = tuple(rule.id for rule in catalogue.rules.values() if rule.scope in ("resource", "overlay"))
    every_rule = evaluator(
        catalogue,
        tuple(rule for rule in chosen if rule != "policy-failed"),
        binary=conftest_binary,
        scratch=tmp_path_factory.mktemp("fuzz"),
        jobs=1,
    )
    overlay = Overlay(
        path="o", form=Form.KUSTOMIZATION, environment="production", environment_from="", leaf=True
    )

    def run(bodies: list[Any]) -> list[RawFinding]:
        made = [Resource(digest=str(i), id=ResourceId.of(b), body=b) for i, b in enumerate(bodies)]
        facts = {"failures": [], "secret_generators": []}
        build = Build(overlay=overlay, resources=tuple(made))
        [found] = findings(every_rule, [Group(builds=[build], facts=facts)])
        return list(found)

    return run


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(min_value=0))
def test_no_value_makes_a_rule_fail(evaluate: Evaluate, seed: int) -> None:
    chance = random.Random(seed)
    bodies = [mutated(chance.choice(seeds()), chance) for _ in range(200)]
    failed = [f for f in evaluate(bodies) if f.rule == "policy-failed"]
    assert [(f.message, bodies[int(f.resource or 0)]) for f in failed] == []


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(min_value=0))
def test_what_is_strange_hides_no_finding_of_another_object(evaluate: Evaluate, seed: int) -> None:
    chance = random.Random(seed)
    scopes = {rule.id: rule.scope for rule in load().rules.values()}
    sound = seeds()

    def told(found: list[RawFinding]) -> set[object]:
        return {
            (f.rule, f.resource, f.path)
            for f in found
            if scopes[f.rule] == "resource" and int(f.resource or 0) < len(sound)
        }

    alone = told(evaluate(sound))
    strange = [mutated(chance.choice(sound), chance) for _ in range(100)]
    assert alone - told(evaluate([*sound, *strange])) == set()
