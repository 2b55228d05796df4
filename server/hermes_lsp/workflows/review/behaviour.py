"""Which functions of a file behave otherwise after a change: comments, docstrings, annotations and layout aside."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from hermes_lsp.core.errors import DocumentError
from hermes_lsp.core.text import Span
from hermes_lsp.index.extract import extract
from hermes_lsp.index.facts import SymbolKind
from hermes_lsp.index.symbols import END, FLAGS, KIND, KINDS, LOCAL, NAME_START, SIGNATURE, START
from hermes_lsp.syntax.document import Document

_FUNCTIONS = frozenset({SymbolKind.FUNCTION, SymbolKind.METHOD})
_SAYS_NOTHING = frozenset({"type", "type_annotation"})
"""Kinds of nodes that only say what is there."""
_BEFORE_TYPES = frozenset({":", "->"})


class Definition(NamedTuple):
    """A function, method, class or type that can be named from outside of where it stands."""

    name: str
    kind: SymbolKind
    span: Span
    name_start: int
    signature: str


def definitions_of(document: Document) -> dict[str, Definition]:
    """By dotted name; none of a text that cannot be read. Of several of one name the last counts."""
    try:
        facts = extract(document.language, document.source)
    except DocumentError:
        return {}
    return {
        name: Definition(
            name,
            SymbolKind(KINDS[row[KIND]]),
            Span(row[START], row[END]),
            row[NAME_START],
            row[SIGNATURE] if len(row) > SIGNATURE else "",
        )
        for name, row in zip(facts.qualified, facts.symbols, strict=True)
        if KINDS[row[KIND]] in tuple(SymbolKind) and not (len(row) > FLAGS and row[FLAGS] & LOCAL)
    }


def changed_functions(
    before: Document, after: Document, old: Mapping[str, Definition], new: Mapping[str, Definition]
) -> tuple[str, ...]:
    """Dotted names of the functions that are new or do otherwise, in the order of the text.

    Args:
        old, new: What :func:`definitions_of` tells of the two texts.
    """
    was, now = _functions(before, old), _functions(after, new)
    return tuple(name for name, tokens in now.items() if was.get(name) != tokens)


def is_only_words(before: Document, after: Document) -> bool:
    """True if of two texts of code only comments, docstrings, imports, annotations or layout differ."""
    try:
        old, new = ([text for _, text in _leaves(each)] for each in (before, after))
    except DocumentError:
        return False
    return old == new


def _functions(document: Document, definitions: Mapping[str, Definition]) -> dict[str, Sequence[bytes]]:
    found = {name: each for name, each in definitions.items() if each.kind in _FUNCTIONS}
    if not found:
        return {}
    try:
        leaves = list(_leaves(document))
    except DocumentError:
        return {}
    starts = [start for start, _ in leaves]
    return {
        name: [text for _, text in leaves[bisect_left(starts, each.span.start) : bisect_left(starts, each.span.end)]]
        for name, each in found.items()
    }


def _leaves(document: Document) -> Iterator[tuple[int, bytes]]:
    """Start and text of what is neither comment nor docstring nor annotation."""
    skipped = document.language.comments | document.language.imports | _SAYS_NOTHING
    stack = [document.tree.ts.root_node]
    while stack:
        node = stack.pop()
        if node.type in skipped or (
            node.type == "expression_statement" and node.child_count == 1 and node.children[0].type == "string"
        ):
            continue
        if node.child_count:
            stack.extend(reversed(node.children))
        elif node.type not in _BEFORE_TYPES:
            yield node.start_byte, document.source[node.start_byte : node.end_byte]
