"""How a program tells what it does: with a logger or by printing, what the logger is called, how values get into
messages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..observer import Observation, Observer, in_words
from ..page import CODE, Page

if TYPE_CHECKING:
    import tree_sitter

_CALL = re.compile(
    r"(?:self\.|cls\.|this\.)?_?(?:log|logger|logging|LOG|LOGGER)\.(?:debug|info|warn|warning|error|exception|critical)"
)
_OUTPUT, _NAME, _VALUES = "output", "logger", "values in messages"


def _observe(page: Page) -> Iterator[Observation]:
    if page.language == "javascript":
        for node in page.nodes("call_expression"):
            called = page.text(node.child_by_field_name("function"))
            if page.role == CODE and (_CALL.fullmatch(called) or called.startswith("console.")):
                value = "`console`" if called.startswith("console.") else "a logger"
                yield Observation(_OUTPUT, value, node.start_byte, node.end_byte)
        return
    for node in page.nodes("call"):
        called = page.text(node.child_by_field_name("function"))
        if page.role == CODE and called == "print":
            yield Observation(_OUTPUT, "`print`", node.start_byte, node.end_byte)
        elif _CALL.fullmatch(called):
            if page.role == CODE:
                yield Observation(_OUTPUT, "a logger", node.start_byte, node.end_byte)
            arguments = node.child_by_field_name("arguments")
            yield from _values(
                page, arguments.named_children if arguments is not None else [], node.start_byte, node.end_byte
            )
    for node in page.nodes("assignment"):
        made = node.child_by_field_name("right")
        name = node.child_by_field_name("left")
        if made is None or name is None or made.type != "call" or name.type != "identifier":
            continue
        if page.text(made) in ("logging.getLogger(__name__)", "getLogger(__name__)"):
            of_module = page.indent_of(node.start_byte) == b""
            yield Observation(_NAME, page.text(name), name.start_byte, name.end_byte, of_module)


def _values(page: Page, arguments: list[tree_sitter.Node], start: int, end: int) -> Iterator[Observation]:
    arguments = [each for each in arguments if each.type not in ("keyword_argument", "comment")]
    if not arguments:
        return
    message = arguments[0]
    if message.type == "string" and any(child.type == "interpolation" for child in message.named_children):
        yield Observation(_VALUES, "as f-strings", start, end)
    elif _is_formatted(page, message):
        yield Observation(_VALUES, "formatted before the call", start, end)
    elif message.type in ("string", "concatenated_string") and len(arguments) > 1:
        yield Observation(_VALUES, "as arguments of the call", start, end)


def _is_formatted(page: Page, message: tree_sitter.Node) -> bool:
    """True for a text that is filled where it is written; one that is kept elsewhere has to be."""
    if message.type == "binary_operator":
        filled = message.child_by_field_name("left")
    else:
        called = message.child_by_field_name("function") if message.type == "call" else None
        is_format = called is not None and called.type == "attribute" and page.text(called).endswith(".format")
        filled = called.child_by_field_name("object") if called is not None and is_format else None
    return filled is not None and filled.type in ("string", "concatenated_string")


OBSERVER = Observer(
    "logging",
    frozenset({"python", "javascript"}),
    frozenset({"call", "call_expression", "assignment"}),
    _observe,
    in_words(
        {
            _OUTPUT: "Messages go out through {}",
            _NAME: "The logger of a module is called `{}`",
            _VALUES: "Values in log messages are given {}",
        }
    ),
    # Who prints in a program that has loggers knows why.
    hints=lambda subject, value: subject != _OUTPUT,
)
