"""What every run begins with: the checkout, the tools, what earlier runs remember. Quick to import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from validator.cache.database import Database
from validator.cache.memory import Memory
from validator.cache.salt import salt_of
from validator.cachedir import cache_dir
from validator.days import today
from validator.errors import UsageError
from validator.evaluate.ahead import Ahead
from validator.fleeting import scratch_directory
from validator.hurry import hurry
from validator.limits import cores
from validator.options import CONFIGURATION
from validator.server import CONFTEST, OPA, URL
from validator.shards.parcel import Parcel
from validator.shards.roles import Giving, Merging
from validator.snapshot.checkout import Checkout, checkout, root_of
from validator.snapshot.entries import Entry, entries_of
from validator.tools.find import Origin, Tool, find, require

if TYPE_CHECKING:
    from validator.engines import Engines
    from validator.evaluate.opa import Reached
    from validator.options import Options
    from validator.server import Server

DATABASE = "results.db"  # in the cache directory
_MATTERING = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One run, before it has read anything."""

    options: Options
    checkout: Checkout
    kustomize: Tool
    conftest: Tool | None
    server: Reached | None  # the engine, if an OPA server was chosen
    memory: Memory
    today: date  # that waivers are held against
    scratch: Path
    stack: ExitStack
    fingerprint: str  # of the files before any was read; "" where nothing is remembered
    commit: str | None  # the state before the change; None without one, or where git does not keep the files
    before: Mapping[str, Entry]  # the files of that state
    ahead: Ahead
    role: Giving | Merging | None  # if the check is shared among machines

    @property
    def may_matter(self) -> bool:
        """Whether the change could reach an overlay, by the names of its files alone."""
        index = self.checkout.index
        if self.commit is None or index is None:
            return False
        differing = {file for file, _ in self.before.items() ^ index.entries.items()}
        return any(map(_may_matter, (*differing, *index.changed, *index.gone, *index.others)))

    @property
    def has_nothing_staged(self) -> bool:
        """Whether what is staged was asked for, and a commit would hold what HEAD does."""
        index = self.checkout.index
        is_asked = self.options.staged and self.options.base is None
        return is_asked and index is not None and index.entries == self.before

    @property
    def tools(self) -> Sequence[object]:
        """What tells the tools of one run from those of another."""
        tools = [tool for tool in (self.kustomize, self.conftest) if tool is not None]
        server = (
            [] if self.server is None else [(self.server.name, self.server.version, self.server.policies)]
        )
        return [*((tool.name, tool.version, *_file_of(tool)) for tool in tools), *server]

    @property
    def means(self) -> Sequence[object]:
        """What a result rests on beside files and rules: the tools, and how far builds may go."""
        limits = self.options.limits
        return [self.tools, limits.seconds, limits.memory, self.options.allow_remote]

    def hurry(self) -> None:
        """Let the engine begin to compile, if the change could reach an overlay and nobody has let it yet."""
        if self.server is None and self.conftest is not None and self.may_matter:
            hurry(self.options, self.checkout.root, self.memory, self.conftest, self.ahead)

    @property
    def engines(self) -> Engines:
        """What judges."""
        from validator.engines import Engines

        return Engines(
            conftest=self.conftest,
            server=self.server,
            scratch=self.scratch,
            ahead=self.ahead,
            jobs=self.options.jobs or cores(),
        )


@contextmanager
def start(
    options: Options,
    *,
    judges: bool = True,
    merging: Merging | None = None,
) -> Iterator[Start]:
    """Begin a run; `judges`: it needs an engine; `merging`: the merge of shards. Raises MergegateError."""
    with ExitStack() as stack:
        folder = cache_dir() if options.cache else None
        database = stack.enter_context(Database(folder / DATABASE)) if folder else None
        memory = Memory(database, salt_of(database) if database else "")
        root = root_of(options.path)
        ahead = Ahead(stack.enter_context(scratch_directory()))
        stack.callback(ahead.close)
        kustomize = require("kustomize")
        conftest, server = _engine(options, root) if judges else (None, None)
        if server is not None:
            stack.callback(server.client.close_connection)
        elif conftest is not None and options.base is not None:  # there is hardly a branch without a change
            hurry(options, root, memory, conftest, ahead)
        found = checkout(root, staged=options.staged)
        fingerprint = found.fingerprint() if database else ""
        if database:
            stack.callback(_keep_nothing_torn, database, found, fingerprint)
        commit = _commit(options, found)
        yield Start(
            options=options,
            checkout=found,
            kustomize=kustomize,
            conftest=conftest,
            server=server,
            today=today(),
            memory=memory,
            scratch=ahead.scratch,
            stack=stack,
            fingerprint=fingerprint,
            commit=commit,
            before=entries_of(found.git, commit, found.index) if found.git and commit else {},
            ahead=ahead,
            role=Giving(shard=options.shard, parcel=Parcel()) if options.shard else merging,
        )


def _engine(options: Options, root: Path) -> tuple[Tool | None, Reached | None]:
    """The conftest that is here, and the server if one was chosen; raises MergegateError without either."""
    if chosen(options, root) == CONFTEST:
        return require("conftest"), None
    from validator.evaluate.opa import reach

    return find("conftest"), reach(named_server(options), options.jobs or cores())


def named_server(options: Options) -> Server:
    """The OPA server that is to be asked; raises UsageError if none is named."""
    if options.server is None:
        raise UsageError(f"which OPA server is to be asked? Say --opa-url, or set {URL}")
    return options.server


def chosen(options: Options, root: Path) -> str:
    """The name of the engine: as the options say, else the configuration; else a server, if one is named."""
    if options.engine is not None:
        return options.engine
    file = options.config or root / CONFIGURATION
    try:
        says = b"engine" in file.read_bytes()
    except OSError:
        says = False  # who reads the configuration tells of it
    if says:
        from validator import config

        configured = config.load(root, options.config).engine
        if configured is not None:
            return configured
    return OPA if options.server else CONFTEST


def _file_of(tool: Tool) -> tuple[int, ...]:
    """What tells a binary from another one of its version. Ours are held to their hash when they come."""
    status = tool.path.stat()
    return (status.st_size,) if tool.origin is Origin.CACHE else (status.st_size, status.st_mtime_ns)


def _may_matter(file: str) -> bool:
    return file.endswith(_MATTERING)


def _commit(options: Options, found: Checkout) -> str | None:
    if found.git is None or not options.is_change:
        return None
    from validator.snapshot.base import head_tree, merge_base

    return merge_base(found.git, options.base) if options.base is not None else head_tree(found.git)


def _keep_nothing_torn(database: Database, found: Checkout, fingerprint: str) -> None:
    """Forget what was found while somebody changed the files: it may be of neither state."""
    if database.has_news and found.has_changed(fingerprint):
        database.forget()
