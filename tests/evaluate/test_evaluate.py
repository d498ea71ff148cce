"""The engine's contract: every rule asked for ran on every resource, or the check says that it did not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import pytest

from tests.evaluate.evaluating import evaluator, findings
from validator.config import Config, RuleConfig
from validator.errors import MergegateError, ToolError, UsageError
from validator.evaluate.ahead import Ahead
from validator.evaluate.catalogue import Catalogue, builtin_policies, load
from validator.evaluate.conftest import Conftest
from validator.evaluate.engine import Answer
from validator.evaluate.evaluate import Group
from validator.evaluate.selection import select
from validator.model import Build, Form, Overlay, RawFinding, Resource, ResourceId, Severity

APPLICATION = {
    "apiVersion": "argoproj.io/v1alpha1",
    "kind": "Application",
    "metadata": {"name": "a"},
    "spec": {"project": "default"},
}

OURS = """\
# METADATA
# title: A rule of this organisation
# description: It must be blue.
# custom:
#   severity: {production: warning, elsewhere: "off"}
#   remedy: Paint it.
package policies.house.must_be_blue

import data.policies.lib.k8s

severity := rego.metadata.chain()[1].annotations.custom.severity

report contains finding if {
	some i in k8s.by_kind.ConfigMap
	colour := k8s.resources[i].data.colour
	colour != "blue"
	finding := {"at": i, "path": ["data", "colour"], "message": sprintf("The colour is %s.", [colour])}
}
"""
PLAIN = """\
package main

import rego.v1

deny_red contains msg if {
	input.data.colour == "red"
	msg := sprintf("%s is red", [input.metadata.name])
}

warn contains {"msg": "loud", "path": ["data", "colour"]} if input.data.colour == "loud"
"""
FAILING = """\
package main

import rego.v1

deny contains msg if {
	to_number(input.data.number) > 3
	msg := "big"
}
"""


def config_map(name: str, **data: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}


def build(*bodies: Mapping[str, Any], path: str = "a") -> Build:
    overlay = Overlay(
        path=path, form=Form.KUSTOMIZATION, environment="production", environment_from="", leaf=True
    )
    made = [Resource(digest=str(hash(json.dumps(b))), id=ResourceId.of(b), body=b) for b in bodies]
    return Build(overlay=overlay, resources=tuple(made))


@pytest.fixture(params=["at once", "ahead"])
def ahead(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ahead | None]:
    """Where engines that were begun before their documents are known are kept; None for one that is not."""
    kept = Ahead(tmp_path) if request.param == "ahead" else None
    yield kept
    if kept is not None:
        kept.close()


@pytest.fixture
def evaluate(tmp_path: Path, conftest_binary: Path, ahead: Ahead | None) -> Callable[..., list[RawFinding]]:
    """Evaluates bodies with the built-in policies and more, two jobs."""

    def run(
        *bodies: Mapping[str, Any],
        policies: Mapping[str, str] | None = None,
        chosen: tuple[str, ...] = (),
        binary: Path | None = None,
        config: Config | None = None,
        facts: Mapping[str, Any] | None = None,
        jobs: int = 2,
        paths: tuple[str, ...] = ("a",),
    ) -> list[RawFinding]:
        folders = []
        for name, text in (policies or {}).items():
            file = tmp_path / "policies" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
            folders = [tmp_path / "policies"]
        catalogue = load(folders)
        made = evaluator(
            catalogue,
            chosen,
            binary=binary or conftest_binary,
            scratch=tmp_path,
            config=config,
            jobs=jobs,
            ahead=ahead,
        )
        builds = [build(*bodies, path=path) for path in paths]
        [found] = findings(made, [Group(builds=builds, facts=facts or {})])
        return found

    return run


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The paths of all rules that conftest says it ran, once somebody has asked it."""
    found: set[str] = set()
    ask = Conftest.evaluate

    def noted(self: Conftest, shown: Sequence[bytes], scopes: AbstractSet[str]) -> list[Answer]:
        answers = ask(self, shown, scopes)
        found.update(path for answer in answers for path in answer.ran)
        return answers

    monkeypatch.setattr(Conftest, "evaluate", noted)
    return found


Run = Callable[..., list[RawFinding]]


def told(found: list[RawFinding]) -> list[tuple[str, str]]:
    return sorted((finding.rule, finding.message) for finding in found)


