"""A check that several machines share comes to what one machine finds, byte for byte, or to no report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cache.caching import SMALL, Ended, Program, committed, write
from tests.change.histories import git
from tests.test_fixtures import CASES, CREDENTIALS, SCHEMA, copy, expectation
from validator.errors import UsageError
from validator.report.formats import FORMATS
from validator.shards.share import Shard, parse

# ---- shares ------------------------------------------------------------------------------------

SIZES = st.dictionaries(st.text(min_size=1, max_size=9), st.integers(0, 10**7), max_size=60)


@given(sizes=SIZES, of=st.integers(1, 12))
def test_every_overlay_falls_to_one_shard(sizes: Mapping[str, int], of: int) -> None:
    shares = [Shard(number, of).share(sizes) for number in range(1, of + 1)]
    assert sorted(name for share in shares for name in share) == sorted(sizes)


@given(sizes=SIZES, of=st.integers(1, 12))
def test_shares_differ_by_one_overlay_at_most(sizes: Mapping[str, int], of: int) -> None:
    each = 40_000  # what it takes to start a build, in bytes
    loads = [sum(sizes[n] + each for n in Shard(i, of).share(sizes)) for i in range(1, of + 1)]
    assert max(loads) - min(loads) <= max((size + each for size in sizes.values()), default=0)


@given(sizes=SIZES, of=st.integers(1, 12))
def test_the_order_of_overlays_does_not_matter(sizes: Mapping[str, int], of: int) -> None:
    assert Shard(1, of).share(dict(reversed(sizes.items()))) == Shard(1, of).share(sizes)


@pytest.mark.parametrize(
    "text", ["", "2", "0/2", "3/2", "1/0", "-1/2", "1/1000", "1 / 2", "a/b", "1/2/3", "١/٢"]
)
def test_what_is_no_shard(text: str) -> None:
    with pytest.raises(UsageError, match="is no shard"):
        parse(text)


# ---- one report of all -------------------------------------------------------------------------


def shards(program: Program, root: Path, folder: Path, *words: str, of: int = 3) -> list[Path]:
    """The JSON report of every shard; each has a cache of its own, as other machines have."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number in range(1, of + 1):
        machine = Program(folder / f"cache {number}", program.tools)
        ended = machine.check(root, "--shard", f"{number}/{of}", *words)
        assert ended.code in (0, 1), ended.err
        jsonschema_rs.validate(SCHEMA, json.loads(ended.out))
        files.append(folder / f"{number}.json")
        files[-1].write_text(ended.out)
    return files


def merge(program: Program, root: Path, files: Iterable[Path], *words: str) -> Ended:
    machine = Program(program.cache.with_name("cache of the merge"), program.tools)
    return machine.run("merge", *files, "--path", root, *words)


def assert_same(program: Program, root: Path, folder: Path, *words: str, of: int = 3) -> Ended:
    """Shards merged are one run, in every format; returns the run as JSON."""
    files = shards(program, root, folder, *words, of=of)
    for format_ in sorted(FORMATS):
        one = program.run("check", root, "--format", format_, *[w for w in words if w != "--complete"])
        merged = merge(program, root, files, "--format", format_)
        assert (merged.code, merged.out) == (one.code, one.out), (format_, merged.err)
    return program.check(root, *words)


@pytest.mark.parametrize("case", CASES)
def test_shards_merged_are_one_run(case: str, program: Program, tmp_path: Path) -> None:
    words = tuple(map(str, expectation(case).get("arguments", ())))
    root = copy(case, tmp_path, CREDENTIALS)
    if expectation(case)["exit"] in (0, 1):
        assert_same(program, root, tmp_path / "shards", *words)


def test_a_shard_for_each_of_few_overlays(program: Program, tmp_path: Path) -> None:
    root = write(tmp_path / "repository", SMALL)
    files = shards(program, root, tmp_path / "shards", of=5)
    found = [json.loads(file.read_text()) for file in files]
    assert sorted(one["path"] for report in found for one in report["overlays"]) == [
        "roles",
        "web/overlays/east",
        "web/overlays/west",
    ]
    assert [len(report["overlays"]) for report in found] == [1, 1, 1, 0, 0]
    assert merge(program, root, files, "--format", "json").code == 1


