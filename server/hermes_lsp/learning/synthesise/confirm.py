"""One more example of what is known: the book stays, and its support grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hermes_lsp.core.example import Example
from hermes_lsp.recipes.recipe import RecipeBook

from .prepare import CannotLearn, prepare
from .trial import Verdict, tried


def confirmed_by(book: RecipeBook, examples: Sequence[Example]) -> RecipeBook | None:
    """The book with the support of examples that it does not know yet; None if it must be learned anew.

    It must be, if an example that it was learned from is gone, if one is not explained, or if a recipe is wrong on one.
    """
    known = {example for recipe in book.recipes for example in recipe.support}
    if not known <= {example.id for example in examples if example.positive}:
        return None
    # Which negative examples a book has seen is not written in it: all are tried.
    new = [example for example in examples if example.id not in known]
    support = [list(recipe.support) for recipe in book.recipes]
    for example in new:
        try:
            case = prepare(example)
        except CannotLearn:
            return None
        verdicts = [tried(recipe, case).verdict for recipe in book.recipes]
        if Verdict.WRONG in verdicts or (example.positive and Verdict.RIGHT not in verdicts):
            return None
        for at, verdict in enumerate(verdicts):
            if example.positive and verdict is Verdict.RIGHT:
                support[at].append(example.id)
    recipes = tuple(
        replace(recipe, support=tuple(sorted(ids))) for recipe, ids in zip(book.recipes, support, strict=True)
    )
    count = book.examples + sum(example.positive for example in new)
    return replace(book, recipes=recipes, examples=count)
