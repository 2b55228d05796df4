"""What a book of recipes offers for a problem: one verified fix, or silence with the reason.

The order of things: every recipe is tried near the problem; what renders is verified; equal results speak for each
other; the most specific result wins; and where another result has as much to say for itself, nothing is offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from hermes_lsp.core.errors import OverlappingEdits
from hermes_lsp.core.evidence import EXAMPLES_KEPT, PROVEN_FROM, TRUSTED_FROM, Tier
from hermes_lsp.core.problem import Problem
from hermes_lsp.core.text import TextEdit, apply_edits
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.grammars import find_language

from .attempt import Attempt, Subject, attempts
from .compare import squeezed
from .pieces import broken_in, compounds_in
from .recipe import Recipe, RecipeBook
from .render import CannotRender, render
from .verify import NOT_PARSED, verify_change

MOST_OTHERS = 5
"""Examples of other cases that are held against a result; a skill may well know several."""
MAX_RECIPES = 64
"""Recipes of one book that are tried for one problem."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A fix that may be shown.

    Attributes:
        edits: In bytes of the document, sorted, each no larger than what changes.
        recipe: Id of the recipe that made it.
        support: How many examples speak for it; 0 for a recipe written by hand.
        tier: What that support allows; the skill's evidence may allow less.
    """

    edits: tuple[TextEdit, ...]
    recipe: str
    support: int
    tier: Tier


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing is offered, and why, as part of a sentence."""

    why: str


@dataclass(slots=True)
class _Result:
    """Equal edits, and the recipes that make them."""

    edits: tuple[TextEdit, ...]
    recipes: list[Recipe]

    @property
    def support(self) -> int:
        return len({example for recipe in self.recipes for example in recipe.support})

    @property
    def weight(self) -> int:
        return max(recipe.weight for recipe in self.recipes)

    @property
    def by_hand(self) -> bool:
        return any(not recipe.support for recipe in self.recipes)


def offer(book: RecipeBook, document: Document, problem: Problem, *, least_support: int = 0) -> Offer | Silence:
    """The book's fix for a problem.

    Args:
        problem: Its span is in bytes of the document.
        least_support: Say nothing that fewer examples speak for.

    Raises:
        DocumentError: if the document cannot be parsed at all (its type says why).
    """
    if not book.recipes:
        return Silence("the skill has no recipe")
    if not document.language.is_kin(find_language(book.language)):
        return Silence(f"the recipes are for {book.language}")
    if problem.span.end > len(document.source):
        return Silence("the problem lies outside of the document")
    subject = Subject.of(document.tree, problem)
    results, reasons = _results(book, document, subject)
    if not results:
        return Silence(reasons[0] if reasons else "no recipe fits this code")
    return _decided(book, results, least_support)


def _results(book: RecipeBook, document: Document, subject: Subject) -> tuple[list[_Result], list[str]]:
    verdicts: Verdicts = {}
    results: dict[tuple[TextEdit, ...], _Result] = {}
    reasons: list[str] = []
    for recipe in book.recipes[:MAX_RECIPES]:
        found = verified(recipe, document, subject, verdicts)
        if isinstance(found, str):
            if found not in reasons:
                reasons.append(found)
        elif found in results:
            results[found].recipes.append(recipe)
        else:
            results[found] = _Result(found, [recipe])
    merged = _merged(document.source, list(results.values()))
    # The most telling reason is that of the recipe that came furthest.
    reasons.sort(key=lambda why: why in ("no recipe fits this code", "the message has another form"))
    return merged, reasons


def _merged(source: bytes, results: list[_Result]) -> list[_Result]:
    """Results that differ in layout only, as one: the first, which is the most specific recipe's."""
    if len(results) < 2:
        return results
    start = min(edit.span.start for result in results for edit in result.edits)
    end = max(edit.span.end for result in results for edit in result.edits)
    found: dict[bytes, _Result] = {}
    for result in results:
        inside = [TextEdit(edit.span.shifted(-start), edit.new_text) for edit in result.edits]
        key = squeezed(apply_edits(source[start:end], inside))
        if key in found:
            found[key].recipes.extend(result.recipes)
        else:
            found[key] = result
    return list(found.values())


