"""The commits of a repository in the same database: which messages are like a text, and who wrote them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hermes_lsp.git.commits import Past

from .database import any_of, by_marks
from .shelf import MOST_TERMS, counts_of, rarest_of
from .words import stems

_NUMBER = re.compile(r"#(\d+)\b")


@dataclass(frozen=True, slots=True)
class Message:
    """A commit that was found by its message.

    Attributes:
        at: Seconds since 1970.
        score: BM25's, larger for more alike.
        paths: The files that it changed, as they were called then.
    """

    sha: str
    at: int
    text: str
    score: float
    paths: tuple[str, ...]

    @property
    def subject(self) -> str:
        """The first line."""
        return self.text.partition("\n")[0].strip()

    @property
    def numbers(self) -> frozenset[str]:
        """Of reports and changes that it names (``#12``)."""
        return numbers_in(self.text)


class Chronicle:
    """Reads and writes the database of a :class:`~.shelf.Shelf`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, commits: Iterable[Past]) -> None:
        """Take commits in; those that are known stay as they are."""
        with self._db:
            for past in commits:
                at = int(past.commit.at.timestamp())
                inserted = self._db.execute(
                    "INSERT OR IGNORE INTO commits(sha, at, author, message) VALUES (?, ?, ?, ?)",
                    (past.commit.sha, at, past.author, past.message),
                )
                if not inserted.rowcount:
                    continue
                number = inserted.lastrowid
                message = " ".join(stems(past.message))
                self._db.execute("INSERT INTO messages(rowid, words) VALUES (?, ?)", (number, message))
                self._db.executemany("INSERT INTO changes VALUES (?, ?)", [(number, path) for path in past.paths])

    def newest(self) -> str:
        """Id of the commit that was taken in last; empty if none was."""
        row = self._db.execute("SELECT sha FROM commits ORDER BY id DESC LIMIT 1").fetchone()
        return str(row[0]) if row else ""

    def messages_about(self, text: str, limit: int, before: int) -> list[Message]:
        """Commits before a time (seconds since 1970) whose messages have words of a text, the most alike first."""
        counts = counts_of(self._db, "message_terms", dict.fromkeys(stems(text)))
        if not (asked := any_of(rarest_of(counts, MOST_TERMS))):
            return []
        rows = self._db.execute(
            "SELECT commits.id, sha, at, commits.message, -bm25(messages) AS score FROM messages "
            "JOIN commits ON commits.id = messages.rowid WHERE messages MATCH ? AND at < ? "
            "ORDER BY score DESC, at DESC LIMIT ?",
            (asked, before, limit),
        ).fetchall()
        paths = self._paths_of([number for number, *_ in rows])
        return [Message(sha, at, message, score, paths.get(number, ())) for number, sha, at, message, score in rows]

    def authors(self, paths: Sequence[str], limit: int) -> list[tuple[str, int]]:
        """Who changed these files most often in their newest commits, with the number of commits. No bot is asked."""
        if not paths:
            return []
        marks = ",".join("?" * len(paths))
        rows = self._db.execute(
            "SELECT author, COUNT(*) FROM (SELECT DISTINCT commits.id, author FROM changes JOIN commits ON "  # noqa: S608
            f"commits.id = commit_id WHERE path IN ({marks}) AND author NOT LIKE '%[bot]' "
            "ORDER BY commits.at DESC LIMIT 200) GROUP BY author ORDER BY COUNT(*) DESC, author LIMIT ?",
            (*paths, limit),
        )
        return [(author, count) for author, count in rows]

    def _paths_of(self, numbers: Sequence[int]) -> dict[int, tuple[str, ...]]:
        found: dict[int, list[str]] = {}
        for part, marks in by_marks(numbers):
            rows = self._db.execute(
                f"SELECT commit_id, path FROM changes WHERE commit_id IN ({marks}) ORDER BY path",  # noqa: S608
                part,
            )
            for number, path in rows:
                found.setdefault(number, []).append(path)
        return {number: tuple(paths) for number, paths in found.items()}


def numbers_in(message: str) -> frozenset[str]:
    """Numbers of reports and changes that a message names (``#12``)."""
    return frozenset(_NUMBER.findall(message))
