"""Titles of fixes, in words made from the code itself: what stands there, and what will stand there."""

from __future__ import annotations

from collections.abc import Sequence

from hermes_lsp.core.markdown import cut, on_one_line
from hermes_lsp.core.text import Span, TextEdit, apply_edits, utf8
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.tree import Node, parse

LONGEST = 44
"""Characters of code on either side of the arrow; menus cut titles off at some 100."""
READABLE = 8
"""Bytes from which a piece of code speaks for itself."""


def fix_title(document: Document, edits: Sequence[TextEdit], *, maybe: bool, evidence: str) -> str:
    """Such as ``x == None → x is None (learned from 3 fixes, kept 3)``."""
    what = change_in_words(document, edits)
    return f"{'maybe ' if maybe else ''}{what} ({evidence})"


def change_in_words(document: Document, edits: Sequence[TextEdit]) -> str:
    """Such as ```x == None` → `x is None```: what the edits do to the document."""
    if not edits:
        return "leave this file as it is"
    main = _main_edits(document, edits)
    span = _readable_span(document, main)
    before = document.source[span.start : span.end]
    inside = [TextEdit(edit.span.shifted(-span.start), edit.new_text) for edit in main]
    after = apply_edits(before, inside)
    old, new = _folded(before), _folded(after)
    also = " and its import" if len(main) < len(edits) else ""
    if not new:
        return f"remove {_short(old)}{also}"
    if not old:
        return f"add {_short(new)}{also}"
    return f"{_short(old)} → {_short(new)}{also}"


def _main_edits(document: Document, edits: Sequence[TextEdit]) -> list[TextEdit]:
    """The edits without those that only touch imports, unless there are no others."""
    main = [edit for edit in edits if not _only_imports(document, edit)]
    return main or list(edits)


def _only_imports(document: Document, edit: TextEdit) -> bool:
    imports = document.language.imports
    extends = not edit.new_text.startswith(("\n", "\r"))  # such as one name more at the end of a statement
    touched = [
        child
        for child in document.tree.statements(edit.span)
        if child.span.overlaps(edit.span) or (extends and child.end == edit.span.start)
    ]
    if touched:
        return all(child.kind in imports for child in touched)
    brought = parse(document.language, utf8(edit.new_text)).root.children
    return bool(brought) and all(child.kind in imports for child in brought)


def _readable_span(document: Document, edits: Sequence[TextEdit]) -> Span:
    """The edits' own span, widened to whole nodes as long as it stays short and on one line."""
    span = Span(min(edit.span.start for edit in edits), max(edit.span.end for edit in edits))
    node: Node | None = document.tree.smallest(span)
    best = span
    if len(span) == 0 and "\n" in edits[0].new_text.strip(" "):
        return span  # whole lines come in; what stands beside them is not part of it
    if node is not None and node.span == span and len(span) >= READABLE:
        return span
    while node is not None and node.parent is not None:
        if len(node.span) > LONGEST or b"\n" in node.text:
            break
        best = node.span
        if len(best) > len(span) + 2 and len(best) >= READABLE:
            break
        node = node.parent
    return best if best.covers(span) else span


def _folded(text: bytes) -> str:
    return on_one_line(text.decode("utf-8", "replace"))


def _short(text: str) -> str:
    return f"`{cut(text, LONGEST)}`"
