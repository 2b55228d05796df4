"""The tables of an index, and opening them. SQLite in WAL mode: one writer, and readers that do not wait for it.

``names`` holds, for each name and segment, one JSON list with an entry for every file: its number, the numbers of its
symbols of that name, and its uses by target (see ``expressions``). A segment is a batch of files that were written
together; entries of files that have since changed are left where they are and skipped, since a changed file gets a new
number, until so many of a segment's files are gone that the rest are indexed again.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

VERSION = 4
"""Of the tables and of what the rows say. An index of another version is made anew."""
FILE = "index.db"
BUSY_SECONDS = 10.0
KEPT_BY_READERS = 16_384
"""Kilobytes of the database that a reader keeps in memory."""
MODULES = "modules:"
"""What stands before the path of a file that says how modules are named, in the table of what is known besides."""

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    stem TEXT NOT NULL,
    language TEXT NOT NULL,
    left_out TEXT NOT NULL,
    digest BLOB NOT NULL,
    size INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    line_count INTEGER NOT NULL,
    counts TEXT NOT NULL,
    lines BLOB NOT NULL,
    qualified TEXT NOT NULL,
    imports TEXT NOT NULL,
    symbols TEXT NOT NULL
);
CREATE INDEX files_by_stem ON files (stem);
CREATE TABLE names (
    name TEXT NOT NULL,
    segment INTEGER NOT NULL,
    entries TEXT NOT NULL,
    PRIMARY KEY (name, segment)
) WITHOUT ROWID;
"""

encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode
"""Compact JSON."""


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Open an index, or make it; one of another version, or one that cannot be read, is replaced.

    Several processes may do so at once. Write in :func:`writing`.

    Raises:
        OSError, sqlite3.Error: if its folder cannot be written, or another writer keeps it locked.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for attempt in (1, 2):
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            _set_up(connection)
            if _version(connection) != VERSION:
                _create(connection)
            if _version(connection) == VERSION:
                return connection
        except sqlite3.OperationalError:
            # Locked, or a full disk: that says nothing against what is in the file.
            connection.close()
            raise
        except sqlite3.DatabaseError:
            if attempt == 2:
                connection.close()
                raise
        connection.close()
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
    raise sqlite3.DatabaseError(f"{path} cannot be made anew")


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """A transaction that waits for other writers before it reads anything, and is undone where it fails."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def open_for_reading(path: Path) -> sqlite3.Connection | None:
    """Open an index to read it; None if there is none, or it is of another version.

    Raises:
        sqlite3.Error: if it is there and cannot be read.
    """
    if not path.is_file():
        return None
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
    try:
        connection.execute(f"PRAGMA cache_size = -{KEPT_BY_READERS}")
        if _version(connection) == VERSION:
            return connection
    except sqlite3.Error:
        connection.close()
        raise
    connection.close()
    return None


def nothing_indexed() -> sqlite3.Connection:
    """What an index that was not made yet reads as."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _create(connection)
    return connection


def get_meta(connection: sqlite3.Connection, key: str, default: str = "") -> str:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else default


def set_meta(connection: sqlite3.Connection, **values: Any) -> None:
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", [(k, str(v)) for k, v in values.items()])


def _create(connection: sqlite3.Connection) -> None:
    with writing(connection):
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            for statement in filter(str.strip, _SCHEMA.split(";")):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")


def _set_up(connection: sqlite3.Connection) -> None:
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError:
            # Two that make the same index: SQLite does not wait for the other one here.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
    # The index can be made again at any time: after a loss of power it may be an older one, or none.
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -65536")
    # Pages that many batches change are carried over to the database once, not after every batch.
    connection.execute("PRAGMA wal_autocheckpoint = 10000")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
