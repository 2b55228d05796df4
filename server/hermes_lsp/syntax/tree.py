"""Syntax trees as the floors above see them: lazy, without comments, with the text at hand.

A :class:`Node` wraps a tree-sitter node and makes its children when they are first asked for, so that looking at the
surroundings of one place in a long file costs what the surroundings cost. Comments are not children: patterns must
not depend on them. They are found with :meth:`Tree.comments_in`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hermes_lsp.core.text import Span

from .grammars import load_grammar
from .language import Language

if TYPE_CHECKING:
    import tree_sitter


class Tree:
    """One parsed text.

    Attributes:
        notes: What others have worked out about it once, by a name of theirs.
    """

    __slots__ = ("language", "notes", "root", "source", "ts")

    def __init__(self, language: Language, source: bytes, ts: tree_sitter.Tree) -> None:
        self.language = language
        self.source = source
        self.ts = ts
        self.root = Node(self, ts.root_node, None, None, 0)
        self.notes: dict[str, Any] = {}

    def with_comments(self) -> Tree:
        """The same tree with its comments as nodes like any others."""
        return Tree(replace(self.language, comments=frozenset()), self.source, self.ts)

    @property
    def has_error(self) -> bool:
        return self.ts.root_node.has_error

    def smallest(self, span: Span) -> Node:
        """The smallest node that covers the span; the root if none does."""
        node = self.root
        while True:
            for child in node.children:
                if child.end >= span.end:
                    if child.start <= span.start:
                        node = child
                        break
                    if child.start > span.start:
                        return node
            else:
                return node

    def statements(self, span: Span) -> list[Node]:
        """The children of the root that touch the span, made without looking at the others.

        They have no parent and no place of their own: they are for looking below them.
        """
        cursor = self.ts.walk()
        found: list[Node] = []
        if cursor.goto_first_child_for_byte(max(0, span.start - 1)) is None:
            return found
        while cursor.node is not None and cursor.node.start_byte <= span.end:
            node = cursor.node
            if node.end_byte >= span.start and node.type not in self.language.comments:
                found.append(Node(self, node, None, None, 0))
            if not cursor.goto_next_sibling():
                break
        return found

    def comments_in(self, span: Span) -> list[Span]:
        """Comments that lie wholly inside the span, in order."""
        found: list[Span] = []
        covering = self.ts.root_node.descendant_for_byte_range(span.start, span.end) or self.ts.root_node
        stack = [covering]
        while stack:
            node = stack.pop()
            if node.end_byte < span.start or node.start_byte > span.end:
                continue
            if node.type in self.language.comments:
                if span.start <= node.start_byte and node.end_byte <= span.end:
                    found.append(Span(node.start_byte, node.end_byte))
            else:
                stack.extend(reversed(node.children))
        return found


class Node:
    """A node without its comments.

    Attributes:
        kind: The grammar's name for it; of an anonymous token, the token.
        start, end: Byte offsets.
        field: The field of its parent that it fills, if any.
        index: Its place among its parent's children (comments do not count).
    """

    __slots__ = (
        "_children",
        "_key",
        "_ts",
        "end",
        "field",
        "index",
        "kind",
        "named",
        "parent",
        "start",
        "tree",
    )

    def __init__(self, tree: Tree, ts: tree_sitter.Node, parent: Node | None, field: str | None, index: int) -> None:
        self.tree = tree
        self._ts = ts
        self.parent = parent
        self.field = field
        self.index = index
        self.kind: str = ts.type
        self.named: bool = ts.is_named
        self.start: int = ts.start_byte
        self.end: int = ts.end_byte
        if self.named and tree.source[self.start : self.start + 1].isspace() and ts.named_child_count:
            # Some grammars count the line end before a block as the block's own.
            self.start = max(self.start, ts.children[0].start_byte)
        self._children: tuple[Node, ...] | None = None
        self._key: bytes | None = None

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def text(self) -> bytes:
        return self.tree.source[self.start : self.end]

    @property
    def is_error(self) -> bool:
        return self._ts.is_error or self._ts.is_missing

    @property
    def children(self) -> tuple[Node, ...]:
        """Children that are not comments and not empty."""
        if self._children is None:
            self._children = tuple(self._make_children())
        return self._children

    @property
    def key(self) -> bytes:
        """Its text with white space between tokens folded and comments left out: equal for equal trees."""
        if self._key is None:
            children = self.children
            self._key = b" ".join(child.key for child in children) if children else self.text
        return self._key

    def errors(self) -> int:
        """Number of places at or below it where the grammar found no sense; stops counting at 50."""
        count = 0
        stack = [self._ts]
        while stack and count < 50:
            ts = stack.pop()
            if ts.is_error or ts.is_missing:
                count += 1
            if ts.has_error:
                stack.extend(ts.children)
        return count

    def ancestors(self) -> Iterator[Node]:
        """Parent, its parent, ... up to the root."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def walk(self) -> Iterator[Node]:
        """The node and all below it, in the order of the text."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def __repr__(self) -> str:
        return f"<{self.kind} {self.start}..{self.end}>"

    def _make_children(self) -> Iterator[Node]:
        if not self._ts.child_count or self.kind in self.tree.language.leaves:
            return
        comments = self.tree.language.comments
        cursor = self._ts.walk()
        index = 0
        if not cursor.goto_first_child():
            return
        while True:
            ts = cursor.node
            if ts is not None and ts.type not in comments and (ts.start_byte < ts.end_byte or ts.child_count):
                yield Node(self.tree, ts, self, cursor.field_name, index)
                index += 1
            if not cursor.goto_next_sibling():
                return


def parse(language: Language, source: bytes, old: tree_sitter.Tree | None = None) -> Tree:
    """Parse a text; ``old`` is the edited tree of the text before, which makes it a small fraction of the work.

    Raises:
        UnsupportedLanguage: if the grammar cannot be loaded.
    """
    import tree_sitter

    parser = tree_sitter.Parser(load_grammar(language))
    return Tree(language, source, parser.parse(source, old) if old is not None else parser.parse(source))
