"""`mergegate blame`: arguments → places → what people or programs read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from validator.blame import Answer, Asked
from validator.blame import blame as run_blame
from validator.cli import complete, shared
from validator.cli.color import wants_color, width
from validator.cli.tell import tell
from validator.errors import NOT_CHECKED, UsageError
from validator.options import Options
from validator.progress import Progress
from validator.query import ResourceQuery, is_resource, parse_field
from validator.report.blame_json import blame_lines, history_line
from validator.report.blame_text import field_text_of, manifest_text, title_text
from validator.report.blame_values import Values
from validator.report.context import Context, Sources
from validator.report.write import write_stdout
from validator.snapshot.checkout import is_work_tree
from validator.snapshot.git import top_of

_UNLIMITED = 100_000


@click.command(
    epilog=shared.examples(
        "mergegate blame apps/shop/overlays/production",
        "mergegate blame apps/shop/overlays/production Deployment/shop",
        "mergegate blame apps/shop/overlays/production Deployment/shop spec.replicas",
        "mergegate blame Deployment/shop 'spec.template.spec.containers[0].image'  from within it",
        "mergegate blame --all --format json",
    )
)
@click.argument(
    "words", nargs=-1, metavar="[PATH] OVERLAY [RESOURCE [FIELD]]", shell_complete=complete.directory
)
@click.option("--all", "all_", is_flag=True, help="Every resource; without an OVERLAY, of every overlay.")
@shared.listed_format
@shared.allow_remote
@click.pass_context
def blame(ctx: click.Context, words: tuple[str, ...], all_: bool, format_: str, allow_remote: bool) -> None:
    """Show which line set each value that an overlay renders.

    PATH is the repository's root, by default the git work tree around OVERLAY. OVERLAY is a directory, also a
    base; in its directory it may be left out. RESOURCE is Kind/name or Kind/namespace/name, with Kind.group
    where two API groups have a kind of that name; FIELD a path as findings have it.

    A resource is shown as its manifest with file:line beside each line ("?": what it belongs to comes from
    there, but whether the line set the value is not known), a field with everything that wrote it, from the
    base through each patch. Values of Secrets are masked. --format json prints one object a line for each
    scalar.

    Exit codes: 0, 2 for what does not exist, 3 if an overlay that was asked for does not build.
    """
    path, asked = _asked(words, all_)
    with (
        Progress() as progress,
        run_blame(Options(path=path, allow_remote=allow_remote), asked, progress) as answer,
    ):
        context = _context(answer)
        progress.clear()
        for text in _json(answer, asked, context) if format_ == "json" else _text(answer, asked, context):
            write_stdout(text)
        for failed in answer.failed:
            tell(f"not built: {failed}")
    if answer.failed:
        ctx.exit(NOT_CHECKED)


def _asked(words: tuple[str, ...], all_: bool) -> tuple[Path | None, Asked]:
    """The repository and what of it is wanted; a first word is PATH if a directory follows it."""
    path, rest = None, list(words)
    if rest and is_resource(rest[0]) and not _is_directory(Path(rest[0])):  # of the overlay that we are in
        rest.insert(0, ".")
    elif len(rest) > 1 and (not is_resource(rest[1]) or _is_directory(Path(rest[0], rest[1]))):
        path = Path(rest.pop(0))
        _demand_directory(path, rest[0])
    elif len(rest) == 1 and all_ and _is_repository(rest[0]):
        path = Path(rest.pop(0))
    if len(rest) > 3 or (not rest and not all_):
        raise UsageError("write [PATH] OVERLAY [RESOURCE [FIELD]], or --all for every overlay")
    if path is None and rest:
        path = _root_of(Path(rest[0]))
    overlay, resource, field = (*rest, None, None, None)[:3]
    return path, Asked(
        overlay=overlay,
        resource=ResourceQuery.parse(resource) if resource is not None else None,
        field=parse_field(field) if field is not None else (),
    )


def _demand_directory(path: Path, overlay: str) -> None:
    """Raise UsageError if the second word is no directory, seen from the first or from here."""
    if not any(_is_directory(base / overlay, or_file=True) for base in (path, Path.cwd())):
        raise UsageError(
            f'"{overlay}" is neither a directory in {path} nor a resource: '
            "write Kind/name or Kind/namespace/name; kinds begin with a capital"
        )


def _root_of(overlay: Path) -> Path | None:
    """The work tree that an overlay lies in, if it is not the one around the current directory."""
    if not _is_directory(overlay):
        return None
    around, top = top_of(Path.cwd()), top_of(overlay.resolve())
    return top if is_work_tree(top) and top != around else None


def _is_directory(path: Path, *, or_file: bool = False) -> bool:
    """Whether there is such a directory; a word may be no name at all."""
    try:
        return path.is_dir() or (or_file and path.is_file())
    except OSError:
        return False


def _is_repository(word: str) -> bool:
    """Whether a directory is no part of the work tree around the current directory."""
    around, path = top_of(Path.cwd()), Path(word).resolve()
    inside = is_work_tree(around) and around in path.parents
    return not inside or top_of(path) != around


def _context(answer: Answer) -> Context:
    is_screen = sys.stdout.isatty()
    return Context(
        read=answer.tree.read, color=wants_color(sys.stdout), width=width() if is_screen else _UNLIMITED
    )


def _json(answer: Answer, asked: Asked, context: Context) -> Iterator[str]:
    sources = Sources(context.read)
    for one in answer.blamed:
        if asked.field and one.is_scalar:
            yield history_line(one, Values(one, sources))
        else:
            yield "".join(blame_lines(one))


def _text(answer: Answer, asked: Asked, context: Context) -> Iterator[str]:
    for number, one in enumerate(answer.blamed):
        yield ("\n" if number else "") + title_text(one, context)
        yield field_text_of(one, context) if asked.field else manifest_text(one, context)
