"""`mergegate cache`: what earlier runs left behind, and how to be rid of it."""

from __future__ import annotations

import json

import click

from validator.cache.database import MOST_BYTES, Database
from validator.cachedir import cache_dir
from validator.cacheplace import VARIABLE
from validator.cli import shared
from validator.errors import MergegateError
from validator.start import DATABASE


@click.group()
def cache() -> None:
    """What runs remember for each other.

    Kept are outlines of files, which overlays there are, and findings with their places, all by the content
    that they rest on; nothing that is rendered, and no secret's value. The tools that a check runs are kept
    beside it: see `mergegate tools`.
    """


@cache.command()
@shared.listed_format
def info(format_: str) -> None:
    """Say where the cache is and what is in it."""
    with _database() as database:
        rows = database.usage()
        entries, size = sum(one.entries for one in rows), sum(one.bytes for one in rows)
        if format_ == "json":
            kinds = {one.kind: {"entries": one.entries, "bytes": one.bytes} for one in rows}
            about = {"file": str(database.file), "entries": entries, "bytes": size, "limit": MOST_BYTES}
            click.echo(json.dumps({**about, "kinds": kinds}, indent=2))
            return
        click.echo(f"{database.file}")
        for one in rows:
            click.echo(f"  {one.kind:10} {one.entries:>8,} entries {one.bytes / 1024**2:>9.1f} MiB")
        limit = MOST_BYTES // 1024**2
        click.echo(f"{entries:,} entries, {size / 1024**2:.1f} MiB of {limit} MiB at most")


@cache.command()
def clear() -> None:
    """Remove all that is remembered; the next run finds it again."""
    with _database() as database:
        try:
            removed = database.remove()
        except OSError as error:
            raise MergegateError(f"cannot remove {database.file}: {error.strerror or error}") from error
        click.echo(f"removed {database.file}" if removed else f"nothing is kept in {database.file}")


def _database() -> Database:
    folder = cache_dir()
    if folder is None:
        raise MergegateError(f"there is no cache: this user has no home, and {VARIABLE} is not set")
    return Database(folder / DATABASE)
