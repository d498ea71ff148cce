"""The distributions: what is in them, and that they work where there is no checkout."""

from __future__ import annotations

import email
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email.message import Message
from pathlib import Path

import pytest

import validator
from tests.clients.sources import once
from validator.cache.salt import code

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
NAME = f"mergegate-{validator.__version__}"
TREE = f"{validator.HOME}/blob/v{validator.__version__}/"
STRAY = (
    "validator/__pycache__/model.cpython-311.pyc",
    "policies/.mypy_cache/x.json",
    ".venv/lib/x.py",
    "dist/old.whl",
)
WHICH_CODE = "from validator.cache.salt import code; print(code())"
IMPORT_ALL = """\
import importlib, pkgutil, validator
for found in pkgutil.walk_packages(validator.__path__, "validator."):
    if not found.name.endswith("__main__"):
        importlib.import_module(found.name)
print(validator.__file__)
"""


def tracked(*folders: str) -> list[str]:
    """Files that git knows, or would: the tests also hold for what is about to be committed."""
    words = ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard", *folders]
    listed = subprocess.run(words, capture_output=True, encoding="utf-8", check=True).stdout.split("\0")
    return sorted({name for name in listed if name and (ROOT / name).is_file()})


def call(*words: str | Path, cwd: Path | None = None, **env: str) -> str:
    """What a program prints; it must succeed."""
    done = subprocess.run(
        words, cwd=cwd, env={**os.environ, **env}, capture_output=True, encoding="utf-8", timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def environment(place: Path, *words: str | Path) -> Path:
    """The programs of a new environment in which those words, for `uv pip install`, are installed."""
    call(BIN / "uv", "venv", "--quiet", "--python", sys.executable, place, UV_PYTHON_DOWNLOADS="never")
    call(BIN / "uv", "pip", "install", "--quiet", "--python", place, *words, UV_PYTHON_DOWNLOADS="never")
    return place / ("Scripts" if os.name == "nt" else "bin")


def make(place: Path) -> None:
    """Build as a release is built, two times: in a work tree where things have been left, and without git."""
    place.mkdir()
    pinned = ROOT / ".ci/build-requirements.txt"
    python = (
        environment(place / "builder", "--require-hashes", "--only-binary", ":all:", "-r", pinned) / "python"
    )
    for name, mask in (("one", 0o022), ("two", 0o077)):
        source = place / name
        before = os.umask(mask)
        try:
            for file in tracked():
                (source / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / file, source / file)
            if name == "one":
                call("git", "init", "--quiet", source)
                for stray in STRAY:
                    (source / stray).parent.mkdir(parents=True, exist_ok=True)
                    (source / stray).write_text("stray")
            call(python, "-m", "build", "--no-isolation", cwd=source)
        finally:
            os.umask(before)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory that holds both builds."""
    return once(tmp_path_factory, "distributions", make)


@pytest.fixture
def wheel(built: Path) -> Path:
    return built / "one/dist" / f"{NAME}-py3-none-any.whl"


@pytest.fixture
def sdist(built: Path) -> Path:
    return built / "one/dist" / f"{NAME}.tar.gz"


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        return email.message_from_bytes(archive.read(f"{NAME}.dist-info/METADATA"))


def test_the_wheel_holds_the_package_and_its_policies(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    about = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}
    policies = [name for name in tracked("policies") if not name.endswith("_test.rego")]
    wanted = {name: name for name in tracked("validator")}
    wanted |= {f"validator/{name}": name for name in policies}
    assert set(held) == set(wanted) | {f"{NAME}.dist-info/{name}" for name in about}
    assert {name for name, file in wanted.items() if held[name] != (ROOT / file).read_bytes()} == set()
    assert held[f"{NAME}.dist-info/licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()


def test_the_sdist_holds_what_the_wheel_is_made_of(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        held = {member.name.removeprefix(f"{NAME}/") for member in archive.getmembers() if member.isfile()}
    files = {"README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", "hatch_build.py", ".gitignore"}
    assert held == {*tracked("validator", "policies"), *files, "PKG-INFO"}


def test_two_builds_give_the_same_bytes(built: Path) -> None:
    digests = [
        {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in place.glob(f"{NAME}*")}
        for place in (built / "one/dist", built / "two/dist")
    ]
    assert len(digests[0]) == 2
    assert digests[0] == digests[1]


def test_the_index_takes_them(wheel: Path, sdist: Path) -> None:
    assert "WARNING" not in call(BIN / "twine", "check", "--strict", wheel, sdist)


def test_the_page_on_the_index_leads_somewhere(wheel: Path) -> None:
    text = str(metadata(wheel).get_payload())
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    assert [link for link in links if not link.startswith(("https://", "#"))] == []
    inner = {link.removeprefix(TREE).partition("#")[0] for link in links if link.startswith(TREE)}
    assert {"docs/rules/README.md", "docs/cli.md"} <= inner
    assert [name for name in inner if not (ROOT / name).is_file()] == []
    assert f"({TREE.replace('/blob/', '/raw/')}docs/blame.svg)" in text


def test_the_metadata_says_what_it_is(wheel: Path) -> None:
    about = metadata(wheel)
    assert (about["Name"], about["Version"]) == ("mergegate", validator.__version__)
    assert (about["License-Expression"], about["Requires-Python"]) == ("Apache-2.0", ">=3.10")
    addresses = {name.partition(", ")[0] for name in about.get_all("Project-URL", [])}
    assert addresses == {"Homepage", "Documentation", "Changelog", "Issues", "Security"}
    local = [entry.rpartition("/")[2] for entry in about.get_all("Project-URL", []) if "/blob/" in entry]
    assert [name for name in local if not (ROOT / name).is_file()] == []


class Elsewhere:
    """A clean home, far from the checkout, with a copy of a fixture repository."""

    def __init__(self, place: Path, tools: dict[str, str]) -> None:
        self.home = place / "home"
        self.home.mkdir()
        self.shop = place / "shop"
        shutil.copytree(ROOT / "fixtures/shop", self.shop)
        self.env = {"HOME": str(self.home), "PATH": os.defpath, **tools}

    def run(self, *words: str | Path, code: int = 0) -> str:
        done = subprocess.run(
            words, cwd=self.home, env=self.env, capture_output=True, encoding="utf-8", timeout=120
        )
        assert done.returncode == code, done.stderr
        return done.stdout

    def check(self, *program: str | Path) -> str:
        return self.run(*program, "check", self.shop, "--format", "json", "--no-cache", code=1)


@pytest.fixture
def elsewhere(tmp_path: Path, kustomize_binary: Path, conftest_binary: Path) -> Elsewhere:
    tools = {"MERGEGATE_KUSTOMIZE": str(kustomize_binary), "MERGEGATE_CONFTEST": str(conftest_binary)}
    return Elsewhere(tmp_path, tools)


def test_installed_from_the_wheel_it_says_what_the_checkout_says(
    wheel: Path, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    programs = environment(tmp_path / "venv", wheel)
    installed, checkout = programs / "mergegate", BIN / "mergegate"
    where = elsewhere.run(programs / "python", "-c", IMPORT_ALL)
    assert where.startswith(str(tmp_path / "venv")), "it works without what only the tests need"
    assert elsewhere.run(installed, "--version").startswith(f"mergegate, version {validator.__version__}\n")
    assert elsewhere.run(installed, "rules") == elsewhere.run(checkout, "rules")
    assert elsewhere.check(installed) == elsewhere.check(checkout)
    assert elsewhere.run(programs / "python", "-c", WHICH_CODE).strip() == code(), (
        "their shards can be merged"
    )


def test_installed_from_the_sdist_with_the_oldest_dependencies_it_says_the_same(
    wheel: Path, sdist: Path, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    """Built in isolation, as pip does it, with the newest backend; run with the oldest of what it names."""
    named = metadata(wheel).get_all("Requires-Dist", [])
    programs = environment(tmp_path / "venv", "--resolution", "lowest-direct", sdist, *named)
    assert elsewhere.check(programs / "mergegate") == elsewhere.check(BIN / "mergegate")


def test_it_runs_without_being_installed(wheel: Path, tmp_path: Path) -> None:
    homes = {"UV_TOOL_DIR": str(tmp_path / "uv"), "PIPX_HOME": str(tmp_path / "pipx"), "HOME": str(tmp_path)}
    version = f"mergegate, version {validator.__version__}\n"
    for words in (["uvx", "--quiet", "--from"], ["pipx", "run", "--spec"]):
        program, *rest = words
        caches = {} if program == "pipx" else {"UV_CACHE_DIR": call(BIN / "uv", "cache", "dir").strip()}
        said = call(BIN / program, *rest, wheel, "mergegate", "--version", cwd=tmp_path, **homes, **caches)
        assert said.startswith(version), program
