"""Whether what a fix writes holds together where it is put: each copy, and all of it in the place of one expression.

``!a`` of which ``a`` becomes ``b && c`` would parse, and mean something else. What falls apart is put in parentheses,
or is not offered.
"""

from __future__ import annotations

from typing import Any

from hermes_lsp.core.text import Span
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.language import Language
from hermes_lsp.syntax.tree import Node

from .attempt import Attempt
from .rendered import Copied, Rendered

WHOLE = ""
"""Stands among the names of copies for all that an edit writes."""


def broken_in(attempt: Attempt, document: Document, after: Document) -> frozenset[str]:
    """Names of what was copied and is not again a node, or a run of siblings, of its own; and :data:`WHOLE`.

    Args:
        document, after: Before and after all edits of the attempt.
    """
    broken: set[str] = set()
    whole: list[tuple[int, int, bytes, Rendered | None]] = [
        *((edit.start, edit.end, edit.text, edit) for edit in attempt.edits),
        *((edit.span.start, edit.span.end, edit.new_text.encode(), None) for edit in attempt.imports),
    ]
    whole.sort(key=lambda edit: (edit[0], edit[1]))
    shift = 0
    for start, end, text, edit in whole:
        for copy in edit.copies if edit is not None else ():
            if not _is_piece(after, start + shift + copy.start, start + shift + copy.end, copy):
                broken.add(copy.name)
        if edit is not None and text and not broken:
            replaced = operand_at(document, edit)
            if replaced is not None and not _is_whole(after, start + shift, text, replaced):
                broken.add(WHOLE)
        shift += len(text) - (end - start)
    return frozenset(broken)


def compounds_in(attempt: Attempt) -> frozenset[str]:
    """Names of copies that may need parentheses where an operand stands, by their kinds alone."""
    return frozenset(
        copy.name
        for edit in attempt.edits
        for copy in edit.copies
        if len(copy.nodes) == 1 and copy.nodes[0].kind in copy.nodes[0].tree.language.compound
    )


def operand_at(document: Document, edit: Rendered) -> Node | None:
    """The expression inside of another one that an edit replaces as a whole; None if it replaces something else."""
    node = document.tree.smallest(Span(edit.start, edit.end))
    if (node.start, node.end) != (edit.start, edit.end):
        return None
    while node.parent is not None and (node.parent.start, node.parent.end) == (node.start, node.end):
        node = node.parent
    around = node.parent
    language = document.language
    inside = around is not None and language.is_expression(around.kind) and around.kind not in language.statement_list
    return node if inside and node.named and language.is_expression(node.kind) else None


def _is_whole(after: Document, at: int, text: bytes, replaced: Node) -> bool:
    """True unless the text has become a part of an operation that reaches beyond it: operands of a chain of the same
    operator may.
    """
    start, end = at + len(text) - len(text.lstrip()), at + len(text.rstrip())
    node = after.tree.ts.root_node.descendant_for_byte_range(start, end)
    if node is None or (node.start_byte == start and node.end_byte == end):
        return node is not None
    around = replaced.parent
    operators = {child.text for child in around.children if not child.named} if around is not None else set()
    if len(operators) == 1 and operators <= after.language.logical:
        return _ends_operands(start, end, operators, node)
    return node.type not in after.language.compound


def _is_piece(after: Document, start: int, end: int, copy: Copied) -> bool:
    node = after.tree.ts.root_node.descendant_for_byte_range(start, end)
    if node is None:
        return False
    language = after.language
    if node.start_byte == start and node.end_byte == end:
        around = node.parent
        return around is None or node.type not in language.no_operands or not around.type.endswith(_OPERATIONS)
    if len(copy.nodes) == 1 and copy.nodes[0].kind not in language.statement_list:
        return _is_joined(start, end, copy.nodes[0], node, language)
    children = node.children
    return any(child.start_byte == start for child in children) and any(child.end_byte == end for child in children)


_OPERATIONS = ("binary_expression", "unary_expression", "await_expression")


def _is_joined(start: int, end: int, copied: Node, around: Any, language: Language) -> bool:
    """True for ``b and c`` where it was put behind ``a and``: with or without parentheses that means the same.

    Args:
        start, end: Where the copy lies now, in bytes.
        around: The smallest node of the grammar around it.
    """
    operators = {child.text for child in copied.children if not child.named}
    if len(operators) != 1 or not operators <= language.logical:
        return False
    return _ends_operands(start, end, operators, around)


def _ends_operands(start: int, end: int, operators: set[bytes], around: Any) -> bool:
    """True if operands of a chain of the operator begin and end at the two places."""
    operands, stack = [], [around]
    while stack:
        node = stack.pop()
        if node.type == around.type and {child.text for child in node.children if not child.is_named} == operators:
            stack.extend(child for child in node.children if child.is_named)
        else:
            operands.append(node)
    return any(node.start_byte == start for node in operands) and any(node.end_byte == end for node in operands)
