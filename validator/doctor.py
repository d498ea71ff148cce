"""Looks at what a check would stand on: programs, cache, repository, configuration; it mends nothing."""

from __future__ import annotations

import os
import platform
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import validator
from validator import process
from validator.cache.database import Database
from validator.cachedir import cache_dir
from validator.cacheplace import VARIABLE
from validator.config import Config, check_rules, load
from validator.days import today
from validator.discover.marks import ENDINGS, may_hold
from validator.errors import MergegateError, ToolError
from validator.evaluate.bundle import policies_name
from validator.evaluate.catalogue import load as load_catalogue
from validator.evaluate.opa import reach
from validator.options import Options
from validator.server import OPA, Server
from validator.snapshot.base import AUTO, merge_base
from validator.snapshot.checkout import Checkout, checkout, root_of
from validator.start import DATABASE, chosen, named_server
from validator.tools import cache
from validator.tools.find import Origin, Tool, find, require
from validator.tools.pins import PINS
from validator.tree.tree import Tree

_OLDEST_GIT = (2, 39)  # that the tests ran with
_SECONDS = 30.0


class State(str, Enum):
    """What a sign means for a check."""

    FINE = "fine"
    NOTE = "note"  # a check can be done, but less than it could
    PROBLEM = "problem"  # no check can be done


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What was found out about one thing. `version` and `path` are None where it has none."""

    name: str
    state: State = State.FINE
    text: str  # for people: one line, or several
    version: str | None = None
    path: Path | None = None
    origin: str | None = None  # where a tool is from


def signs(options: Options) -> Iterator[Sign]:
    """What a check with these options would stand on, thing by thing.

    The OPA server that would be asked is asked who it is, and nothing else reaches a network.
    """
    yield _mergegate()
    yield _git()
    yield _tried("kustomize", lambda: _tool(require("kustomize")))
    try:
        found = checkout(root_of(options.path))
    except MergegateError as error:
        yield Sign(name="repository", state=State.PROBLEM, text=str(error))
        return
    asks_server = _asks_server(options, found)
    yield _tried("conftest", lambda: _conftest_beside_server() if asks_server else _tool(require("conftest")))
    yield _tried("opa", _opa, State.NOTE)
    yield _tried("cache", _cache)
    yield _repository(found)
    yield _tried("base", lambda: _base(found), State.NOTE)
    yield _tried("configuration", lambda: _configuration(load(found.root, options.config)))
    if asks_server:
        yield _tried("opa server", lambda: _server(named_server(options), load(found.root, options.config)))
    yield _tried("variables", _variables)


def _asks_server(options: Options, found: Checkout) -> bool:
    """Whether an OPA server judges. Of a configuration that cannot be read another sign tells."""
    try:
        return chosen(options, found.root) == OPA
    except MergegateError:
        return options.server is not None


def _tried(name: str, look: Callable[[], Sign], otherwise: State = State.PROBLEM) -> Sign:
    try:
        return look()
    except MergegateError as error:
        return Sign(name=name, state=otherwise, text=str(error))


def _mergegate() -> Sign:
    python = platform.python_version()
    package = Path(validator.__file__).parent
    text = f"{validator.__version__} in {package} with Python {python}"
    return Sign(name="mergegate", text=text, version=validator.__version__, path=package)


def _git() -> Sign:
    """Whether there is a git. Without one a directory can be checked that git does not keep."""
    binary = shutil.which("git")
    if binary is None:
        return Sign(name="git", state=State.NOTE, text="not on PATH: git work trees cannot be checked")
    try:
        said = process.run([binary, "version"], timeout=_SECONDS).stdout.decode("utf-8", "replace").strip()
    except ToolError as error:
        return Sign(name="git", state=State.NOTE, text=str(error), path=Path(binary))
    match = re.match(r"git version ((\d+)\.(\d+)\S*)", said)
    if match is None:
        text = f"{binary} does not tell its version: {said[:80]!r}"
        return Sign(name="git", state=State.NOTE, text=text, path=Path(binary))
    is_old = (int(match[2]), int(match[3])) < _OLDEST_GIT
    return Sign(
        name="git",
        state=State.NOTE if is_old else State.FINE,
        text=f"{match[1]} {binary}" + (" (2.39 is the oldest that is tested)" if is_old else ""),
        version=match[1],
        path=Path(binary),
    )


def _tool(tool: Tool) -> Sign:
    """A tool that is there; one of our own is held against the hash that it was installed with."""
    text = f"{tool.version} {tool.path} (from {tool.origin.value})"
    sign = Sign(name=tool.name, text=text, version=tool.version, path=tool.path, origin=tool.origin.value)
    if tool.origin is Origin.CACHE and cache.verified(PINS[tool.name]) is None:
        raise ToolError(f"{tool.path} is damaged; run `mergegate tools install {tool.name}`")
    return sign


def _conftest_beside_server() -> Sign:
    """conftest, where a server judges what may leave this machine."""
    tool = find("conftest")
    if tool is not None:
        return _tool(tool)
    text = (
        "not installed: what may hold a secret is not shown to the server, so an overlay with such a thing "
        "is not checked; run `mergegate tools install conftest`"
    )
    return Sign(name="conftest", state=State.NOTE, text=text)


def _repository(found: Checkout) -> Sign:
    """The files, among which something has to say what is deployed."""
    kept = "the git work tree" if found.git else "a directory, not kept by git: all files count"
    text, tree = f"{kept} {found.root}", Tree(found.store)
    candidates = (file for file in sorted(tree.files) if file.endswith(ENDINGS))
    if tree.directories or any(may_hold(tree.read(file) or b"") for file in candidates):
        return Sign(name="repository", text=text, path=found.root)
    text += "; no kustomization, and no object of Argo CD or Flux: there is nothing to check"
    return Sign(name="repository", state=State.PROBLEM, text=text, path=found.root)


def _opa() -> Sign:
    found = find("opa")
    return _tool(found) if found else Sign(name="opa", text="not installed; a check does not need it")


def _cache() -> Sign:
    """The cache. A check can do without it, only slower."""
    folder = cache_dir()
    if folder is None:
        text = f"none: this user has no home, and {VARIABLE} is not set; runs remember nothing"
        return Sign(name="cache", state=State.NOTE, text=text)
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        text = f"{folder} cannot be written: runs remember nothing; make it writable or set {VARIABLE}"
        return Sign(name="cache", state=State.NOTE, text=text, path=folder)
    with Database(folder / DATABASE) as database:
        entries = sum(one.entries for one in database.usage())
    return Sign(name="cache", text=f"{folder} is writable, {entries:,} entries", path=folder)


def _base(found: Checkout) -> Sign:
    """What `--base auto` would mean here."""
    if found.git is None:
        return Sign(
            name="base", state=State.NOTE, text="git does not keep this: there are no changes to check"
        )
    try:
        commit = merge_base(found.git, AUTO)
    except MergegateError as error:
        return Sign(name="base", state=State.NOTE, text=str(error))
    return Sign(name="base", text=f"--base auto is {commit}", version=commit)


def _configuration(config: Config) -> Sign:
    rules = load_catalogue(config.policies).rules
    check_rules(config, rules)
    source = config.source
    what = f"{source.file} is valid" if source else "none, defaults hold"
    return Sign(name="configuration", text=f"{what}; {len(rules)} rules")


def _server(server: Server, config: Config) -> Sign:
    """The OPA server, which has to have the policies that are here."""
    reached = reach(server, jobs=1)
    try:
        reached.demand(policies_name(load_catalogue(config.policies)), frozenset())
    finally:
        reached.client.close_connection()
    text = f"{reached.version} {reached.address} has our policies"
    return Sign(name="opa server", text=text, version=reached.version)


def _variables() -> Sign:
    """The names of our variables that are set; what they hold may be nobody's business."""
    today()
    names = sorted(name for name in os.environ if name.startswith("MERGEGATE_"))
    return Sign(name="variables", text=", ".join(names) or "none of ours is set")
