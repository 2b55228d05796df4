"""Names that are called or declared, by their place in the tree."""

from __future__ import annotations

from hermes_lsp.syntax.tree import Node


def is_called(node: Node) -> bool:
    """True for the name of a member, or of a function that is called."""
    parent = node.parent
    if node.field in ("attribute", "property", "field", "method", "function"):
        return True
    if node.field == "name" and parent is not None and ("call" in parent.kind or "invocation" in parent.kind):
        return True
    return parent is not None and parent.field == "function" and parent.children[-1] is node


def declares(node: Node) -> bool:
    """True for a name in a place in which names are declared, or given a value."""
    return (node.field or "") in _DECLARES or (node.parent is not None and "parameter" in node.parent.kind)


_DECLARES = ("left", "name", "pattern", "alias", "declarator", "parameter", "parameters")
