"""The two template languages of ApplicationSets; expected results come from Go itself."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.discover.templates import fasttemplate, goexec
from validator.discover.templates.problems import RefusedError, UndecidedError, Unknown

DATA: dict[str, Any] = {
    "name": "Shop_A",
    "env": "prod",
    "empty": "",
    "version": 1.30,
    "large": 1234567.0,
    "count": 3.0,
    "on": True,
    "nothing": None,
    "list": ["b", "a", 2.0],
    "map": {"k": "v", "deep": {"x": "y"}},
    "path": {"path": "apps/My_App/prod", "basename": "prod", "segments": ["apps", "My_App", "prod"]},
}


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("plain", "plain"),
        ("{{.env}}", "prod"),
        ("{{ .map.deep.x }}", "y"),
        ("{{.missing}}", "<no value>"),
        ("{{.missing.deeper}}", "<no value>"),
        ("{{.version}} {{.large}} {{.count}} {{.on}}", "1.3 1.234567e+06 3 true"),
        ("{{.list}} {{.map}}", "[b a 2] map[deep:map[x:y] k:v]"),
        ("{{index .path.segments 1}}-{{.path.basename}}", "My_App-prod"),
        ("{{index .path.segments 1 | normalize}}", "my-app"),
        ('{{default "d" .missing}}{{.empty | default "e"}}', "de"),
        ("{{if .empty}}a{{else if eq .env `prod`}}b{{else}}c{{end}}", "b"),
        ("{{if and .on (not .empty)}}yes{{end}}", "yes"),
        ("{{or .empty .env}}", "prod"),
        ("{{range $i, $v := .list}}{{$i}}{{$v}};{{end}}", "0b;1a;22;"),
        ("{{range $k, $v := .map.deep}}{{$k}}={{$v}}{{else}}none{{end}}", "x=y"),
        ("{{with .map.deep}}{{.x}}{{$.env}}{{end}}", "yprod"),
        ("{{$x := .env}}{{$x}}", "prod"),
        ("a {{- .env -}} b", "aprodb"),
        ("a{{/* comment */}}b", "ab"),
        ('{{.env | printf "%s-%s" "x"}}', "x-prod"),
        ('{{trimPrefix "Sh" .name | trimSuffix "_A" | upper}}', "OP"),
        ('{{splitList "/" .path.path | last}}', "prod"),
        ('{{(splitList "/" .path.path) | rest | join "."}}', "My_App.prod"),
        ("{{first .path.segments}} {{base .path.path}} {{dir .path.path}}", "apps prod apps/My_App"),
        ('{{replace "_" "-" .name | lower | trunc 5}}', "shop-"),
        ('{{ternary "a" "b" .on}}', "a"),
        ("{{.map | toJson}}", '{"deep":{"x":"y"},"k":"v"}'),
        ("{{slugify .name}}", "shop_a"),
        ('{{ne .env "dev"}} {{lt 1 2}} {{len .list}}', "true true 3"),
        ('{{hasKey .map "k"}}{{get .map "q"}}', "true"),
        ('{{"quoted \\"text\\""}}', 'quoted "text"'),
    ],
)
def test_go_templates_give_what_go_gives(template: str, expected: str) -> None:
    assert goexec.render(template, DATA) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{path}}",  # no such function: fasttemplate's syntax
        "{{.env",
        "{{if .env}}",
        "{{end}}",
        "{{.env.x}}",  # a field of a text
        "{{.nothing.x}}",
        "{{index .list 9}}",
        "{{lower .count}}",  # a number is no text
        "{{eq .env .count}}",
        "{{$unknown}}",
        "{{lower}}",
        "{{.env .name}}",
        "{{range .env}}{{end}}",
        "{{range .list}}{{else if .on}}{{end}}",
        '{{index .map 1}}{{"',
    ],
)
def test_what_go_refuses_is_refused(template: str) -> None:
    with pytest.raises(RefusedError):
        goexec.render(template, DATA)


def test_a_missing_key_is_refused_with_missingkey_error() -> None:
    with pytest.raises(RefusedError):
        goexec.render('{{default "d" .missing}}', DATA, strict=True)


@pytest.mark.parametrize(
    "template",
    ["{{randAlpha 5}}", '{{regexReplaceAll "a" .env "b"}}', '{{define "x"}}{{end}}', "{{toYaml .map}}"],
)
def test_what_is_not_read_is_undecided(template: str) -> None:
    with pytest.raises(UndecidedError):
        goexec.render(template, DATA)


def test_toyaml_counts_where_the_result_is_read_as_yaml() -> None:
    assert goexec.render("x: {{toYaml .map.deep}}", DATA, structured=True) == 'x: {"x":"y"}'


def test_parameters_that_are_not_known_leave_a_template_undecided() -> None:
    assert goexec.render("{{.env}}", DATA, others="clusters are unknown") == "prod"
    for template in ("{{.server}}", '{{default "d" .server}}', "{{if .server}}a{{end}}"):
        with pytest.raises(UndecidedError, match="clusters are unknown"):
            goexec.render(template, DATA, others="clusters are unknown")


def test_a_value_that_is_not_known_leaves_a_template_undecided() -> None:
    for template in (
        "{{.v}}",
        "{{.v.x}}",
        "{{lower .v}}",
        "{{if .v}}a{{end}}",
        "{{range .v}}{{end}}",
        "{{.}}",
    ):
        with pytest.raises(UndecidedError, match="because"):
            goexec.render(template, {"v": Unknown("because")})


@pytest.mark.parametrize(
    "template",
    [
        "{{$x := list .}}" + "{{$x = list $x $x}}" * 60 + "{{$x}}",
        "{{$x := `a`}}" + '{{$x = replace "a" "aaaaaaaaaaaaaaaaaaaa" $x}}' * 60 + "{{$x}}",
        "{{range .l}}{{range $.l}}{{range $.l}}{{range $.l}}x{{end}}{{end}}{{end}}{{end}}",
        "{{" + "(" * 5_000 + ".a" + ")" * 5_000 + "}}",
        "{{if .a}}" * 5_000 + "{{end}}" * 5_000,
        "{{" * 40_000,
        "{{.a}}" * 200_000,
        "{{range 1000000000}}x{{end}}",
    ],
)
def test_a_hostile_template_takes_no_time(template: str) -> None:
    started = time.monotonic()
    with pytest.raises((RefusedError, UndecidedError)):
        goexec.render(template, {"a": "x", "l": list(range(100))})
    assert time.monotonic() - started < 10


@given(st.text(' .{}|()$"`:=-abif', max_size=30))
def test_no_go_template_raises_anything_else(inside: str) -> None:
    with contextlib.suppress(RefusedError, UndecidedError):
        goexec.render("{{" + inside + "}}{{end}}", DATA)


# ---- without goTemplate ------------------------------------------------------------------------

FLAT = {"env": "prod", "region.code": "1", "path[1]": "api", "number": 1.0}


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{env}}-{{ region.code }}/{{path[1]}}", "prod-1/api"),
        ("envs/{{unknown}}", "envs/{{unknown}}"),  # stays as it is
        ("{{number}}", "{{number}}"),  # no text
        ("{{ env | upper }}", "{{ env | upper }}"),
        ("{{}}", "{{}}"),
        ("{{env", "{{env"),  # not templated at all
        ("{{a{{env}}", "{{a{{env}}"),
        ("a\n{{env\n}}", "a\n{{env\n}}"),
    ],
)
def test_fasttemplate_replaces_exact_names(template: str, expected: str) -> None:
    assert fasttemplate.render(template, FLAT) == expected


def test_an_open_tag_after_a_closed_one_is_refused() -> None:
    with pytest.raises(RefusedError):
        fasttemplate.render("{{env}} {{env", FLAT)


def test_fasttemplate_is_undecided_where_other_parameters_are_unknown() -> None:
    assert fasttemplate.render("{{env}}", FLAT, others="why") == "prod"
    with pytest.raises(UndecidedError, match="why"):
        fasttemplate.render("{{server}}", FLAT, others="why")


def test_a_text_that_grows_too_long_is_undecided() -> None:
    with pytest.raises(UndecidedError):
        fasttemplate.render("{{a}}" * 50_000, {"a": "x" * 50_000})


def test_many_braces_take_no_time() -> None:
    started = time.monotonic()
    text = "{{" * 200_000
    assert fasttemplate.render(text, FLAT) == text
    assert time.monotonic() - started < 5
