"""Which of many fixes of one kind are not to be believed, because the others were made in another way.

Each of some teachers is learned from alone, and what it would do is held against what was done everywhere else. Only
so many are asked, evenly spread, that the work stays bounded; their answers are kept, so that one more example costs
one more teacher at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from hermes_lsp.core.errors import HermesError
from hermes_lsp.core.example import Example
from hermes_lsp.recipes.recipe import RecipeBook

from .judge import OUTVOTED_BY, weight_of
from .trying import Answer, answer_of

TEACHERS = 12
SLIPS_IN = 8
"""One fix in so many may be a slip. Where more are contradicted, the problem is fixed in more than one way, and what
decides between them is not seen: then nobody is outvoted, and what nobody contradicts is all that is offered."""


def outvoted_among(examples: Sequence[Example]) -> frozenset[str]:
    """Ids of those whose fix many others contradict and few share. The most contradicted one goes first, since what it
    said against the others counts no longer.
    """
    newest = max((example.at for example in examples if example.at), default=None)
    weights = {example.id: weight_of(example.at, newest) for example in examples}
    against: dict[str, set[str]] = {example.id: set() for example in examples}
    beside: dict[str, set[str]] = {example.id: {example.id} for example in examples}
    for teacher in _spread(examples):
        for other in examples:
            if other.id == teacher.id:
                continue
            answer = _opinion(teacher, other)
            if answer is Answer.OTHER:
                against[other.id].add(teacher.id)
            elif answer is Answer.SAME:
                beside[other.id].add(teacher.id)
                beside[teacher.id].add(other.id)
    out: set[str] = set()
    while True:
        ratios = {
            id: sum(weights[one] for one in voices - out) / sum(weights[one] for one in beside[id] - out)
            for id, voices in against.items()
            if id not in out and len(voices - out) >= OUTVOTED_BY
        }
        worst = max(ratios, key=lambda id: (ratios[id], id), default="")
        if not worst or ratios[worst] < OUTVOTED_BY:
            return frozenset(out)
        out.add(worst)


def slips_among(examples: int) -> int:
    """How many of so many fixes may be slips."""
    return max(1, examples // SLIPS_IN)


def _spread(examples: Sequence[Example]) -> list[Example]:
    """So many as are asked, by their ids, which say nothing about what is in them."""
    ordered = sorted(examples, key=lambda example: example.id)
    count = min(TEACHERS, len(ordered))
    return [ordered[at * len(ordered) // count] for at in range(count)]


@lru_cache(maxsize=2048)
def _opinion(teacher: Example, other: Example) -> Answer:
    """What the teacher alone would do there. One that teaches nothing by itself contradicts nobody."""
    book = _alone(teacher)
    return answer_of(book, other) if book is not None else Answer.NOTHING


@lru_cache(maxsize=256)
def _alone(teacher: Example) -> RecipeBook | None:
    from .synthesise import learn

    try:
        return learn([teacher]).book
    except HermesError:
        return None
