"""What the receiver of a Go method is called."""

from __future__ import annotations

from collections.abc import Iterator

from ..observer import Observation, Observer
from ..page import Page


def _observe(page: Page) -> Iterator[Observation]:
    for node in page.nodes("method_declaration"):
        receiver = node.child_by_field_name("receiver")
        declared = receiver.named_children[0] if receiver is not None and receiver.named_child_count else None
        name = declared.child_by_field_name("name") if declared is not None else None
        text = page.text(name)
        if name is None or text == "_":
            continue
        value = "`this` or `self`" if text in ("this", "self") else "short" if len(text) <= 3 else "a word"
        # A longer name is mostly that of all methods of its type.
        yield Observation("receiver", value, name.start_byte, name.end_byte, value != "a word")


def _says(subject: str, value: str) -> str:
    return "Receivers have short names" if value == "short" else f"Receivers are called {value}"


OBSERVER = Observer("receivers", frozenset({"go"}), frozenset({"method_declaration"}), _observe, _says)
