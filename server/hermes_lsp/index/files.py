"""One file of an index, read in parts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol

from .facts import Symbol
from .families import family_of
from .family import Family
from .imports import EXPORTED, LOCAL
from .symbols import EXTENSION, KIND, KINDS

_ADDING = frozenset({EXTENSION, KINDS.index("module")})


class Lines(Protocol):
    """A text whose uses of names can be told as places, whether it is indexed or not."""

    @property
    def path(self) -> str: ...
    @property
    def lines(self) -> Sequence[int]: ...
    @property
    def qualified(self) -> Sequence[str]: ...


class File:
    """One indexed file, its parts read when they are first asked for.

    Attributes:
        answered: Symbols that answers were made of, by number; see ``answers``.
    """

    def __init__(self, connection: sqlite3.Connection, number: int, path: str, language: str) -> None:
        self._connection = connection
        self.number = number
        self.path = path
        self.family: Family = family_of(language)
        self.answered: dict[int, Symbol] = {}

    @cached_property
    def _columns(self) -> tuple[bytes, str, str, str]:
        query = "SELECT lines, qualified, imports, symbols FROM files WHERE id = ?"
        row = self._connection.execute(query, (self.number,)).fetchone()
        return row or (b"", "", "[]", "[]")

    @cached_property
    def lines(self) -> memoryview:
        return memoryview(self._columns[0]).cast("I")

    @cached_property
    def qualified(self) -> list[str]:
        text = self._columns[1]
        return text.split("\n") if text else []

    @cached_property
    def imports(self) -> list[list[Any]]:
        rows: list[list[Any]] = json.loads(self._columns[2])
        return rows

    @cached_property
    def symbols(self) -> list[list[Any]]:
        rows: list[list[Any]] = json.loads(self._columns[3])
        return rows

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The first symbol of every dotted name; what only adds to another of that name counts last."""
        names = self.qualified
        found = dict(zip(reversed(names), range(len(names) - 1, -1, -1), strict=True))
        if len(found) < len(names):  # several of one name
            for number, name in enumerate(names):
                if number != found[name] and self._adds(found[name]) and not self._adds(number):
                    found[name] = number
        return found

    def _adds(self, number: int) -> bool:
        return self.symbols[number][KIND] in _ADDING

    @cached_property
    def brought(self) -> dict[str, list[Any]]:
        """Rows of imports by the name that they bind at the top level; the last wins, as it does when the file runs."""
        return {row[4]: row for row in self.imports if row[4] and not row[5] & (EXPORTED | LOCAL)}

    @cached_property
    def exported(self) -> dict[str, list[Any]]:
        return {row[4]: row for row in self.imports if row[4] and row[5] & EXPORTED}

    @cached_property
    def stars(self) -> list[str]:
        return [row[2] for row in self.imports if row[3] == "*" and not row[4]]

    def member(self, qualified: str, name: str) -> int | None:
        """The number of a symbol by the dotted name of what it lies in."""
        return self.numbers.get(f"{qualified}.{name}" if qualified else name)
