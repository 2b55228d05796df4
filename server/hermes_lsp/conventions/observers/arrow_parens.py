"""Parentheses around the only parameter of an arrow function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hermes_lsp.core.text import Span, TextEdit

from ..observer import Observation, Observer
from ..page import Page

if TYPE_CHECKING:
    import tree_sitter

_WITH = "with parentheses"


def _observe(page: Page) -> Iterator[Observation]:
    for node in page.nodes("arrow_function"):
        bare, listed = node.child_by_field_name("parameter"), node.child_by_field_name("parameters")
        if bare is not None:
            yield Observation("parameter", "without parentheses", bare.start_byte, bare.end_byte)
        elif listed is not None and _is_one_plain_name(page, node, listed):
            yield Observation("parameter", _WITH, listed.start_byte, listed.end_byte)


def _is_one_plain_name(page: Page, function: tree_sitter.Node, listed: tree_sitter.Node) -> bool:
    """True where the parentheses could go: one parameter without a type, and no other types around it."""
    typed = function.child_by_field_name("return_type") or function.child_by_field_name("type_parameters")
    return typed is None and listed.named_child_count == 1 and page.text(listed)[1:-1].strip(" ,").isidentifier()


def _fix(page: Page, case: Observation, value: str) -> tuple[TextEdit, ...]:
    text = page.source[case.start : case.end].decode("utf-8")
    return (TextEdit(Span(case.start, case.end), f"({text})" if value == _WITH else text[1:-1].strip(" ,")),)


OBSERVER = Observer(
    "arrow-parens",
    frozenset({"javascript"}),
    frozenset({"arrow_function"}),
    _observe,
    lambda subject, value: f"The only parameter of an arrow function is written {value}",
    fix=_fix,
    layout=True,
)