def test_a_finding_knows_its_resource_and_path(evaluate: Run) -> None:
    found = evaluate(config_map("x"), APPLICATION, chosen=("argo-default-project",))
    [finding] = found
    assert (finding.rule, finding.path) == ("argo-default-project", ("spec", "project"))
    assert finding.resource == str(hash(json.dumps(APPLICATION)))
    assert (finding.production, finding.elsewhere) == (Severity.ERROR, Severity.WARNING)


def test_every_resource_is_seen_however_many(evaluate: Run) -> None:
    bodies = [{**APPLICATION, "metadata": {"name": f"a{i}"}} for i in range(1500)]
    found = evaluate(*bodies, chosen=("argo-default-project",))
    assert {finding.resource for finding in found} == {str(hash(json.dumps(b))) for b in bodies}


def test_all_rules_that_are_on_run(evaluate: Run, ran: set[str]) -> None:
    catalogue = load()
    on = {r.id for r in catalogue.rules.values() if {r.production, r.elsewhere} != {Severity.OFF}}
    evaluate(config_map("x"))
    assert ran == {path for rule, path in catalogue.paths.items() if rule in on}


def test_a_rule_of_the_user_in_our_form_runs_beside_ours(evaluate: Run) -> None:
    found = evaluate(
        config_map("x", colour="red"), policies={"house/blue.rego": OURS}, chosen=("must-be-blue",)
    )
    [finding] = found
    assert (finding.rule, finding.message, finding.path) == (
        "must-be-blue",
        "The colour is red.",
        ("data", "colour"),
    )
    assert (finding.production, finding.elsewhere) == (Severity.WARNING, Severity.OFF)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('"at": i, ', ""), "must-be-blue reports something that is no finding: it lacks 'at'"),
        (('"at": i', '"at": "x"'), "`at` is 'x', not an index"),
        (('"at": i', '"at": 7'), "no finding: tuple index out of range"),
        (("severity := rego", "sincerity := rego"), "no finding: its rule has no severity"),
    ],
)
def test_no_finding_of_the_users_rules_is_lost(evaluate: Run, change: tuple[str, str], message: str) -> None:
    policy = OURS.replace(*change)
    with pytest.raises(ToolError, match=re.escape(message)):
        evaluate(
            config_map("x", colour="red"), policies={"house/blue.rego": policy}, chosen=("must-be-blue",)
        )


def test_a_finding_of_the_users_rules_may_lack_message_and_path(evaluate: Run) -> None:
    policy = OURS.replace(OURS[OURS.index(', "path": [') : OURS.rindex("}\n}")], "")
    found = evaluate(
        config_map("x", colour="red"), policies={"house/blue.rego": policy}, chosen=("must-be-blue",)
    )
    assert [(f.message, f.path) for f in found] == [("the rule gives no message", ())]


def test_plain_conftest_policies_run_unchanged_on_each_resource(evaluate: Run) -> None:
    bodies = [config_map("x", colour="red"), config_map("y", colour="blue"), config_map("z", colour="loud")]
    found = evaluate(*bodies, policies={"plain.rego": PLAIN}, chosen=("custom",))
    assert told(found) == [("main.deny_red", "x is red"), ("main.warn", "loud")]
    by_rule = {finding.rule: finding for finding in found}
    assert by_rule["main.warn"].production is Severity.WARNING
    assert by_rule["main.warn"].path == ("data", "colour")
    assert by_rule["main.deny_red"].resource == str(hash(json.dumps(bodies[0])))


def test_what_own_policies_say_holds_no_value_of_a_secret(evaluate: Run) -> None:
    policy = """\
package main

import rego.v1

deny contains sprintf("%s %s %v", [input.stringData.a, base64.decode(input.data.b), input]) if {
	input.kind == "Secret"
}
"""
    body = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "s"},
        "stringData": {"a": "correct horse"},
        "data": {"b": "YmF0dGVyeSBzdGFwbGU="},
    }
    [finding] = evaluate(body, policies={"leak.rego": policy}, chosen=("custom",))
    for secret in ("correct horse", "battery staple", "YmF0dGVyeSBzdGFwbGU="):
        assert secret not in finding.message
    assert "•••" in finding.message


@pytest.mark.parametrize("value", ['corr"ect horse', "back\\slash", "tab\there", "två rader\noch en till"])
def test_values_are_masked_as_policies_print_them(evaluate: Run, value: str) -> None:
    policy = """\
package main

import rego.v1

deny contains sprintf("%v %s", [input.stringData, json.marshal(input.stringData)])
"""
    body = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "stringData": {"note": value}}
    [finding] = evaluate(body, policies={"leak.rego": policy}, chosen=("custom",))
    assert not [word for word in re.findall(r"\w{4,}", value) if word in finding.message]


