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
MANY = 12
"""Examples of which more may be outvoted, if no two of these agree."""


def outvoted_among(examples: Sequence[Example]) -> frozenset[str]:
    """Ids of those whose fix many others contradict and few share. The most contradicted one goes first, since what it
    said against the others counts no longer.
    """
    newest = max((example.at for example in examples if example.at), default=None)
    weights = {example.id: weight_of(example.at, newest) for example in examples}
    against: dict[str, set[str]] = {example.id: set() for example in examples}
    beside: dict[str, set[str]] = {example.id: {example.id} for example in examples}
    teachers = _spread(examples)
    scale = len(examples) / len(teachers) if teachers else 1.0  # each of them speaks for some that are not asked
    for teacher in teachers:
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

    def weight(ids: set[str]) -> float:
        return sum(weights[id] for id in ids)

    while True:
        ratios = {
            id: scale * weight(voices - out) / (weights[id] + scale * weight(beside[id] - out - {id}))
            for id, voices in against.items()
            if id not in out and len(voices - out) >= OUTVOTED_BY
        }
        worst = max(ratios, key=lambda id: (ratios[id], id), default="")
        if not worst or ratios[worst] < OUTVOTED_BY:
            return frozenset(out)
        out.add(worst)


def may_be_slips(examples: Sequence[Example], outvoted: frozenset[str]) -> bool:
    """True if so many may have been outvoted: few, or each for a reason of its own.

    What goes away while its code is written anew is seen as a fix as well. Such a change is like no other one, whereas
    another case of the problem is met again. Of many examples up to half may be of that sort.
    """
    if len(outvoted) <= max(1, len(examples) // SLIPS_IN):
        return True
    if len(examples) < MANY or 2 * len(outvoted) > len(examples):
        return False
    alone = [example for example in examples if example.id in outvoted]
    return not any(_opinion(one, other) is Answer.SAME for one in alone for other in examples if other.id != one.id)


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
