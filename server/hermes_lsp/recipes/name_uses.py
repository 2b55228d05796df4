"""Whether the code of a file uses a name that an import binds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hermes_lsp.core.text import Span
from hermes_lsp.syntax.tree import Node, Tree

from .imports import entries_of, is_import, local_name, statement_around

_WORDS = ("identifier", "name", "constant")
_SCOPES = ("definition", "function", "method", "class_declaration", "function_declaration", "function_item")
_MEMBERS = ("property_", "field_")


def uses(tree: Tree, name: str, apart: Sequence[Span] = ()) -> bool:
    """True if the name is used outside of the file's imports, in code or in a string that the language counts.

    Args:
        name: With dots where a module is named in full.
        apart: Stretches that do not count, because they are about to be replaced.
    """
    pattern = rb"(?<![\w$])" + rb"\s*\.\s*".join(re.escape(part.encode()) for part in name.split(".")) + rb"(?![\w$])"
    for match in re.finditer(pattern, tree.source):
        start, end = match.span()
        if not any(span.start <= start and end <= span.end for span in apart) and _is_use(tree, start, name):
            return True
    return False


def imported_before(tree: Tree, name: str, before: int) -> bool:
    """True if an import above the byte offset binds the name, in the same scope or in one around it."""
    here = _scopes(tree.smallest(Span(before, before)))
    pattern = rb"(?<![\w$])" + re.escape(name.encode()) + rb"(?![\w$])"
    for match in re.finditer(pattern, tree.source[:before]):
        statement = statement_around(tree, *match.span())
        if statement is None or not _scopes(statement) <= here:
            continue
        for entry in entries_of(statement) or ():
            if local_name(tree.language, entry.imported) == name:
                return True
    return False


def _scopes(node: Node) -> set[int]:
    """Where the definitions around a node begin."""
    return {each.start for each in node.ancestors() if each.kind.endswith(_SCOPES)}


def _is_use(tree: Tree, start: int, name: str) -> bool:
    end = start + len(name.partition(".")[0].encode())
    found = tree.ts.root_node.descendant_for_byte_range(start, end)
    if found is None or found.type in tree.language.comments:
        return False
    node = tree.smallest(Span(start, end))
    around = (node, *node.ancestors())
    if any(is_import(each) for each in around):
        return False
    forms = tree.language.import_forms
    if node.kind.endswith(_WORDS) and not node.children:
        if node.kind.startswith(_MEMBERS):
            return False
        field = (node.parent.kind, node.field or "") if node.parent is not None else ("", "")
        return forms is None or field not in forms.not_uses
    strings = [each for each in around if "string" in each.kind]
    if strings:
        return forms is None or forms.names_in_string(strings[-1], name)
    # Better to keep an import too often than to lose one that is used.
    return "text" not in node.kind
