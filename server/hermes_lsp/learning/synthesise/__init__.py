"""From examples to recipes.

:func:`learn` takes positive and negative examples of one kind of problem in one language and gives a book of recipes
that reproduces the positive ones and is silent on the negative ones; :func:`replay` proves it again at any time.
The result depends on the examples alone: not on their order, not on the time of day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hermes_lsp.core.example import Example
from hermes_lsp.recipes.recipe import RecipeBook

from .confirm import confirmed_by
from .prepare import CannotLearn, Case, prepare
from .replay import Failure, replay
from .search import MAX_MAKES, book_of, search

MAX_EXAMPLES = 48
"""More are refused: of so many, the newest tell as much as all."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned.

    Attributes:
        book: None if no recipe was found.
        unexplained: Ids of positive examples that no recipe reproduces, and of any that could not be read, with the
            reason in words.
    """

    book: RecipeBook | None
    unexplained: tuple[tuple[str, str], ...]


def learn(examples: Sequence[Example], *, budget: int = MAX_MAKES, prior: RecipeBook | None = None) -> Learned:
    """Learn recipes from examples of one kind of problem.

    Args:
        examples: All of one language; those of another language than the first positive one are left unexplained.
        budget: How many merges of examples are tried.
        prior: What was learned from some of the examples. Where it explains the others as well, and none refutes it, it
            is kept with their support, which takes milliseconds.
    """
    if prior is not None and (confirmed := confirmed_by(prior, examples)) is not None:
        return Learned(confirmed, ())
    unexplained: list[tuple[str, str]] = []
    positives: list[Case] = []
    negatives: list[Case] = []
    for example in sorted(examples, key=lambda example: example.id):
        try:
            case = prepare(example)
            if positives and case.language.id != positives[0].language.id:
                raise CannotLearn(f"it is not {positives[0].language.id}")
            if example.positive and not (case.changes or case.imports or case.removed):
                raise CannotLearn("nothing but layout or comments changes in it")
        except CannotLearn as error:
            unexplained.append((example.id, str(error)))
            continue
        (positives if example.positive else negatives).append(case)
    unexplained.extend((case.id, f"only {MAX_EXAMPLES} examples are looked at") for case in positives[MAX_EXAMPLES:])
    positives = positives[:MAX_EXAMPLES]
    if not positives:
        return Learned(None, tuple(unexplained))
    found = search(positives, negatives, budget)
    book = book_of(found, positives[0].language.id)
    explained = {example for recipe in book.recipes for example in recipe.support}
    for index, case in enumerate(positives):
        if case.id not in explained:
            unexplained.append((case.id, found.reasons.get(index, "what it shows is refuted by another example")))
    return Learned(book if book.recipes else None, tuple(unexplained))


__all__ = ["Failure", "Learned", "learn", "replay"]
