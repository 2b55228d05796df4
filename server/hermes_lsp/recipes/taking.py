"""Taking names out of the import on which a problem lies: gone, or imported from elsewhere instead."""

from __future__ import annotations

from collections.abc import Sequence

from hermes_lsp.core.text import Span
from hermes_lsp.syntax.language import ImportEntry
from hermes_lsp.syntax.tree import Node, Tree

from .import_lists import taken_out
from .imports import CannotImport, entries_of, local_name, statement_around, used_as
from .layout import indentation
from .name_uses import imported_before, uses
from .recipe import Piece, Taken, Text
from .rendered import Rendered

COVERED, QUOTED, UNUSED, REPEATED = "covered", "quoted", "unused", "repeated"
WAYS = (COVERED, QUOTED, UNUSED, REPEATED)


def take(taken: Taken, tree: Tree, span: Span, pieces: Sequence[bytes]) -> tuple[Rendered, ...]:
    """The edits on the import statement that holds the span.

    Raises:
        CannotImport: if there is no such statement, or it is not clear what is meant or whether it may go.
    """
    statement = statement_around(tree, span.start, span.end)
    entries = entries_of(statement) if statement is not None else None
    if statement is None or not entries:
        raise CannotImport("the problem does not lie on an import")
    chosen = {_selected(way, entries, tree, span, pieces) for way in taken.ways}
    if len(chosen) != 1:
        raise CannotImport("it is not clear which of the names are meant")
    gone = chosen.pop()
    if not gone:
        raise CannotImport("none of the imported names is meant")
    if taken.unless_used and any(_is_used(tree, entry) for entry in gone):
        raise CannotImport("what it would take away is used")
    if taken.again:
        return tuple(_again(entry, tree) for entry in gone)
    if taken.module is None:
        return tuple(Rendered(span.start, span.end, b"") for span in taken_out(statement, entries, gone))
    return _moved(taken.module, statement, entries, gone, pieces)


def _selected(
    way: str, entries: Sequence[ImportEntry], tree: Tree, span: Span, pieces: Sequence[bytes]
) -> tuple[ImportEntry, ...]:
    if way == COVERED:
        return tuple(entry for entry in entries if entry.node.start < span.end and span.start < entry.node.end)
    if way == UNUSED:
        return tuple(entry for entry in entries if not _is_used(tree, entry))
    if way == REPEATED:
        return tuple(entry for entry in entries if _is_repeated(tree, entry))
    return tuple(entry for entry in entries if any(piece in _spellings(tree, entry) for piece in pieces))


def _spellings(tree: Tree, entry: ImportEntry) -> set[bytes]:
    """How a message may name what is imported."""
    name = entry.imported
    module = name.module.strip("'\"<>")
    full = {module + mark + name.name for mark in (".", "::", "\\", "/")} if name.name else {module, name.module}
    if name.module.endswith("."):
        full.add(module + name.name)
    full |= {used_as(tree.language, name), name.name, entry.node.text.decode("utf-8", "replace")}
    if name.alias:
        full |= {f"{each} as {name.alias}" for each in tuple(full)}
    return {each.encode() for each in full if each}


def _is_used(tree: Tree, entry: ImportEntry) -> bool:
    name = used_as(tree.language, entry.imported)
    again = name and name == entry.imported.name == entry.imported.alias
    return not name or bool(again) or uses(tree, name)


def _is_repeated(tree: Tree, entry: ImportEntry) -> bool:
    name = local_name(tree.language, entry.imported)
    return bool(name) and imported_before(tree, name, entry.node.start)


def _again(entry: ImportEntry, tree: Tree) -> Rendered:
    forms, name = tree.language.import_forms, entry.imported
    if forms is None or not name.name or name.alias or name.name == "*":
        raise CannotImport("it cannot be imported under its own name once more")
    return Rendered(entry.node.start, entry.node.end, forms.element(name._replace(alias=name.name)).encode())


def _moved(
    module: Text | Piece,
    statement: Node,
    entries: Sequence[ImportEntry],
    gone: Sequence[ImportEntry],
    pieces: Sequence[bytes],
) -> tuple[Rendered, ...]:
    forms = statement.tree.language.import_forms
    if isinstance(module, Text):
        target = module.text
    elif module.index < len(pieces):
        target = pieces[module.index].decode("utf-8", "replace")
    else:
        raise CannotImport("the message quotes less than it did")
    if forms is None or any(not entry.imported.name for entry in gone):
        raise CannotImport("a whole module cannot be imported from elsewhere")
    text = forms.statement([entry.imported._replace(module=target) for entry in gone], statement.tree)
    if not text or len({entry.imported.form for entry in gone}) > 1:
        raise CannotImport("one statement cannot import them")
    source = statement.tree.source
    if len(gone) == len(entries):
        if statement.tree.comments_in(statement.span):
            raise CannotImport("a comment would be lost")
        return (Rendered(statement.start, statement.end, text.encode()),)
    spans = taken_out(statement, entries, gone)
    new = b"\n" + indentation(source, statement.start) + text.encode()
    return (*(Rendered(span.start, span.end, b"") for span in spans), Rendered(statement.end, statement.end, new))
