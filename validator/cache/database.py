"""A file of entries by kind and key, shared by runs: atomic, bounded, rebuilt when damaged, never in the way.

SQLite (https://sqlite.org/atomiccommit.html) keeps it whole when a run is killed and keeps runs apart. What
goes wrong here costs a run its memory, never its result: a damaged file is removed, one that cannot be
written is left alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

VERSION = 1  # of what entries look like; another one's file is removed
MOST_BYTES = 256 * 1024**2
_KEPT = 0.75  # of that, once it is exceeded
SUM = 16  # bytes of an entry's checksum, which stands before it
_PATIENCE = 5.0  # seconds to wait for another run's write
_DAY = 86_400
_AT_ONCE = 500  # keys of one query

_TABLE = (
    "CREATE TABLE entries (kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, "
    "day INTEGER NOT NULL, PRIMARY KEY (kind, key))"
)
_STATE = "SELECT user_version, sql FROM pragma_user_version, sqlite_master WHERE name = 'entries'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What of one kind is kept."""

    kind: str
    entries: int
    bytes: int


@dataclass(slots=True)
class Database:
    """Entries by kind and key; what is put is written when the context ends. Opened when first needed."""

    file: Path
    most_bytes: int = MOST_BYTES
    _connection: sqlite3.Connection | None = None
    _is_broken: bool = False
    _new: dict[tuple[str, str], bytes] = field(default_factory=dict)
    _read: set[tuple[str, str]] = field(default_factory=set)

    def __enter__(self) -> Database:
        return self

    def __exit__(self, error: object, *_: object) -> None:
        if error is None:
            self.flush()
        self.close()

    # ---- reading -------------------------------------------------------------------------------

    def get(self, kind: str, key: str) -> bytes | None:
        """The entry, or None."""
        return self.get_many(kind, [key]).get(key)

    def get_many(self, kind: str, keys: Iterable[str]) -> dict[str, bytes]:
        """The entries that there are, by key."""
        wanted = list(keys)
        found: dict[str, bytes] = {}
        with self._guarded():
            connection = self._open(create=False)
            for start in range(0, len(wanted) if connection else 0, _AT_ONCE):
                part = wanted[start : start + _AT_ONCE]
                marks = ",".join("?" * len(part))
                query = f"SELECT key, value, day FROM entries WHERE kind = ? AND key IN ({marks})"  # noqa: S608 - marks
                assert connection is not None
                for key, value, day in connection.execute(query, (kind, *part)):
                    payload = _unpacked(kind, key, value)
                    if payload is not None:
                        found[key] = payload
                        if day != _today():
                            self._read.add((kind, key))
        return found

    # ---- writing -------------------------------------------------------------------------------

    def put(self, kind: str, key: str, value: bytes) -> None:
        """Keep an entry from the end of this run on."""
        self._new[kind, key] = value

    def flush(self) -> None:
        """Write what was put, and forget what was used the longest ago if there is too much."""
        if not self._new and not self._read:
            return
        with self._guarded():
            connection = self._open(create=True)
            if connection is None:
                return
            with connection:  # one transaction
                connection.execute("BEGIN IMMEDIATE")
                rows = [(*entry, _packed(*entry, value), _today()) for entry, value in self._new.items()]
                connection.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", rows)
                used = [(_today(), kind, key) for kind, key in self._read]
                connection.executemany("UPDATE entries SET day = ? WHERE kind = ? AND key = ?", used)
                self._bound(connection)
            connection.executescript("PRAGMA incremental_vacuum")  # `execute` would free one page of them
        self._new.clear()
        self._read.clear()

    def _bound(self, connection: sqlite3.Connection) -> None:
        [[total]] = connection.execute("SELECT coalesce(sum(length(value)), 0) FROM entries")
        if total <= self.most_bytes:
            return
        goal = int(self.most_bytes * _KEPT)
        oldest = connection.execute("SELECT rowid, length(value) FROM entries ORDER BY day, rowid").fetchall()
        dropped = []
        for row, size in oldest:
            if total <= goal:
                break
            dropped.append((row,))
            total -= size
        connection.executemany("DELETE FROM entries WHERE rowid = ?", dropped)

    def forget(self) -> None:
        """Do not keep what was put in this run."""
        self._new.clear()

    @property
    def has_news(self) -> bool:
        """Whether something was put."""
        return bool(self._new)

    # ---- the whole -----------------------------------------------------------------------------

    def usage(self) -> list[Usage]:
        """What is kept, by kind."""
        rows: list[Usage] = []
        with self._guarded():
            connection = self._open(create=False)
            if connection is not None:
                query = "SELECT kind, count(*), sum(length(value)) FROM entries GROUP BY kind ORDER BY kind"
                rows = [
                    Usage(kind=k, entries=count, bytes=size) for k, count, size in connection.execute(query)
                ]
        return rows

    def remove(self) -> bool:
        """Remove the file; whether there was one. Raises OSError if it cannot be removed."""
        self.close()
        existed = self.file.exists()
        for path in self._files():
            path.unlink(missing_ok=True)
        return existed

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _files(self) -> list[Path]:
        return [
            self.file,
            *(self.file.with_name(self.file.name + end) for end in ("-journal", "-wal", "-shm")),
        ]

    def _open(self, *, create: bool) -> sqlite3.Connection | None:
        if self._connection is not None or self._is_broken:
            return self._connection
        if not self.file.exists():
            if not create:
                return None
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        connection = sqlite3.connect(self.file, timeout=_PATIENCE, isolation_level=None)
        self._connection = connection
        connection.text_factory = _text
        [[version]] = connection.execute("PRAGMA user_version")
        if version == 0 and not create:  # another run is about to create it
            self.close()
            return None
        if version == 0:
            self._create(connection)
        if connection.execute(_STATE).fetchall() != [(VERSION, _TABLE)]:
            self.remove()
            return self._open(create=True) if create else None
        connection.execute("PRAGMA synchronous = OFF")  # a killed run harms nothing, a lost disk is no loss
        return connection

    def _create(self, connection: sqlite3.Connection) -> None:
        self.file.chmod(0o600)
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        with connection:  # whole or not at all, and once where two runs are at it
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute(_STATE).fetchall() == []:
                connection.execute(_TABLE)
                connection.execute(f"PRAGMA user_version = {VERSION}")

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        """Whatever is wrong with the file, the run goes on without it."""
        try:
            yield
        except sqlite3.OperationalError:  # locked, read-only, no space: another run may have better luck
            self._give_up()
        except (sqlite3.DatabaseError, UnicodeDecodeError):  # not a database, or a damaged one, also in names
            with contextlib.suppress(OSError):
                self.remove()
            self._give_up()
        except OSError:
            self._give_up()

    def _give_up(self) -> None:
        self.close()
        self._is_broken = True


def _packed(kind: str, key: str, payload: bytes) -> bytes:
    squeezed = zlib.compress(payload, 1)
    return _checksum(kind, key, squeezed) + squeezed


def _unpacked(kind: str, key: str, value: object) -> bytes | None:
    """What was packed; None if it is not whole, or, as a damaged index has it, another entry's."""
    if not isinstance(value, bytes):
        return None
    total, squeezed = value[:SUM], value[SUM:]
    if _checksum(kind, key, squeezed) != total:
        return None
    try:
        return zlib.decompress(squeezed)
    except zlib.error:
        return None


def _checksum(kind: str, key: str, squeezed: bytes) -> bytes:
    named = f"{kind}\0{key}\0".encode("utf-8", "surrogateescape")
    return hashlib.blake2b(named + squeezed, digest_size=SUM).digest()


def _text(raw: bytes) -> str:
    """Text, also where a flipped bit made a value text."""
    return raw.decode("utf-8", "replace")


def _today() -> int:
    return int(time.time()) // _DAY
