"""From examples that may contradict each other to the recipes that stand.

The synthesiser believes everything that it is told, so that one wrong example silences the recipes of all others. Here
it is decided who is believed:

* a positive example loses its vote where far more examples contradict what it does than agree with it
  (:mod:`~hermes_lsp.learning.voting`), and such examples are few;
* a recipe that would offer again what was refused is dropped;
* a recipe whose own offers were undone is judged by its own record, whatever its sisters have earned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hermes_lsp.core.evidence import TRUSTED_FROM
from hermes_lsp.core.example import Example
from hermes_lsp.recipes.recipe import Recipe, RecipeBook

from .extending import Known, extended
from .judge import DOUBTFUL, OUTVOTED_BY, Posterior, weight_of
from .trying import Answer, alone, answer_of, offends, unguarded
from .voting import may_be_slips, outvoted_among

NOT_SEPARATED = "what it shows cannot be told from what was refused"
UNDONE = "the recipe that explains it was undone too often"
UNFITTING = "no recipe that is known fits it"
SILENT = "no recipe is sure enough of it"


@dataclass(frozen=True, slots=True)
class Taught:
    """What was learned.

    Attributes:
        book: None if no recipe is left.
        unexplained: By id of a positive example that the book does not reproduce: why, in words.
        outvoted: Ids of positive examples that were not believed; not among ``unexplained``.
        unanswered: Ids of negative examples that no guard could separate: the book offers them still, or is None.
    """

    book: RecipeBook | None = None
    unexplained: dict[str, str] = field(default_factory=dict)
    outvoted: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()


def teach(
    examples: Sequence[Example],
    *,
    undone: Sequence[Example] = (),
    forgiving: bool = False,
    known: Known | None = None,
) -> Taught:
    """Learn recipes from examples of one kind of problem. The result depends on the arguments alone.

    Args:
        undone: What offers of the skill itself did that were undone, refused or failed.
        forgiving: Where no guard tells the negatives from the positives, believe the positives.
        known: What the skill knew before, which is kept where it does all that is new.
    """
    positives = [example for example in examples if example.positive]
    if known is not None and (kept := extended(known, examples)) is not None:
        heard = [example for example in positives if example.id not in kept.outvoted]
        book = _judged(kept.book, heard, undone)
        explained = {id for recipe in kept.book.recipes for id in recipe.support}
        reasons = {example.id: UNFITTING for example in heard if example.id not in explained}
        return Taught(book, _still_unexplained(book, heard, reasons), kept.outvoted)
    negatives = [example for example in examples if not example.positive]
    heard, outvoted = positives, tuple[str, ...]()
    learned, unexplained = _learned([*positives, *negatives])
    if unexplained and len(positives) > OUTVOTED_BY:
        # Only where something was refuted can there be somebody to blame.
        silenced = outvoted_among(positives)
        if silenced and may_be_slips(positives, silenced):
            rest = [example for example in positives if example.id not in silenced]
            second, unexplained_then = _learned([*rest, *negatives])
            if _strength(second) > _strength(learned):
                learned, unexplained, heard, outvoted = second, unexplained_then, rest, tuple(sorted(silenced))
    unanswered: tuple[str, ...] = ()
    # A guard loses no example, so that losing half of the support is having found none.
    if negatives and (learned is None or (forgiving and 2 * _strength(learned) <= len(heard))):
        bare, unexplained_bare = _learned(heard)
        if bare is not None and (learned is None or 2 * _strength(learned) <= _strength(bare)):
            unanswered = tuple(negative.id for negative in negatives if offends(bare, negative))
        if unanswered and forgiving:
            learned, unexplained = bare, unexplained_bare
    if learned is not None:
        learned = replace(learned, refuted=learned.refuted + len(outvoted))
    book = _judged(learned, heard, undone)
    return Taught(book, _still_unexplained(book, heard, unexplained), outvoted, unanswered)


def _learned(examples: Sequence[Example]) -> tuple[RecipeBook | None, dict[str, str]]:
    """Without the recipes that are wrong on an example: those that offer what was refused, or undo a fix."""
    from .synthesise import learn

    learned = learn(examples)
    unexplained = dict(learned.unexplained)
    if learned.book is None:
        return None, unexplained
    book = learned.book
    asked = [e for e in examples if not e.positive or answer_of(book, e) is Answer.OTHER]
    recipes = tuple(recipe for recipe in book.recipes if not any(_is_wrong(alone(book, recipe), e) for e in asked))
    for recipe in book.recipes:
        if recipe not in recipes:
            unexplained |= {id: NOT_SEPARATED for id in recipe.support if id not in unexplained}
    return _with(book, recipes), unexplained


def _is_wrong(book: RecipeBook, example: Example) -> bool:
    return answer_of(book, example) is Answer.OTHER if example.positive else offends(book, example)


def _strength(book: RecipeBook | None) -> int:
    """How many examples the best recipe explains."""
    return max((len(recipe.support) for recipe in book.recipes), default=0) if book else 0


def _judged(book: RecipeBook | None, examples: Sequence[Example], undone: Sequence[Example]) -> RecipeBook | None:
    """Without the recipes that their own record speaks against; those that failed need more examples to be offered."""
    if book is None or not undone:
        return book
    dates = [example.at for example in (*examples, *undone) if example.at]
    newest = max(dates, default=None)
    recipes: list[Recipe] = []
    for recipe in book.recipes:
        former = alone(book, unguarded(recipe))
        beta = sum(weight_of(one.at, newest) for one in undone if answer_of(former, one) is Answer.SAME)
        alpha = sum(weight_of(one.at, newest) for one in examples if one.id in recipe.support)
        if Posterior(1 + alpha, 1 + beta).mean < DOUBTFUL:
            continue
        recipes.append(replace(recipe, needs=max(recipe.needs, TRUSTED_FROM)) if beta else recipe)
    return _with(book, tuple(recipes))


def _still_unexplained(book: RecipeBook | None, examples: Sequence[Example], reasons: dict[str, str]) -> dict[str, str]:
    if book is None:
        return {example.id: reasons.get(example.id, UNDONE) for example in examples}
    explained = {id for recipe in book.recipes for id in recipe.support}
    found: dict[str, str] = {}
    for example in examples:
        if example.id not in explained:
            found[example.id] = reasons.get(example.id, UNDONE)
        elif answer_of(book, example) is not Answer.SAME:
            found[example.id] = SILENT
    return found


def _with(book: RecipeBook, recipes: tuple[Recipe, ...]) -> RecipeBook | None:
    return replace(book, recipes=recipes) if recipes else None
