"""Titles of fixes, in words made from the code itself: what stands there, and what will stand there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import accumulate

from hermes_lsp.core.markdown import CUT, cut, on_one_line
from hermes_lsp.core.text import Span, TextEdit, apply_edits, utf8
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.tree import Node, parse

LONGEST = 44
"""Characters of code on either side of the arrow; menus cut titles off at some 100."""
STAYS, BEGINNING = 12, 24
"""Characters that both sides share and that are shown where not all can be: in between, and of how they begin."""
LONGEST_READ = 400
"""Bytes of code of which what stays is left out, so that what is done to it can be read."""
READABLE = 8
"""Bytes from which a piece of code speaks for itself."""

_PIECE = re.compile(r"\w+|\s+|.")
_AFTER_OPENING, _BEFORE_CLOSING = re.compile(r"([(\[{])\s*\n\s*"), re.compile(r",?\s*\n\s*([)\]}])")
_CLOSING = frozenset(")]}")


def fix_title(document: Document, edits: Sequence[TextEdit], *, maybe: bool, evidence: str) -> str:
    """Such as ``x == None → x is None (learned from 3 fixes, kept 3)``."""
    what = change_in_words(document, edits)
    return f"{'maybe ' if maybe else ''}{what} ({evidence})"


def change_in_words(document: Document, edits: Sequence[TextEdit]) -> str:
    """Such as ```x == None` → `x is None```: what the edits do to the document."""
    if not edits:
        return "leave this file as it is"
    main = _main_edits(document, edits)
    also = " and its import" if len(main) < len(edits) else ""
    told = [_change_within(document.source, span, main) for span in _readable_spans(document, main)]
    old, new = next((both for both in told if max(map(len, both)) <= LONGEST), told[-1])
    if not new:
        return f"remove {_short(old)}{also}"
    if not old:
        return f"add {_short(new)}{also}"
    return f"{_short(old)} → {_short(new)}{also}"


def _change_within(source: bytes, span: Span, edits: Sequence[TextEdit]) -> tuple[str, str]:
    """What stands there, and what will; where that is long, without what stays."""
    before = source[span.start : span.end]
    after = apply_edits(before, [TextEdit(edit.span.shifted(-span.start), edit.new_text) for edit in edits])
    old, new = _folded(before), _folded(after)
    if old == new:  # the layout alone
        old, new = (on_one_line(text.decode("utf-8", "replace")) for text in (before, after))
    if max(len(old), len(new)) <= LONGEST:
        return old, new
    shorter = _without_what_stays(old, new)
    return shorter if max(map(len, shorter)) <= LONGEST else (old, new)


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


def _readable_spans(document: Document, edits: Sequence[TextEdit]) -> list[Span]:
    """The edits' own span, widened to whole nodes as long as it stays short and on one line, or else to whole words;
    before it a longer one, of which what stays can be left out."""
    span = Span(min(edit.span.start for edit in edits), max(edit.span.end for edit in edits))
    node: Node | None = document.tree.smallest(span)
    best = span
    if len(span) == 0 and "\n" in edits[0].new_text.strip(" "):
        return [span]  # whole lines come in; what stands beside them is not part of it
    if node is not None and node.span == span and len(span) >= READABLE:
        return [span]
    longer: list[Span] = []
    while node is not None and node.parent is not None:
        if len(node.span) > LONGEST or b"\n" in node.text:
            longer = _with_its_line(node)
            break
        best = node.span
        if len(best) > len(span) + 2 and len(best) >= READABLE:
            break
        node = node.parent
    return [*longer, best if best.covers(span) and best != span else _whole_words(document.source, span)]


def _with_its_line(node: Node) -> list[Span]:
    """A node that is too long to be shown whole, with what it ends on its line; none if that is far too long."""
    while (parent := node.parent) is not None and parent.end == node.end:
        if b"\n" in parent.text[: node.start - parent.start]:
            break
        node = parent
    return [node.span] if len(node.span) <= LONGEST_READ else []


def _whole_words(source: bytes, span: Span) -> Span:
    """The span, widened to where words begin and end; an empty one stays as it is."""
    start, end = span.start, span.end
    if start < end and _is_of_word(source[start : start + 1]):
        while _is_of_word(source[start - 1 : start]) and start:
            start -= 1
    if start < end and _is_of_word(source[end - 1 : end]):
        while _is_of_word(source[end : end + 1]):
            end += 1
    return Span(start, end)


def _is_of_word(byte: bytes) -> bool:
    return byte.isalnum() or byte == b"_" or byte >= b"\x80"


def _without_what_stays(old: str, new: str) -> tuple[str, str]:
    """Both texts with a mark in each long run of words that they share."""
    pieces = _PIECE.findall(old), _PIECE.findall(new)
    told: tuple[list[str], list[str]] = ([], [])
    at = [0, 0]
    for block in SequenceMatcher(None, *pieces, autojunk=False).get_matching_blocks():
        kept = _shortened(pieces[0][block.a : block.a + block.size], begins=block.a == block.b == 0)
        for side, start in enumerate((block.a, block.b)):
            told[side].extend((*pieces[side][at[side] : start], *kept))
            at[side] = start + block.size
    return "".join(told[0]), "".join(told[1])


def _shortened(shared: Sequence[str], *, begins: bool) -> Sequence[str]:
    """A run that both sides share: how it begins, if it is the beginning of all, and the bracket that ends it."""
    room = BEGINNING if begins else STAYS
    head = [text for text, length in zip(shared, accumulate(map(len, shared)), strict=True) if length <= room]
    if len(head) == len(shared):
        return shared
    last = [shared[-1]] if shared[-1] in _CLOSING else []
    return ["".join(head if begins else shared[:1]).rstrip("\"'` "), CUT, *last]


def _folded(text: bytes) -> str:
    """On one line, as it would be written there."""
    joined = _AFTER_OPENING.sub(r"\1", text.decode("utf-8", "replace"))
    return on_one_line(_BEFORE_CLOSING.sub(r"\1", joined))


def _short(text: str) -> str:
    return f"`{cut(text, LONGEST)}`"
