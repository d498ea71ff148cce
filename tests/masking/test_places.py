"""One table of places, every output: what stands there is shown by none, kept by none, and leaves by none."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from tests.cache.caching import Program
from tests.difference.difference_factory import a_pair
from tests.masking.places import OLD, SECRET, bodies, files
from validator.cache.memory import may_hold_secret
from validator.difference.compare import compare
from validator.masking.private import holds_secret, is_private, is_private_patch, is_telling
from validator.masking.values import COPY, secret_values, telling
from validator.model import FieldPath, Form, Overlay
from validator.places import value_at
from validator.report.diff_json import diff_json
from validator.report.diff_markdown import diff_markdown
from validator.report.diff_text import diff_text
from validator.report.masked_manifest import MaskedManifest
from validator.report.source_mask import SourceMask
from validator.survey import Record
from validator.tools.find import require

POLICIES = Path(__file__).parents[2] / "policies"
PLACES = bodies()
Found = tuple[dict[str, Any], FieldPath, str]


@pytest.mark.parametrize("place", PLACES)
def test_what_stands_there_stays_and_is_masked(place: str) -> None:
    body = PLACES[place]
    assert is_private(body, ())
    assert not any(SECRET in line.text for line in MaskedManifest(body, ()).shown())
    after = json.dumps(body)
    for other in (after.replace(SECRET, OLD), after.replace(SECRET, "$(X)"), None):
        for pair in (a_pair(other, after), a_pair(after, other)):
            found = compare([pair])
            for report in (diff_text(found, full=True), diff_json(found), diff_markdown(found)):
                assert SECRET not in report
                assert OLD not in report


def test_no_line_of_a_source_shows_it() -> None:
    lines = files()["app/all.yaml"].splitlines()
    mask = SourceMask("all.yaml", lines)
    spans = {at: mask.spans(at) for at, line in enumerate(lines, 1) if SECRET in line}
    shown = [
        lines[at - 1]
        for at, hidden in spans.items()
        if not any(start <= lines[at - 1].index(SECRET) < end for start, end in hidden)
    ]
    assert shown == []


FORMATS = ("text", "json", "sarif", "markdown", "github", "gitlab", "junit", "concise")


def test_no_report_and_no_entry_of_the_cache_has_it(
    program: Program, repository: Callable[..., Path], tmp_path: Path
) -> None:
    root = repository(files())
    outputs = [word for name in FORMATS for word in ("--output", f"{name}={tmp_path / name}")]
    check = program.run("check", root, *outputs, "--select", "secrets", "--select", "workload")
    assert check.code == 1
    shard = program.check(root, "--shard", "1/1")
    blames = [program.run("blame", root, "--all", "--format", name) for name in ("text", "json")]
    assert [run.code for run in blames] == [0, 0]
    said = [(tmp_path / name).read_text() for name in FORMATS]
    kept = [value.decode(errors="replace") for _, _, value in program.entries()]
    assert kept
    for text in (check.out, check.err, shard.out, *(run.out for run in blames), *said, *kept):
        assert SECRET not in text


# ---- what our own rules find -------------------------------------------------------------------

_RULES = (
    "flux_provider_inline_webhook",
    "flux_substitute_secret",
    "secret_helm_values",
    "secret_in_args",
    "secret_in_configmap",
    "secret_in_env",
    "secret_in_metadata",
    "secret_url_credentials",
    "secret_value_pattern",
)
_BODY = re.compile(r"(^report contains finding if \{.*?)^\}", re.DOTALL | re.MULTILINE)
_SAID = '\tprint("SAID", json.marshal([data.policies.lib.k8s.resources[finding.at], finding.path, "{}"]))\n}}'


@pytest.fixture(scope="module")
def found(
    tmp_path_factory: pytest.TempPathFactory,
) -> list[Found]:
    """What the tests of the rules on values have found by them: the object, the path, the rule."""
    folder = tmp_path_factory.mktemp("policies") / "policies"
    copytree(POLICIES, folder)
    for rule in _RULES:
        file = folder / "secrets" / f"{rule}.rego"
        text, count = _BODY.subn(lambda match, rule=rule: match[1] + _SAID.format(rule), file.read_text())  # type: ignore[misc]
        assert count
        file.write_text(text)
    tests = f"data.policies.secrets.(?:{'|'.join(_RULES)})_test"
    paths = [folder / name for name in ("lib", "secrets", "engine.rego", "log.rego", "main.rego")]
    words = [require("opa").path, "test", "--verbose", "--run", tests, *paths]
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr
    said = dict.fromkeys(line.partition("SAID ")[2] for line in ended.stdout.splitlines() if "SAID " in line)
    read = [json.loads(text) for text in said]
    return [(body, tuple(path), rule) for body, path, rule in read if isinstance(body, dict)]


def test_what_our_rules_find_stays_and_is_masked(
    found: list[Found],
) -> None:
    """Every object that the rules' own tests expect a finding in."""
    assert len(found) > 250
    assert {rule for _, _, rule in found} == set(_RULES)
    assert [(rule, path) for body, path, rule in found if not is_private(body, ())] == []
    shown = []
    for body, path, rule in found:
        lines = MaskedManifest(body, ())
        raw = [line.text for line in lines.raw if line.path == path]
        masked = [line.text for line in lines.shown() if line.path == path]
        if isinstance(value_at(body, path), str) and raw == masked:
            shown.append((rule, path))
    assert shown == []


