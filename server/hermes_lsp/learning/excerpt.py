"""Excerpts: the part of a text that an Episode or an Example needs, and nothing else.

Kept are the top-level imports and the top-level statements that cover the given places, with their comments and
decorators. Where such a statement is too long, its parts that lie elsewhere are left out, as long as what remains
still parses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hermes_lsp.core.errors import DocumentError
from hermes_lsp.core.text import Span, TextEdit
from hermes_lsp.recipes.imports import is_import
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.tree import Node

from .statements import top_level_at, whole_lines

MAX_BYTES = 64 * 1024
_BESIDE = b" \t\f;,"


class NoExcerpt(DocumentError):
    """The places cannot be shown in a text that is short enough and parses on its own."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Pieces of a text, put together.

    Attributes:
        source: The text, UTF-8.
        pieces: The spans of the whole text that it is made of, in order and apart from each other.
    """

    source: bytes
    pieces: tuple[Span, ...]

    @property
    def text(self) -> str:
        return self.source.decode("utf-8", "surrogatepass")

    def shift(self, span: Span) -> Span:
        """The span of the whole text in offsets of the excerpt.

        Raises:
            NoExcerpt: if it is not inside of one piece.
        """
        at = 0
        for piece in self.pieces:
            if piece.covers(span):
                return span.shifted(at - piece.start)
            at += len(piece)
        raise NoExcerpt("A place lies outside of the excerpt", kept="Nothing was recorded of it")

    def shift_edits(self, edits: Iterable[TextEdit]) -> tuple[TextEdit, ...]:
        """Edits of the whole text as edits of the excerpt. Raises NoExcerpt as :meth:`shift` does."""
        return tuple(TextEdit(self.shift(edit.span), edit.new_text) for edit in edits)


def excerpt(document: Document, spans: Sequence[Span], *, max_bytes: int = MAX_BYTES) -> Excerpt:
    """The excerpt of a document that covers the spans.

    Raises:
        NoExcerpt: if it would be longer than ``max_bytes``, or would not parse on its own.
        DocumentError: if the document cannot be parsed.
    """
    tops = [_with_leading(node) for node in document.tree.root.children if is_import(node)]
    for span in spans:
        tops += [_with_leading(node) for node in top_level_at(document, span)]
        tops.append(span)
    pieces = _merged(document, tops)
    if sum(map(len, pieces)) > max_bytes:
        pieces = _narrowed(document, pieces, spans)
    if (size := sum(map(len, pieces))) > max_bytes:
        raise NoExcerpt(
            f"What encloses the change in {document.path} has {size:,} bytes, over the limit of {max_bytes:,}",
            kept="Nothing was recorded of it",
        )
    made = _put_together(document, pieces)
    if _parses_as_well(document, made, spans):
        return made
    # Some languages need the first thing in the file (an opening tag, a package clause).
    first = [_with_leading(node) for node in document.tree.root.children[:1]]
    made = _put_together(document, _merged(document, [*pieces, *first]))
    if len(made.source) <= max_bytes and _parses_as_well(document, made, spans):
        return made
    raise NoExcerpt(f"The change in {document.path} cannot be cut out so that it parses", kept="Nothing was recorded")


def _put_together(document: Document, pieces: Sequence[Span]) -> Excerpt:
    return Excerpt(b"".join(document.source[piece.start : piece.end] for piece in pieces), tuple(pieces))


def _parses_as_well(document: Document, made: Excerpt, spans: Sequence[Span]) -> bool:
    """Without an error, and with the same kind of node at each place."""
    cut = Document(document.uri, document.path, document.language_id, made.source)
    if cut.tree.has_error:
        return False
    if any(
        cut.tree.smallest(made.shift(span)).kind != document.tree.smallest(span).kind for span in spans if len(span)
    ):
        return False
    check = document.language.syntax_error
    return check is None or check(made.source) is None


def _with_leading(node: Node) -> Span:
    """The node with the comments and attributes directly above it."""
    source, start = node.tree.source, node.start
    siblings = node.parent.children if node.parent else ()
    index = node.index
    while index > 0 and "attribute" in siblings[index - 1].kind and _only_blank(source, siblings[index - 1].end, start):
        index -= 1
        start = siblings[index].start
    floor = siblings[index - 1].end if index > 0 else 0
    for comment in reversed(node.tree.comments_in(Span(floor, start))):
        line = whole_lines(source, Span(comment.start, comment.start)).start
        own_line = not source[line : comment.start].strip()
        if not own_line or not _only_blank(source, comment.end, start):
            break
        start = comment.start
    return Span(start, node.end)


def _only_blank(source: bytes, start: int, end: int) -> bool:
    between = source[start:end]
    return not between.strip() and between.replace(b"\r\n", b"\n").count(b"\n") <= 1


def _merged(document: Document, spans: Iterable[Span]) -> list[Span]:
    """Whole lines, apart from each other, that cut no top-level statement."""
    wanted = sorted(whole_lines(document.source, span) for span in spans)
    nodes = document.tree.root.children
    while True:
        merged: list[Span] = []
        for span in wanted:
            if merged and span.start <= merged[-1].end:
                merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
            else:
                merged.append(span)
        cut = [
            node.span
            for node in nodes
            if any(piece.overlaps(node.span) and not piece.covers(node.span) for piece in merged)
        ]
        if not cut:
            return merged
        wanted = sorted([*merged, *(whole_lines(document.source, span) for span in cut)])


def _narrowed(document: Document, pieces: Sequence[Span], spans: Sequence[Span]) -> list[Span]:
    """Leave out the parts on lines of their own that hold none of the spans."""
    dropped: list[Span] = []
    stack = [node for node in document.tree.root.children if any(piece.overlaps(node.span) for piece in pieces)]
    stack = [node for node in stack if not is_import(node)]
    while stack:
        node = stack.pop()
        members = [child for child in node.children if child.named and child.field is None and _own_lines(child)]
        holding = [child for child in members if _holds(child, spans)]
        if len(members) > 2 and holding:
            dropped += [_with_blank_lines(document.source, _with_leading(m)) for m in members if not _holds(m, spans)]
            stack += holding
        else:
            stack += [child for child in node.children if _holds(child, spans)]
    kept: list[Span] = []
    for piece in pieces:
        at = piece.start
        for gap in sorted(gap for gap in dropped if piece.covers(gap)):
            if gap.start > at:
                kept.append(Span(at, gap.start))
            at = max(at, gap.end)
        if at < piece.end:
            kept.append(Span(at, piece.end))
    return kept


def _with_blank_lines(source: bytes, span: Span) -> Span:
    """Whole lines, and the blank ones below."""
    lines = whole_lines(source, span)
    while lines.end < len(source):
        below = whole_lines(source, Span(lines.end, lines.end))
        if source[below.start : below.end].strip():
            break
        lines = Span(lines.start, below.end)
    return lines


def _holds(node: Node, spans: Sequence[Span]) -> bool:
    return any(node.span.touches(span) for span in spans)


def _own_lines(node: Node) -> bool:
    """Nothing but separators stands beside it; looks no further than that, since a line may be as long as its file."""
    source, start, end = node.tree.source, node.start, node.end
    while start and source[start - 1] in _BESIDE:
        start -= 1
    while end < len(source) and source[end] in _BESIDE:
        end += 1
    return (not start or source[start - 1] in b"\r\n") and (end == len(source) or source[end] in b"\r\n")