def test_values_of_generators_are_masked_too(evaluate: Run) -> None:
    policy = OURS.replace("  severity:", "  scope: repository\n#   severity:")
    start = policy.index("report contains")
    policy = (
        policy[:start]
        + """report contains finding if {
	some generator in input.repository.secret_generators
	some literal in generator.literals
	finding := {"file": "k", "path": [], "overlays": [], "message": literal.value}
}
"""
    )
    generator = {"literals": [{"path": [], "key": "k", "value": "correct horse"}], "files": [], "envs": []}
    [finding] = evaluate(
        policies={"house/blue.rego": policy},
        chosen=("must-be-blue",),
        facts={"failures": [], "secret_generators": [generator]},
    )
    assert finding.message == "•••"


def test_a_rule_that_is_made_milder_silences_no_other(evaluate: Run) -> None:
    container = {"name": "web", "image": "example.com/web:1.0.0"}
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "web"},
        "spec": {"containers": [container]},
    }
    chosen = ("res-besteffort", "res-memory-limit-missing")
    assert [f.rule for f in evaluate(pod, chosen=chosen)] == ["res-besteffort"]
    for changed in (RuleConfig(production=Severity.OFF), RuleConfig(elsewhere=Severity.NOTE)):
        found = evaluate(pod, chosen=chosen, config=Config(rules={"res-besteffort": changed}))
        assert "res-memory-limit-missing" in {f.rule for f in found}


def test_a_rule_of_the_user_has_every_library_however_it_refers_to_it(evaluate: Run) -> None:
    policy = OURS.replace("import data.policies.lib.k8s", "import data.policies").replace(
        "k8s.", "policies.lib.k8s."
    )
    found = evaluate(
        config_map("x", colour="red"), policies={"house/blue.rego": policy}, chosen=("must-be-blue",)
    )
    assert [f.rule for f in found] == ["must-be-blue"]


REPLICATED = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "d"},
    "spec": {"replicas": 3, "template": {"metadata": {"labels": {"app": "d"}}, "spec": {"containers": []}}},
}
BY_PATH = """\
# METADATA
# title: A rule that looks at paths
# description: Not here.
# custom:
#   scope: overlay
#   severity: {production: warning, elsewhere: "off"}
#   remedy: Move it.
package policies.house.not_here

severity := rego.metadata.chain()[1].annotations.custom.severity

report contains {"at": 0, "path": [], "message": "here"} if input.mergegate.overlay.path == "b"
"""


def test_overlays_that_show_the_same_are_shown_once(evaluate: Run) -> None:
    found = evaluate(REPLICATED, paths=("a", "b"), chosen=("work-pdb-missing",))
    assert [finding.overlays for finding in found] == [("a", "b")]


def test_overlays_of_one_path_are_shown_each(evaluate: Run) -> None:
    found = evaluate(REPLICATED, paths=("a", "a"), chosen=("work-pdb-missing",))
    assert [finding.overlays for finding in found] == [("a",), ("a",)]


def test_a_rule_of_the_user_may_look_at_paths(evaluate: Run) -> None:
    found = evaluate(REPLICATED, paths=("a", "b"), chosen=("not-here",), policies={"x.rego": BY_PATH})
    assert [finding.overlays for finding in found] == [("b",)]


def test_no_rule_of_ours_looks_at_paths() -> None:
    for policy in load().policies:
        code = [line for line in policy.file.read_text().splitlines() if not line.startswith("#")]
        for line in code:
            if "mergegate" in line and "overlay" in line and not line.startswith("import "):
                assert re.search(r"(environment|patches|deployers)\b", line), (policy.file, line)
            assert not re.search(r"input\.mergegate\.(?!scope\b|overlay\.)", line), (policy.file, line)


def test_nothing_rendered_is_nothing_to_evaluate(evaluate: Run, ran: set[str]) -> None:
    found = evaluate(policies={"plain.rego": PLAIN}, jobs=1)
    assert found == []
    catalogue = load()
    assert ran == {catalogue.paths[rule] for rule in catalogue.ids("repository")}


def test_a_policy_that_is_no_text_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "p.rego").write_bytes(b"package main\n# \xff\n")
    with pytest.raises(UsageError, match=r"p.rego: not UTF-8"):
        load([tmp_path])


