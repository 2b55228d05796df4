"""Docstrings of Python, found in one place for the observers that look at them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from .page import Page

if TYPE_CHECKING:
    import tree_sitter


class Docstring(NamedTuple):
    """A docstring, in bytes with its quotes, and the definition that it is of."""

    start: int
    end: int
    owner: tree_sitter.Node


def docstrings(page: Page) -> Iterator[Docstring]:
    """Those of functions, methods and classes. The page must know the kinds of the two definitions."""
    for owner in page.nodes("function_definition", "class_definition"):
        string = docstring_of(owner)
        if string is not None:
            yield Docstring(string.start_byte, string.end_byte, owner)


def docstring_of(owner: tree_sitter.Node) -> tree_sitter.Node | None:
    """The string node that is the docstring of a definition, or None."""
    body = owner.child_by_field_name("body")
    first = body.named_children[0] if body is not None and body.named_child_count else None
    if first is not None and first.type == "expression_statement" and first.named_child_count:
        first = first.named_children[0]
    return first if first is not None and first.type == "string" else None
