"""The words of a repository's files and commit messages, kept in SQLite's full-text index.

It is made from git alone and may be deleted at any time. Files are those of one commit; bringing it up to another one
reads what differs.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from math import log1p
from pathlib import Path

from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.git.commits import Past

from .sources import Source
from .words import words

FILE = "triage.db"
VERSION = 1
PATH_WEIGHT, NAMES_WEIGHT = 4.0, 3.0
"""A word in a file's path, or in the name of something that it defines, counts like so many in its text."""
MOST_TERMS = 48
"""Words of a report that are looked for: its rarest."""
_TABLES = """
CREATE TABLE held(commit_sha TEXT NOT NULL);
CREATE TABLE files(id INTEGER PRIMARY KEY, path TEXT UNIQUE NOT NULL, blob TEXT NOT NULL);
CREATE VIRTUAL TABLE texts USING fts5(path, names, body, tokenize="unicode61 tokenchars '_'");
CREATE VIRTUAL TABLE terms USING fts5vocab(texts, row);
CREATE TABLE commits(id INTEGER PRIMARY KEY, sha TEXT UNIQUE NOT NULL, at INTEGER NOT NULL, author TEXT NOT NULL,
    subject TEXT NOT NULL);
CREATE TABLE changes(commit_id INTEGER NOT NULL, path TEXT NOT NULL);
CREATE INDEX changes_of ON changes(commit_id);
CREATE VIRTUAL TABLE messages USING fts5(message, tokenize="unicode61 tokenchars '_'");
"""


@dataclass(frozen=True, slots=True)
class Message:
    """A commit that was found by its message; ``score`` is BM25's, larger for more alike."""

    sha: str
    at: int
    subject: str
    score: float
    paths: tuple[str, ...]


