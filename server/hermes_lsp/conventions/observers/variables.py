"""How variables are declared in JavaScript: ``const`` and ``let``, or ``var``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..observer import Observation, Observer
from ..page import Page

if TYPE_CHECKING:
    import tree_sitter


def _observe(page: Page) -> Iterator[Observation]:
    for node in page.nodes("lexical_declaration"):
        yield Observation("variable", "`const` or `let`", node.start_byte, node.start_byte + 3)
    for node in page.nodes("variable_declaration"):
        yield Observation("variable", "`var`", node.start_byte, node.start_byte + 3, not _outlives_its_block(node))


def _outlives_its_block(node: tree_sitter.Node) -> bool:
    """True in a block that is no function's: the variable is known behind it as well."""
    block = node.parent
    if block is None or block.type not in ("statement_block", "switch_case", "switch_default"):
        return False
    return block.parent is None or ("function" not in block.parent.type and block.parent.type != "method_definition")


OBSERVER = Observer(
    "variables",
    frozenset({"javascript"}),
    frozenset({"lexical_declaration", "variable_declaration"}),
    _observe,
    lambda subject, value: f"Variables are declared with {value}",
    hints=lambda subject, value: value != "`var`",
)
