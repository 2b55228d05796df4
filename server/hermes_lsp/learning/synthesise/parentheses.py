"""Parentheses that are written for the sake of a place: the rendering puts them where another place asks for them."""

from __future__ import annotations

from collections.abc import Sequence

from hermes_lsp.syntax.tree import Node

from .draft import Edge


def is_bare(nodes: Sequence[Node]) -> bool:
    """True for an expression that brings its parentheses along from a place where the syntax asks for them."""
    language = nodes[0].tree.language
    if not all(language.parenthesizes(node.kind) for node in nodes):
        return False
    return all(node.parent is not None and language.is_expression(node.parent.kind) for node in nodes)


def operand_of(node: Node) -> Node | None:
    """The compound expression, or type, of which a node is no more than the parentheses; None if it is another one."""
    language = node.tree.language
    if not language.parenthesizes(node.kind) or len(node.children) != 3:
        return None
    inner = node.children[1]
    return inner if inner.kind in language.compound else None


def without_outer(edge: Edge) -> list[Sequence[Node]]:
    """What is written at a site, without parentheses around all of it in the place of one node that had none."""
    found: list[Sequence[Node]] = []
    for old, new in zip(edge.before, edge.after, strict=True):
        inner = operand_of(new[0]) if len(new) == len(old) == 1 else None
        had = inner is not None and old[0].tree.language.parenthesizes(old[0].kind)
        found.append([inner] if inner is not None and not had else new)
    return found
