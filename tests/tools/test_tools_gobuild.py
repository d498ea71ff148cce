"""Building with a real Go: a tiny module from a proxy of files."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import pytest

from validator.errors import ToolError
from validator.tools.install import install
from validator.tools.pins import Pin

MODULE = "example.test/tiny"
PIN = Pin(
    name="tiny",
    version="1.2.3",
    module=MODULE,
    at_least=(1, 0, 0),
    below=(2, 0, 0),
    version_words=("--version",),
    version_pattern=r"tiny (\d+\.\d+\.\d+)",
)
GOOD = 'package main\n\nfunc main() { println("tiny") }\n'
GO = shutil.which("go")
GO_CACHE = (
    os.environ.get("GOCACHE") or f"{os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache'}/go-build"
)


@pytest.fixture
def proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go on PATH, with no network and no checksum database; the folder that it takes modules from."""
    assert GO, "the tests build with Go"
    monkeypatch.setenv("PATH", str(Path(GO).parent))
    for name, value in {
        "GOPROXY": f"file://{tmp_path}/proxy",
        "GOSUMDB": "off",
        "GOTOOLCHAIN": "local",
        "GOMODCACHE": str(tmp_path / "mod"),
        "GOCACHE": GO_CACHE,  # the standard library is compiled once
        "GOFLAGS": "-modcacherw",
        "GOENV": "off",
        "GOOS": "plan9",  # somebody cross-compiles in this shell
    }.items():
        monkeypatch.setenv(name, value)
    return tmp_path / "proxy"


def publish(proxy: Path, source: str) -> None:
    """Put version 1.2.3 of the module into the proxy's folder."""
    place = proxy / MODULE / "@v"
    place.mkdir(parents=True)
    go_mod = f"module {MODULE}\n\ngo 1.18\n"
    (place / "list").write_text("v1.2.3\n")
    (place / "v1.2.3.info").write_text('{"Version": "v1.2.3"}')
    (place / "v1.2.3.mod").write_text(go_mod)
    with zipfile.ZipFile(place / "v1.2.3.zip", "w") as zipped:
        zipped.writestr(f"{MODULE}@v1.2.3/go.mod", go_mod)
        zipped.writestr(f"{MODULE}@v1.2.3/main.go", source)


def test_a_tool_without_a_release_is_built(proxy: Path, tmp_path: Path) -> None:
    publish(proxy, GOOD)
    said: list[str] = []
    (tool,) = install(["tiny"], progress=said.append, pins={"tiny": PIN})
    assert (tool.version, tool.origin) == ("1.2.3", "cache")
    assert tool.path == tmp_path / "cache" / "tools" / "tiny" / "1.2.3" / "tiny"
    assert said[-2:] == [
        f"tiny 1.2.3: build of {MODULE}@v1.2.3",
        f"tiny 1.2.3: installed in {tool.path.parent}",
    ]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (None, "no such file or directory"),
        ("package main\n\nfunc main() { undefined() }\n", "undefined: undefined"),
        ("package main\n\nfunc main() { panic(1) }\n", "`tiny --version` ended with code 2"),
    ],
)
def test_a_build_that_fails_installs_nothing(
    proxy: Path, tmp_path: Path, source: str | None, reason: str
) -> None:
    if source:
        publish(proxy, source)
    with pytest.raises(ToolError) as caught:
        install(["tiny"], progress=lambda _: None, pins={"tiny": PIN})
    assert f"  build of {MODULE}@v1.2.3:" in str(caught.value)
    assert reason in str(caught.value)
    assert list((tmp_path / "cache" / "tools" / "tiny").iterdir()) == []
