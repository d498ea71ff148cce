"""Puts finished reports where they were asked for: stdout, or files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import difflib
import errno
import os
import stat
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from validator.errors import MergegateError, UsageError
from validator.fleeting import fleeting, fresh_name
from validator.process import unbroken
from validator.report.formats import FORMATS


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A report that was asked for; `path` None is stdout."""

    format: str
    path: Path | None


def parse_output(text: str, formats: Collection[str] = FORMATS.keys()) -> Output:
    """FORMAT=FILE, or FORMAT=- for stdout. Raises UsageError."""
    name, equals, file = text.partition("=")
    if not equals or not file:
        raise UsageError(f'--output "{text}": expected FORMAT=FILE, such as sarif=results.sarif')
    if name not in formats:
        near = difflib.get_close_matches(name, formats, 1)
        hint = f"did you mean {near[0]}?" if near else f"formats are {', '.join(formats)}"
        raise UsageError(f'--output "{text}": no format "{name}"; {hint}')
    return Output(format=name, path=None if file == "-" else Path(file))


def check_outputs(outputs: Sequence[Output]) -> None:
    """Raise UsageError for what cannot be written, before the work for it is done."""
    seen: set[Path | None] = set()
    for output in outputs:
        where = _target(output.path) if output.path else None
        if where in seen:
            raise UsageError(
                f"two reports are to go to {output.path or 'stdout'}; give each a file of its own"
            )
        seen.add(where)
        if where and where.is_dir():
            raise UsageError(f"--output {output.format}={output.path}: is a directory")
        if where and not where.parent.is_dir():
            raise UsageError(
                f"--output {output.format}={output.path}: directory {where.parent} does not exist"
            )


def write(reports: Iterable[tuple[Output, str]]) -> None:
    """Write every report, files first and stdout last. Raises MergegateError, and then no file is changed."""
    written = list(reports)
    _write_files([(_target(output.path), text.encode()) for output, text in written if output.path])
    for output, text in written:
        if output.path is None:
            write_stdout(text)


def write_file(path: Path, text: str | bytes) -> None:
    """Write one file, whole or not at all; raises MergegateError."""
    _write_files([(_target(path), text if isinstance(text, bytes) else text.encode())])


def create_files(root: Path, files: Mapping[str, str]) -> None:
    """Make files below `root`, with the directories that they take; what is there stays.

    Raises MergegateError, and then nothing was made.
    """
    made: list[Path] = []
    target = root
    with unbroken(), contextlib.ExitStack() as stack:
        try:
            temporary: list[tuple[Path, Path]] = []
            for name, text in files.items():
                target = root / name
                _make_folders(root, target.parent, made)
                temporary.append((_beside(target, text.encode(), stack), target))
            for source, target in temporary:
                _name(source, target)
                made.append(target)
        except BaseException as error:
            stack.close()
            for path in reversed(made):
                with contextlib.suppress(OSError):
                    path.rmdir() if path.is_dir() else path.unlink()
            if isinstance(error, OSError):
                raise MergegateError(f"cannot write {target}: {error.strerror or error}") from error
            raise


def _make_folders(root: Path, folder: Path, made: list[Path]) -> None:
    """Make the directories between `root` and a folder that are not there; no link is followed on the way."""
    between = [one for one in (folder, *folder.parents) if one != root and one.is_relative_to(root)]
    for part in reversed(between):
        if not part.is_dir() or part.is_symlink():
            part.mkdir()  # which fails for what is there and no directory
            made.append(part)


def _name(source: Path, target: Path) -> None:
    """Give a file the name that it is to have, if nothing has it. Raises FileExistsError."""
    try:
        target.hardlink_to(source)
        return
    except FileExistsError:
        raise
    except OSError:  # a file system without such links
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
    source.rename(target)


def write_stdout(text: str) -> None:
    """Write to stdout as it is; raises MergegateError if that cannot be done."""
    try:
        click.echo(text.encode(), nl=False)  # as bytes: reports are UTF-8 whatever the terminal says
    except BrokenPipeError:
        raise
    except OSError as error:
        raise MergegateError(f"cannot write to standard output: {error.strerror or error}") from error


def _target(path: Path) -> Path:
    """The file behind a name: a link stays a link, what it leads to is written."""
    return Path(os.path.realpath(path))


def _write_files(files: Sequence[tuple[Path, bytes]]) -> None:
    special = [(target, text) for target, text in files if target.exists() and not target.is_file()]
    temporary: list[tuple[Path, Path]] = []
    target = Path()
    with unbroken(), contextlib.ExitStack() as stack:
        try:
            for target, text in files:
                if (target, text) not in special:
                    temporary.append((_beside(target, text, stack), target))
            for target, text in special:  # a pipe, a device: nothing to replace
                target.write_bytes(text)
            for source, target in temporary:
                source.replace(target)
        except OSError as error:
            raise MergegateError(f"cannot write {target}: {error.strerror or error}") from error


def _beside(target: Path, text: bytes, stack: contextlib.ExitStack) -> Path:
    """A new file in the target's directory with the text, and with the target's permissions if it exists.

    It is there as long as the stack is open, unless it gets another name.
    """
    path = stack.enter_context(fleeting(fresh_name(target.parent, f".{target.name[:100]}.")))
    with path.open("xb") as file:  # mode 0666 less the umask, as any new file
        file.write(text)
    if target.exists():
        path.chmod(stat.S_IMODE(target.stat().st_mode))
    return path
