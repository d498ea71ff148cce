"""The example on a rule's page breaks the rule: what the documentation shows is what the check finds."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.evaluate.evaluating import evaluator, findings
from validator.evaluate.catalogue import load
from validator.evaluate.evaluate import Group
from validator.model import Build, Form, Overlay, Resource, ResourceId, Rule


def build(rule: Rule) -> Build:
    """The example of a rule as an overlay of production that is called after the rule."""
    overlay = Overlay(
        path=rule.id, form=Form.KUSTOMIZATION, environment="production", environment_from="", leaf=True
    )
    bodies = [body for body in yaml.safe_load_all(rule.example) if body]
    made = [
        Resource(digest=f"{rule.id}/{index}", id=ResourceId.of(body), body=body)
        for index, body in enumerate(bodies)
    ]
    return Build(overlay=overlay, resources=tuple(made))


def test_every_example_breaks_its_rule(tmp_path: Path, conftest_binary: Path) -> None:
    catalogue = load()
    shown = [rule for rule in catalogue.rules.values() if rule.example and rule.scope != "repository"]
    chosen = tuple(rule.id for rule in shown)
    facts = {"failures": [], "secret_generators": []}
    made = evaluator(catalogue, chosen, binary=conftest_binary, scratch=tmp_path)
    [found] = findings(made, [Group(builds=list(map(build, shown)), facts=facts)])
    broken = {
        finding.rule
        for finding in found
        if (finding.resource or "").startswith(f"{finding.rule}/") or finding.rule in finding.overlays
    }
    assert sorted({rule.id for rule in shown} - broken) == []
