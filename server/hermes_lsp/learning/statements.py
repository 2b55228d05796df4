"""Where statements begin and end, in any language, from what all grammars have in common."""

from __future__ import annotations

import re
from bisect import bisect_right

from hermes_lsp.core.text import Span
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.tree import Node

_BLOCK = re.compile(
    r"block|body|statements|declaration_list|(^|_)(group|suite)$|^(program|source_file|module|document)$"
)
_STATEMENT = re.compile(r"(^|_)(statement|declaration|definition|directive)$")
_PARTED = re.compile(r"_(statement|clause|item)$")


def statement_at(document: Document, span: Span) -> Node:
    """The smallest statement that covers the span; the root if the span lies between the top-level statements."""
    node = document.tree.smallest(span)
    while (parent := node.parent) is not None:
        if parent.parent is None or _BLOCK.search(parent.kind) or _STATEMENT.search(node.kind):
            return node
        if _PARTED.search(parent.kind) and _has_own_lines(node):
            return node
        node = parent
    return node


def has_body(node: Node) -> bool:
    """It is a definition or a statement with statements of its own."""
    return any(_BLOCK.search(child.kind) or has_body_inside(child) for child in node.children)


def has_body_inside(node: Node) -> bool:
    return bool(_STATEMENT.search(node.kind)) and any(_BLOCK.search(child.kind) for child in node.children)


def header_of(statement: Node, span: Span) -> Span:
    """The statement without its body, where the span lies before the body; else the whole of it."""
    for child in statement.children:
        if _BLOCK.search(child.kind) and span.end <= child.start:
            return Span(statement.start, child.start)
    return statement.span


def top_level_at(document: Document, span: Span) -> list[Node]:
    """The top-level statements that the span overlaps, or that an empty span lies in."""
    nodes = document.tree.root.children
    found: list[Node] = []
    for index in range(bisect_right(nodes, span.start, key=_end_of), len(nodes)):
        node = nodes[index]
        if node.start >= span.end:
            break
        found.append(node)
    return found


def _end_of(node: Node) -> int:
    return node.end


def same_structure(one: Node, other: Node) -> bool:
    """Equal trees: the same kinds in the same places with the same words; white space and comments do not count."""
    stack = [(one, other)]
    while stack:
        left, right = stack.pop()
        if left.kind != right.kind or len(left.children) != len(right.children):
            return False
        if not left.children and left.text != right.text:
            return False
        stack.extend(zip(left.children, right.children, strict=True))
    return True


def whole_lines(source: bytes, span: Span) -> Span:
    """The span, extended to whole lines with their line end."""
    start = max(source.rfind(b"\n", 0, span.start), source.rfind(b"\r", 0, span.start)) + 1
    if span.end > span.start and source[span.end - 1 : span.end] in (b"\n", b"\r"):
        return Span(start, span.end)
    ends = [at for at in (source.find(b"\n", span.end), source.find(b"\r", span.end)) if at >= 0]
    if not ends:
        return Span(start, len(source))
    end = min(ends)
    return Span(start, end + (2 if source[end : end + 2] == b"\r\n" else 1))


def _has_own_lines(node: Node) -> bool:
    lines = whole_lines(node.tree.source, node.span)
    around = node.tree.source[lines.start : node.start] + node.tree.source[node.end : lines.end]
    return not around.strip().strip(b";")
