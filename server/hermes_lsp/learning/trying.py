"""What a book of recipes says to an example, with all caution put aside: the question is what its recipes would do."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from functools import lru_cache

from hermes_lsp.core.errors import HermesError
from hermes_lsp.core.example import Example
from hermes_lsp.core.text import apply_edits, utf8
from hermes_lsp.recipes.compare import same_code
from hermes_lsp.recipes.offer import Silence, offer
from hermes_lsp.recipes.recipe import Branch, Guards, Hole, Item, Recipe, RecipeBook
from hermes_lsp.syntax.document import Document


class Answer(Enum):
    """What is offered for an example's problem, beside what was done there."""

    SAME = "the same"
    OTHER = "something else"
    NOTHING = "nothing"


def answer_of(book: RecipeBook, example: Example, *, bold: bool = True) -> Answer:
    """What the book offers for the example's problem. A text that cannot be read is offered nothing.

    Args:
        bold: As if every recipe had all the support that it asks for.
    """
    problem = example.problem
    document = _document(problem.path, problem.language, example.before)
    try:
        answer = offer(_bold(book) if bold else book, document, problem)
        if isinstance(answer, Silence):
            return Answer.NOTHING
        result = apply_edits(document.source, answer.edits)
        same = same_code(document.language, result, utf8(example.after))
    except HermesError:
        return Answer.NOTHING  # no editor will ever show an offer for it
    return Answer.SAME if same else Answer.OTHER


def offends(book: RecipeBook, negative: Example) -> bool:
    """The book offers what must not be offered there."""
    answer = answer_of(book, negative)
    return answer is Answer.SAME or (answer is Answer.OTHER and negative.before == negative.after)


def alone(book: RecipeBook, recipe: Recipe) -> RecipeBook:
    """A book of this one recipe."""
    return replace(book, recipes=(recipe,))


def unguarded(recipe: Recipe) -> Recipe:
    """The recipe as it was before anything that was refused narrowed it."""
    pattern = tuple(_open(item) for item in recipe.pattern)
    return replace(recipe, pattern=pattern, guards=Guards(recipe.guards.bound, recipe.guards.unbound))


def _open(item: Item) -> Item:
    if isinstance(item, Hole):
        return replace(item, exact_kinds=False, like="")
    if isinstance(item, Branch):
        return replace(item, items=tuple(_open(child) for child in item.items))
    return item


@lru_cache(maxsize=64)
def _document(path: str, language: str, text: str) -> Document:
    """Kept, with its tree, since every example of a skill is asked about more than once."""
    return Document("", path, language, utf8(text))


def _bold(book: RecipeBook) -> RecipeBook:
    return replace(book, caution=0, recipes=tuple(replace(recipe, needs=0) for recipe in book.recipes))
