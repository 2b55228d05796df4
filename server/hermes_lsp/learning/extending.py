"""One more example of what a skill knows: its recipes stay, and what speaks for them grows.

A skill of many examples is not learned anew for one that its recipes explain. They were found from the examples that
the skill had, so that only what is new must be looked at: new fixes must come out, and nothing that was refused may.
Where that does not hold, the skill is learned from all of its examples again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hermes_lsp.core.example import Example
from hermes_lsp.recipes.recipe import Recipe, RecipeBook

from .judge import OUTVOTED_BY, weight_of
from .occasions import repeats_in
from .trying import Answer, answer_of
from .voting import may_be_slips

LEAST = 8
"""Up to so many fixes a skill is learned anew each time: that takes little, and more examples make better recipes."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a skill knew before.

    Attributes:
        book: Its recipes.
        examples: All examples that it was learned from and kept, explained or not.
    """

    book: RecipeBook
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Extended:
    """The book with new support, and the ids of those fixes that are still not believed."""

    book: RecipeBook
    outvoted: tuple[str, ...]


def extended(known: Known, examples: Sequence[Example]) -> Extended | None:
    """The known recipes with the support of what is new; None where the skill must be learned anew."""
    from .synthesise.confirm import confirmed_by

    positives = [example for example in examples if example.positive]
    book = _without(known.book, {example.id for example in positives})
    if len(positives) <= LEAST or book is None:
        return None
    explained = {id for recipe in book.recipes for id in recipe.support}
    seen = {example.id for example in known.examples}
    outvoted = _still_outvoted(known, book, [e for e in positives if e.id not in seen | explained], positives)
    if outvoted is None:
        return None
    # What was not explained when the recipes were found is not explained by them now.
    asked = [e for e in examples if e.id not in outvoted and (not e.positive or e.id in explained or e.id not in seen)]
    confirmed = confirmed_by(book, asked)
    if confirmed is None:
        return None
    recipes = _on_occasions(known.book, confirmed, {e.id: e for e in (*known.examples, *positives)})
    count = len(positives) - len(outvoted)
    return Extended(replace(confirmed, recipes=recipes, examples=count), tuple(sorted(outvoted)))


def _on_occasions(before: RecipeBook, now: RecipeBook, examples: Mapping[str, Example]) -> tuple[Recipe, ...]:
    """The recipes; those that need more than one example need as many more as were made in one go with another one."""

    def repeats(recipe: Recipe) -> int:
        return repeats_in(examples[id] for id in recipe.support if id in examples)

    then = {recipe.id: repeats(recipe) for recipe in before.recipes if recipe.needs > 1}
    return tuple(
        replace(recipe, needs=max(recipe.needs + repeats(recipe) - then[recipe.id], 2)) if recipe.id in then else recipe
        for recipe in now.recipes
    )


def _without(book: RecipeBook, ids: set[str]) -> RecipeBook | None:
    """The book without the support of examples that made room for newer ones; None if no recipe is left."""
    recipes: list[Recipe] = []
    for recipe in book.recipes:
        support = tuple(id for id in recipe.support if id in ids)
        if support:
            recipes.append(replace(recipe, support=support))
    return replace(book, recipes=tuple(recipes)) if recipes else None


def _still_outvoted(
    known: Known, book: RecipeBook, strangers: Sequence[Example], positives: Sequence[Example]
) -> frozenset[str] | None:
    """Ids of fixes that were not believed when the skill was last learned; None if one of them would be now.

    Such a fix is not among the skill's examples and is older than the newest of them, so that it was looked at. Other
    fixes may stand on its side meanwhile: all that the recipes contradict are taken as one side.
    """
    newest = max((example.at for example in known.examples if example.at), default=None)
    against = [e for e in strangers if answer_of(book, e) is Answer.OTHER]
    if not all(example.at and newest and example.at <= newest for example in against):
        return None
    weights = {example.id: weight_of(example.at, newest) for example in positives}
    strongest = max(sum(weights[id] for id in recipe.support) for recipe in book.recipes)
    speaking = sum(weights[example.id] for example in against)
    outvoted = frozenset(example.id for example in against)
    if strongest < OUTVOTED_BY * speaking or not may_be_slips(positives, outvoted):
        return None
    return outvoted