def test_a_policy_that_errors_on_a_resource_is_no_pass(evaluate: Run) -> None:
    bodies = [config_map("a", number="1"), config_map("b", number="many"), config_map("c", number="7")]
    found = evaluate(*bodies, policies={"plain.rego": FAILING}, chosen=("custom",))
    assert sorted(finding.rule for finding in found) == ["main.deny", "policy-failed"]
    [failed] = [finding for finding in found if finding.rule == "policy-failed"]
    assert failed.resource == str(hash(json.dumps(bodies[1])))
    assert failed.message.endswith("eval_builtin_error of to_number at plain.rego:6")


def test_one_bad_resource_of_many_is_found_by_halving(evaluate: Run) -> None:
    policy = OURS.replace('colour != "blue"', "to_number(colour) > 3").replace("blue", "big")
    bodies = [config_map(f"a{i}", colour=str(i % 3)) for i in range(900)]
    bodies[500]["data"]["colour"] = "x"
    found = evaluate(*bodies, policies={"house/big.rego": policy}, chosen=("must-be-big",))
    assert [(f.rule, f.resource) for f in found] == [("policy-failed", str(hash(json.dumps(bodies[500]))))]


def script(folder: Path, text: str) -> Path:
    """An executable that stands in for a broken conftest."""
    file = folder / "broken"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return file


@pytest.mark.parametrize(
    "text",
    [
        "exit 0",
        "echo rubbish",
        "echo '[]'",
        "echo 'null'",
        "kill -9 $$",
        "echo oops >&2; exit 1",
        """echo '[{"filename": "0.json", "namespace": "mergegate", "successes": 0}]'""",
        """echo '[{"filename": "0.json", "failures": [{"msg": "ran", "metadata": {"ran": []}}]}]'""",
        "cat data.json >/dev/null",
        "cat data.json >/dev/null; echo rubbish",
        "head -c 1 data.json; kill -9 $$",
        """cat data.json; echo '[{"filename": "nothing.json", "failures": []}]'""",
        """cat data.json >/dev/null; echo '[{"filename": "nothing.json", "failures": []}]'""",
        """cat data.json >/dev/null; echo '[{"filename": "nothing.json", "failures": [{"msg": "answer",
        "metadata": {"index": 0, "answer": [{"msg": "ran", "ran": []}]}}]}]'""",
    ],
)
def test_an_engine_that_is_broken_is_no_pass(evaluate: Run, tmp_path: Path, text: str) -> None:
    with pytest.raises(ToolError):
        evaluate(APPLICATION, binary=script(tmp_path, text))


def test_a_missing_engine_is_no_pass(evaluate: Run, tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="cannot start"):
        evaluate(APPLICATION, binary=tmp_path / "nothing")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "package main\n",
        "no rego",
        "package policies.x.y\n",
        "package policies.kubernetes\n\ndeny contains 1 if true\n",
        'package team["x-y"]\n\ndeny contains 1 if true\n',
    ],
)
def test_a_directory_without_a_rule_is_an_error(evaluate: Run, text: str) -> None:
    with pytest.raises(MergegateError):
        evaluate(APPLICATION, policies={"p.rego": text})


def test_policies_that_do_not_compile_are_an_error(evaluate: Run) -> None:
    with pytest.raises(ToolError):
        evaluate(APPLICATION, policies={"p.rego": PLAIN + "\nbroken {"})


def test_policies_cannot_reach_network_or_environment(evaluate: Run) -> None:
    for call in ('http.send({"method": "get", "url": "http://127.0.0.1:9"})', "opa.runtime()"):
        policy = f'package main\n\nimport rego.v1\n\ndeny contains "x" if {call}\n'
        with pytest.raises(ToolError, match="undefined function"):
            evaluate(APPLICATION, policies={"p.rego": policy})


def test_an_unknown_rule_has_a_hint() -> None:
    with pytest.raises(UsageError, match='did you mean "argo-default-project"'):
        select(load(), Config(), ("argo-defaultproject",), ())


def test_the_id_in_the_findings_is_the_one_of_the_file() -> None:
    catalogue = load()
    for file in builtin_policies().glob("*/*.rego"):
        if file.parent.name != "lib" and not file.stem.endswith("_test"):
            assert catalogue.rules[file.stem.replace("_", "-")].family == file.parent.name


def test_every_rule_has_what_a_page_needs() -> None:
    catalogue: Catalogue = load()
    for rule in catalogue.rules.values():
        assert rule.title, rule.id
        assert rule.description, rule.id
        assert rule.remedy, rule.id
        assert len(rule.title) <= 100, rule.id
