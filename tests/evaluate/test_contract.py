"""Both engines find the same: on every fixture, on the example of every rule, on policies that fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.cache.caching import Ended, Program
from tests.change.histories import git
from tests.evaluate.evaluating import evaluator, findings
from tests.evaluate.servers import Running, bundle_of, opa
from tests.evaluate.test_evaluate import OURS, build, config_map
from tests.evaluate.test_examples import build as example
from tests.test_fixtures import CASES, CREDENTIALS, copy
from validator.config import load as load_config
from validator.errors import ToolError
from validator.evaluate.bundle import policies_name
from validator.evaluate.catalogue import Catalogue, load
from validator.evaluate.evaluate import Group
from validator.evaluate.opa import reach
from validator.model import RawFinding
from validator.server import server

ServerOf = Callable[[Catalogue], Running]


@pytest.fixture(scope="module")
def server_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerOf]:
    """A server that has the policies of a catalogue."""
    with ExitStack() as stack:
        running: dict[str, Running] = {}

        def run(catalogue: Catalogue) -> Running:
            name = policies_name(catalogue)
            if name not in running:
                folder = tmp_path_factory.mktemp("opa")
                running[name] = stack.enter_context(opa(folder, bundle_of(catalogue)))
            return running[name]

        yield run


# ---- whole checks ------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_fixtures_are_judged_the_same(
    case: str, tmp_path: Path, program: Program, server_of: ServerOf
) -> None:
    """With every rule there is, and with credentials in place of their markers."""
    root = copy(case, tmp_path, CREDENTIALS)
    catalogue = load(load_config(root, None).policies)
    families = sorted({rule.family for rule in catalogue.rules.values()})
    words = ["--no-cache", *(word for family in families for word in ("--select", family))]
    url = server_of(catalogue).url
    found = program.check(root, *words)
    told = program.check(root, *words, "--engine", "opa", "--opa-url", url)
    assert (told.code, told.err) == (found.code, found.err)
    left, right = json.loads(told.out), json.loads(found.out)
    assert left["tool"].pop("engine") == {"name": "opa", "version": "1.20.2"}
    assert right["tool"].pop("engine")["name"] == "conftest"
    assert left == right
    assert right["findings"] or case == "clean"


def told(ended: Ended) -> tuple[int, dict[str, Any]]:
    report = json.loads(ended.out)
    return ended.code, {**report, "tool": {**report["tool"], "engine": None}}


def test_changes_are_judged_the_same(tmp_path: Path, program: Program, server_of: ServerOf) -> None:
    """One server judges both sides under their own configurations."""
    root = copy("shop", tmp_path, CREDENTIALS)
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "before")
    (root / ".mergegate.yaml").write_text(
        "rules:\n  res-memory-limit-missing: off\n"
        "  res-limit-above-max: {severity: error, parameters: {max_memory: 1Mi}}\n"
    )
    deployment = root / "apps/catalog/base/deployment.yaml"
    deployment.write_text(deployment.read_text().replace("image: ", "tty: true\n        image: "))
    words = ("--base", "HEAD", "--no-cache")
    url = server_of(load()).url
    found = told(program.check(root, *words))
    assert told(program.check(root, *words, "--engine", "opa", "--opa-url", url)) == found
    assert {"new", "known"} <= {one["state"] for one in found[1]["findings"]}


def test_what_is_remembered_of_one_engine_is_not_the_others(
    tmp_path: Path, program: Program, server_of: ServerOf
) -> None:
    root = copy("configured", tmp_path, CREDENTIALS)
    url = server_of(load()).url
    opa_ = ("--engine", "opa", "--opa-url", url)
    names = []
    for words in ((), opa_, (), opa_):
        ended = program.check(root, *words)
        names.append(json.loads(ended.out)["tool"]["engine"]["name"])
        assert told(ended) == told(program.check(root, "--no-cache"))
    assert names == ["conftest", "opa", "conftest", "opa"]


def test_a_change_to_own_policies_needs_another_bundle(
    tmp_path: Path, program: Program, server_of: ServerOf
) -> None:
    root = copy("own-policies", tmp_path, CREDENTIALS)
    running = server_of(load(load_config(root, None).policies))
    words = ("--engine", "opa", "--opa-url", running.url)
    assert program.check(root, *words).code == 1
    for file in (root / "policies").rglob("*.rego"):
        file.write_text(file.read_text() + "\n# another word\n")
    ended = program.check(root, *words)
    assert (ended.code, ended.out) == (3, "")
    assert "mergegate bundle" in ended.err


# ---- every rule --------------------------------------------------------------------------------


def both(
    catalogue: Catalogue,
    groups: list[Group],
    chosen: tuple[str, ...],
    *,
    binary: Path,
    scratch: Path,
    running: Running,
) -> tuple[list[list[RawFinding] | str], list[list[RawFinding] | str]]:
    """What each engine says, findings in order, or why it does not."""
    reached = reach(server(running.url), 2)
    results: list[list[list[RawFinding] | str]] = []
    for one in (None, reached):
        made = evaluator(catalogue, chosen, binary=binary, scratch=scratch, server=one)
        try:
            results.append([_sorted(found) for found in findings(made, groups)])
        except ToolError as error:
            results.append([str(error)])
    return results[0], results[1]


def _sorted(found: list[RawFinding]) -> list[RawFinding]:
    return sorted(found, key=repr)


def test_examples_are_judged_the_same(tmp_path: Path, conftest_binary: Path, server_of: ServerOf) -> None:
    catalogue = load()
    shown = [rule for rule in catalogue.rules.values() if rule.example and rule.scope != "repository"]
    every = tuple(rule.id for rule in catalogue.rules.values())
    generator = {
        "file": "kustomization.yaml",
        "document": 0,
        "path": ["secretGenerator", 0],
        "name": "shop",
        "type": "Opaque",
        "overlays": ["a"],
        "literals": [
            {"path": ["secretGenerator", 0, "literals", 0], "key": "password", "value": "correct-horse"}
        ],
        "files": [],
        "envs": [],
    }
    facts = {"failures": [], "secret_generators": [generator]}
    groups = [Group(builds=list(map(example, shown)), facts=facts)]
    here, there = both(
        catalogue, groups, every, binary=conftest_binary, scratch=tmp_path, running=server_of(catalogue)
    )
    assert there == here
    [found] = here
    assert not isinstance(found, str)
    assert len(found) > 900
    assert len({one.rule for one in found}) > 180


# ---- policies that fail ------------------------------------------------------------------------

_ON = {"ours": OURS}
_ERRORS = {
    "number": OURS.replace('colour != "blue"', "to_number(colour) > 3"),
    "twice": OURS.replace('colour != "blue"', "_one(colour)").rstrip()
    + '\n\n_one(colour) := true if colour != "x"\n\n_one(colour) := false if startswith(colour, "y")\n',
    "keys": OURS.replace('colour != "blue"', '{colour: 1 | some colour in ["a", "b"]}').replace(
        "{colour: 1 | some colour", '{"same": colour | some colour'
    ),
    "lacks_at": OURS.replace('"at": i, ', ""),
    "wrong_at": OURS.replace('"at": i', '"at": "x"'),
    "far_at": OURS.replace('"at": i', '"at": 7'),
    "no_severity": OURS.replace("severity := rego", "sincerity := rego"),
    "odd_severity": OURS.replace(
        "severity := rego.metadata.chain()[1].annotations.custom.severity", 'severity := "loud"'
    ),
    "no_message": OURS.replace(', "message": sprintf("The colour is %s.", [colour])', ""),
    "odd_path": OURS.replace('"path": ["data", "colour"]', '"path": {"a": [1.5, true, null]}'),
    "no_object": OURS.replace('finding := {"at": i, "path"', 'finding := {{"at": i, "path"').replace(
        "[colour])}", "[colour])}}"
    ),
    "whole": OURS.replace("  severity:", "  scope: overlay\n#   severity:"),
    "whole_number": OURS.replace("  severity:", "  scope: overlay\n#   severity:").replace(
        'colour != "blue"', "to_number(colour) > 3"
    ),
    "strange_words": OURS.replace("The colour is %s.", "\\u202e<b>\\u0000 \\ud83d\\ude00 %s ☃"),
}
_HOUSE = {**_ON, **_ERRORS}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The built-in rules and many of the user's, most of which do something wrong."""
    folder = tmp_path_factory.mktemp("house")
    for name, text in _HOUSE.items():
        (folder / f"{name}.rego").write_text(text.replace("must_be_blue", name))
    return load([folder])