def verified(
    recipe: Recipe,
    document: Document,
    subject: Subject,
    verdicts: Verdicts | None = None,
) -> tuple[TextEdit, ...] | str:
    """The edits of a recipe's first match that renders, if they pass verification; else why not.

    Args:
        verdicts: What was found out about edits before; added to.
    """
    verdicts = {} if verdicts is None else verdicts
    why = ""
    for attempt in attempts(recipe, subject):
        if isinstance(attempt, str):
            why = attempt
            continue
        edits = attempt.text_edits(document.source)
        reasons, broken = _checked(document, attempt, edits, verdicts)
        for _ in range(MAX_PARENTHESES):
            again = _parenthesized(attempt, subject, broken) if broken else None
            if again is None:
                break
            edits = again.text_edits(document.source)
            reasons, more = _checked(document, again, edits, verdicts)
            if more <= broken:
                break
            broken |= more
        return reasons[0] if reasons else edits
    return why or "no recipe fits this code"


Verdicts: TypeAlias = dict[tuple[TextEdit, ...], tuple[tuple[str, ...], frozenset[str]]]
"""For edits that were checked: reasons against them, and names of copies that fall apart."""
MAX_PARENTHESES = 3
_OVERLAP = "two of its edits touch the same text"
_FELL_APART = "what it writes would not stay one piece"


def _checked(
    document: Document,
    attempt: Attempt,
    edits: tuple[TextEdit, ...],
    verdicts: Verdicts,
) -> tuple[tuple[str, ...], frozenset[str]]:
    """Reasons against an attempt, and the copies that would fall apart."""
    known = verdicts.get(edits)
    if known is None:
        try:
            after = document.edited(edits)
        except OverlappingEdits:
            # A change of the matched code may lie in the very import that another part of the recipe takes out.
            verdicts[edits] = (_OVERLAP,), frozenset()
            return verdicts[edits]
        reasons = verify_change(
            document,
            after,
            edits,
            keep_comments=not attempt.recipe.with_comments,
            own_parser=not attempt.recipe.newer_syntax,
        )
        # What does not parse, or is no more what it was, may lack parentheses.
        parsed = reasons != (NOT_PARSED,)
        broken = broken_in(attempt, document, after) if parsed else compounds_in(attempt)
        reasons = reasons or ((_FELL_APART,) if broken else ())
        known = reasons, broken
        verdicts[edits] = known
    return known


def _parenthesized(attempt: Attempt, subject: Subject, names: frozenset[str]) -> Attempt | None:
    if attempt.match is None:
        return None
    try:
        edits = render(attempt.recipe, attempt.match, subject.query_for(attempt.recipe), parenthesize=names)
    except CannotRender:
        return None
    return replace(attempt, edits=edits) if edits != attempt.edits else None


def _decided(book: RecipeBook, results: Sequence[_Result], least_support: int) -> Offer | Silence:
    ranked = sorted(results, key=lambda result: (result.by_hand, result.weight, result.support), reverse=True)
    best = ranked[0]
    for rival in ranked[1:]:
        if best.by_hand and not rival.by_hand:
            break
        more_specific = best.weight > rival.weight and (best.support >= 2 or best.by_hand)
        if rival.support >= best.support and not more_specific:
            return Silence("the recipes disagree about this code")
    if best.by_hand:
        return Offer(best.edits, best.recipes[0].id, best.support, Tier.TRUSTED)
    needed = max(book.caution, least_support, min(recipe.needs for recipe in best.recipes))
    if best.support < needed:
        return Silence(f"only {best.support} of the {needed} examples needed speak for it")
    recipe = max(best.recipes, key=lambda recipe: (len(recipe.support), recipe.weight))
    tier = _tier(best, book) if len(ranked) == 1 else Tier.CANDIDATE
    return Offer(best.edits, recipe.id, best.support, tier)


def _tier(best: _Result, book: RecipeBook) -> Tier:
    """What the examples behind a result allow.

    Those that it does not explain show that there are other cases, of which this may be one; and where nothing accounts
    for what is written, three that agree may do so by chance.
    """
    # A recipe can name no more examples than its skill keeps; whether there were enough, the skill's evidence says.
    if best.support >= min(PROVEN_FROM, EXAMPLES_KEPT) and not book.refuted:
        return Tier.PROVEN
    others = min(max(0, book.examples - best.support), MOST_OTHERS)
    unaccounted = min(recipe.needs for recipe in best.recipes) > 1
    if best.support >= TRUSTED_FROM * (1 + unaccounted) + book.refuted + others:
        return Tier.TRUSTED
    return Tier.CANDIDATE
