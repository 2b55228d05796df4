"""Lists in the code: siblings with a token between them, and operators that are applied again and again."""

from __future__ import annotations

from collections.abc import Sequence

from hermes_lsp.syntax.tree import Node

from .recipe import Each

MAX_ENDS = 6
"""Ends of a list that are tried, the farthest first."""


def ends_of_lists(each: Each, nodes: Sequence[Node], place: int, last: int) -> list[tuple[list[Node], int]]:
    """Where a list that begins at a place may end, with its elements; the shortest first."""
    ends: list[tuple[int, int]] = []
    elements: list[Node] = []
    while place < last and (nodes[place].named or nodes[place].children):
        elements.append(nodes[place])
        place += 1
        ends.append((len(elements), place))
        if each.separator:
            if place >= last or nodes[place].text != each.separator:
                break
            place += 1
            ends.append((len(elements), place))
    return [(elements[:count], end) for count, end in ends[-MAX_ENDS:] if count >= each.least]


def chained(node: Node, kind: str, separator: bytes) -> list[Node]:
    """The operands of an operator that is applied again and again, from left to right; none if it is another."""
    operands: list[Node] = []
    while node.kind == kind and _joins(node, separator):
        operands.extend(reversed(node.children[2::2]))
        node = node.children[0]
    return [node, *reversed(operands)] if operands else []


def _joins(node: Node, separator: bytes) -> bool:
    children = node.children
    return (
        len(children) >= 3
        and len(children) % 2 == 1
        and all(not child.named and child.text == separator for child in children[1::2])
    )
