"""The configuration is strict: an error has file, line and the nearest right name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from validator.config import Config, RuleConfig, check_rules, load
from validator.errors import UsageError
from validator.evaluate.catalogue import load as load_catalogue
from validator.model import Location, Severity, Waiver, WaiverKind

WHOLE = """\
include: [apps/**]
exclude:
- apps/legacy/**
environments:
  "apps/*/live": production
  "apps/*/try": sandbox
default-environment: development
repository: [https://github.com/example/shop]
policies: [house]
fail-on: warning
baseline: old/known.txt
waiver-max-days: 90
waivers:
- {rule: secrets, overlay: apps/*, resource: Pod/a-*, reason: " soon ", until: 2027-03-31, owner: me}
- rule: argo-default-project
rules:
  argo-default-project: off
  res-besteffort:
    severity: {production: warning}
  flux-api-removed:
    severity: note
    parameters: {flux-version: "2.7"}
"""


def read(tmp_path: Path, text: str) -> Config:
    (tmp_path / ".mergegate.yaml").write_text(text)
    return load(tmp_path, None)


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    assert load(tmp_path, None) == Config()


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n"])
def test_an_empty_file_means_the_defaults(tmp_path: Path, text: str) -> None:
    config = read(tmp_path, text)
    assert (config.include, config.rules, config.fail_on) == ((), {}, Severity.ERROR)


def test_a_whole_configuration_is_read(tmp_path: Path) -> None:
    config = read(tmp_path, WHOLE)
    assert config.include == ("apps/**",)
    assert config.exclude == ("apps/legacy/**",)
    assert config.environments == (("apps/*/live", "production"), ("apps/*/try", "sandbox"))
    assert config.default_environment == "development"
    assert config.repository == ("https://github.com/example/shop",)
    assert config.policies == (tmp_path / "house",)
    assert config.fail_on is Severity.WARNING
    assert config.baseline == tmp_path / "old/known.txt"
    assert config.waiver_max_days == 90
    first, second = config.waivers
    assert (first.overlay, first.resource) == ("apps/*", "Pod/a-*")
    assert first.waiver == Waiver(
        kind=WaiverKind.CONFIGURATION,
        rules=("secrets",),
        reason="soon",
        until=date(2027, 3, 31),
        owner="me",
        location=Location(file=".mergegate.yaml", line=14, column=4, end_line=14, end_column=17),
    )
    assert (second.waiver.is_complete, second.overlay, second.resource) == (False, None, None)
    assert config.rules == {
        "argo-default-project": RuleConfig(production=Severity.OFF, elsewhere=Severity.OFF),
        "res-besteffort": RuleConfig(production=Severity.WARNING),
        "flux-api-removed": RuleConfig(
            production=Severity.NOTE, elsewhere=Severity.NOTE, parameters={"flux-version": "2.7"}
        ),
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "rules:\n  a:\n    parameters:\n      a0: &a0 [x]\n"
            + "".join(f"      a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 8)),
            ".mergegate.yaml:8:11: expands to too many values",
        ),
        ("rules: {}\n---\nfail-on: note\n", ".mergegate.yaml:3:1: a second document"),
        (
            "inclde: [a]",
            '.mergegate.yaml:1:1: unknown key "inclde" in the configuration; did you mean "include"?',
        ),
        ("include: a", ".mergegate.yaml:1:10: `include` must be a list of texts"),
        ("include: [1]", ".mergegate.yaml:1:11: an entry of `include` must be text"),
        ("include: ['']", ".mergegate.yaml:1:11: an entry of `include` must be text"),
        ("exclude: ['a[']", '.mergegate.yaml:1:11: "a[" is no glob'),
        ("environments:\n  'a{': x", '.mergegate.yaml:2:9: "a{" is no glob'),
        ("environments: [a]", ".mergegate.yaml:1:15: `environments` must be a mapping"),
        ("environments:\n  a: 1", '.mergegate.yaml:2:6: the environment of "a" must be text'),
        (
            "environments: {a: Prod}",
            '.mergegate.yaml:1:19: the environment of "a" is "Prod"; did you mean "prod',
        ),
        ("default-environment: live", ".mergegate.yaml:1:22: `default-environment` is"),
        ("fail-on: errr", ".mergegate.yaml:1:10: a severity is one of error, warning, note; did you mean"),
        ("fail-on: off", ".mergegate.yaml:1:10: a severity is one of error, warning, note"),
        ("rules:\n  a: yes", ".mergegate.yaml:2:6: a severity is one of error, warning, note, off"),
        (
            "rules:\n  a: {sverity: off}",
            '.mergegate.yaml:2:7: unknown key "sverity" in rule a; did you mean "severity"',
        ),
        ("rules:\n  a: [off]", ".mergegate.yaml:2:6: rule a must be a mapping"),
        ("rules:\n  a: {severity: {prod: off}}", '.mergegate.yaml:2:18: unknown key "prod" in the severity'),
        ("exclude: []\nexclude: []", '.mergegate.yaml:2:1: "exclude" is there twice'),
        ("- a", ".mergegate.yaml:1:1: the configuration must be a mapping"),
        ("a: [", ".mergegate.yaml:2: not YAML"),
        ("baseline: [a]", ".mergegate.yaml:1:11: `baseline` must be text"),
        ("waiver-max-days: 0", ".mergegate.yaml:1:18: `waiver-max-days` must be a whole number above zero"),
        ("waiver-max-days: a", ".mergegate.yaml:1:18: `waiver-max-days` must be"),
        ("waivers: {}", ".mergegate.yaml:1:10: `waivers` must be a list"),
        ("waivers: [a]", ".mergegate.yaml:1:11: a waiver must be a mapping"),
        ("waivers: [{reason: a}]", ".mergegate.yaml:1:11: a waiver names a `rule`"),
        (
            "waivers: [{rule: a, resn: b}]",
            '.mergegate.yaml:1:21: unknown key "resn" in a waiver; did you mean',
        ),
        ("waivers: [{rule: [a]}]", ".mergegate.yaml:1:18: `rule` of a waiver must be text"),
        (
            "waivers: [{rule: a, until: soon}]",
            '.mergegate.yaml:1:28: `until` of a waiver is "soon"; a day is',
        ),
        ("waivers: [{rule: a, until: 20270331}]", ".mergegate.yaml:1:28: `until` of a waiver must be text"),
        ("waivers: [{rule: a, reason: ''}]", ".mergegate.yaml:1:29: `reason` of a waiver must be text"),
        ("waivers: [{rule: a, overlay: 'b['}]", '.mergegate.yaml:1:30: "b[" is no glob'),
        ("waivers: [{rule: a, resource: Pod}]", '.mergegate.yaml:1:31: "Pod" is not Kind/name'),
        ("waivers: [{rule: a, resource: a/b/c/d}]", '.mergegate.yaml:1:31: "a/b/c/d" is not Kind/name'),
        ("waivers: [{rule: a, resource: 'Pod/[a'}]", '.mergegate.yaml:1:31: "Pod/[a" is not Kind/name'),
    ],
)
def test_a_mistake_is_an_error_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, text + "\n")
    assert str(caught.value).startswith(message)


def test_a_file_that_was_asked_for_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot read the configuration"):
        load(tmp_path, tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rules:\n  argo-defaultproject: off", '2:3: there is no rule "argo-defaultproject"; did you mean'),
        (
            "rules:\n  argo-default-project: {parameters: {x: 1}}",
            'rule argo-default-project has no parameter "x"',
        ),
        ("rules: {policy-failed: off}", "policy-failed cannot be changed"),
        (
            "rules:\n  flux-api-removed: {parameters: {flux_version: 2.10}}",
            'parameter "flux_version" of rule flux-api-removed must be text (in quotes',
        ),
        (
            "rules:\n  flux-api-removed: {parameters: {flux_version: latest}}",
            'parameter "flux_version" of rule flux-api-removed must be a version, such as "1.36"',
        ),
        (
            "rules:\n  res-quantity-invalid: {parameters: {max_cpu: lots}}",
            'parameter "max_cpu" of rule res-quantity-invalid must be a quantity, such as "500m"',
        ),
        (
            "rules:\n  flux-source-unpinned: {parameters: {mutable_tags: [latest, 1]}}",
            "must be a list, each entry text (in quotes",
        ),
    ],
)
def test_rules_are_held_against_the_catalogue(tmp_path: Path, text: str, message: str) -> None:
    config = read(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        check_rules(config, load_catalogue().rules)
    assert message in str(caught.value)
