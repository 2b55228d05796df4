"""Where a declared name holds, and giving it another name there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from hermes_lsp.core.text import Span, TextEdit

from .scope_forms import Extent, ScopeForms
from .tree import Node, Tree

MAX_USES = 2_000
"""Places of a word that are looked at."""
_MOST_WORDS = 5
_NAME = re.compile(r"[^\W\d][\w$]*|\$[\w$]*")


class CannotRename(Exception):
    """The name cannot be replaced safely; the message says why, as part of a sentence."""


def scope_of(leaf: Node) -> Node | None:
    """The node in which the name that a leaf declares holds; None if it declares none."""
    forms = leaf.tree.language.scopes
    found = _binder(leaf, forms) if forms is not None else None
    if forms is None or found is None:
        return None
    binder, extent = found
    node: Node = binder
    if extent is Extent.OUTSIDE and binder.parent is not None:
        node = binder.parent
    ends = forms.blocks if extent is Extent.BLOCK else forms.functions | forms.classes
    while node.kind not in ends and node.parent is not None:
        node = node.parent
    return node


def uses_renamed(leaf: Node, new: str) -> list[TextEdit]:
    """The edits that give a declared name's other uses a new name, in the order of the text.

    Args:
        leaf: Where the name is declared; it is not among the edits.

    Raises:
        CannotRename: if it is not declared there for a part of this file alone, or if something there would change its
            meaning, or might.
    """
    tree, forms, scope = leaf.tree, leaf.tree.language.scopes, scope_of(leaf)
    if forms is None or scope is None or leaf.kind in forms.shorthands:
        raise CannotRename("it is not where the name is declared")
    if not _NAME.fullmatch(new):
        raise CannotRename(f"“{new}” is no name")
    if not _is_private(leaf, scope, forms):
        raise CannotRename("other files may use the name")
    old = leaf.text.decode("utf-8", "replace")
    if any(_is_variable(node, forms) for node in _words(tree, new, scope.span)):
        raise CannotRename(f"“{new}” is used there already")
    edits: list[TextEdit] = []
    for node in _words(tree, old, scope.span):
        if "string" in node.kind:
            raise CannotRename("a string says the name")
        if node.start == leaf.start or not _is_variable(node, forms):
            continue
        if any(around.kind in forms.foreign for around in node.ancestors()):
            raise CannotRename("the name is that of another scope as well")
        if scope_of(node) not in (None, scope):
            raise CannotRename("another thing has the same name there")
        edits.append(TextEdit(node.span, f"{old}: {new}" if node.kind in forms.shorthands else new))
    return edits


def is_known(leaf: Node, name: str) -> bool:
    """True if a name means something where the leaf stands: by an import, a declaration around it, or by itself."""
    tree, forms = leaf.tree, leaf.tree.language.scopes
    if forms is None:
        return False
    return name in forms.builtins or any(
        _is_seen(node, leaf, forms)
        for node in _words(tree, name, tree.root.span)
        if node.start != leaf.start and _is_variable(node, forms)
    )


def _is_seen(node: Node, leaf: Node, forms: ScopeForms) -> bool:
    if any(around.kind in leaf.tree.language.imports for around in node.ancestors()):
        return True
    scope = scope_of(node)
    return scope is not None and scope.kind not in forms.classes and scope.start <= leaf.start < scope.end


def _binder(leaf: Node, forms: ScopeForms) -> tuple[Node, Extent] | None:
    """What declares the name, and how far that holds."""
    node, parent = leaf, leaf.parent
    if leaf.kind not in forms.names:
        return None
    while parent is not None:
        place = (parent.kind, node.field or "")
        extent = forms.binders.get(place)
        if extent is Extent.WORD:
            word = next(_words_before(parent, forms), None)
            return (parent, word) if word is not None else None
        if extent is not None:
            return parent, extent
        if place not in forms.patterns:
            return None
        node, parent = parent, parent.parent
    return None


def _words_before(binder: Node, forms: ScopeForms) -> Iterator[Extent]:
    """What the words of a declaration say; they stand in the binder, or begin what it is part of."""
    around = binder.parent.children[:1] if binder.parent is not None else ()
    for child in (*binder.children[:_MOST_WORDS], *around):
        if child.kind in forms.words:
            yield forms.words[child.kind]


def _is_private(leaf: Node, scope: Node, forms: ScopeForms) -> bool:
    if scope.kind in forms.classes:
        return False
    if scope.parent is not None:
        return True
    exports = leaf.tree.language.exports
    return bool(exports) and not any(around.kind in exports for around in leaf.ancestors())


def _is_variable(node: Node, forms: ScopeForms) -> bool:
    place = (node.parent.kind if node.parent is not None else "", node.field or "")
    return node.kind in forms.names and place not in forms.members


def _words(tree: Tree, word: str, within: Span) -> Iterator[Node]:
    """The leaves whose text is the word.

    Raises:
        CannotRename: if there are too many.
    """
    pattern = re.compile(rb"(?<![\w$])" + re.escape(word.encode()) + rb"(?![\w$])")
    found = list(islice(pattern.finditer(tree.source, within.start, within.end), MAX_USES + 1))
    if len(found) > MAX_USES:
        raise CannotRename("the name is used too often")
    for match in found:
        at = tree.ts.root_node.descendant_for_byte_range(*match.span())
        if at is None or at.child_count or (at.start_byte, at.end_byte) != match.span():
            continue
        node = tree.smallest(Span(*match.span()))
        if (node.start, node.end) == match.span():
            yield node