def changed(root: Path) -> Path:
    """A change that renames an overlay, breaks one, mends and adds findings, and waives another."""
    committed(root, SMALL)
    git(root, "mv", "web/overlays/west", "web/overlays/north")
    write(root, {"web/overlays/south/kustomization.yaml": "resources: [../../base, missing.yaml]\n"})
    web = (root / "web/base/web.yaml").read_text()
    waived = '        # mergegate: ignore[pod-image-mutable-tag] until=2999-01-01 reason="far too long"\n'
    (root / "web/base/web.yaml").write_text(
        web.replace("        image:", f"{waived}        image:") + "\n# new\n"
    )
    (root / "roles/role.yaml").unlink()
    write(root, {"roles/kustomization.yaml": "resources: [other.yaml]\n"})
    account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: plain}\n"
    return write(root, {"roles/other.yaml": account})


@pytest.mark.parametrize("of", [1, 2, 4])
def test_shards_of_a_change(of: int, program: Program, tmp_path: Path) -> None:
    root = changed(tmp_path / "repository")
    one = assert_same(program, root, tmp_path / "shards", "--base", "HEAD", "--complete", of=of)
    states = {finding["state"] for finding in json.loads(one.out)["findings"]}
    assert {"new", "known", "fixed"} <= states


def test_shards_of_what_is_staged(program: Program, tmp_path: Path) -> None:
    root = changed(tmp_path / "repository")
    git(root, "add", "--all")
    assert_same(program, root, tmp_path / "shards", "--staged", "--complete")


def test_names_that_are_no_unicode(program: Program, tmp_path: Path) -> None:
    root = write(tmp_path / "repository", SMALL)
    (root / "web/base/web.yaml").rename(root / "web/base/w\udce9b.yaml")
    (root / "web/base/kustomization.yaml").write_bytes(b"resources: ['w\xe9b.yaml']\n")
    assert_same(program, root, tmp_path / "shards")


def test_what_the_shards_were_asked_for_counts(program: Program, tmp_path: Path) -> None:
    """Options, the severity that fails and the configuration need not be said again."""
    root = write(tmp_path / "repository", SMALL)
    (tmp_path / "other.yaml").write_text("rules: {pod-image-mutable-tag: {severity: 'off'}}\n")
    words = ("--config", str(tmp_path / "other.yaml"), "--ignore", "rbac", "--fail-on", "note")
    one = assert_same(program, root, tmp_path / "shards", *words)
    assert one.code == 1
    rules = {finding["rule"] for finding in json.loads(one.out)["findings"]}
    assert rules
    assert not any(rule.startswith("rbac") for rule in rules)


def test_a_waiver_that_one_shard_uses_is_used(program: Program, tmp_path: Path) -> None:
    until = "2027-03-31"
    waivers = f"waivers: [{{rule: rbac, overlay: roles, until: {until}, reason: r}}]\nwaiver-max-days: 9999\n"
    root = write(tmp_path / "repository", {**SMALL, ".mergegate.yaml": waivers})
    files = shards(program, root, tmp_path / "shards")
    for file in files:
        found = json.loads(file.read_text())["findings"]
        assert [one for one in found if one["rule"] == "waiver-unused"] == []


# ---- what is no report -------------------------------------------------------------------------


@pytest.fixture
def three(program: Program, tmp_path: Path) -> tuple[Path, list[Path]]:
    root = write(tmp_path / "repository", SMALL)
    return root, shards(program, root, tmp_path / "shards")


def test_a_missing_shard(three: tuple[Path, list[Path]], program: Program) -> None:
    root, files = three
    ended = merge(program, root, [files[0], files[2]])
    assert (ended.code, ended.out) == (3, "")
    assert "shard 2/3 missing" in ended.err


