"""Where a book's recipes apply though no diagnostic says so: for recipes of rewrites, which no checker asks for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hermes_lsp.core.problem import MOVED_ON, Problem, ProblemKey, Severity
from hermes_lsp.core.text import Span
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.tree import Node

from .attempt import Attempt, Subject, first_attempt
from .offer import Offer, offer
from .recipe import Anchor, Branch, Each, Hole, RecipeBook, Token, walk

MAX_PLACES = 2000
"""Nodes of one text that are tried."""
_WHOLE = Anchor.STARTS | Anchor.ENDS
_WORD = re.compile(rb"[^\W\d]\w+")


@dataclass(slots=True)
class Tries:
    """How many places may still be tried; several texts can share one."""

    left: int = MAX_PLACES


def places(
    book: RecipeBook, document: Document, key: ProblemKey, within: Span, tries: Tries | None = None
) -> Iterator[Problem]:
    """The places that touch a span and that a recipe would change, in the order of the text; no two for one change.

    Nothing is verified: whoever offers something does that.

    Args:
        key: What the problems are called.
        within: In bytes of the document. Empty, it stands for what lies around a place.
        tries: Counted down; where none are left, the search ends.

    Raises:
        DocumentError: if the document cannot be parsed.
    """
    seen: set[Span] = set()
    for problem in _candidates(book, document, key, within, tries or Tries()):
        subject = Subject.of(document.tree, problem)
        for recipe in book.recipes:
            attempt = first_attempt(recipe, subject)
            if isinstance(attempt, Attempt):
                changed = attempt.text_edits(document.source)[0].span
                if changed not in seen:
                    seen.add(changed)
                    yield problem
                break


def unasked(book: RecipeBook, document: Document, key: ProblemKey, within: Span) -> Iterator[tuple[Problem, Offer]]:
    """The places, each with its verified offer. Args and errors: as for :func:`places`."""
    for problem in places(book, document, key, within):
        answer = offer(book, document, problem)
        if isinstance(answer, Offer):
            yield problem, answer


def _candidates(book: RecipeBook, document: Document, key: ProblemKey, within: Span, tries: Tries) -> Iterator[Problem]:
    lines = _telling_lines(book, document.source, within)
    if not lines:
        return
    kinds = _kinds(book)
    for node in _touching(document.tree.root, lines):
        if (kinds and node.kind not in kinds) or not node.span.touches(within):
            continue
        if tries.left == 0:
            return
        tries.left -= 1
        yield Problem(key, MOVED_ON, node.span, document.language_id, document.path, Severity.HINT)


def _telling_lines(book: RecipeBook, source: bytes, within: Span) -> list[Span]:
    """The lines around a span that hold a word which a recipe's pattern cannot do without: no others need a look."""
    found: set[Span] = set()
    for recipe in book.recipes:
        tokens = (item.texts[0] for item in walk(recipe.pattern) if isinstance(item, Token) and len(item.texts) == 1)
        words = {token for token in tokens if _WORD.fullmatch(token)}
        if not words:
            return [within]
        if all(word in source for word in words):
            rarest = min(words, key=lambda word: (source.count(word), word))
            places = (_line_around(source, place.start()) for place in re.finditer(re.escape(rarest), source))
            found.update(line for line in places if line.touches(within))
    return sorted(found)


def _line_around(source: bytes, at: int) -> Span:
    end = source.find(b"\n", at)
    return Span(source.rfind(b"\n", 0, at) + 1, len(source) if end < 0 else end)


def _kinds(book: RecipeBook) -> frozenset[str]:
    """Kinds of the nodes that the recipes take for the place of the problem; empty for any."""
    kinds: set[str] = set()
    for recipe in book.recipes:
        items = list(walk(recipe.pattern))
        whole = [
            item for item in items if isinstance(item, (Token, Branch, Hole, Each)) and item.anchor & _WHOLE == _WHOLE
        ]
        found = {kind for item in whole for kind in _kinds_of(item)}
        if not found:
            return frozenset()
        kinds |= found
    return frozenset(kinds)


def _kinds_of(item: object) -> frozenset[str]:
    if isinstance(item, (Token, Branch)):
        return frozenset({item.kind})
    if isinstance(item, Each):
        return frozenset({item.chain}) if item.chain else frozenset()
    return item.kinds if isinstance(item, Hole) else frozenset()


def _touching(node: Node, lines: Sequence[Span]) -> Iterator[Node]:
    """Nodes that touch one of the spans, which are in order, in the order of the text."""
    stack = [node]
    while stack:
        node = stack.pop()
        nearest = bisect_left(lines, node.start, key=lambda line: line.end)
        if nearest < len(lines) and lines[nearest].start <= node.end:
            yield node
            stack.extend(reversed(node.children))
