"""The file of what triage has read: made from git alone, and may be deleted at any time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from hermes_lsp.core.errors import WorkspaceError

FILE = "triage.db"
VERSION = 2
MARKS = 500
"""Values that one question of SQL names at most."""
_TABLES = """
CREATE TABLE held(commit_sha TEXT NOT NULL);
CREATE TABLE files(id INTEGER PRIMARY KEY, path TEXT UNIQUE NOT NULL, name TEXT NOT NULL, stem TEXT NOT NULL,
    blob TEXT NOT NULL);
CREATE INDEX files_named ON files(name);
CREATE INDEX files_stemmed ON files(stem);
CREATE VIRTUAL TABLE texts USING fts5(words, tokenize="unicode61 tokenchars '_'");
CREATE VIRTUAL TABLE paths USING fts5(words, tokenize="unicode61 tokenchars '_'");
CREATE VIRTUAL TABLE names USING fts5(words, tokenize="unicode61 tokenchars '_'");
CREATE VIRTUAL TABLE text_terms USING fts5vocab(texts, row);
CREATE TABLE defined(name TEXT NOT NULL, file INTEGER NOT NULL, PRIMARY KEY(name, file)) WITHOUT ROWID;
CREATE INDEX defined_in ON defined(file);
CREATE TABLE commits(id INTEGER PRIMARY KEY, sha TEXT UNIQUE NOT NULL, at INTEGER NOT NULL, author TEXT NOT NULL,
    message TEXT NOT NULL);
CREATE TABLE changes(commit_id INTEGER NOT NULL, path TEXT NOT NULL);
CREATE INDEX changes_of ON changes(commit_id);
CREATE INDEX changes_to ON changes(path);
CREATE VIRTUAL TABLE messages USING fts5(words, tokenize="unicode61 tokenchars '_'");
CREATE VIRTUAL TABLE message_terms USING fts5vocab(messages, row);
"""


def open_database(path: Path | None) -> sqlite3.Connection:
    """The database in a file, made anew where there is none that this version understands; in memory if None.

    Raises:
        WorkspaceError: if it can be neither read nor made.
    """
    try:
        if path is None:
            return _made(sqlite3.connect(":memory:"))
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _made(sqlite3.connect(path))
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)  # it is made from git, and can be made again
            return _made(sqlite3.connect(path))
    except (OSError, sqlite3.Error) as error:
        raise WorkspaceError(
            f"The index for triage cannot be opened ({error})", todo="make room, or delete triage.db"
        ) from error


def any_of(terms: Iterable[str]) -> str:
    """What full-text search is asked, for what has some of the words."""
    return " OR ".join(f'"{term}"' for term in terms)


def by_marks(values: Iterable[str | int]) -> Iterator[tuple[Sequence[str | int], str]]:
    """Values in parts that one question can name, with the marks that stand for them."""
    every = list(values)
    for start in range(0, len(every), MARKS):
        part = every[start : start + MARKS]
        yield part, ",".join("?" * len(part))


def _made(db: sqlite3.Connection) -> sqlite3.Connection:
    with closing(db.execute("PRAGMA user_version")) as rows:
        version = rows.fetchone()[0]
    if version == 0:
        db.executescript(f"{_TABLES} PRAGMA user_version = {VERSION};")
    elif version != VERSION:
        db.close()
        raise sqlite3.DatabaseError("made by another version")
    return db
