"""The bundle is what the real OPA takes, says what it is, and keeps our inputs out of decision logs."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
import urllib.request
from pathlib import Path

import pytest

from tests.cache.caching import Program
from tests.evaluate.servers import opa, query
from tests.evaluate.test_evaluate import OURS, PLAIN
from tests.running import Command
from validator.tools.find import require

SHOP = Path(__file__).parents[2] / "fixtures" / "shop"


def members(packed: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        found = {}
        for member in archive.getmembers():
            file = archive.extractfile(member)
            assert file is not None
            found[member.name] = file.read()
        return found


@pytest.fixture
def shop_bundle(tmp_path: Path, program: Program) -> Path:
    """The bundle of fixtures/shop."""
    file = tmp_path / "bundle.tar.gz"
    ended = program.run("bundle", SHOP, "-o", file)
    assert (ended.code, ended.err) == (0, "")
    return file


def test_the_same_policies_and_configuration_give_the_same_bytes(
    shop_bundle: Path, tmp_path: Path, mergegate: Command
) -> None:
    again = tmp_path / "again"
    run = mergegate("bundle", SHOP, "-o", again, env={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"})
    assert run.code == 0
    assert again.read_bytes() == shop_bundle.read_bytes()
    with tarfile.open(again) as archive:
        assert {(one.mtime, one.uid, one.mode) for one in archive.getmembers()} == {(0, 0, 0o644)}


def test_opa_takes_it(shop_bundle: Path) -> None:
    def run(*words: str) -> str:
        finished = subprocess.run([require("opa").path, *words, shop_bundle], capture_output=True, text=True)
        assert finished.returncode == 0, finished.stderr
        return finished.stdout

    run("check", "--strict", "--bundle")
    run("build", "--output", "/dev/null", "--bundle")
    manifest = json.loads(run("inspect", "--format", "json"))["manifest"]
    about = json.loads(members(shop_bundle.read_bytes())["/data.json"])["mergegate_bundle"]
    assert manifest["revision"].startswith(f"{about['policies']}-")
    assert "system/log" in manifest["roots"]


def test_it_holds_the_policies_without_their_tests_and_what_is_conftests_own(shop_bundle: Path) -> None:
    found = members(shop_bundle.read_bytes())
    assert "/sync/argo_default_project.rego" in found
    assert not [
        name for name in found if name.endswith("_test.rego") or name in ("/main.rego", "/ahead.rego")
    ]


def test_it_holds_what_is_configured(tmp_path: Path, program: Program) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "blue.rego").write_text(OURS)
    (tmp_path / "own" / "plain.rego").write_text(PLAIN)
    (tmp_path / ".mergegate.yaml").write_text(
        "policies: [own]\nrepository: ['https://example.com/shop']\n"
        "rules:\n  argo-default-project: off\n  res-quantity-invalid: {parameters: {max_cpu: '96'}}\n"
    )
    ended = program.run("bundle", tmp_path, "-o", tmp_path / "b.tar.gz")
    assert ended.code == 0
    assert "Left out: 1 file in conftest's own form" in ended.err
    found = members((tmp_path / "b.tar.gz").read_bytes())
    [own] = [name for name in found if name.startswith("/custom/")]
    assert own.startswith("/custom/policies/house/must_be_blue/")
    assert own.endswith("/blue.rego")
    config = json.loads(found["/data.json"])["mergegate_config"]
    assert config["parameters"] == {"res-quantity-invalid": {"max_cpu": "96"}}
    assert config["repository_urls"] == ["https://example.com/shop"]
    assert "must_be_blue" in config["wanted"]["resource"]["house"]
    assert "argo_default_project" not in config["wanted"]["resource"]["sync"]


def test_another_place_of_the_checkout_gives_the_same_policies(tmp_path: Path, program: Program) -> None:
    packed = []
    for name in ("here", "there"):
        (tmp_path / name / "own").mkdir(parents=True)
        (tmp_path / name / "own" / "blue.rego").write_text(OURS)
        (tmp_path / name / ".mergegate.yaml").write_text("policies: [own]\n")
        assert program.run("bundle", tmp_path / name, "-o", tmp_path / name / "b").code == 0
        packed.append((tmp_path / name / "b").read_bytes())
    assert packed[0] == packed[1]


def test_a_word_more_in_a_policy_is_another_one(tmp_path: Path, program: Program) -> None:
    names = []
    for text in (OURS, OURS.replace("blue", "grey")):
        (tmp_path / "own").mkdir(exist_ok=True)
        (tmp_path / "own" / "blue.rego").write_text(text)
        names.append(program.run("bundle", SHOP, "--policy", tmp_path / "own", "-o", tmp_path / "b").out)
    assert names[0] != names[1]


def test_what_cannot_be_written_is_told(tmp_path: Path, program: Program) -> None:
    assert program.run("bundle", SHOP, "-o", tmp_path / "no" / "b").code == 3
    assert program.run("bundle", SHOP).code == 2


def test_no_input_is_in_decision_logs(tmp_path: Path, program: Program, shop_bundle: Path) -> None:
    """Of the engine's queries and of others that reach our policies; those of other tenants are left."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "t.rego").write_text("package tenant\n\nanswer := input.word\n")
    words = ["--set", "decision_logs.console=true", "--bundle", other]
    (other / ".manifest").write_text('{"roots": ["tenant"]}')
    with opa(tmp_path, shop_bundle.read_bytes(), *words) as running:
        checked = ("--engine", "opa", "--opa-url", running.url, "--no-cache")
        assert program.check(SHOP, *checked).code == 1
        for path in ("data/mergegate/deny", "data/policies/sync", "data", "query"):
            body = {"input": {"kind": "Zanzibar"}, "query": "data.mergegate.deny"}
            request = urllib.request.Request(f"{running.url}/v1/{path}", json.dumps(body).encode())
            urllib.request.urlopen(request).close()
        request = urllib.request.Request(f"{running.url}/v1/data/tenant", b'{"input": {"word": "kept"}}')
        urllib.request.urlopen(request).close()
        assert query(running.url, "mergegate_bundle")["result"]["policies"]
        log = running.log.read_text()
    decisions = [json.loads(line) for line in log.splitlines() if '"Decision Log"' in line]
    ours = [one for one in decisions if "tenant" not in one.get("path", "")]
    assert len(ours) > 20
    assert not [one for one in ours if one.get("input")]
    assert "Zanzibar" not in log
    assert [one["input"] for one in decisions if one.get("path") == "tenant"] == [{"word": "kept"}]
