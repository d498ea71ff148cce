"""Copies files for gitlab-ci-local as rsync would, which not every machine has.

What it is not asked for by gitlab-ci-local 4.73.0 ends it.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path


def main(words: list[str]) -> None:
    """Copy what the words of rsync's command line say."""
    asked = _asked(words)
    *sources, last = asked.paths
    target = Path(last)
    if asked.delete and target.exists():
        shutil.rmtree(target)
    excluded = [*asked.exclude, *(asked.exclude_from.read_text().splitlines() if asked.exclude_from else ())]
    left_out = {Path(pattern.removesuffix("**").strip("/")) for pattern in excluded if pattern}
    if asked.files_from:
        sources = asked.files_from.read_text().splitlines()
    for source in sources:
        base = Path() if asked.R else Path(source)
        for file in _files(Path(source)):
            below = file.relative_to(base)
            if left_out.isdisjoint((below, *below.parents)):
                _copy(file, target / below)


def _asked(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for flag in ("-a", "-r", "-R", "--delete", "--delete-excluded"):
        parser.add_argument(flag, action="store_true")
    parser.add_argument("--exclude", action="append", default=[])
    parser.add_argument("--exclude-from", type=Path)
    parser.add_argument("--files-from", type=Path)
    parser.add_argument("paths", nargs="+")
    return parser.parse_args(words)


def _files(place: Path) -> Iterator[Path]:
    if place.is_symlink() or not place.is_dir():
        yield place
        return
    for inner in sorted(place.iterdir()):
        if inner.name != ".gitlab-ci-local":
            yield from _files(inner)


def _copy(file: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(file, to, follow_symlinks=False)


if __name__ == "__main__":
    main(sys.argv[1:])
