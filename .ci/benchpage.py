"""docs/benchmarks.md: what was measured, on which machine, and how to repeat it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from measuring import cores, machine

NAIVE = 40  # overlays that the naive loop is measured on, at most
BARE = 1000  # and the bare builds


@dataclass(frozen=True)
class Row:
    """A line of the table: two measurements in seconds and what the first may be."""

    what: str
    ours: float
    beside: str
    theirs: float
    aim: float

    def __str__(self) -> str:
        met = "met" if self.ours <= self.aim else "**missed**"
        return f"| {self.what} | {self.ours:.2f} s | {self.beside} | {self.aim:.2f} s | {met} |"


@dataclass(frozen=True)
class Size:
    """One size of the synthetic repository."""

    overlays: int
    cold: float
    warm: float
    bare: float
    naive: float
    memory: int

    def __str__(self) -> str:
        each = 1000 * self.cold / self.overlays
        megabytes = self.memory / 1e6
        return (
            f"| {self.overlays:,} | {self.cold:.1f} s | {each:.1f} ms | {self.warm:.2f} s "
            f"| {self.bare:.1f} s | {self.naive:.0f} s | {megabytes:.0f} MB |"
        )


def page(
    rows: Sequence[Row], sizes: Sequence[Size], tools: Mapping[str, str], left_out: Sequence[str]
) -> str:
    """The whole page."""
    lines = [
        "# What a check costs",
        "",
        "Written by `make bench`. Seconds are medians of rounds, each of which runs every command of its row",
        "once, so that they share the machine's slow and fast minutes; what takes minutes runs once. *Bare",
        f"builds* are `xargs -P {cores()} -n 1 kustomize build` with default settings over the overlays that",
        "build, and nothing else: no discovery, no policies, no report.",
        "",
        f"* {machine()}",
        f"* Python {sys.version.split()[0]}, " + ", ".join(f"{name} {of}" for name, of in tools.items()),
        "",
        "| | mergegate | beside it | aim | |",
        "|---|---|---|---|---|",
        *map(str, rows),
        "",
        "## Growth",
        "",
        "Repositories of `.ci/synthetic.py`. Memory is the peak of mergegate's own process. The *naive loop*",
        "(`kustomize build DIR | conftest test -p policies -`, one overlay after the other) is measured on",
        f"{NAIVE} overlays and multiplied, the bare builds on {BARE:,}; sizes from there on are run once.",
        "",
        "| overlays | cold | for each | warm | bare builds | naive loop | memory |",
        "|---|---|---|---|---|---|---|",
        *map(str, sizes),
        "",
        *_grown(sizes),
        *(f"Left out: {name}, which is not at hand.\n" for name in left_out),
        "## To repeat it",
        "",
        "```",
        "make bench                                          # the synthetic repositories",
        ".venv/bin/python .ci/bench.py --corpus DIRECTORY    # and archives OWNER__NAME.tar.xz of real ones",
        "```",
        "",
    ]
    return "\n".join(lines)


def _grown(sizes: Sequence[Size]) -> Iterator[str]:
    if len(sizes) > 1:
        first, last = sizes[0], sizes[-1]
        grown = (last.cold / first.cold) / (last.overlays / first.overlays)
        bare = (last.bare / first.bare) / (last.overlays / first.overlays)
        yield (
            f"From {first.overlays:,} to {last.overlays:,} overlays the time for each becomes {grown:.2f} "
            f"times what it was (the bare builds': {bare:.2f} times)."
        )
        yield ""
