"""What one step of indentation is, measured at the first statement of every block."""

from __future__ import annotations

from collections.abc import Iterator

from ..observer import Observation, Observer, never
from ..page import Page

_BLOCKS = (
    "block",
    "statement_block",
    "class_body",
    "interface_body",
    "enum_body",
    "compound_statement",
    "declaration_list",
    "field_declaration_list",
    "object",
    "body_statement",
)


def _observe(page: Page) -> Iterator[Observation]:
    by_header = page.language in ("python", "ruby")
    for node in page.nodes(*_BLOCKS):
        first = node.named_children[0] if node.named_child_count else None
        if first is None or node.parent is None:
            continue
        # Where there are braces, the closing one stands where the statement began, whatever came before the opening
        # one.
        base_at = node.parent.start_byte if by_header else node.end_byte - 1
        line = page.line(first.start_byte)
        if line in (page.line(base_at), page.line(node.start_byte) if not by_header else -1):
            continue
        base, inner = page.indent_of(base_at), page.indent_of(first.start_byte)
        step = inner[len(base) :]
        if (
            not step
            or not inner.startswith(base)
            or len(base) + len(step) != first.start_byte - _line_start(page, line)
        ):
            continue
        value = "a tab" if step == b"\t" else f"{len(step)} spaces" if not step.strip(b" ") else "a mixture"
        yield Observation("block", value, first.start_byte - len(step), first.start_byte)


def _line_start(page: Page, line: int) -> int:
    return page.document.lines.line_start(line)


OBSERVER = Observer(
    "indentation",
    frozenset(),
    frozenset(_BLOCKS),
    _observe,
    lambda subject, value: f"Blocks are indented by {value}",
    hints=never,
)
