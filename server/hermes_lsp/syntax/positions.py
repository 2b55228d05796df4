"""Conversion between byte offsets and line/column positions, in the three units that the protocol knows.

This is the only module that converts. A line ends at ``\\n``, ``\\r\\n`` or a lone ``\\r``, as the protocol says; a
byte order mark is an ordinary character of the first line. Columns past the end of a line and lines past the end of the
text are clamped, as the protocol demands of columns. A place inside a character is read as the character's start.

Nothing is decoded: characters are counted by their first bytes. So lone surrogates, which JSON can smuggle in, count as
the one unit that the client counts, and bytes that are not UTF-8 at all raise nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from hermes_lsp.core.text import Span


class Unit(StrEnum):
    """What a column counts; the names are the protocol's."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"  # code points


class Position(NamedTuple):
    """Zero-based line and column; the unit is said where it is used."""

    line: int
    column: int


class LineIndex:
    """Line starts of one text; built in one pass, then every conversion touches one line only."""

    __slots__ = ("_starts", "source")

    def __init__(self, source: bytes) -> None:
        self.source = source
        # bytes.splitlines() splits at these three line ends and no other (str.splitlines() knows many more).
        lines = source.splitlines(keepends=True)
        self._starts = list(accumulate(map(len, lines), initial=0))
        if lines and not lines[-1].endswith((b"\n", b"\r")):
            self._starts.pop()

    @property
    def line_count(self) -> int:
        """Number of lines; a text that ends in a line end has an empty last line."""
        return len(self._starts)

    def line_start(self, line: int) -> int:
        """Byte offset of the line's first character; the end of the text for a line past it."""
        return self._starts[max(line, 0)] if line < len(self._starts) else len(self.source)

    def line_end(self, line: int) -> int:
        """Byte offset of the end of the line, without its line end."""
        line = max(line, 0)
        if line + 1 >= len(self._starts):
            return len(self.source)
        end = self._starts[line + 1]
        if self.source[end - 2 : end] == b"\r\n":
            return end - 2
        return end - 1

    def line_of(self, offset: int) -> int:
        """Zero-based line that holds the byte offset."""
        return bisect_right(self._starts, min(max(offset, 0), len(self.source))) - 1

    def offset(self, line: int, column: int, unit: Unit = Unit.UTF16) -> int:
        """Byte offset of a position. A column inside a character is moved to that character's start."""
        if line < 0:
            return 0
        if line >= len(self._starts):
            return len(self.source)
        start, end = self._starts[line], self.line_end(line)
        column = max(column, 0)
        text = self.source[start:end]
        if unit is Unit.UTF8 or text.isascii():
            return self._character_start(start, start + min(column, len(text)))
        # A text that ends inside a character counts the whole of it, so the last place whose text before it is not too
        # long is the start of the character that holds the column.
        places = range(min(4 * column, len(text)) + 1)
        return start + bisect_right(places, column, key=lambda at: _length(text[:at], unit)) - 1

    def position(self, offset: int, unit: Unit = Unit.UTF16) -> Position:
        """Position of a byte offset. An offset inside a line end belongs to the end of its line."""
        offset = min(max(offset, 0), len(self.source))
        line = self.line_of(offset)
        start = self._starts[line]
        end = self._character_start(start, min(offset, self.line_end(line)))
        return Position(line, _length(self.source[start:end], unit))

    def span(self, start: tuple[int, int], end: tuple[int, int], unit: Unit = Unit.UTF16) -> Span:
        """Span between two positions; an end before the start is read as the start."""
        first = self.offset(*start, unit)
        return Span(first, max(first, self.offset(*end, unit)))

    def _character_start(self, line_start: int, offset: int) -> int:
        while line_start < offset < len(self.source) and self.source[offset] & 0xC0 == 0x80:
            offset -= 1
        return offset


_CONTINUATIONS = bytes(range(0x80, 0xC0))
_FIRST_OF_FOUR = bytes(range(0xF0, 0x100))  # characters that are two units of UTF-16


def _length(text: bytes, unit: Unit) -> int:
    if unit is Unit.UTF8 or text.isascii():
        return len(text)
    code_points = len(text.translate(None, _CONTINUATIONS))
    if unit is Unit.UTF32:
        return code_points
    return code_points + len(text) - len(text.translate(None, _FIRST_OF_FOUR))
