"""Whether what is public is documented."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..docstrings import docstring_of
from ..observer import Observation, Observer
from ..page import CODE, Page

if TYPE_CHECKING:
    import tree_sitter

_YES = "documented"
_PLURAL = {"class": "classes", "function": "functions", "method": "methods", "export": "exports"}


def _observe(page: Page) -> Iterator[Observation]:
    if page.role != CODE:
        return
    if page.language == "javascript":
        for node in page.nodes("export_statement"):
            declared = node.child_by_field_name("declaration")
            if declared is not None and declared.type.startswith(("function", "class")):
                before = node.prev_named_sibling
                there = before is not None and before.type == "comment" and page.text(before).startswith("/**")
                yield Observation("export", _YES if there else "not", declared.start_byte, declared.start_byte)
        return
    for node in page.nodes("function_definition", "class_definition"):
        name = node.child_by_field_name("name")
        subject = _subject(page, node)
        if subject and name is not None:
            value = _YES if docstring_of(node) is not None else "not"
            yield Observation(subject, value, name.start_byte, name.end_byte)


def _subject(page: Page, node: tree_sitter.Node) -> str:
    """What it is; empty for what is private, nested, or one of several forms of one thing."""
    if page.text(node.child_by_field_name("name")).startswith("_"):
        return ""
    outer = node.parent
    if outer is not None and outer.type == "decorated_definition":
        decorators = page.text(outer)[: node.start_byte - outer.start_byte]
        if "overload" in decorators or "setter" in decorators or "override" in decorators:
            return ""
        outer = outer.parent
    if outer is not None and outer.type == "module":
        return "class" if node.type == "class_definition" else "function"
    owner = outer.parent if outer is not None else None
    if owner is None or owner.type != "class_definition" or node.type == "class_definition":
        return ""
    return "" if page.text(owner.child_by_field_name("name")).startswith("_") else "method"


OBSERVER = Observer(
    "docstring-coverage",
    frozenset({"python", "javascript"}),
    frozenset({"function_definition", "class_definition", "export_statement"}),
    _observe,
    lambda subject, value: f"Public {_PLURAL[subject]} are documented" if value == _YES else "",
)