@pytest.mark.parametrize("name", _HOUSE)
def test_the_users_rules_are_judged_the_same(
    name: str, house: Catalogue, tmp_path: Path, conftest_binary: Path, server_of: ServerOf
) -> None:
    bodies = [
        config_map("a", colour="red"),
        config_map("b", colour="blue"),
        config_map("c", colour="7"),
        config_map("d", colour="yellow"),
        config_map("e", colour="x\u0000\u2028\U0001f600"),
        {**config_map("f"), "data": {"colour": [1e400, "\udcff"]}},
    ]
    groups = [Group(builds=[build(*bodies)], facts={}), Group(builds=[build(bodies[0], bodies[0])], facts={})]
    here, there = both(
        house,
        groups,
        (name.replace("_", "-"), "argo-default-project"),
        binary=conftest_binary,
        scratch=tmp_path,
        running=server_of(house),
    )
    assert there == here
    assert here


def test_a_policy_that_fails_is_told_of_alike(
    house: Catalogue, tmp_path: Path, conftest_binary: Path, server_of: ServerOf
) -> None:
    for name, words in (
        ("number", "eval_builtin_error of to_number at number.rego:"),
        ("twice", "eval_conflict"),
    ):
        here, there = both(
            house,
            [Group(builds=[build(config_map("a", colour="yellow"))], facts={})],
            (name,),
            binary=conftest_binary,
            scratch=tmp_path,
            running=server_of(house),
        )
        assert there == here
        [found] = here
        assert not isinstance(found, str)
        [finding] = found
        assert finding.rule == "policy-failed"
        assert words in finding.message
