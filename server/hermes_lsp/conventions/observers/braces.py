"""Whether the brace that opens a body stands on the line before it or on a line of its own."""

from __future__ import annotations

from collections.abc import Iterator

from ..observer import Observation, Observer, never
from ..page import Page

_BODIES = ("compound_statement", "block", "class_body", "declaration_list", "field_declaration_list", "statement_block")
_OWNERS = frozenset(
    {
        "function_definition",
        "function_declaration",
        "method_declaration",
        "method_definition",
        "constructor_declaration",
        "class_declaration",
        "class_specifier",
        "struct_specifier",
        "interface_declaration",
        "namespace_definition",
        "namespace_declaration",
        "if_statement",
        "for_statement",
        "while_statement",
    }
)


def _observe(page: Page) -> Iterator[Observation]:
    for node in page.nodes(*_BODIES):
        before = node.prev_sibling
        if before is None or node.parent is None or node.parent.type not in _OWNERS:
            continue
        if page.line(node.start_byte) == page.line(node.end_byte):
            continue
        subject = (
            "statement" if node.parent.type in ("if_statement", "for_statement", "while_statement") else "definition"
        )
        same = page.line(before.end_byte) == page.line(node.start_byte)
        value = "on the same line" if same else "on a line of its own"
        yield Observation(subject, value, node.start_byte, node.start_byte + 1)


OBSERVER = Observer(
    "braces",
    frozenset({"java", "c", "cpp", "csharp", "php", "javascript"}),
    frozenset(_BODIES),
    _observe,
    lambda subject, value: f"The brace that opens the body of a {subject} stands {value}",
    hints=never,
    layout=True,
)
