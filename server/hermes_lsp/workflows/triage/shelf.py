"""The words of a repository's files, kept in SQLite's full-text index.

Files are those of one commit; bringing it up to another one reads what differs. Words are kept as their stems.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from math import log1p
from pathlib import Path
from typing import Literal

from .clues import Paths, name_of, stem_of
from .database import any_of, by_marks, open_database
from .sources import Source
from .words import stem, stems, words

MOST_TERMS = 48
"""Words of a report that are looked for: its rarest."""
MOST_PLACES = 150_000
"""Places of words that are looked at: of a very large repository the common words of a report are left out."""
FEWEST_TERMS = 6

Field = Literal["texts", "paths", "names"]
"""What files are searched by: their text, the names in their path, the names that they define."""
Vocabulary = Literal["text_terms", "message_terms"]
"""Of all texts, and of all messages of commits."""


class Shelf:
    """Open it with :meth:`open`; used by one thread."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self._counts: dict[str, int] = {}

    @classmethod
    def open(cls, path: Path | None) -> Shelf:
        """The index in a file, or in memory if None. Raises as :func:`open_database` does."""
        return cls(open_database(path))

    def close(self) -> None:
        self.db.close()

    def holds(self) -> str:
        """Id of the commit whose files and past are all there; empty if that is none."""
        row = self.db.execute("SELECT commit_sha FROM held").fetchone()
        return str(row[0]) if row else ""

    def complete(self, commit: str) -> None:
        """Say that all of a commit is there."""
        with self.db:
            self.db.execute("DELETE FROM held")
            self.db.execute("INSERT INTO held VALUES (?)", (commit,))

    def paths(self) -> Paths:
        """The files, to be found by the end of their path; good until the next update."""
        return Paths(partial(self._paths_by, "name"), partial(self._paths_by, "stem"))

    def blob_of(self, path: str) -> str:
        """Id of a file's content; empty if the file is not there."""
        row = self.db.execute("SELECT blob FROM files WHERE path = ?", (path,)).fetchone()
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
        self._counts.clear()
        held = {path: (number, blob) for number, path, blob in self.db.execute("SELECT id, path, blob FROM files")}
        with self.db:
            for path, (number, blob) in held.items():
                if tree.get(path) != blob:
                    self._remove(number)
            wanted = [(path, blob) for path, blob in sorted(tree.items()) if held.get(path, (0, ""))[1] != blob]
            for done, (path, blob) in enumerate(wanted):
                if deadline is not None and time.monotonic() > deadline:
                    return len(wanted) - done
                self._add(path, blob, read(path, blob))
        return 0

    def rarest(self, text: str, most: int = MOST_TERMS) -> dict[str, int]:
        """The stems of a text's words that some file has, with the number of these files, the rarest first."""
        return rarest_of(self._counts_of(stems(text)), most)

    def said(self, text: str) -> list[str]:
        """The words of a text that some file has in some form, as the text says them, the rarest first."""
        by_stem: dict[str, str] = {}
        for word in words_in(text):
            by_stem.setdefault(stem(word), word)
        return [by_stem[each] for each in self.rarest(text) if each in by_stem]

    def weights_of(self, terms: Sequence[str]) -> dict[str, float]:
        """How much words say, for those that some file has: the fewer files have one, the more."""
        counts = self._counts_of(map(stem, terms))
        files = self.count()
        return {term: log1p(files / counts[stem(term)]) for term in terms if stem(term) in counts}

    def count(self) -> int:
        """How many files there are."""
        (files,) = self.db.execute("SELECT COUNT(*) FROM files").fetchone()
        return int(files)

    def files_about(self, field: Field, terms: Iterable[str], limit: int) -> dict[str, float]:
        """Scores (BM25) of the files that have some of the stems there, the best first."""
        if not (asked := any_of(terms)):
            return {}
        rows = self.db.execute(
            f"SELECT files.path, -bm25({field}) AS score FROM {field} JOIN files ON files.id = {field}.rowid "  # noqa: S608
            f"WHERE {field} MATCH ? ORDER BY score DESC, files.path LIMIT ?",
            (asked, limit),
        )
        return {path: score for path, score in rows if score > 0}

    def defining(self, names: Iterable[str]) -> dict[str, list[str]]:
        """The files that define something of these names (in small letters), by name."""
        found: dict[str, list[str]] = {}
        for part, marks in by_marks(names):
            rows = self.db.execute(
                f"SELECT defined.name, path FROM defined JOIN files ON files.id = file WHERE defined.name IN ({marks})",  # noqa: S608
                part,
            )
            for name, path in rows:
                found.setdefault(name, []).append(path)
        return found

    def has(self, path: str, terms: Sequence[str]) -> list[str]:
        """Those of the words that a file has, in some form."""
        row = self.db.execute("SELECT id FROM files WHERE path = ?", (path,)).fetchone()
        if row is None:
            return []
        query = "SELECT 1 FROM texts WHERE texts MATCH ? AND rowid = ?"
        return [term for term in terms if self.db.execute(query, (any_of([stem(term)]), row[0])).fetchone()]

    def _paths_by(self, column: Literal["name", "stem"], value: str) -> list[str]:
        rows = self.db.execute(f"SELECT path FROM files WHERE {column} = ? ORDER BY path", (value,))  # noqa: S608
        return [path for (path,) in rows]

    def _counts_of(self, terms: Iterable[str]) -> dict[str, int]:
        """As :func:`counts_of`, each word asked for once: to count a common one is to read where it is."""
        asked = list(dict.fromkeys(terms))
        missing = [term for term in asked if term not in self._counts]
        self._counts |= dict.fromkeys(missing, 0) | counts_of(self.db, "text_terms", missing)
        return {term: self._counts[term] for term in asked if self._counts[term]}

    def _add(self, path: str, blob: str, source: Source) -> None:
        row = self.db.execute(
            "INSERT INTO files(path, name, stem, blob) VALUES (?, ?, ?, ?)", (path, name_of(path), stem_of(path), blob)
        ).lastrowid
        for field, text in (("texts", source.text), ("paths", path.replace("/", " ")), ("names", source.names)):
            self.db.execute(
                f"INSERT INTO {field}(rowid, words) VALUES (?, ?)",  # noqa: S608
                (row, " ".join(stems(text))),
            )
        defined = {(name.lower(), row) for name in source.names.split()}
        self.db.executemany("INSERT INTO defined VALUES (?, ?)", sorted(defined))

    def _remove(self, number: int) -> None:
        for field in _FIELDS:
            self.db.execute(f"DELETE FROM {field} WHERE rowid = ?", (number,))  # noqa: S608
        self.db.execute("DELETE FROM defined WHERE file = ?", (number,))
        self.db.execute("DELETE FROM files WHERE id = ?", (number,))


_FIELDS: tuple[Field, ...] = ("texts", "paths", "names")


def words_in(text: str) -> list[str]:
    """Its words in small letters, each once."""
    return list(dict.fromkeys(words(text)))


def rarest_of(counts: Mapping[str, int], most: int) -> dict[str, int]:
    """The rarest of some words with how often each is there, not too many of them and not in too many places."""
    found: dict[str, int] = {}
    places = 0
    for each in sorted(counts, key=lambda each: (counts[each], each))[:most]:
        places += counts[each]
        if places > MOST_PLACES and len(found) >= FEWEST_TERMS:
            break
        found[each] = counts[each]
    return found


def counts_of(db: sqlite3.Connection, vocabulary: Vocabulary, terms: Iterable[str]) -> dict[str, int]:
    """How many texts, or messages, have a stem; without those that none has."""
    query = f"SELECT doc FROM {vocabulary} WHERE term = ?"  # noqa: S608
    return {term: row[0] for term in terms if (row := db.execute(query, (term,)).fetchone())}
