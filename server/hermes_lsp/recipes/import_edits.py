"""The edits of imports that a recipe asks for: what is missing is added, what nothing uses any more is taken out."""

from __future__ import annotations

from collections.abc import Sequence

from hermes_lsp.core.text import Span, TextEdit
from hermes_lsp.syntax.language import Imported, ImportEntry
from hermes_lsp.syntax.tree import Node, Tree

from .import_lists import put_in, taken_out
from .import_places import place_index, slot
from .imports import CannotImport, entries_of, imported, imported_under_condition, local_name, used_as
from .layout import line_break, line_end, line_start
from .name_uses import uses
from .recipe import ImportNeeded

Gone = tuple[tuple[Node, tuple[ImportEntry, ...]], ...]
"""Entries to take out, by their statements."""


def edits_for(tree: Tree, needed: Sequence[ImportNeeded], before: int, gone: Gone = ()) -> list[TextEdit]:
    """Edits that make names importable at the byte offset ``before``, and take others out.

    Raises:
        CannotImport: if the file has a name in another form, so that the recipe's text would not work, or if what is
            to be taken out cannot be without loss.
    """
    edits: list[TextEdit] = []
    replaced: set[int] = set()
    for need in needed:
        edit, statement = _edit_for(tree, need, before, gone)
        if edit is not None:
            edits.append(edit)
        if statement is not None:
            replaced.add(statement.start)
    for statement, entries in gone:
        if statement.start not in replaced:
            edits.extend(TextEdit(span, "") for span in taken_out(statement, entries_of(statement) or (), entries))
    return edits


def orphans(tree: Tree, names: Sequence[Imported], edited: Sequence[Span], written: Sequence[bytes]) -> Gone:
    """Of some names those that the file imports and that nothing uses after an edit.

    Args:
        edited: What the edit replaces.
        written: What it puts there.
    """
    found: dict[int, tuple[Node, tuple[ImportEntry, ...]]] = {}
    for entry, statement in imported(tree):
        name = used_as(tree.language, entry.imported)
        if not name or entry.imported not in names or uses(tree, name, edited):
            continue
        if any(name.encode() in text for text in written):
            continue
        _, others = found.get(statement.start, (statement, ()))
        found[statement.start] = statement, (*others, entry)
    return tuple(found.values())


def names_gone(gone: Gone) -> set[Imported]:
    return {entry.imported for _, entries in gone for entry in entries}


def _edit_for(tree: Tree, need: ImportNeeded, before: int, gone: Gone) -> tuple[TextEdit | None, Node | None]:
    """The edit for one name; and the statement that it replaces, if it does."""
    forms = tree.language.import_forms
    if forms is None:
        raise CannotImport("imports of this language cannot be added")
    wanted = need.imported
    shared: Node | None = None
    leaving = names_gone(gone)
    for (name, _), statement in imported(tree):
        if name == wanted:
            return None, None
        one, two = local_name(tree.language, name), local_name(tree.language, wanted)
        if one and one == two and name not in leaving and (name.name or wanted.name or name.alias or wanted.alias):
            raise CannotImport(f"the file has another “{two}”")
        if forms.shares(name, wanted):
            shared = statement if any(_is_listed(entry) for entry in entries_of(statement) or ()) else shared
        elif name.module == wanted.module and name.form == wanted.form and name not in leaving:
            if name.name == "*" and not name.alias:
                raise CannotImport(f"{wanted.module} is imported with a wildcard")
            if bool(name.name) != bool(wanted.name):
                raise CannotImport(f"the file imports {wanted.module} in another form")
            if not wanted.name:
                raise CannotImport(f"the file imports {wanted.module} under another name")
    if wanted in imported_under_condition(tree):
        raise CannotImport(f"the file imports “{wanted.name or wanted.module}” under a condition")
    if shared is not None and shared.start <= before:
        entries = [
            entry for entry in entries_of(shared) or () if forms.shares(entry.imported, wanted) and _is_listed(entry)
        ]
        kept = [entry for entry in entries if entry.imported not in leaving]
        if not kept:
            return TextEdit(shared.span, _statement(tree, wanted)), shared
        return put_in(
            kept, slot(tree.language, [entry.imported for entry in kept], wanted, need.place), forms.element(wanted)
        ), None
    if need.listed:
        raise CannotImport(f"the file takes nothing else from {wanted.module}")
    return _new_statement(tree, _statement(tree, wanted), need, before), None


def _is_listed(entry: ImportEntry) -> bool:
    """True for an element of a list that can be added to."""
    forms, parent = entry.node.tree.language.import_forms, entry.node.parent
    return (
        forms is not None
        and parent is not None
        and parent.kind in forms.lists
        and entry.node.text.split() == forms.element(entry.imported).encode().split()
    )


def _statement(tree: Tree, wanted: Imported) -> str:
    forms = tree.language.import_forms
    text = forms.statement((wanted,), tree) if forms is not None else ""
    if not text:
        raise CannotImport("the file does not import in this way")
    return text


def _new_statement(tree: Tree, text: str, need: ImportNeeded, before: int) -> TextEdit:
    source = tree.source
    mark = line_break(source).decode()
    index = place_index(tree, need.place, before, need.imported)
    if index < 0:
        children = tree.root.children
        at = line_start(source, children[0].start) if children else 0
        return TextEdit(Span(at, at), text + mark)
    end = tree.root.children[index].end
    if source[end - 1 : end] == b"\n":
        return TextEdit(Span(end, end), text + mark)
    at = line_end(source, end)
    behind = source[end:at].strip()
    if behind and not behind.startswith(tree.language.line_comment.encode() or b"\0"):
        raise CannotImport("there is no line of its own for the import")
    if at >= len(source):
        return TextEdit(Span(at, at), mark + text)
    return TextEdit(Span(at + 1, at + 1), text + mark)
