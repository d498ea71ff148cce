"""Writes the pictures of a terminal in docs/ anew from what the program prints; a test holds them to it."""

from __future__ import annotations

import io
import os
import shlex
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
FIXTURE = ROOT / "fixtures" / "shop"
PICTURES = {
    "blame": (
        "mergegate blame apps/catalog/overlays/production Deployment/catalog spec.replicas",
        "mergegate blame apps/catalog/overlays/production Deployment/catalog "
        "'spec.template.spec.containers[0].resources'",
    )
}
_SVG = """\
<svg viewBox="0 0 {terminal_width} {terminal_height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, monospace; font-size: {char_height}px; \
line-height: {line_height}px; }}
{styles}
</style>
<defs>{lines}</defs>
<rect fill="#0c0c0c" width="100%" height="100%" rx="8"/>
<g transform="translate(12, 10)" class="{unique_id}-matrix">{backgrounds}{matrix}</g>
</svg>
"""


def main() -> None:
    for name, commands in PICTURES.items():
        printed = "\n".join(f"\x1b[1;32m$\x1b[0m {command}\n{_run(command)}" for command in commands)
        lines = Text.from_ansi(printed)
        width = max(map(len, lines.plain.splitlines())) + 2
        console = Console(record=True, width=width, file=io.StringIO(), force_terminal=True)
        console.print(lines)
        svg = console.export_svg(theme=MONOKAI, code_format=_SVG, unique_id=name)
        (ROOT / "docs" / f"{name}.svg").write_text(svg, encoding="utf-8")


def _run(command: str) -> str:
    """What the program prints on a terminal; PATH is the repository's root."""
    _, *words = shlex.split(command)
    env = {**os.environ, "FORCE_COLOR": "1"}
    env.pop("NO_COLOR", None)
    words = [sys.executable, "-m", "validator", words[0], str(FIXTURE), *words[1:]]
    return subprocess.run(words, env=env, check=True, capture_output=True, encoding="utf-8").stdout


main()
