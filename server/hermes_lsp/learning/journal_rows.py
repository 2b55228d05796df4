"""The rows of a journal's file: the table, the chain of hashes, and adding to it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

BUSY_SECONDS = 10.0
GENESIS = "0" * 64
"""What stands for the hash of the row before the first one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that has no number yet."""

    at: str
    kind: str
    body: str


SELECT = "SELECT seq, at, kind, body, previous, hash FROM rows ORDER BY seq"
INSERT = "INSERT INTO rows (seq, at, kind, body, previous, hash) VALUES (?, ?, ?, ?, ?, ?)"

_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS rows (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        previous TEXT NOT NULL,
        hash TEXT NOT NULL,
        source TEXT AS (CASE WHEN json_valid(body) THEN json_extract(body, '$.problem.source') END),
        code TEXT AS (CASE WHEN json_valid(body) THEN json_extract(body, '$.problem.code') END),
        skill TEXT AS (CASE WHEN json_valid(body) THEN json_extract(body, '$.attempt.skill') END),
        outcome TEXT AS (CASE WHEN json_valid(body) THEN json_extract(body, '$.outcome') END)
    )""",
    "CREATE INDEX IF NOT EXISTS rows_by_key ON rows (source, code, seq)",
    "CREATE INDEX IF NOT EXISTS rows_by_skill ON rows (skill, seq) WHERE skill <> ''",
    """CREATE TRIGGER IF NOT EXISTS rows_are_never_changed BEFORE UPDATE ON rows
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER IF NOT EXISTS rows_are_never_deleted BEFORE DELETE ON rows
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
)


def connect(path: Path) -> sqlite3.Connection:
    """The file, with its table made where there is none. Raises sqlite3.Error; :func:`is_broken` tells why."""
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        known = db.execute("SELECT count(*) FROM sqlite_master WHERE name IN ('rows', 'rows_by_key')").fetchone()[0]
        if known != 2:
            with db:
                db.execute("BEGIN IMMEDIATE")
                for statement in _SCHEMA:
                    db.execute(statement)
        head_of(db)  # a file that was cut off is found here at the latest
    except sqlite3.Error:
        db.close()
        raise
    return db


def insert(db: sqlite3.Connection, batch: Sequence[Entry]) -> list[int]:
    """Add the entries in one transaction and return their numbers. Raises sqlite3.Error, and adds none then."""
    numbers: list[int] = []
    with db:
        db.execute("BEGIN IMMEDIATE")
        seq, previous = head_of(db)
        for entry in batch:
            seq += 1
            digest = digest_of(previous, seq, entry.at, entry.kind, entry.body)
            row = (seq, entry.at, entry.kind, entry.body, previous, digest)
            db.execute(INSERT, row)
            previous = digest
            numbers.append(seq)
    return numbers


def head_of(db: sqlite3.Connection) -> tuple[int, str]:
    """Number and hash of the last row; number 0 if there is none."""
    row = db.execute("SELECT seq, hash FROM rows ORDER BY seq DESC LIMIT 1").fetchone()
    return (int(row[0]), str(row[1])) if row else (0, GENESIS)


def digest_of(previous: str, seq: int, at: str, kind: str, body: str) -> str:
    """The hash of a row."""
    # Lengths first, so that no two rows have the same bytes to hash.
    fields = [previous, str(seq), at, kind, body]
    data = "".join(f"{len(field)}:{field}" for field in fields)
    return hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()


def is_broken(error: sqlite3.Error) -> bool:
    """The file itself is broken, rather than busy, full or out of reach."""
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def now() -> str:
    """The time as rows say it."""
    return datetime.now(UTC).isoformat()
