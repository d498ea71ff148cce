"""The pinned versions of kustomize, conftest and opa: data only.

The hashes are those of the checksum files that each project publishes beside its release archives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Version = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One file of a release: a .tar.gz or .zip with the binary in it, or the bare binary."""

    url: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One tool: what is installed, what else is accepted, and how it says which version it is.

    `version_pattern` matches a whole line of what `version_words` print; its group is the version.
    """

    name: str
    version: str
    module: str  # the Go module of the main package, without a version
    at_least: Version
    below: Version
    version_words: tuple[str, ...]
    version_pattern: str
    assets: Mapping[str, Asset] = field(default_factory=dict)  # by "os/arch", in Go's words

    @property
    def variable(self) -> str:
        """The environment variable that names the binary explicitly."""
        return f"MERGEGATE_{self.name.upper()}"

    @property
    def range(self) -> str:
        """The accepted versions for people, such as ">=5.5,<6"."""
        return f">={_short(self.at_least)},<{_short(self.below)}"

    def accepts(self, version: str) -> bool:
        """Whether a binary of that version can stand in for the pinned one."""
        return self.at_least <= _numbers(version) < self.below


def _short(version: Version) -> str:
    return ".".join(map(str, version)).removesuffix(".0").removesuffix(".0")


def _numbers(version: str) -> Version:
    major, minor, patch = (int(part) for part in version.split("."))
    return major, minor, patch


def _assets(prefix: str, names: Mapping[str, tuple[str, str]]) -> dict[str, Asset]:
    return {
        platform: Asset(url=f"https://github.com/{prefix}{name}", sha256=sha256)
        for platform, (name, sha256) in names.items()
    }


_NUMBER = r"v?(\d+\.\d+\.\d+)(?:\+\S*)?"  # a distribution's suffix is fine, a pre-release is not

_KUSTOMIZE = Pin(
    name="kustomize",
    version="5.8.1",
    module="sigs.k8s.io/kustomize/kustomize/v5",
    at_least=(5, 5, 0),  # 5.0 to 5.4 render 1% of overlays differently
    below=(6, 0, 0),
    version_words=("version",),
    version_pattern=rf"(?:\{{Version:kustomize/)?{_NUMBER}(?: .*)?",
    assets=_assets(
        "kubernetes-sigs/kustomize/releases/download/kustomize%2Fv5.8.1/kustomize_v5.8.1_",
        {
            "linux/amd64": (
                "linux_amd64.tar.gz",
                "029a7f0f4e1932c52a0476cf02a0fd855c0bb85694b82c338fc648dcb53a819d",
            ),
            "linux/arm64": (
                "linux_arm64.tar.gz",
                "0953ea3e476f66d6ddfcd911d750f5167b9365aa9491b2326398e289fef2c142",
            ),
            "darwin/amd64": (
                "darwin_amd64.tar.gz",
                "ee7cf0c1e3592aa7bb66ba82b359933a95e7f2e0b36e5f53ed0a4535b017f2f8",
            ),
            "darwin/arm64": (
                "darwin_arm64.tar.gz",
                "8886f8a78474e608cc81234f729fda188a9767da23e28925802f00ece2bab288",
            ),
            "windows/amd64": (
                "windows_amd64.zip",
                "8ec7f5e815e526d4622c06df0a7793d8cfb6eb1c74f816b46166097fef8b26c6",
            ),
        },
    ),
)

_CONFTEST = Pin(
    name="conftest",
    version="0.70.1",
    module="github.com/open-policy-agent/conftest",
    at_least=(0, 69, 0),  # older ones convert the input anew for every query (conftest #1347)
    below=(1, 0, 0),
    version_words=("--version",),
    version_pattern=rf"(?:Conftest|Version): {_NUMBER}",
    assets=_assets(
        "open-policy-agent/conftest/releases/download/v0.70.1/conftest_0.70.1_",
        {
            "linux/amd64": (
                "Linux_x86_64.tar.gz",
                "613d124b8f6c1f3cee890491f7ab19114cca5a2102ca47cb2e6c35b4c23f9c8a",
            ),
            "linux/arm64": (
                "Linux_arm64.tar.gz",
                "8eb914755cb1b3c610d557019d5f373d5528b366ba706961d1a23f2ec55eab57",
            ),
            "darwin/amd64": (
                "Darwin_x86_64.tar.gz",
                "ccfe6dfb526a8d200d91d1a9f234f07d814f56f93a1ae8f47a5cb30f567dc97f",
            ),
            "darwin/arm64": (
                "Darwin_arm64.tar.gz",
                "b8eae5ce6c7c3a768a9b9c6c12b0c01f8fc065a99267c94646d309c479b218dd",
            ),
        },
    ),
)

_OPA = Pin(
    name="opa",
    version="1.20.2",
    module="github.com/open-policy-agent/opa",
    at_least=(1, 0, 0),  # Rego v1 by default
    below=(2, 0, 0),
    version_words=("version",),
    version_pattern=rf"Version: {_NUMBER}",
    assets=_assets(
        "open-policy-agent/opa/releases/download/v1.20.2/",
        {
            "linux/amd64": (
                "opa_linux_amd64_static",
                "69da5179ee403d10fa11bab6cfb4ffb0d23dba5f9b682fa977db772a1da5670f",
            ),
        },
    ),
)

PINS: Mapping[str, Pin] = {pin.name: pin for pin in (_KUSTOMIZE, _CONFTEST, _OPA)}
