"""How variables are declared in JavaScript: ``const`` and ``let``, or ``var``."""

from __future__ import annotations

from collections.abc import Iterator

from ..observer import Observation, Observer
from ..page import Page


def _observe(page: Page) -> Iterator[Observation]:
    for node in page.nodes("lexical_declaration"):
        yield Observation("variable", "`const` or `let`", node.start_byte, node.start_byte + 3)
    for node in page.nodes("variable_declaration"):
        yield Observation("variable", "`var`", node.start_byte, node.start_byte + 3)


OBSERVER = Observer(
    "variables",
    frozenset({"javascript"}),
    frozenset({"lexical_declaration", "variable_declaration"}),
    _observe,
    lambda subject, value: f"Variables are declared with {value}",
    hints=lambda subject, value: value != "`var`",
)
