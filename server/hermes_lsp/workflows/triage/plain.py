"""Full-text search alone (BM25 over text and path), which triage is measured beside."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping

from .database import any_of
from .sources import Source
from .words import words

MOST_TERMS = 400
"""Words of a report that are looked for: its rarest."""


class PlainSearch:
    """Files of one commit, in memory, by their words as they are."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.executescript(
            "CREATE VIRTUAL TABLE texts USING fts5(path, body, tokenize=\"unicode61 tokenchars '_'\");"
            "CREATE VIRTUAL TABLE terms USING fts5vocab(texts, row);"
        )
        self._held: dict[str, tuple[int, str]] = {}

    def update(self, tree: Mapping[str, str], read: Callable[[str, str], Source]) -> None:
        """Hold exactly these files: ids of contents by path."""
        for path, (number, blob) in list(self._held.items()):
            if tree.get(path) != blob:
                self._db.execute("DELETE FROM texts WHERE rowid = ?", (number,))
                del self._held[path]
        for path in sorted(tree.keys() - self._held.keys()):
            texts = (path.replace("/", " "), read(path, tree[path]).text)
            row = self._db.execute(
                "INSERT INTO texts(path, body) VALUES (?, ?)", [" ".join(words(text)) for text in texts]
            ).lastrowid
            self._held[path] = (row or 0, tree[path])

    def files_about(self, report: str) -> dict[str, float]:
        """Scores of the files that have some of the report's words."""
        counts: dict[str, int] = {}
        for word in dict.fromkeys(words(report)):
            row = self._db.execute("SELECT doc FROM terms WHERE term = ?", (word,)).fetchone()
            if row:
                counts[word] = row[0]
        if not (asked := any_of(sorted(counts, key=lambda word: (counts[word], word))[:MOST_TERMS])):
            return {}
        paths = {number: path for path, (number, _) in self._held.items()}
        rows = self._db.execute("SELECT rowid, -bm25(texts) FROM texts WHERE texts MATCH ?", (asked,))
        return {paths[number]: score for number, score in rows}

    def close(self) -> None:
        self._db.close()
