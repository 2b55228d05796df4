"""Which errors the handlers of a text catch: the index does not keep that of a call in a ``try``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hermes_lsp.core.text import Span
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.kinds import nodes_by_kind

if TYPE_CHECKING:
    import tree_sitter

_TRIES = frozenset({"try_statement", "begin", "body_statement"})
_HANDLERS = frozenset({"except_clause", "except_group_clause", "catch_clause", "rescue"})
_ERRORS = frozenset(
    {"identifier", "attribute", "type_identifier", "scoped_type_identifier", "qualified_name", "constant"}
    | {"scope_resolution", "name"}
)
_VARIABLES = frozenset({"as_pattern_target", "exception_variable", "variable_name"})
_BODIES = frozenset({"block", "compound_statement", "then"})
_ANY = re.compile(r"(Base|Standard)?(Exception|Error)|Throwable")
"""Errors of every kind: that they are caught says nothing of what is called."""


class Guarded(NamedTuple):
    """Statements that handlers guard, in bytes, and the last names of the errors that these handlers name."""

    span: Span
    errors: frozenset[str]


def guarded_in(document: Document) -> tuple[Guarded, ...]:
    """All of a text, in its order.

    Raises:
        UnsupportedLanguage, TextTooLarge, NotText: as :attr:`Document.tree`.
    """
    found = []
    for nodes in nodes_by_kind(document.tree, _TRIES).values():
        for node in nodes:
            handlers = [child for child in node.named_children if child.type in _HANDLERS]
            if handlers:
                errors = frozenset(name for handler in handlers for name in _errors(handler))
                found.append(Guarded(Span(node.start_byte, handlers[0].start_byte), errors))
    return tuple(sorted(found, key=lambda each: each.span))


def caught_at(guarded: Sequence[Guarded], offset: int) -> frozenset[str]:
    """The errors that the innermost handlers around an offset name; empty where there are none."""
    around = [each for each in guarded if each.span.start <= offset < each.span.end]
    return max(around, key=lambda each: each.span.start).errors if around else frozenset()


def _errors(handler: tree_sitter.Node) -> Iterator[str]:
    waiting = [child for child in handler.named_children if child.type not in _BODIES]
    while waiting:
        node = waiting.pop()
        if node.type in _ERRORS:
            name = re.split(r"\W+", (node.text or b"").decode("utf-8", "replace"))[-1]
            if not _ANY.fullmatch(name):
                yield name
        elif node.type not in _VARIABLES:
            name_of_error = node.child_by_field_name("name") if node.type.startswith("catch_") else None
            waiting += [child for child in node.named_children if child != name_of_error]
