"""Whether statements of JavaScript and TypeScript end in a semicolon."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hermes_lsp.core.text import Span, TextEdit

from ..observer import Observation, Observer
from ..page import Page

_STATEMENTS = (
    "expression_statement",
    "lexical_declaration",
    "variable_declaration",
    "return_statement",
    "throw_statement",
    "import_statement",
    "break_statement",
    "continue_statement",
)
_NEXT = re.compile(rb"(?:\s|//[^\n]*\n|/\*.*?\*/)*[\[(`+*/-]", re.DOTALL)
_THERE = "end in a semicolon"


def _observe(page: Page) -> Iterator[Observation]:
    for node in page.nodes(*_STATEMENTS):
        if node.parent is not None and node.parent.type in ("for_statement", "for_in_statement"):
            continue
        if node.named_child_count and page.text(node.named_children[0]) == "let":
            continue  # the grammar takes a declaration apart whose names begin on the next line
        if node.named_child_count and node.named_children[0].type == "internal_module":
            continue  # a namespace, which only the grammar calls an expression
        there = page.source[node.end_byte - 1 : node.end_byte] == b";"
        line_start = page.document.lines.line_start(page.line(node.end_byte - 1))
        if there and not page.source[line_start : node.end_byte - 1].strip():
            continue  # it begins a line, to keep that line apart from the one before it
        follows = page.source[node.end_byte : node.end_byte + 20].lstrip(b" \t")[:1]
        if there and _NEXT.match(page.source, node.end_byte):
            continue  # it keeps the next line from being read as part of this one
        if follows not in (b"\n", b"\r", b"", b"/", *((b"}",) if there else ())):
            continue  # another thing follows on the line, as in `() => { f() }` or `() => { f(); g() }`
        yield Observation("statement", _THERE if there else "end without a semicolon", node.end_byte - 1, node.end_byte)


def _fix(page: Page, case: Observation, value: str) -> tuple[TextEdit, ...]:
    # Taking one away can join two statements; adding one where a statement ends cannot.
    return (TextEdit(Span(case.end, case.end), ";"),) if value == _THERE else ()


OBSERVER = Observer(
    "semicolons",
    frozenset({"javascript"}),
    frozenset(_STATEMENTS),
    _observe,
    lambda subject, value: f"Statements {value}",
    fix=_fix,
    layout=True,
)