# ---- patches, metadata, short values -----------------------------------------------------------

_HELM = {"kind": "HelmRelease", "metadata": {"name": "x"}}


@pytest.mark.parametrize(
    "patch",
    [
        json.dumps([{}, {"kind": "Secret", "stringData": {"a": SECRET}}]),
        json.dumps([{"kind": "Secret"}, [{"op": "replace", "path": "/a", "value": SECRET}]]),
        json.dumps([{"kind": "Secret|ConfigMap"}, {"a": SECRET}]),
        json.dumps([{"name": "x"}, [{"op": "add", "path": "/data", "value": {"a": SECRET}}]]),
        json.dumps([{}, {"data": {"a": SECRET}}]),
        json.dumps([{}, f"a: [{SECRET}"]),
        json.dumps([{}, {**_HELM, "spec": {"values": {"auth": {"pass": SECRET}}}}]),
        json.dumps([{}, {**_HELM, "spec": {"a": "it is open-sesame-mountain"}}]),
        "[",
    ],
)
def test_a_patch_that_may_hold_a_secret_stays_and_is_not_kept(patch: str) -> None:
    assert is_private_patch(patch, ["open-sesame-mountain"])
    if "open-sesame" not in patch:  # no value of a Secret is known before something is built
        assert may_hold_secret(record(patch))


def record(patch: str) -> Record:
    overlay = Overlay(
        path="a",
        form=Form.KUSTOMIZATION,
        environment="test",
        environment_from="",
        leaf=True,
        patches=(patch,),
    )
    return Record(
        overlays=(overlay,), unresolved=(), urls=(), reach={}, rendered={}, consulted={}, looked_at={}
    )


def test_a_patch_without_one_may_leave() -> None:
    patch = {**_HELM, "spec": {"driftDetection": {"mode": "enabled"}, "interval": "10m"}}
    assert not is_private_patch(json.dumps([{"kind": "HelmRelease"}, patch]), [SECRET])


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"name": "s", "annotations": {"a/sync-wave": "2"}, "labels": {"app": "shop"}}, False),
        ({"name": "s", "annotations": {COPY: SECRET}}, False),  # dots
        ({"name": "s", "annotations": {"db-password": SECRET}}, True),
        ({"name": "s", "annotations": {"note": f"password: {SECRET}"}}, True),
        ({"name": "s", "annotations": {"note": "hunter2"}}, True),
        ({"name": "s", "labels": {"note": "hunter2"}}, True),
        ({"name": "s", "annotations": {"note": "it is open-sesame-mountain"}}, True),
    ],
)
def test_metadata_of_a_secret_is_judged(metadata: Mapping[str, Any], expected: bool) -> None:
    body = {"kind": "Secret", "metadata": metadata, "stringData": {"a": "hunter2"}}
    assert is_telling(body, ["open-sesame-mountain"]) is expected


def test_which_values_tell_wherever_they_stand() -> None:
    values = ["correct-horse", "hunter22", "hunter2", "postgres", "redis:6379", "20240101"]
    assert telling(values) == ["correct-horse", "hunter22"]
    body = {"kind": "Secret", "stringData": {"a": "hunter22"}}
    assert holds_secret({"kind": "Shop", "spec": {"note": "xhunter22x"}}, telling(secret_values([body], ())))


def test_hostile_texts_cost_linear_time() -> None:
    started = time.process_time()
    for text in (
        "mysql " * 30_000,
        "curl -u " * 20_000,
        "a:5432:" * 20_000,
        "password=$" * 20_000,
        "name=password " * 10_000,
        "<password>" * 20_000,
        "a" * 200_000,
        "-a " * 50_000,
    ):
        is_private({"kind": "ConfigMap", "data": {"a": text}}, ())
    assert time.process_time() - started < 20  # a second or two; hours if a pattern were quadratic
