"""How what is asynchronous is written: ``await`` or ``.then()``; in Python, with which library."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..observer import Observation, Observer
from ..page import Page

if TYPE_CHECKING:
    import tree_sitter

_FUNCTIONS = frozenset(
    {"function_declaration", "function_expression", "arrow_function", "method_definition"}
    | {"generator_function", "generator_function_declaration"}
)
_LIBRARIES = ("asyncio", "trio", "anyio", "curio")


def _observe(page: Page) -> Iterator[Observation]:
    for node in page.nodes("await_expression"):
        yield Observation("waiting", "`await`", node.start_byte, node.end_byte)
    for node in page.nodes("call_expression"):
        called = node.child_by_field_name("function")
        if called is not None and called.type == "member_expression":
            name = page.text(called.child_by_field_name("property"))
            if name == "then":
                yield Observation("waiting", "`.then()`", node.start_byte, node.end_byte, _could_wait(node))
    for node in page.nodes("call"):
        library, dot, _ = page.text(node.child_by_field_name("function")).partition(".")
        if dot and library in _LIBRARIES:
            yield Observation("library", f"`{library}`", node.start_byte, node.end_byte)


def _could_wait(node: tree_sitter.Node) -> bool:
    """True for a statement of a function that may wait; others keep a promise, give it on, or are called back."""
    parent = node.parent
    if parent is None or parent.type != "expression_statement":
        return False
    while parent is not None and parent.type not in _FUNCTIONS:
        parent = parent.parent
    return parent is not None and parent.children[0].type == "async"


OBSERVER = Observer(
    "async-use",
    frozenset({"python", "javascript"}),
    frozenset({"await_expression", "call_expression", "call"}),
    _observe,
    lambda subject, value: (
        f"Promises are waited for with {value}" if subject == "waiting" else f"Asynchronous code uses {value}"
    ),
    # Nobody goes back from the newer way to the older one.
    hints=lambda subject, value: value == "`await`",
)
