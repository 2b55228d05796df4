"""Imports that a fix needs: whether they are there, and the edit that adds them where they are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hermes_lsp.core.text import Span, TextEdit
from hermes_lsp.syntax.language import Imported, Language
from hermes_lsp.syntax.tree import Node, Tree

from .layout import line_end, line_start
from .recipe import ImportNeeded

PLACES = ("preceding", "last", "header", "first", "start")


class CannotImport(Exception):
    """An import cannot be added safely; the message says why."""


def import_statements(tree: Tree) -> list[Node]:
    """The imports at the top level."""
    return [child for child in tree.root.children if child.kind in tree.language.imports]


def names_of(language: Language, node: Node) -> tuple[Imported, ...] | None:
    """What one import statement brings in, or None if that cannot be told."""
    if language.import_forms is None or node.kind not in language.imports:
        return None
    return language.import_forms.names(node.text.decode("utf-8", "replace"))


def imported(tree: Tree) -> Iterator[tuple[Imported, Node]]:
    """All that the imports at the top level bring in."""
    for statement in import_statements(tree):
        for name in names_of(tree.language, statement) or ():
            yield name, statement


def bound_names(tree: Tree) -> dict[str, Imported]:
    """What each name stands for that a top-level import binds."""
    found: dict[str, Imported] = {}
    for name, _ in imported(tree):
        found[local_name(name)] = name
    return found


def local_name(name: Imported) -> str:
    return name.alias or name.name or name.module.split(".")[0]


def edits_for(tree: Tree, needed: Iterable[ImportNeeded], before: int) -> list[TextEdit]:
    """Edits that make the names importable at the byte offset ``before``; none for those that are there.

    Raises:
        CannotImport: if the file has the name in another form, so that the recipe's text would not work.
    """
    edits: list[TextEdit] = []
    for need in needed:
        edit = _edit_for(tree, need, before)
        if edit is not None:
            edits.append(edit)
    return edits


def _edit_for(tree: Tree, need: ImportNeeded, before: int) -> TextEdit | None:
    forms = tree.language.import_forms
    if forms is None:
        raise CannotImport("imports of this language cannot be added")
    wanted = need.imported
    same_module: Node | None = None
    for name, statement in imported(tree):
        if name == wanted:
            return None
        if local_name(name) == local_name(wanted) and name != wanted and not (not name.name and not wanted.name):
            raise CannotImport(f"the file has another “{local_name(wanted)}”")
        if name.module == wanted.module:
            if bool(name.name) != bool(wanted.name):
                raise CannotImport(f"the file imports {wanted.module} in another form")
            if not wanted.name:
                raise CannotImport(f"the file imports {wanted.module} under another name")
            same_module = statement
    if same_module is not None and same_module.start <= before:
        return _extended(same_module, wanted)
    return _new_statement(tree, forms.statement(wanted), need.place, before)


def _extended(statement: Node, wanted: Imported) -> TextEdit:
    last = [child for child in statement.children if child.named][-1]
    if last.text == b"*" or "wildcard" in last.kind:
        raise CannotImport(f"{wanted.module} is imported with a wildcard")
    alias = f" as {wanted.alias}" if wanted.alias else ""
    return TextEdit(Span(last.end, last.end), f", {wanted.name}{alias}")


def _new_statement(tree: Tree, text: str, place: str, before: int) -> TextEdit:
    source = tree.source
    index = place_index(tree, place, before)
    if index < 0:
        children = tree.root.children
        at = line_start(source, children[0].start) if children else 0
        return TextEdit(Span(at, at), text + "\n")
    end = tree.root.children[index].end
    at = line_end(source, end)
    behind = source[end:at].strip()
    if behind and not behind.startswith(tree.language.line_comment.encode() or b"\0"):
        raise CannotImport("there is no line of its own for the import")
    if at >= len(source):
        return TextEdit(Span(at, at), "\n" + text)
    return TextEdit(Span(at + 1, at + 1), text + "\n")


def place_index(tree: Tree, place: str, before: int) -> int:
    """Index of the top-level statement after which a new import goes; -1 for the very start."""
    children = tree.root.children
    imports = [child.index for child in children if child.kind in tree.language.imports]
    opening = 0 if children and _is_docstring(children[0]) else -1
    if not imports or place == "start":
        return opening
    if place == "preceding":
        earlier = [index for index in imports if children[index].start < before]
        return earlier[-1] if earlier else opening
    if place == "last":
        return imports[-1]
    if place == "first":
        return imports[0]
    end = imports[0]
    while end + 1 < len(children) and children[end + 1].kind in tree.language.imports:
        end += 1
    return end


def _is_docstring(node: Node) -> bool:
    while len(node.children) == 1:
        node = node.children[0]
    return "string" in node.kind
