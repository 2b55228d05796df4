"""How errors are raised: with their cause inside of a handler, with the message in the call or in a variable before
it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..observer import Observation, Observer
from ..page import Page

if TYPE_CHECKING:
    import tree_sitter

_CAUSE, _MESSAGE = "cause", "message"


def _observe(page: Page) -> Iterator[Observation]:
    for node in page.nodes("raise_statement"):
        raised = node.named_children[0] if node.named_child_count else None
        if raised is None or raised.type != "call":
            continue
        if _in_handler(node):
            value = "with `from`" if node.child_by_field_name("cause") else "without `from`"
            yield Observation(_CAUSE, value, node.start_byte, node.end_byte)
        arguments = raised.child_by_field_name("arguments")
        first = arguments.named_children[0] if arguments is not None and arguments.named_child_count else None
        if first is not None and first.type in ("string", "concatenated_string"):
            yield Observation(_MESSAGE, "in the call", node.start_byte, node.end_byte)
        elif (
            first is not None
            and first.type == "identifier"
            and page.text(first) in ("msg", "message", "err_msg", "errmsg")
        ):
            yield Observation(_MESSAGE, "in a variable before it", node.start_byte, node.end_byte)


def _in_handler(node: tree_sitter.Node) -> bool:
    outer = node.parent
    while outer is not None and outer.type not in ("function_definition", "class_definition", "lambda"):
        if outer.type == "except_clause":
            return True
        outer = outer.parent
    return False


def _says(subject: str, value: str) -> str:
    if subject == _CAUSE:
        return f"Errors that are raised while another is handled are raised {value}"
    return f"The message of an error is written {value}"


OBSERVER = Observer(
    "error-raising",
    frozenset({"python"}),
    frozenset({"raise_statement"}),
    _observe,
    _says,
    hints=lambda subject, value: value in ("with `from`", "in a variable before it"),
)
