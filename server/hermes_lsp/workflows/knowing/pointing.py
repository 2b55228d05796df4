"""What somebody points at: the name at a place of a text, and what it stands for in the index."""

from __future__ import annotations

import re
from typing import NamedTuple

from hermes_lsp.conventions.page import TESTS, role_of
from hermes_lsp.core.errors import DocumentError
from hermes_lsp.core.text import Span
from hermes_lsp.index.facts import Symbol
from hermes_lsp.index.reader import Index
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.source_files import is_built

_WORD = re.compile(rb"[\w\x80-\xff]+")
_MARKS_BEFORE, _MARKS_AFTER = b"$@", b"?!"
"""Signs that belong to names in some languages."""


class Word(NamedTuple):
    """A name as it is written, and where."""

    text: str
    span: Span

    @property
    def looks_like_a_name(self) -> bool:
        return not self.text[:1].isdigit()


def word_at(document: Document, offset: int) -> Word | None:
    """The word that an offset lies in or ends; None where there is none, or it is a number."""
    lines = document.lines
    line = lines.line_of(offset)
    start, end = lines.line_start(line), lines.line_end(line)
    for found in _WORD.finditer(document.source, start, end):
        if found.start() <= offset <= found.end():
            word = Word(found[0].decode("utf-8", "replace"), Span(*found.span()))
            return word if word.looks_like_a_name else None
    return None


def pointed_at(document: Document, span: Span) -> Word | None:
    """The name that a selection is about: the word that it lies in, else that of the definition around it."""
    word = word_at(document, span.start)
    if len(span) == 0 or (word is not None and word.span.covers(span)):
        return word
    try:
        node = document.tree.smallest(span)
    except DocumentError:
        return word
    for around in (node, *node.ancestors()):
        fields = {child.field: child for child in around.children}
        if "name" in fields and "body" in fields:
            name = fields["name"]
            return Word(name.text.decode("utf-8", "replace"), name.span)
    return word


def target_of(index: Index, document: Document, word: Word) -> Symbol | str | None:
    """What a word of the indexed text stands for; None where it is not certain.

    Args:
        document: The text as it was indexed.
    """
    for text, start in _spellings(document.source, word):
        found = index.target_at(document.path, text, start)
        if found is not None:
            return found
    return None


def target_named(index: Index, document: Document, word: Word) -> Symbol | str | None:
    """What a word that was typed just now stands for, as far as the file's own names say it; None if it is not certain.

    Args:
        document: The text that the word lies in, which the index does not know yet.
    """
    if document.source[word.span.start - 1 : word.span.start] in (b".", b">", b":"):
        return None  # a part of something; what that is was not indexed
    outer = [each for each in index.definitions(word.text, path=document.path) if not each.container]
    if outer:
        return outer[0] if len(outer) == 1 else None
    for brought in index.imports_of(document.path):
        if word.text != (brought.alias or brought.name):
            continue
        if brought.target is None:
            return None if brought.module.startswith(".") else f"{brought.module}.{brought.name}"
        return index.symbol(brought.target, brought.name)
    return None


def named(index: Index, name: str) -> list[Symbol | str]:
    """What a name stands for that somebody wrote down: all symbols of that name, or of that dotted name, of which the
    beginning may be left out; else what is used under that dotted name and comes from outside.

    Tests come last, and what a build has made of other definitions is left out.
    """
    wanted = f".{name}"
    found = [each for each in index.definitions(name.rpartition(".")[2]) if f".{each.qualified}".endswith(wanted)]
    if found:
        written = [each for each in found if not is_built(each.path)] or found
        return [*sorted(written, key=lambda each: role_of(each.path) == TESTS)]
    return [name] if index.references(name, sure=True, limit=1).items else []


def _spellings(source: bytes, word: Word) -> list[tuple[str, int]]:
    """The word, then with the signs around it that may belong to it."""
    start, end = word.span.start, word.span.end
    before, after = source[start - 1 : start] if start else b"", source[end : end + 1]
    found = [(word.text, start)]
    if before and before in _MARKS_BEFORE:
        found.append((before.decode() + word.text, start - 1))
    if after and after in _MARKS_AFTER:
        found.append((word.text + after.decode(), start))
    return found
