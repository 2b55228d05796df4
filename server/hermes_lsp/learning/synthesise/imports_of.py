"""The part of an example that edits imports elsewhere than at the problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hermes_lsp.core.text import Span
from hermes_lsp.recipes.import_places import place_index, slot
from hermes_lsp.recipes.imports import is_import, names_of
from hermes_lsp.syntax.language import Imported
from hermes_lsp.syntax.tree import Node, Tree

from .difference import Difference


@dataclass(frozen=True, slots=True)
class ImportChange:
    """What an example does to the imports.

    Attributes:
        added: What it brings in.
        removed: What it takes out.
        at: Index of the top-level statement before which it put a new one, or -1.
        extended: For each statement that it changed, what was there before and what is there afterwards, in order.
    """

    added: tuple[Imported, ...] = ()
    removed: tuple[Imported, ...] = ()
    at: int = -1
    extended: tuple[tuple[tuple[Imported, ...], tuple[Imported, ...]], ...] = ()


def imports_apart(difference: Difference, tree: Tree, after: Tree) -> list[Difference]:
    """Imports at the edge of a change are a change of their own."""
    if tree.language.import_forms is None:
        return [difference]
    old, new = difference.old, difference.new
    lead = 0
    olds = tree.root.children[old.start : old.stop]
    news = after.root.children[new.start : new.stop]
    if olds and not any(is_import(node) for node in olds):
        while lead < len(news) and is_import(news[lead]):
            lead += 1
    if not lead or lead == len(news):
        return [difference]
    return [
        Difference(range(old.start, old.start), range(new.start, new.start + lead)),
        Difference(old, range(new.start + lead, new.stop)),
    ]


def changes_only_imports(part: Difference, tree: Tree, after: Tree, problem: Span) -> bool:
    """True for a change that brings in or takes out names, and does not lie on the problem."""
    if tree.language.import_forms is None:
        return False
    olds = tree.root.children[part.old.start : part.old.stop]
    news = after.root.children[part.new.start : part.new.stop]
    if not all(is_import(node) for node in (*olds, *news)):
        return False
    if any(node.start <= problem.end and problem.start <= node.end for node in olds):
        return False
    return _listed(olds) is not None and _listed(news) is not None and _listed(olds) != _listed(news)


def change_of(parts: Sequence[Difference], tree: Tree, after: Tree) -> ImportChange:
    """What changes of imports come to."""
    old: list[Imported] = []
    new: list[Imported] = []
    extended = []
    at = -1
    for part in parts:
        olds = tree.root.children[part.old.start : part.old.stop]
        news = after.root.children[part.new.start : part.new.stop]
        old.extend(_listed(olds) or ())
        new.extend(_listed(news) or ())
        if not olds and news:
            at = part.old.start
        if len(olds) == 1 == len(news):
            extended.append((tuple(_listed(olds) or ()), tuple(_listed(news) or ())))
    added = tuple(sorted(name for name in new if name not in old))
    removed = tuple(sorted(name for name in old if name not in new))
    return ImportChange(added, removed, at, tuple(extended))


def fits_place(change: ImportChange, tree: Tree, place: str, wanted: Imported, before: int) -> bool:
    """True if a name that is added went where a rule for its place has it.

    Args:
        before: Byte offset at which it must be there.
    """
    if wanted not in change.added:
        return True
    for old, new in change.extended:
        if wanted in new and old:
            kept = [name for name in old if name in new]
            return new.index(wanted) == slot(tree.language, kept, wanted, place) or len(new) > len(kept) + 1
    return change.at < 0 or place_index(tree, place, before, wanted) == change.at - 1


def _listed(nodes: Sequence[Node]) -> list[Imported] | None:
    found: list[Imported] = []
    for node in nodes:
        names = names_of(node)
        if names is None:
            return None
        found.extend(names)
    return found
