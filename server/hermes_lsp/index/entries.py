"""What is kept under names, read segment by segment, so that whoever has enough or no time left can stop."""

from __future__ import annotations

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

ROOM = 1_500_000
"""Characters of rows that are remembered as they were read: who asks where something is used asks more about it."""


class Entries:
    """Reads what is kept under a name: an entry for each file, with its number, its symbols' numbers, and its uses by
    target. Remembers what it has read: make a new one when the index has changed.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._read: OrderedDict[tuple[str, int], tuple[int, list[list[Any]]]] = OrderedDict()
        self._size = 0

    def of(self, name: str) -> Iterator[list[Any]]:
        """The entries of all files; those of files that have changed since are among them."""
        for segment, entries in self._connection.execute("SELECT segment, entries FROM names WHERE name = ?", (name,)):
            yield from self._decoded(name, segment, entries)

    def of_file(self, name: str, number: int) -> Iterator[list[Any]]:
        """That of one file, by its number. Only what was indexed together with it is read."""
        query = (
            "SELECT segment, entries FROM names WHERE name = ? AND segment = (SELECT segment FROM files WHERE id = ?)"
        )
        for segment, entries in self._connection.execute(query, (name, number)):
            yield from (entry for entry in self._decoded(name, segment, entries) if entry[0] == number)

    def _decoded(self, name: str, segment: int, entries: str) -> list[list[Any]]:
        key = name, segment
        known = self._read.get(key)
        if known is not None:
            self._read.move_to_end(key)
            return known[1]
        decoded: list[list[Any]] = json.loads(entries)
        self._read[key] = len(entries), decoded
        self._size += len(entries)
        while self._size > ROOM:
            self._size -= self._read.popitem(last=False)[1][0]
        return decoded
