"""The definitions of one text, saved or not: what surrounds a place, what a name means there, and what code it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from hermes_lsp.core.errors import DocumentError
from hermes_lsp.core.text import Span
from hermes_lsp.index.extract import extract
from hermes_lsp.index.facts import SymbolKind
from hermes_lsp.index.symbols import END, EXTENSION, KIND, KINDS, START
from hermes_lsp.learning.statements import statement_at
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.tree import Node

_BODIES = frozenset(
    {SymbolKind.CLASS, SymbolKind.INTERFACE, SymbolKind.ENUM, SymbolKind.FUNCTION, SymbolKind.METHOD, SymbolKind.TYPE}
)


@dataclass(frozen=True, slots=True)
class Definition:
    """A class, function or the like.

    Attributes:
        name: Dotted, with what it lies in.
        span: The whole of it, with decorators, in bytes.
    """

    name: str
    kind: SymbolKind
    span: Span


def definitions_in(document: Document) -> list[Definition]:
    """All definitions that have a body, in the order of the text; none where the language has no grammar."""
    try:
        facts = extract(document.language, document.source)
    except DocumentError:
        return []
    found = [
        Definition(name, SymbolKind(KINDS[row[KIND]]), Span(row[START], row[END]))
        for name, row in zip(facts.qualified, facts.symbols, strict=True)
        if row[KIND] != EXTENSION and SymbolKind(KINDS[row[KIND]]) in _BODIES
    ]
    return sorted(found, key=lambda one: (one.span.start, -one.span.end))


def enclosing(document: Document, span: Span) -> Definition | None:
    """The innermost definition around a place."""
    around = [one for one in definitions_in(document) if one.span.covers(span)]
    return min(around, key=lambda one: len(one.span), default=None)


def named(document: Document, name: str) -> list[Definition]:
    """The definitions of a dotted name; of a bare name those that have it last, where none has it alone."""
    known = definitions_in(document)
    exact = [one for one in known if one.name == name]
    return exact or [one for one in known if one.name.rpartition(".")[2] == name]


def region_of(document: Document, span: Span) -> Span:
    """The code that a problem is about: the definition around it, else the statement that it lies in.

    Raises:
        DocumentError: if the document cannot be parsed.
    """
    around = enclosing(document, span)
    return around.span if around is not None else statement_at(document, span).span


def code_digest(document: Document, span: Span) -> str:
    """A hash of the code in a span that stays the same when only its layout or comments change.

    Raises:
        DocumentError: if the document cannot be parsed.
    """
    digest = hashlib.sha256()
    for depth, text in tokens_in(document, span):
        digest.update(b"%d\0%s\0" % (depth, text))
    return digest.hexdigest()[:16]


def tokens_in(document: Document, span: Span) -> list[tuple[int, bytes]]:
    """The tokens in a span without comments, each with how deep it lies below the first: layout is then left out, and
    what indentation means is not.

    Raises:
        DocumentError: if the document cannot be parsed.
    """
    found = [(_depth(leaf), leaf.text) for leaf in leaves_in(document, span)]
    base = found[0][0] if found else 0
    return [(depth - base, text) for depth, text in found]


def leaves_in(document: Document, span: Span) -> list[Node]:
    """The leaves of the tree in a span. Raises DocumentError if the document cannot be parsed."""
    found: list[Node] = []
    stack = [document.tree.root]
    while stack:
        node = stack.pop()
        if not node.children:
            if span.covers(node.span) and len(node.span):
                found.append(node)
        elif node.span.overlaps(span):
            stack.extend(reversed(node.children))
    return found


def _depth(node: Node) -> int:
    return sum(1 for _ in node.ancestors())
