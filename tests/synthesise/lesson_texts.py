"""Helpers that read as stories: a text with a mark for the problem, and what it becomes."""

from __future__ import annotations

import zlib

from hermes_lsp.core.example import Example
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import Span, apply_edits
from hermes_lsp.learning.synthesise import learn
from hermes_lsp.recipes.offer import Offer, Silence, offer
from hermes_lsp.recipes.recipe import RecipeBook
from hermes_lsp.syntax.document import document_from_text

KEY = ProblemKey("linter", "made-up")


def marked(
    text: str, language: str = "python", message: str = "not like this", path: str = "a.txt"
) -> tuple[str, Problem]:
    """The text without the two marks ``⟦`` and ``⟧``, and the problem between them."""
    start = len(text[: text.index("⟦")].encode())
    end = len(text[: text.index("⟧")].replace("⟦", "").encode())
    plain = text.replace("⟦", "").replace("⟧", "")
    return plain, Problem(KEY, message, Span(start, end), language, path)


def lesson(
    before: str,
    after: str,
    *,
    id: str = "",
    language: str = "python",
    message: str = "not like this",
    positive: bool = True,
) -> Example:
    """An example: the text before with its problem marked, and the text after."""
    plain, problem = marked(before, language, message)
    return Example(id or f"e{zlib.crc32(f'{before}/{after}'.encode())}", problem, plain, after, positive)


def taught(*lessons: Example) -> RecipeBook:
    book = learn(lessons).book
    assert book is not None, learn(lessons).unexplained
    return book


def answer(book: RecipeBook, before: str, *, language: str = "python", message: str = "not like this") -> str:
    """The text with the offered fix, or ``silent: why``."""
    plain, problem = marked(before, language, message)
    found = offer(book, document_from_text(plain, language), problem)
    if isinstance(found, Silence):
        return f"silent: {found.why}"
    assert isinstance(found, Offer)
    return apply_edits(plain.encode(), found.edits).decode()
