"""`mergegate tools`: what it prints and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from validator.cli.tools import tools
from validator.errors import ToolError

Script = Callable[..., Path]


def invoke(*words: str) -> Result:
    return CliRunner().invoke(tools, words)


@pytest.fixture
def all_on_path(script: Script) -> dict[str, Path]:
    """The three tools on PATH."""
    said = {"kustomize": "v5.8.0", "conftest": "Conftest: 0.70.1", "opa": "Version: 1.20.2"}
    return {name: script(name, f"echo {line}") for name, line in said.items()}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ((), ["kustomize", "conftest"]),
        (("--with-opa",), ["kustomize", "conftest", "opa"]),
        (("opa",), ["opa"]),
        (("opa", "--with-opa", "opa"), ["opa"]),
        (("conftest", "kustomize"), ["conftest", "kustomize"]),
    ],
)
def test_install_says_what_will_be_used(
    all_on_path: dict[str, Path], words: tuple[str, ...], names: list[str]
) -> None:
    done = invoke("install", *words)
    assert (done.exit_code, done.stderr) == (0, "")
    assert [line.split()[0] for line in done.stdout.splitlines()] == names
    assert all(str(all_on_path[name]) in done.stdout for name in names)


def test_list_names_each_tool_and_what_is_missing(script: Script) -> None:
    path = script("kustomize", "echo v5.8.0")
    done = invoke("list")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        f"kustomize  5.8.0     {path} (from PATH)",
        "conftest   none      need >=0.69,<1; pinned is 0.70.1",
        "opa        none      need >=1,<2; pinned is 1.20.2",
    ]


def test_path_prints_nothing_but_the_path(all_on_path: dict[str, Path]) -> None:
    assert invoke("path", "opa").stdout == f"{all_on_path['opa']}\n"


@pytest.mark.parametrize(
    "words", [("install", "helm"), ("path",), ("path", "x"), ("install", "--no"), ("x",)]
)
def test_a_wrong_word_is_a_usage_error(words: tuple[str, ...]) -> None:
    assert invoke(*words).exit_code == 2


def test_a_tool_that_cannot_be_used_ends_with_the_code_of_checks_not_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    missing = invoke("path", "kustomize").exception
    monkeypatch.setenv("MERGEGATE_OPA", "/nowhere/opa")
    for error in (missing, invoke("install", "opa").exception, invoke("list").exception):
        assert isinstance(error, ToolError)
        assert error.exit_code == 3
