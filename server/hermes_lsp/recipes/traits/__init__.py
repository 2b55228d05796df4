"""What is true of a match that its pattern does not say, and that may decide what the fix is.

A pattern is made of few examples, and says of its holes no more than their kinds. That two holes hold the same text,
that what is thrown away has effects, that an argument list has a keyword that no example had, that a name which goes
away is used elsewhere: each makes it another case than those that were shown. So a learned recipe keeps the traits that
its examples had, and is silent where a match has another one. What no example had, no example answers for.

A rule is a function from a :class:`View` to traits in words that begin with the name of an item; a new one goes into
:data:`RULES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ..match import Match, Query
from ..recipe import Recipe
from ..rendered import Rendered
from .calls import called_with, conditions, wrapped
from .origins import MAKER, ORIGIN, declared_inside, makers, origins, renamings, used_elsewhere
from .parts import WORD, beside, effects, elements, shared, taken_again, texts, words
from .places import MOVABLE, edges, insides, leaving, line_ends, modified, movable, others_like_it, unbracketed
from .view import View, roles_of

RULES: tuple[Callable[[View], Iterator[str]], ...] = (
    *(effects, shared, taken_again, beside, elements, texts, words),
    *(called_with, conditions, wrapped),
    *(origins, makers, used_elsewhere, declared_inside, renamings),
    *(movable, others_like_it, edges, insides, leaving, unbracketed, line_ends, modified),
)

WORDS = 4
"""From so many different words on, a function of words is believed of any other."""


def traits_of(recipe: Recipe, match: Match, query: Query, edits: Sequence[Rendered]) -> frozenset[str]:
    """The traits of a match.

    Args:
        edits: What the recipe makes of it.

    Raises:
        StepsExceeded: as :func:`hermes_lsp.recipes.match.matches`.
    """
    declared = recipe.sites[0].first if recipe.renames else ""
    view = View(roles_of(recipe.pattern, recipe.sites), match, query, edits, declared)
    return frozenset(trait for rule in RULES for trait in rule(view))


def unlike(found: frozenset[str], seen: frozenset[str]) -> list[str]:
    """Traits of a match that make it another case than those of which some were seen, in order."""
    return sorted(trait for trait in found - seen if not _is_covered(trait, seen))


def _is_covered(trait: str, seen: frozenset[str]) -> bool:
    if ORIGIN in trait:  # Where no example knew the origin, none can differ.
        return not _alike(trait, ORIGIN, seen)
    if WORD in trait:  # Of so many words each had a line of its own in a table.
        return _alike(trait, WORD, seen) >= WORDS
    # Two that were made differently show that it does not matter how.
    return MAKER in trait and _alike(trait, MAKER, seen) > 1


def _alike(trait: str, middle: str, seen: frozenset[str]) -> int:
    """How many traits were seen that begin alike."""
    head = trait.partition(middle)[0] + middle
    return sum(other.startswith(head) for other in seen)


__all__ = ["MOVABLE", "traits_of", "unlike"]
