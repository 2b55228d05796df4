"""Lists that are put in order, and those that have none."""

from __future__ import annotations

import pytest

from hermes_lsp.recipes.orders import Key, in_order
from hermes_lsp.syntax.document import document_from_text
from hermes_lsp.syntax.tree import Node


def elements_of(text: str) -> list[Node]:
    """The elements of the list in a line of Python."""
    tree = document_from_text(text, "python").tree
    held = next(node for node in tree.root.walk() if node.kind == "list")
    return [node for node in held.children if node.named]


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("x = ['b', 'a10', 'a9']", "content", "'a10' 'a9' 'b'"),
        ("x = ['b', 'a10', 'a9']", "natural", "'a9' 'a10' 'b'"),
        ("x = ['b', 'A', 'c']", "folded", "'A' 'b' 'c'"),
        ("x = ['run', 'Shop', 'LIMIT']", "kind", "'LIMIT' 'Shop' 'run'"),
    ],
)
def test_each_order_compares_in_its_own_way(text: str, order: str, expected: str) -> None:
    placed = in_order(elements_of(text), (Key(order),))
    assert not isinstance(placed, str)
    assert " ".join(node.text.decode() for _, node in placed) == expected


@pytest.mark.parametrize(
    ("text", "keys", "why"),
    [
        ("x = ['b', 'A', 'a']", (Key("folded"),), "no order among them"),
        ("x = ['B', 'a', 'c']", (Key("content"), Key("folded")), "several orders"),
        ("x = ['b', 'b', 'a']", (Key("content"),), "twice"),
        ("x = ['b', f(), 'a']", (Key("content"),), "may be felt"),
        ("x = ['b', *a, 'c']", (Key("content"),), "may be felt"),
        ("x = [\n 'b',  # first\n 'a']", (Key("content"),), "comments"),
    ],
)
def test_what_has_no_certain_order_stays(text: str, keys: tuple[Key, ...], why: str) -> None:
    placed = in_order(elements_of(text), keys)
    assert isinstance(placed, str)
    assert why in placed
