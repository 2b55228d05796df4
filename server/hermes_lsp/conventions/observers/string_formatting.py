"""How values get into texts: f-strings, ``.format()`` or ``%``; template strings or ``+``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..observer import Observation, Observer
from ..page import Page

if TYPE_CHECKING:
    import tree_sitter

_BYTES = re.compile(r"\(?\s*[rR]?[bB]")
"""How a text of bytes begins, which can be filled in no other way."""


def _observe(page: Page) -> Iterator[Observation]:
    if page.language == "javascript":
        for node in page.nodes("template_string"):
            if any(child.type == "template_substitution" for child in node.named_children):
                yield Observation("text", "template strings", node.start_byte, node.end_byte)
        for node in page.nodes("binary_expression"):
            sides = [node.child_by_field_name("left"), node.child_by_field_name("right")]
            kinds = [side.type for side in sides if side is not None]
            if page.text(node.child_by_field_name("operator")) == "+" and kinds.count("string") == 1:
                if not _has_value(node):
                    continue  # one text that is written on several lines
                movable = not any(mark in page.text(node) for mark in ("`", "${")) and _is_long(node)
                yield Observation("text", "`+`", node.start_byte, node.end_byte, movable)
        return
    for node in page.nodes("string"):
        if any(child.type == "interpolation" for child in node.named_children):
            yield Observation("text", "f-strings", node.start_byte, node.end_byte)
    for node in page.nodes("call"):
        called = node.child_by_field_name("function")
        if called is not None and called.type == "attribute" and page.text(called).endswith(".format"):
            owner = called.child_by_field_name("object")
            # A text that is filled from a list or a table that is made elsewhere has no other way.
            given = page.text(node.child_by_field_name("arguments"))
            is_text = owner is not None and owner.type in ("string", "concatenated_string")
            # An f-string that is filled once more makes the form for the second time.
            if owner is not None and is_text and "*" not in given and page.text(owner)[:1] not in "fF":
                yield Observation("text", "`.format()`", node.start_byte, node.end_byte, _fits_inside(given))
    for node in page.nodes("binary_operator"):
        left = node.child_by_field_name("left")
        operator = page.text(node.child_by_field_name("operator"))
        is_text = left is not None and left.type in ("string", "concatenated_string")
        if operator == "%" and is_text and not _BYTES.match(page.text(left)):
            given = page.text(node.child_by_field_name("right"))
            movable = _fits_inside(given) and "{" not in page.text(left)
            yield Observation("text", "`%`", node.start_byte, node.end_byte, movable)


def _has_value(node: tree_sitter.Node) -> bool:
    """True if a sum of JavaScript has a part that is no text as it stands."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if each.type not in ("binary_expression", "parenthesized_expression"):
            if each.type not in ("string", "comment"):
                return True
        else:
            waiting += each.named_children
    return False


def _is_long(node: tree_sitter.Node) -> bool:
    """True for a sum of three or more: one text before or behind one value is as easy to read in either way."""
    around = node.parent is not None and node.parent.type == "binary_expression"
    return around or any(child.type == "binary_expression" for child in node.named_children)


def _fits_inside(given: str) -> bool:
    """True if values can be written inside of a text: strings and backslashes could not before Python 3.12, and what
    takes several lines would be no easier to read there.
    """
    return not any(mark in given for mark in "'\"\\\n")


OBSERVER = Observer(
    "string-formatting",
    frozenset({"python", "javascript"}),
    frozenset({"string", "call", "binary_operator", "template_string", "binary_expression"}),
    _observe,
    lambda subject, value: f"Values are put into texts with {value}",
    # Nobody goes back from the newer way to the older one.
    hints=lambda subject, value: value in ("f-strings", "template strings"),
)
