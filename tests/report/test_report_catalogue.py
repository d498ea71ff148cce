"""What `mergegate rules` and `mergegate overlays` print."""

from __future__ import annotations

import json

import click

from tests.report.report_factory import a_rule, an_overlay
from validator.model import Form, NamedBy, Severity, Unresolved
from validator.report.overlays import overlays_json, overlays_text
from validator.report.rules import rule_page, rules_json, rules_text

RULES = [
    a_rule(),
    a_rule(
        "secret-plaintext",
        family="secrets",
        title="Secret in plain text",
        security_severity="9.1",
        supersedes=("secret-value-pattern",),
        parameters={
            "names": {"description": "Words that make a name sensitive.", "default": ["password", "token"]},
            "depth": {"description": "How far to look.", "default": 3},
        },
    ),
    a_rule("work-shell", family="workload", production=Severity.OFF, elsewhere=Severity.OFF),
]


def test_the_catalogue_is_a_table_by_family() -> None:
    assert rules_text(RULES) == (
        "resources\n"
        "  res-memory-limit-missing  error    warning  Container without a memory limit\n"
        "\n"
        "secrets\n"
        "  secret-plaintext          error    warning  Secret in plain text\n"
        "\n"
        "workload\n"
        "  work-shell                off      off      Container without a memory limit\n"
        "\n"
        "3 rules; severities are the highest in production and elsewhere; 1 run only when selected\n"
    )


def test_a_page_says_what_why_and_how() -> None:
    assert rule_page(RULES[1], width=60) == (
        "secret-plaintext  Secret in plain text\n"
        "\n"
        "severity    error in production, warning elsewhere\n"
        "security    9.1\n"
        "looks at    one resource\n"
        "tags        reliability\n"
        "supersedes  secret-value-pattern\n"
        "\n"
        "Without a limit one leaking container takes the memory of\n"
        "its whole node.\n"
        "\n"
        "What to do\n"
        "Set `resources.limits.memory` to what the container needs at\n"
        "its peak.\n"
        "\n"
        "    resources:\n"
        "      limits:\n"
        "        memory: 256Mi\n"
        "\n"
        "Parameters\n"
        "depth: How far to look. Default: 3\n"
        'names: Words that make a name sensitive. Default: ["password","token"]\n'
        "\n"
        "Links\n"
        "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/\n"
    )


def test_a_rule_that_is_off_says_what_selecting_it_does() -> None:
    assert "severity    off; a note when selected\n" in rule_page(RULES[2])


def test_rules_as_json_are_sorted_and_whole() -> None:
    rules = json.loads(rules_json(reversed(RULES)))["rules"]
    assert [rule["id"] for rule in rules] == ["res-memory-limit-missing", "secret-plaintext", "work-shell"]
    assert list(rules[1]) == [
        *("id", "family", "title", "description", "example", "remedy", "scope", "severity"),
        "security_severity",
        *("tags", "related", "supersedes", "parameters"),
    ]
    assert rules[1]["severity"] == {"production": "error", "elsewhere": "warning"}
    assert list(rules[1]["parameters"]) == ["depth", "names"]


OVERLAYS = [
    an_overlay(
        "apps/blog", leaf=True, named_by=(), environment="dev", environment_from="configuration"
    ).overlay,
    an_overlay(left_out=("postBuild",)).overlay,
    an_overlay(
        "plain\x1b[2J",
        leaf=False,
        form=Form.ARGO_DIRECTORY,
        include=("plain/a.yaml",),
        named_by=tuple(NamedBy(kind="Application", name=f"a{i}", file=None, line=None) for i in range(5)),
    ).overlay,
]
UNRESOLVED = [
    Unresolved(kind="ApplicationSet", name=f"set{i}", file="a.yaml", line=i + 1, reason="asks a server")
    for i in range(30)
]


def test_overlays_are_a_table_with_reasons() -> None:
    text = overlays_text(OVERLAYS, UNRESOLVED[:1])
    assert text == (
        "apps/blog                      dev (configuration)                leaf\n"
        "apps/shop/overlays/production  production (path part production)"
        "  leaf, Application shop (clusters/prod/shop.yaml:9); without postBuild\n"
        "plain\\x1b[2J                   production (path part production)"
        "  argo-directory: Application a0, Application a1, 3 more\n"
        "\n"
        "Left out: what the controllers add to these builds is not checked\n"
        "  postBuild (1 overlay)\n"
        "\n"
        "Not resolved: 1 reference\n"
        "  ApplicationSet set0 (a.yaml:1): asks a server\n"
        "\n"
        "3 overlays (1 dev, 2 production): 2 leaves, 2 named\n"
    )
    assert click.unstyle(overlays_text(OVERLAYS, UNRESOLVED[:1], color=True)) == text


def test_every_unresolved_entry_point_is_listed() -> None:
    assert overlays_text([], UNRESOLVED).count("ApplicationSet") == 30


def test_no_overlay_is_said() -> None:
    assert overlays_text([]) == "0 overlays: no kustomization, and nothing that names a directory\n"


def test_overlays_as_json() -> None:
    report = json.loads(overlays_json(OVERLAYS, UNRESOLVED[:1]))
    assert report["overlays"][2] == {
        "path": "plain\x1b[2J",
        "environment": "production",
        "environment_from": "path part production",
        "form": "argo-directory",
        "leaf": False,
        "named_by": [{"kind": "Application", "name": f"a{i}", "file": None, "line": None} for i in range(5)],
        "left_out": [],
        "assumed": [],
        "files": ["plain/a.yaml"],
    }
    assert report["unresolved"][0]["reason"] == "asks a server"