class Shelf:
    """Open it with :meth:`open`; used by one thread."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    @classmethod
    def open(cls, path: Path | None) -> Shelf:
        """The index in a file, made anew where there is none that this version understands; in memory if None.

        Raises:
            WorkspaceError: if it can be neither read nor made.
        """
        try:
            if path is None:
                return cls(_made(sqlite3.connect(":memory:")))
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                return cls(_made(sqlite3.connect(path)))
            except sqlite3.DatabaseError:
                path.unlink(missing_ok=True)  # it is made from git, and can be made again
                return cls(_made(sqlite3.connect(path)))
        except (OSError, sqlite3.Error) as error:
            raise WorkspaceError(
                f"The index for triage cannot be opened ({error})", todo="make room, or delete triage.db"
            ) from error

    def close(self) -> None:
        self._db.close()

    def holds(self) -> str:
        """Id of the commit whose files and past are all there; empty if that is none."""
        row = self._db.execute("SELECT commit_sha FROM held").fetchone()
        return str(row[0]) if row else ""

    def complete(self, commit: str) -> None:
        """Say that all of a commit is there."""
        with self._db:
            self._db.execute("DELETE FROM held")
            self._db.execute("INSERT INTO held VALUES (?)", (commit,))

    def paths(self) -> list[str]:
        """All files, in order."""
        return [path for (path,) in self._db.execute("SELECT path FROM files ORDER BY path")]

    def blob_of(self, path: str) -> str:
        """Id of a file's content; empty if the file is not there."""
        row = self._db.execute("SELECT blob FROM files WHERE path = ?", (path,)).fetchone()
        return str(row[0]) if row else ""

    def update_files(
        self, tree: Mapping[str, str], read: Callable[[str, str], Source], deadline: float | None = None
    ) -> int:
        """Hold exactly these files.

        Args:
            tree: Ids of contents by path.
            read: What is in a file, by its path and the id of its content.
            deadline: Of :func:`time.monotonic`; what was not read until then is left for the next time.

        Returns:
            How many files are missing.
        """
        held = {path: (number, blob) for number, path, blob in self._db.execute("SELECT id, path, blob FROM files")}
        with self._db:
            for path, (number, blob) in held.items():
                if tree.get(path) != blob:
                    self._db.execute("DELETE FROM texts WHERE rowid = ?", (number,))
                    self._db.execute("DELETE FROM files WHERE id = ?", (number,))
            wanted = [(path, blob) for path, blob in sorted(tree.items()) if held.get(path, (0, ""))[1] != blob]
            for done, (path, blob) in enumerate(wanted):
                if deadline is not None and time.monotonic() > deadline:
                    return len(wanted) - done
                row = self._db.execute("INSERT INTO files(path, blob) VALUES (?, ?)", (path, blob)).lastrowid
                source = read(path, blob)
                columns = (" ".join(words(text)) for text in (path.replace("/", " "), source.names, source.text))
                self._db.execute("INSERT INTO texts(rowid, path, names, body) VALUES (?, ?, ?, ?)", (row, *columns))
        return 0

    def add_commits(self, commits: Iterable[Past]) -> None:
        """Take commits in; those that are known stay as they are."""
        with self._db:
            for past in commits:
                inserted = self._db.execute(
                    "INSERT OR IGNORE INTO commits(sha, at, author, subject) VALUES (?, ?, ?, ?)",
                    (past.commit.sha, int(past.commit.at.timestamp()), past.author, past.commit.subject),
                )
                if not inserted.rowcount:
                    continue
                number = inserted.lastrowid
                message = " ".join(words(past.message))
                self._db.execute("INSERT INTO messages(rowid, message) VALUES (?, ?)", (number, message))
                self._db.executemany("INSERT INTO changes VALUES (?, ?)", [(number, path) for path in past.paths])

    def newest(self) -> str:
        """Id of the commit that was taken in last; empty if none was."""
        row = self._db.execute("SELECT sha FROM commits ORDER BY id DESC LIMIT 1").fetchone()
        return str(row[0]) if row else ""

    def rarest(self, report: str, most: int = MOST_TERMS) -> list[str]:
        """The words of a report that some file has, the rarest first, at most so many."""
        said = list(dict.fromkeys(words(report)))
        counts = {}
        for word in said:
            row = self._db.execute("SELECT doc FROM terms WHERE term = ?", (word,)).fetchone()
            if row:
                counts[word] = row[0]
        return sorted(counts, key=lambda word: (counts[word], word))[:most]

    def weights_of(self, terms: Sequence[str]) -> dict[str, float]:
        """How much words say: the fewer files have one, the more."""
        (files,) = self._db.execute("SELECT COUNT(*) FROM files").fetchone()
        found: dict[str, float] = {}
        for term in terms:
            row = self._db.execute("SELECT doc FROM terms WHERE term = ?", (term,)).fetchone()
            if row:
                found[term] = log1p(files / row[0])
        return found

    def files_about(self, terms: Sequence[str], limit: int, *, plain: bool = False) -> dict[str, float]:
        """Scores (BM25) of the files that have some of the words, the best first.

        Args:
            plain: Words of the path and of the text count alike, and names are words of the text.
        """
        if not terms:
            return {}
        rows = self._db.execute(
            "SELECT files.path, -bm25(texts, ?, ?, 1.0) AS score FROM texts JOIN files ON files.id = texts.rowid "
            "WHERE texts MATCH ? ORDER BY score DESC, files.path LIMIT ?",
            (*((1.0, 0.0) if plain else (PATH_WEIGHT, NAMES_WEIGHT)), _query(terms), limit),
        )
        return {path: score for path, score in rows if score > 0}

    def messages_about(self, report: str, limit: int, before: int) -> list[Message]:
        """Commits before a time (seconds since 1970) whose messages have some of the report's words."""
        terms = list(dict.fromkeys(words(report)))[: 4 * MOST_TERMS]
        if not terms:
            return []
        rows = self._db.execute(
            "SELECT commits.id, sha, at, subject, -bm25(messages) AS score FROM messages "
            "JOIN commits ON commits.id = messages.rowid WHERE messages MATCH ? AND at < ? "
            "ORDER BY score DESC, at DESC LIMIT ?",
            (_query(terms), before, limit),
        ).fetchall()
        return [Message(sha, at, subject, score, self._changed(number)) for number, sha, at, subject, score in rows]

    def weights(self, before: int, half_life: float) -> dict[str, float]:
        """How often files were changed before a time; a change that is a half-life (seconds) older weighs half."""
        found: dict[str, float] = {}
        rows = self._db.execute(
            "SELECT at, path FROM changes JOIN commits ON commits.id = commit_id WHERE at < ?", (before,)
        )
        for at, path in rows:
            found[path] = found.get(path, 0.0) + 0.5 ** ((before - at) / half_life)
        return found

    def authors(self, paths: Sequence[str], limit: int) -> list[tuple[str, int]]:
        """Who changed these files most often in their newest commits, with the number of commits."""
        if not paths:
            return []
        marks = ",".join("?" * len(paths))
        rows = self._db.execute(
            "SELECT author, COUNT(*) FROM (SELECT DISTINCT commits.id, author FROM changes JOIN commits ON "  # noqa: S608
            f"commits.id = commit_id WHERE path IN ({marks}) ORDER BY at DESC LIMIT 200) GROUP BY author "
            "ORDER BY COUNT(*) DESC, author LIMIT ?",
            (*paths, limit),
        )
        return [(author, count) for author, count in rows]

    def has(self, path: str, terms: Sequence[str]) -> list[str]:
        """Those of the words that a file has."""
        row = self._db.execute("SELECT id FROM files WHERE path = ?", (path,)).fetchone()
        if row is None:
            return []
        found = []
        for term in terms:
            query = "SELECT 1 FROM texts WHERE texts MATCH ? AND rowid = ?"
            if self._db.execute(query, (_query([term]), row[0])).fetchone():
                found.append(term)
        return found

    def _changed(self, number: int) -> tuple[str, ...]:
        rows = self._db.execute("SELECT path FROM changes WHERE commit_id = ? ORDER BY path", (number,))
        return tuple(path for (path,) in rows)


def _made(db: sqlite3.Connection) -> sqlite3.Connection:
    with closing(db.execute("PRAGMA user_version")) as rows:
        version = rows.fetchone()[0]
    if version == 0:
        db.executescript(f"{_TABLES} PRAGMA user_version = {VERSION};")
    elif version != VERSION:
        db.close()
        raise sqlite3.DatabaseError("made by another version")
    return db


def _query(terms: Sequence[str]) -> str:
    return " OR ".join(f'"{term}"' for term in terms)