def test_a_shard_twice(three: tuple[Path, list[Path]], program: Program) -> None:
    root, files = three
    ended = merge(program, root, [*files, files[1]])
    assert ended.code == 2
    assert "both shard 2/3" in ended.err


def test_another_state_of_the_repository(three: tuple[Path, list[Path]], program: Program) -> None:
    root, files = three
    (root / "roles/role.yaml").write_text(SMALL["roles/role.yaml"].replace("name: all", "name: any"))
    ended = merge(program, root, files)
    assert (ended.code, ended.out) == (3, "")
    assert "another state of this repository" in ended.err


def test_a_state_of_which_every_verdict_is_there(three: tuple[Path, list[Path]], program: Program) -> None:
    """Less to check than the shards found: nothing is missing, and yet it is something else."""
    root, files = three
    config = root / ".mergegate.yaml"
    config.write_text("exclude: [web/**]\n")
    ended = merge(program, root, files)
    assert (ended.code, ended.out) == (3, "")
    assert "another state of this repository" in ended.err


def test_a_change_merged_where_there_is_none(program: Program, tmp_path: Path) -> None:
    root = changed(tmp_path / "repository")
    git(root, "add", "--all")
    staged = shards(program, root, tmp_path / "staged", "--staged", "--complete")
    based = shards(program, root, tmp_path / "based", "--base", "HEAD", "--complete")
    git(root, "branch", "before")
    git(root, "commit", "--quiet", "--message", "now")
    assert merge(program, root, staged).code == 3
    assert merge(program, root, based).code == 1  # the base is still the commit that it was
    git(root, "checkout", "--quiet", "before")
    ended = merge(program, root, based)
    assert (ended.code, ended.out) == (3, "")
    assert "another state of this repository" in ended.err


def test_another_baseline(three: tuple[Path, list[Path]], program: Program, tmp_path: Path) -> None:
    root, _ = three
    assert program.run("baseline", "write", root / "baseline", "--path", root).code == 0
    (root / ".mergegate.yaml").write_text("baseline: baseline\n")
    files = shards(program, root, tmp_path / "with")
    assert merge(program, root, files).code == 0
    lines = (root / "baseline").read_text().splitlines(keepends=True)
    (root / "baseline").write_text("".join(lines[:-1]))
    assert merge(program, root, files).code == 3


def test_other_rules(three: tuple[Path, list[Path]], program: Program) -> None:
    root, files = three
    (root / ".mergegate.yaml").write_text("rules: {pod-image-mutable-tag: {severity: 'off'}}\n")
    assert merge(program, root, files).code == 3


def test_another_run(three: tuple[Path, list[Path]], program: Program, tmp_path: Path) -> None:
    root, files = three
    others = shards(program, root, tmp_path / "others", "--select", "rbac")
    ended = merge(program, root, [*files[:2], others[2]])
    assert ended.code == 3
    assert "of different runs: they differ in options" in ended.err


def test_another_number_of_shards(three: tuple[Path, list[Path]], program: Program, tmp_path: Path) -> None:
    root, files = three
    others = shards(program, root, tmp_path / "others", of=2)
    ended = merge(program, root, [files[0], others[1]])
    assert ended.code == 3
    assert "one of 3 shards" in ended.err


def test_what_a_change_does_not_reach_was_not_checked(program: Program, tmp_path: Path) -> None:
    root = changed(tmp_path / "repository")
    (root / "web/base/web.yaml").write_text(SMALL["web/base/web.yaml"])
    files = shards(program, root, tmp_path / "shards", "--base", "HEAD")
    assert merge(program, root, files, "--format", "json").code in (0, 1)
    ended = merge(program, root, files, "--format", "sarif")
    assert ended.code == 3
    assert "--complete" in ended.err


