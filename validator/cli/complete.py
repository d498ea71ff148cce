"""What a shell offers for the values of arguments and options; an error means that it offers less."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from validator.errors import MergegateError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_LIBRARIES = "lib"
_PLAIN = re.compile(r"[\w./@+-]+")  # whoever names a branch must not write into somebody's command line


def rules(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The rules that a word begins, with their families."""
    return _beginning(incomplete, _rules(ctx))


def rules_and_families(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The families that a word begins, and the rules."""
    found = _rules(ctx)
    families = dict.fromkeys(sorted(set(found.values())), "family")
    return _beginning(incomplete, families | found)


def outputs(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """FORMAT=, of the formats that --format of this command has; behind it a file."""
    if "=" in incomplete:
        return [_item(incomplete.partition("=")[2], type_="file")]
    choices = [one.type.choices for one in ctx.command.params if isinstance(one.type, click.Choice)]
    return _beginning(incomplete, {f"{name}=": "" for name in (choices[0] if choices else ())})


def refs(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """`auto`, and the branches and tags of the repository."""
    from validator.snapshot.git import git_in

    try:
        words = ("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags")
        found = git_in(ctx.params.get("path") or Path.cwd()).ask(*words).decode("utf-8", "replace")
    except MergegateError:
        found = ""
    names = [name for name in found.splitlines() if _PLAIN.fullmatch(name)]
    return _beginning(incomplete, dict.fromkeys(["auto", *names], ""))


def directory(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """A directory, where there may also be other words."""
    return [_item(incomplete, type_="dir")]


def _beginning(incomplete: str, values: dict[str, str]) -> list[CompletionItem]:
    return [_item(value, help_=about) for value, about in values.items() if value.startswith(incomplete)]


def _item(value: str, *, type_: str = "plain", help_: str = "") -> CompletionItem:
    from click.shell_completion import CompletionItem  # every command imports us, few are completed

    return CompletionItem(value, type=type_, help=help_ or None)


def _rules(ctx: click.Context) -> dict[str, str]:
    """The families of all rules by id, sorted; also of those that the line or the configuration adds."""
    from validator.own_rules import OWN_RULES

    found = {rule.id: rule.family for rule in OWN_RULES}
    try:
        own = list(_own(ctx))
        found |= _read(own) if own else dict(_named())
    except MergegateError:
        found |= dict(_named())
    return dict(sorted(found.items()))


def _named() -> Iterator[tuple[str, str]]:
    """The rules that come with the package, by the names of their files: reading them takes too long here."""
    from validator.evaluate.builtin import builtin_policies

    for file in builtin_policies().glob("*/*.rego"):
        if file.parent.name != _LIBRARIES and not file.name.endswith("_test.rego"):
            yield file.stem.replace("_", "-"), file.parent.name


def _own(ctx: click.Context) -> Iterator[Path]:
    """The directories of more policies."""
    from validator.options import CONFIGURATION
    from validator.snapshot.git import top_of

    yield from ctx.params.get("policies") or ()
    root, named = top_of(Path.cwd()), ctx.params.get("config")
    if named or (root / CONFIGURATION).exists():
        from validator.config import load

        yield from load(root, named).policies


def _read(folders: Iterable[Path]) -> dict[str, str]:
    from validator.evaluate.catalogue import load

    return {rule.id: rule.family for rule in load(folders).rules.values()}
