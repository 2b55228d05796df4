"""Spans, edits, and applying edits to a text. All offsets are bytes of UTF-8."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .errors import OverlappingEdits


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range ``[start, end)`` of byte offsets."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def __bool__(self) -> bool:
        return True  # an empty span is a place, not nothing

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def touches(self, other: Span) -> bool:
        """True if the two overlap or meet end to end."""
        return self.start <= other.end and other.start <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def shifted(self, by: int) -> Span:
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True, order=True)
class TextEdit:
    """Replace the text in ``span`` by ``new_text``; an empty span inserts."""

    span: Span
    new_text: str


def utf8(text: str) -> bytes:
    """The text as bytes. A lone surrogate, which JSON can smuggle in, is kept as three bytes instead of raising."""
    return text.encode("utf-8", "surrogatepass")


def apply_edits(source: bytes, edits: Iterable[TextEdit]) -> bytes:
    """Apply edits, all given in offsets of ``source``, at once.

    Insertions at one place keep the order in which they are given.

    Raises:
        OverlappingEdits: if two edits replace the same text, or one lies outside ``source``.
    """
    out: list[bytes] = []
    at = 0
    for edit in sorted(edits, key=lambda e: (e.span.start, e.span.end)):
        if edit.span.start < at:
            raise OverlappingEdits("Two edits of one fix touch the same text", kept="Nothing was changed")
        if edit.span.end > len(source):
            raise OverlappingEdits("An edit lies outside of the document", kept="Nothing was changed")
        out.append(source[at : edit.span.start])
        out.append(utf8(edit.new_text))
        at = edit.span.end
    out.append(source[at:])
    return b"".join(out)


def moved_by_edits(offset: int, edits: Sequence[TextEdit]) -> int:
    """Where ``offset`` of the old text lies in the new one.

    An offset inside replaced text moves to the end of what replaced it.
    """
    moved = offset
    for edit in edits:
        if edit.span.end <= offset:
            moved += len(utf8(edit.new_text)) - len(edit.span)
        elif edit.span.start < offset:
            moved += edit.span.start + len(utf8(edit.new_text)) - offset
    return moved
