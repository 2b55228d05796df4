"""How what is asynchronous is written: ``await`` or ``.then()``; in Python, with which library."""

from __future__ import annotations

from collections.abc import Iterator

from ..observer import Observation, Observer
from ..page import Page

_LIBRARIES = ("asyncio", "trio", "anyio", "curio")


def _observe(page: Page) -> Iterator[Observation]:
    for node in page.nodes("await_expression"):
        yield Observation("waiting", "`await`", node.start_byte, node.end_byte)
    for node in page.nodes("call_expression"):
        called = node.child_by_field_name("function")
        if called is not None and called.type == "member_expression":
            name = page.text(called.child_by_field_name("property"))
            if name == "then":
                yield Observation("waiting", "`.then()`", node.start_byte, node.end_byte)
    for node in page.nodes("call"):
        library, dot, _ = page.text(node.child_by_field_name("function")).partition(".")
        if dot and library in _LIBRARIES:
            yield Observation("library", f"`{library}`", node.start_byte, node.end_byte)


OBSERVER = Observer(
    "async-use",
    frozenset({"python", "javascript"}),
    frozenset({"await_expression", "call_expression", "call"}),
    _observe,
    lambda subject, value: (
        f"Promises are waited for with {value}" if subject == "waiting" else f"Asynchronous code uses {value}"
    ),
    hints=lambda subject, value: subject == "waiting",
)
