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
ENDING = 8
"""Characters of the last word of it."""
LONGEST_READ = 400
"""Bytes of code of which what stays is left out, so that what is done to it can be read."""
READABLE = 8
"""Bytes from which a piece of code speaks for itself."""

_PIECE = re.compile(r"\w+|\s+|.")
_AFTER_OPENING, _BEFORE_CLOSING = re.compile(r"([(\[{])\s*\n\s*"), re.compile(r",?\s*\n\s*([)\]}])")
_CLOSING = frozenset(")]}")
_OPENING, _BRACKETS = frozenset((b"(", b"[", b"{")), frozenset((b")", b"]", b"}"))
_MOST_MARKS = 2
"""Places at which something may be left out; with more it cannot be read."""


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
    if old == new:
        at_end = edits[-1].span.end == len(document.source) and edits[-1].new_text.strip(" \t") in ("\n", "\r\n")
        return "end the file with a line end" if at_end else "change white space alone"
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
    if not LONGEST < max(len(old), len(new)) <= LONGEST_READ:
        return old, new
    shorter = _without_what_stays(old, new)
    readable = all(len(text) <= LONGEST and text.count(CUT) <= _MOST_MARKS for text in shorter)
    return shorter if readable else (old, new)


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
    """What may be shown, best first: code that speaks for itself, of which perhaps not all fits; then a part of it."""
    span = Span(min(edit.span.start for edit in edits), max(edit.span.end for edit in edits))
    if _is_whole_lines(document.source, span, edits[0]):
        return [span]  # what stands beside them is not part of it
    short = _whole_words(document.source, span)
    node = document.tree.smallest(span)
    while not _speaks(node, span, edits) and node.parent is not None and _is_read_with(node, node.parent):
        if _is_short(node) and len(node.span) > len(short):
            short = node.span
        node = node.parent
    return [node.span, short] if node.span.covers(span) and len(node.span) <= LONGEST_READ else [short]


def _is_whole_lines(source: bytes, span: Span, edit: TextEdit) -> bool:
    """True for lines that come in between others."""
    if len(span) or "\n" not in edit.new_text.strip(" "):
        return False
    begins = source[: span.start].rpartition(b"\n")[2].strip() == b"" and edit.new_text.rstrip(" \t").endswith("\n")
    return begins or (source[span.end : span.end + 1] in (b"\n", b"") and edit.new_text.startswith("\n"))


def _is_short(node: Node) -> bool:
    return len(node.span) <= LONGEST and b"\n" not in node.text


def _speaks(node: Node, span: Span, edits: Sequence[TextEdit]) -> bool:
    """True unless it is a piece of what is changed: very little, what stands in brackets, or what is continued."""
    if (
        len(node.span) < READABLE
        or node.text[:1] in _OPENING
        or (node.span != span and len(node.span) <= len(span) + 2)
    ):
        return False
    return node.span == span or not any(_continues(node, edit) for edit in edits)


def _continues(node: Node, edit: TextEdit) -> bool:
    """True if an edit puts something before or behind the node: then it is a piece of what it becomes."""
    if len(edit.span) == 0:
        return edit.span.start in (node.start, node.end)
    return edit.span.end == node.end and utf8(edit.new_text[-1:]) != node.text[-1:]


def _is_read_with(node: Node, parent: Node) -> bool:
    """True for what stands around a node on its line, or holds it in brackets; not for the statements around it."""
    before, after = parent.text[: node.start - parent.start], parent.text[node.end - parent.start :]
    if parent.parent is None:
        return False
    return (b"\n" not in before or parent.text[:1] in _OPENING) and (b"\n" not in after or after[-1:] in _BRACKETS)


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
    last = [shared[-1]] if shared[-1] in _CLOSING or (begins and len(shared[-1]) <= ENDING) else []
    opening = max((number for number, text in enumerate(head, 1) if text in "([{"), default=len(head))
    return ["".join(head[:opening] if begins else shared[:1]).rstrip("\"'` "), CUT, *last]


def _folded(text: bytes) -> str:
    """On one line, as it would be written there."""
    joined = _AFTER_OPENING.sub(r"\1", text.decode("utf-8", "replace"))
    return on_one_line(_BEFORE_CLOSING.sub(r"\1", joined))


def _short(text: str) -> str:
    return f"`{cut(text, LONGEST)}`"
