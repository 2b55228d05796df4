"""Replaying examples: the proof that a book does what it was learned to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hermes_lsp.core.errors import HermesError
from hermes_lsp.core.example import Example
from hermes_lsp.core.text import apply_edits
from hermes_lsp.recipes.compare import same_code
from hermes_lsp.recipes.offer import Silence, offer
from hermes_lsp.recipes.recipe import RecipeBook
from hermes_lsp.syntax.document import document_from_text


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that the book does not live up to, and how."""

    example: str
    why: str


def replay(book: RecipeBook, examples: Sequence[Example]) -> list[Failure]:
    """Try the book on every example: each positive one must come out the same (equal trees, comments kept), each
    negative one must not be offered. Caution is put aside: what is asked is whether the recipes are right."""
    bold = replace(book, caution=0, recipes=tuple(replace(recipe, needs=0) for recipe in book.recipes))
    failures: list[Failure] = []
    for example in examples:
        why = _why_not(bold, example)
        if why:
            failures.append(Failure(example.id, why))
    return failures


def _why_not(book: RecipeBook, example: Example) -> str:
    try:
        document = document_from_text(example.before, example.problem.language, example.problem.path)
        answer = offer(book, document, example.problem)
    except HermesError as error:
        return str(error)
    if isinstance(answer, Silence):
        return f"nothing is offered: {answer.why}" if example.positive else ""
    result = apply_edits(document.source, answer.edits)
    same = same_code(document.language, result, example.after.encode("utf-8", "surrogatepass"))
    if example.positive:
        return "" if same else f"recipe {answer.recipe} gives something else"
    if same or example.after == example.before:
        return f"recipe {answer.recipe} offers what was refused"
    return ""
