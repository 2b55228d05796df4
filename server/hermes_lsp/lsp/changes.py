"""Applying the changes of one ``didChange`` to a snapshot.

Each change is given in the text that the one before it left. One change is one edit of the tree. Many changes are
applied to a list of lines, so that a thousand of them in a long file cost a thousand splices and not a thousand line
indexes; the tree then gets what differs as one edit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hermes_lsp.core.text import Span, TextEdit, utf8
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.positions import LineIndex, Position, Unit


class Change(NamedTuple):
    """Text for a range, or for the whole document where there is none."""

    start: Position | None
    end: Position | None
    text: str


def apply(document: Document, changes: Sequence[Change], unit: Unit, version: int) -> Document:
    """The next snapshot. Ranges outside of the text are clamped to it."""
    if len(changes) == 1 and changes[0].start is not None and changes[0].end is not None:
        change = changes[0]
        span = document.lines.span(changes[0].start, changes[0].end, unit)
        return document.edited([TextEdit(span, change.text)], version)
    whole = max((i for i, change in enumerate(changes) if change.start is None), default=None)
    source = document.source if whole is None else utf8(changes[whole].text)
    lines = _Lines(source)
    for change in changes[0 if whole is None else whole + 1 :]:
        if change.start is not None and change.end is not None:
            lines.replace(change.start, change.end, utf8(change.text), unit)
    edit = difference(document.source, b"".join(lines.lines))
    return document.edited([edit] if edit is not None else [], version)


def difference(before: bytes, after: bytes) -> TextEdit | None:
    """The one edit that makes ``after`` from ``before``, cut to whole characters; None if they are equal."""
    if before == after:
        return None
    start = _common(before, after, reverse=False)
    while start and (_inside(before, start) or _inside(after, start)):
        start -= 1
    rest = min(len(before), len(after)) - start
    tail = min(_common(before[start:], after[start:], reverse=True), rest)
    while tail and (_inside(before, len(before) - tail) or _inside(after, len(after) - tail)):
        tail -= 1
    new = after[start : len(after) - tail].decode("utf-8", "surrogatepass")
    return TextEdit(Span(start, len(before) - tail), new)


def _common(one: bytes, other: bytes, *, reverse: bool) -> int:
    """Length of the common prefix or suffix, by halving: slices are compared at the speed of memory."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if reverse:
            same = one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]
        else:
            same = one[low:middle] == other[low:middle]
        low, high = (middle, high) if same else (low, middle - 1)
    return low


def _inside(text: bytes, at: int) -> bool:
    return at < len(text) and text[at] & 0xC0 == 0x80


class _Lines:
    """A text as its lines with their ends."""

    def __init__(self, source: bytes) -> None:
        self.lines = source.splitlines(keepends=True)

    def replace(self, start: Position, end: Position, new: bytes, unit: Unit) -> None:
        first, first_at = self._place(start, unit)
        last, last_at = max((first, first_at), self._place(end, unit))
        head = self.lines[first][:first_at] if first < len(self.lines) else b""
        tail = self.lines[last][last_at:] if last < len(self.lines) else b""
        piece = head + new + tail
        # A line end of two characters may come together before the piece; behind it is the old line's own end.
        if first and piece.startswith(b"\n") and self.lines[first - 1].endswith(b"\r"):
            first -= 1
            piece = self.lines[first] + piece
        self.lines[first : last + 1] = piece.splitlines(keepends=True)

    def _place(self, position: Position, unit: Unit) -> tuple[int, int]:
        """Index of the line and byte in it; the end of the text for what lies behind it."""
        if position.line < 0:
            return 0, 0
        if position.line < len(self.lines):
            return position.line, LineIndex(self.lines[position.line]).offset(0, position.column, unit)
        if self.lines and not self.lines[-1].endswith((b"\n", b"\r")):
            return len(self.lines) - 1, len(self.lines[-1])
        return len(self.lines), 0