def _cut(text: str) -> str:
    return text[: len(text) // 2]


def _shard(text: str, **values: Any) -> str:
    report = json.loads(text)
    return json.dumps({**report, "shard": {**report["shard"], **values}})


@pytest.mark.parametrize(
    ("spoil", "code", "said"),
    [
        (lambda text: "", 3, "is no JSON"),
        (_cut, 3, "is no JSON, or was cut off"),
        (lambda text: "[]", 2, "is no JSON report of a shard"),
        (lambda text: '{"schema": 1}', 2, "is no JSON report of a shard"),
        (lambda text: _shard(text, parcel="{}"), 3, "cannot be read"),
        (lambda text: _shard(text, parcel=json.loads(text)["shard"]["parcel"][:-9]), 3, "cannot be read"),
        (lambda text: _shard(text, number="2"), 3, "cannot be read"),
        (lambda text: _shard(text, run={"code": "x"}), 3, "of different runs"),
        (lambda text: _shard(text, number=0), 3, "cannot be read"),
        (lambda text: _shard(text, number=True), 3, "cannot be read"),
        (lambda text: _shard(text, of=10**9), 3, "cannot be read"),
    ],
)
def test_a_report_that_is_spoilt(
    spoil: Any, code: int, said: str, three: tuple[Path, list[Path]], program: Program
) -> None:
    root, files = three
    files[1].write_text(spoil(files[1].read_text()))
    ended = merge(program, root, files)
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err


def test_a_verdict_that_was_left_out(three: tuple[Path, list[Path]], program: Program) -> None:
    root, files = three
    report = json.loads(files[0].read_text())
    parcel = json.loads(report["shard"]["parcel"])
    parcel["verdicts"].clear()
    files[0].write_text(_shard(files[0].read_text(), parcel=json.dumps(parcel)))
    assert merge(program, root, files).code == 3


@pytest.mark.parametrize("spoilt", [[1], [None], {}, "x", [{}], [[]], [{"overlay": 1}]])
def test_a_verdict_that_is_none(spoilt: Any, three: tuple[Path, list[Path]], program: Program) -> None:
    root, files = three
    for file in files:
        parcel = json.loads(json.loads(file.read_text())["shard"]["parcel"])
        parcel["verdicts"] = dict.fromkeys(parcel["verdicts"], spoilt)
        file.write_text(_shard(file.read_text(), parcel=json.dumps(parcel)))
    ended = merge(program, root, files)
    assert (ended.code, ended.out) == (3, "")
    assert "bug" not in ended.err


@pytest.mark.parametrize("name", ["engine", "kustomize", "options", "state"])
def test_a_run_that_says_too_little(name: str, three: tuple[Path, list[Path]], program: Program) -> None:
    root, files = three
    for file in files:
        run = json.loads(file.read_text())["shard"]["run"]
        del run[name]
        file.write_text(_shard(file.read_text(), run=run))
    ended = merge(program, root, files)
    assert (ended.code, ended.out) == (3, "")
    assert "bug" not in ended.err


def test_a_file_that_is_not_there(three: tuple[Path, list[Path]], program: Program, tmp_path: Path) -> None:
    root, files = three
    ended = merge(program, root, [*files[:2], tmp_path / "none.json"])
    assert ended.code == 3
    assert "cannot read" in ended.err


def test_the_cache_of_a_merge_makes_up_for_nothing(program: Program, tmp_path: Path) -> None:
    """Somebody's earlier check of the same is no shard."""
    root = write(tmp_path / "repository", SMALL)
    files = shards(program, root, tmp_path / "shards")
    program.check(root)
    report = json.loads(files[0].read_text())
    files[0].write_text(_shard(files[0].read_text(), parcel='{"verdicts":{},"surveys":{}}'))
    assert report["overlays"]
    assert program.run("merge", *files, "--path", root).code == 3


def test_the_state_is_committed_and_merged_elsewhere(program: Program, tmp_path: Path) -> None:
    """Another clone, at another place, of the same commit."""
    root = committed(tmp_path / "repository", SMALL)
    git(tmp_path, "clone", "--quiet", str(root), "elsewhere")
    files = shards(program, root, tmp_path / "shards")
    one = program.check(root)
    merged = merge(program, tmp_path / "elsewhere", files, "--format", "json")
    assert (merged.code, merged.out) == (one.code, one.out)
