"""Names in the nodes that enclose a problem."""

from __future__ import annotations

from hermes_lsp.syntax.tree import Node

from .forest import is_identifier, is_word
from .prepare import Case

_MAX_AROUND = 14


def fields_around(case: Case) -> dict[bytes, list[tuple[str, str]]]:
    """Names in fields of the enclosing nodes, with the kind of the nearest node and the field."""
    known = case.spans.get("around")
    if isinstance(known, dict):
        return known
    found: dict[bytes, list[tuple[str, str]]] = {}
    seen: set[str] = set()
    node: Node | None = case.tree.smallest(case.subject.span)
    for _ in range(_MAX_AROUND):
        if node is None:
            break
        if node.kind not in seen:
            seen.add(node.kind)
            for child in node.children:
                inside = case.start <= child.start and child.end <= case.end
                if (
                    child.field
                    and child.field != "body"
                    and not inside
                    and is_word(child)
                    and is_identifier(child.text)
                ):
                    found.setdefault(child.text, []).append((node.kind, child.field))
        node = node.parent
    case.spans["around"] = found
    return found
