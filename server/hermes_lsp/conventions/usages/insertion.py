"""Adding a keyword argument to a call."""

from __future__ import annotations

from hermes_lsp.core.text import Span, TextEdit
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.tree import Node

_LISTS = frozenset({"argument_list", "arguments"})
_ALONE = frozenset({"generator_expression"})


def inserted(document: Document, name: Span, argument: str) -> tuple[TextEdit, ...]:
    """The edit that gives a call one more argument; empty where that is not certain.

    Args:
        name: What is called, in bytes of the document's text.
        argument: As it is written, such as ``timeout=30``.

    Raises:
        UnsupportedLanguage, TextTooLarge, NotText: as :attr:`Document.tree`.
    """
    arguments = _arguments(document, name)
    if arguments is None or document.tree.comments_in(arguments.span):
        return ()
    text = arguments.text
    inside = text[1:-1].rstrip()
    at = arguments.span.start + 1 + len(inside)
    if not inside:
        written = argument
    elif not inside.endswith(b","):
        written = f", {argument}"
    elif b"\n" in text:
        last = [each for each in arguments.children if each.named][-1].start
        start = document.source.rfind(b"\n", 0, last) + 1
        line = document.source[start:last]
        written = f"\n{line[: len(line) - len(line.lstrip())].decode()}{argument},"
    else:
        written = f" {argument}"
    edit = TextEdit(Span(at, at), written)
    return (edit,) if not document.edited((edit,)).tree.has_error else ()


def _arguments(document: Document, name: Span) -> Node | None:
    """The list of arguments right behind a name, in parentheses."""
    for node in document.tree.smallest(name).ancestors():
        for child in node.children:
            if child.kind in _LISTS and child.span.start >= name.end:
                gap = document.source[name.end : child.span.start]
                whole = child.text.startswith(b"(") and child.text.endswith(b")")
                alone = any(each.kind in _ALONE for each in child.children)
                return child if not gap.strip() and whole and not alone else None
    return None
