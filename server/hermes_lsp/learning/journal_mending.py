"""Mending a journal whose file is broken: it is set aside under another name, never deleted, and a new one begins with
the rows whose chain still holds and a row that says what happened.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from .episode_json import canonical
from .journal_rows import BUSY_SECONDS, GENESIS, INSERT, SELECT, Entry, connect, digest_of, insert, is_broken, now

SET_ASIDE = "journal-set-aside"


def begin_anew(path: Path, why: str) -> tuple[sqlite3.Connection, list[str]]:
    """Set the broken file aside and begin a new journal; its connection, and sentences about what was done.

    Raises:
        sqlite3.Error, OSError: if the place cannot be written; the file is then set aside or as it was, never lost.
    """
    from filelock import FileLock

    with FileLock(path.with_name(path.name + ".mend-lock"), timeout=BUSY_SECONDS):
        try:
            return connect(path), []  # another process may have mended it while we waited
        except sqlite3.DatabaseError as error:
            if not is_broken(error):
                raise
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        aside = path.with_name(f"{path.stem}.broken-{stamp}{path.suffix}")
        for suffix in ("", "-wal", "-shm"):
            part = path.with_name(path.name + suffix)
            if part.exists():
                part.rename(aside.with_name(aside.name + suffix))
        db = connect(path)
        rows = _readable_rows(aside)
        with db:
            db.execute("BEGIN IMMEDIATE")
            db.executemany(INSERT, rows)
        note = {"reason": why, "kept_as": aside.name, "rows_taken_over": len(rows)}
        insert(db, [Entry(now(), SET_ASIDE, canonical(note))])
        sentence = (
            f"The journal {path} was broken ({why}). It was kept as {aside.name}, and a new one was begun "
            f"with the {len(rows)} rows of it that could be read"
        )
        return db, [sentence]


def _readable_rows(path: Path) -> list[tuple[int, str, str, str, str, str]]:
    """The rows of a broken file from the first on, as far as they can be read and the chain holds."""
    rows: list[tuple[int, str, str, str, str, str]] = []
    previous = GENESIS
    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error:
        return rows
    try:
        db.execute("PRAGMA writable_schema = ON")  # read what is left of a file that was cut off
        for row in db.execute(SELECT):
            seq, at, kind, body, before, digest = row
            if seq != len(rows) + 1 or before != previous or digest != digest_of(previous, seq, at, kind, body):
                break
            rows.append(row)
            previous = digest
    except (sqlite3.Error, TypeError):
        return rows  # what could be read up to here is what there is
    finally:
        db.close()
    return rows
