"""From what a model proposes to edits of a document: matched tolerantly where layout differs, never ambiguously."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hermes_lsp.core.text import Span, TextEdit, apply_edits
from hermes_lsp.learning.difference import edits_of, hunks_between
from hermes_lsp.syntax.document import Document

from .definitions import named
from .edit_format import SearchReplace, WholeSymbol


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Why an edit has no place, in words for the model."""

    why: str


def place(document: Document, proposed: Sequence[SearchReplace | WholeSymbol]) -> tuple[TextEdit, ...] | Unplaced:
    """The smallest edits that do what is proposed, in bytes of the document, whose path is taken for granted.

    Each of the proposed edits is matched in the document as it is, so that their order does not matter.
    """
    edits: list[TextEdit] = []
    for one in proposed:
        placed = _search(document, one) if isinstance(one, SearchReplace) else _symbol(document, one)
        if isinstance(placed, Unplaced):
            return placed
        if any(placed.span.overlaps(other.span) for other in edits):
            return Unplaced("Two of the edits change the same lines; make one of them")
        edits.append(placed)
    after = apply_edits(document.source, edits)
    if after == document.source:
        return Unplaced("The edits change nothing")
    return edits_of(hunks_between(document.source, after), after)


def _search(document: Document, edit: SearchReplace) -> TextEdit | Unplaced:
    lines = [line.decode("utf-8", "surrogatepass") for line in document.source.splitlines(keepends=True)]
    search, replace = _trimmed(edit.search), _trimmed(edit.replace)
    for alike in (_as_written, _shifted):
        found = [
            (at, shift)
            for at in range(len(lines) - len(search) + 1)
            if (shift := alike([_bare(line) for line in lines[at : at + len(search)]], search)) is not None
        ]
        if len(found) > 1:
            places = ", ".join(str(at + 1) for at, _ in found[:5])
            return Unplaced(
                f"The lines to look for occur {len(found)} times (at lines {places}); add lines around them"
            )
        if found:
            at, shift = found[0]
            shifted = _moved(replace, shift)
            if shifted is None:
                return Unplaced("The new lines are indented less than the lines to look for; indent both alike")
            return _lines_edit(document, at, at + len(search), shifted)
    return Unplaced("The lines to look for do not occur in the file; copy them exactly as they are")


def _symbol(document: Document, edit: WholeSymbol) -> TextEdit | Unplaced:
    found = named(document, edit.symbol)
    if not found:
        return Unplaced(f"{document.path} does not define {edit.symbol}")
    if len(found) > 1:
        names = ", ".join(one.name for one in found[:5])
        return Unplaced(f"{edit.symbol} may be {names}, or is defined more than once; use SEARCH blocks")
    span = found[0].span
    lines = document.lines
    first, last = lines.line_of(span.start), lines.line_of(max(span.start, span.end - 1))
    start = lines.line_start(first)
    if document.source[start : span.start].strip() or document.source[span.end : lines.line_end(last)].strip(b" \t;"):
        return Unplaced(f"{edit.symbol} shares a line with other code; use SEARCH blocks")
    new = _trimmed(edit.text)
    if not new:
        return Unplaced(f"The new text of {edit.symbol} is empty")
    own = document.source[start : span.start].decode()
    written = _indent(new[0])
    if own != written:
        shift = _shift_between(own, written)
        moved = None if shift is None else _moved(new, shift)
        if moved is None:
            return Unplaced(f"The new text of {edit.symbol} is not indented evenly")
        new = moved
    edited = _lines_edit(document, first, last + 1, new)
    after = document.edited([edited])
    if not any(one.name == found[0].name for one in named(after, found[0].name)):
        return Unplaced(f"The new text does not define {found[0].name}")
    return edited


Shift = tuple[str, str]
"""What is taken from the front of a line, and what is put there instead. One of the two is empty."""


def _as_written(lines: Sequence[str], search: Sequence[str]) -> Shift | None:
    return ("", "") if all(a.rstrip() == b.rstrip() for a, b in zip(lines, search, strict=True)) else None


def _shifted(lines: Sequence[str], search: Sequence[str]) -> Shift | None:
    """The shift that makes the lines of the search those of the text; None if there is no single one."""
    found: set[Shift] = set()
    for line, looked in zip(lines, search, strict=True):
        if line.strip() != looked.strip():
            return None
        if line.strip():
            shift = _shift_between(_indent(line), _indent(looked))
            if shift is None:
                return None
            found.add(shift)
    return found.pop() if len(found) == 1 else None


def _shift_between(own: str, written: str) -> Shift | None:
    if own.endswith(written):
        return "", own[: len(own) - len(written)]
    if written.endswith(own):
        return written[: len(written) - len(own)], ""
    return None


def _moved(lines: Sequence[str], shift: Shift) -> list[str] | None:
    take, put = shift
    if any(line.strip() and not line.startswith(take) for line in lines):
        return None
    return [put + line[len(take) :] if line.strip() else "" for line in lines]


def _lines_edit(document: Document, first: int, last: int, new: Sequence[str]) -> TextEdit:
    """Replace whole lines, with the line ends that the document has there."""
    lines = document.lines
    start, end = lines.line_start(first), lines.line_end(last - 1)
    after = document.source[end : lines.line_start(last)] if last < lines.line_count else b""
    own = document.source[lines.line_end(first) : lines.line_start(first + 1)] or after
    mark = own.decode() or "\n"
    if not new:  # the lines go, and the end of the last one with them
        return TextEdit(Span(start, end + len(after)), "")
    return TextEdit(Span(start, end), mark.join(new))


def _trimmed(text: str) -> list[str]:
    """Its lines, without blank ones at both ends."""
    lines = text.split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return [line.rstrip() for line in lines]


def _bare(line: str) -> str:
    return line.rstrip("\r\n")


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
