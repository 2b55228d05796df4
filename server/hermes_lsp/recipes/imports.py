"""Reading the imports of a file: which statements there are, what they bring in, and what that is called here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from hermes_lsp.syntax.language import Imported, ImportEntry, Language
from hermes_lsp.syntax.tree import Node, Tree

_BOUND = "names that imports bind"
_CONDITIONS = ("if_", "try_", "preproc_if")
_DEFINITIONS = ("definition", "declaration", "declarator", "expression")


class CannotImport(Exception):
    """An import cannot be added or taken out safely; the message says why."""


def is_import(node: Node) -> bool:
    """True for a statement that does nothing but import."""
    language = node.tree.language
    if node.kind in language.imports:
        return True
    forms = language.import_forms
    return forms is not None and node.kind in forms.also and bool(forms.read(node))


def import_statements(tree: Tree) -> list[Node]:
    """The imports at the top level."""
    return [child for child in tree.root.children if is_import(child)]


def entries_of(node: Node) -> tuple[ImportEntry, ...] | None:
    """What one import statement brings in, or None if that cannot be told."""
    forms = node.tree.language.import_forms
    if forms is None or not (node.kind in node.tree.language.imports or node.kind in forms.also):
        return None
    return forms.read(node)


def names_of(node: Node) -> tuple[Imported, ...] | None:
    """The same without the nodes."""
    entries = entries_of(node)
    return None if entries is None else tuple(entry.imported for entry in entries)


def imported(tree: Tree) -> Iterator[tuple[ImportEntry, Node]]:
    """All that the imports at the top level bring in, with their statements."""
    for statement in import_statements(tree):
        for entry in entries_of(statement) or ():
            yield entry, statement


def imported_under_condition(tree: Tree) -> Iterator[Imported]:
    """What imports inside of top-level conditions and attempts bring in (``if TYPE_CHECKING:``, ``try:``, ``#if``)."""
    stack = [child for child in tree.root.children if child.kind.startswith(_CONDITIONS)]
    while stack:
        node = stack.pop()
        for child in node.children:
            if is_import(child):
                yield from names_of(child) or ()
            elif child.named and not child.kind.endswith(_DEFINITIONS):
                stack.append(child)


def bound_names(tree: Tree) -> dict[str, Imported]:
    """What each name stands for that a top-level import binds. Worked out once for a tree; not to be changed."""
    known = tree.notes.get(_BOUND)
    if known is None:
        known = tree.notes[_BOUND] = dict(_bound(tree))
    return cast(dict[str, Imported], known)


def _bound(tree: Tree) -> Iterator[tuple[str, Imported]]:
    for entry, _ in imported(tree):
        if name := local_name(tree.language, entry.imported):
            yield name, entry.imported


def local_name(language: Language, name: Imported) -> str:
    """The name that an import binds: the first part of what the code calls it."""
    return used_as(language, name).partition(".")[0]


def used_as(language: Language, name: Imported) -> str:
    """What the code calls it, with dots where a module is named in full; empty if it binds no name that we know."""
    return language.import_forms.local(name) if language.import_forms is not None else ""


def statement_around(tree: Tree, start: int, end: int) -> Node | None:
    """The import statement that holds a stretch of bytes, at any depth."""
    node: Node | None = tree.root
    while node is not None:
        if node.parent is not None and is_import(node):
            return node
        node = next((child for child in node.children if child.start <= start and end <= child.end), None)
    return None
