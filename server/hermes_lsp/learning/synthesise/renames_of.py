"""Whether a change is no more than another name for something that is declared at the problem."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from hermes_lsp.core.text import Span, TextEdit, apply_edits
from hermes_lsp.syntax.scopes import CannotRename, scope_of, uses_renamed
from hermes_lsp.syntax.tree import Node, Tree, parse

from .difference import common_ends

_MAX_BELOW = 60


@dataclass(frozen=True, slots=True)
class Renaming:
    """A name that became another everywhere.

    Attributes:
        declared: The tree with the new name only where it is declared.
        new: What it became.
        uses: How many other places changed.
    """

    declared: Tree
    new: bytes
    uses: int


def renaming_of(tree: Tree, after: Tree, problem: Span) -> Renaming | None:
    """The renaming that a change is; None if it is something else, or more."""
    head, tail = common_ends(tree.source, after.source)
    if tree.language.scopes is None or head + tail == max(len(tree.source), len(after.source)):
        return None
    for leaf in _declared_at(tree, problem):
        new = _new_name(tree, after, leaf, head)
        if not new:
            continue
        try:
            uses = uses_renamed(leaf, new)
        except CannotRename:
            continue
        there = TextEdit(leaf.span, new)
        if apply_edits(tree.source, sorted((there, *uses), key=lambda edit: edit.span.start)) == after.source:
            declared = parse(tree.language, apply_edits(tree.source, [there])) if uses else after
            return Renaming(declared, new.encode(), len(uses))
    return None


def _declared_at(tree: Tree, problem: Span) -> Iterator[Node]:
    for node in islice(tree.smallest(problem).walk(), _MAX_BELOW):
        inside = problem.start <= node.start and node.end <= max(problem.end, problem.start + 1)
        touches = node.start <= problem.start and problem.end <= node.end
        if not node.children and (inside or touches) and scope_of(node) is not None:
            yield node


def _new_name(tree: Tree, after: Tree, leaf: Node, head: int) -> str:
    """What the first of the places has become; empty if it is none of the name's.

    Args:
        head: Where the texts begin to differ, in bytes.
    """
    word = re.compile(rb"(?<![\w$])" + re.escape(leaf.text) + rb"(?![\w$])")
    for match in word.finditer(tree.source, max(0, head - len(leaf.text))):
        if match.start() > head:
            return ""
        found = after.smallest(Span(match.start(), match.start() + 1))
        if found.start == match.start() and not found.children and found.text != leaf.text:
            return found.text.decode("utf-8", "replace")
    return ""
