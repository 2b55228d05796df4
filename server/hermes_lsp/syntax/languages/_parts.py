"""Small readers of nodes, for the languages' own facts."""

from __future__ import annotations

from ..tree import Node


def text(node: Node) -> str:
    return node.text.decode("utf-8", "replace")


def in_field(node: Node, field: str) -> Node | None:
    """The first child in a field."""
    return next((child for child in node.children if child.field == field), None)


def of_kind(node: Node, *kinds: str) -> Node | None:
    """The first child of one of the kinds."""
    return next((child for child in node.children if child.kind in kinds), None)


def split_path(path: str, mark: str) -> tuple[str, str]:
    """What stands before the last mark, and the name after it."""
    head, _, name = path.rpartition(mark)
    return head, name
