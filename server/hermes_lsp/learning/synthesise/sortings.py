"""Lists whose elements are put in order: the comparison keys that explain it in all cases."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from hermes_lsp.recipes.orders import Key, explaining, immovable
from hermes_lsp.recipes.recipe import Each, Hole, Sorted

from .elements import Listing, lists_of
from .plans import Capture, Plan, Request, Run, Sides

LEAST_ORDERS = math.factorial(4)
"""Of all elements together, so that the sorted one is no chance: a list of four has so many."""
LEAST_ELEMENTS = 3
"""Of the longest list: that two always change places says nothing of a third."""
Sorting = tuple[Listing, Listing, frozenset[Key]]
"""A list before and after, and the keys that explain its order."""


def sortings(request: Request) -> list[Plan]:
    """The first list that is put in order in all cases; none if there is none, or if they show too little."""
    first, *others = (sides.remembered("sorted", _sortings) for sides in request.sides())
    for old, new, keys in first:
        found = [(old, new, keys)]
        for other in others:
            like = next((each for each in other if each[0].is_like(old)), None)
            if like is None:
                break
            found.append(like)
        agreed = frozenset.intersection(*(each[2] for each in found))
        if len(found) == len(others) + 1 and agreed and _is_enough(found):
            return [_plan(found, agreed)]
    return []


def _is_enough(found: Sequence[Sorting]) -> bool:
    counts = [len(old.elements) for old, _, _ in found]
    return max(counts) >= LEAST_ELEMENTS and math.prod(map(math.factorial, counts)) >= LEAST_ORDERS


def _plan(found: Sequence[Sorting], keys: frozenset[Key]) -> Plan:
    old = found[0][0]
    kinds = frozenset(node.kind for before, _, _ in found for node in before.elements)
    each = Each("list", Hole("e", kinds, exact_kinds=True), old.separator, 2)
    return Plan(
        (Capture(tuple(before.run for before, _, _ in found), each),),
        tuple(after.run for _, after, _ in found),
        Sorted("list", tuple(sorted(keys))),
        weight=1,
        whole=True,
    )


def _sortings(sides: Sides) -> list[Sorting]:
    news = [new for new in _separated(sides.after) if not immovable(new.elements)]
    found = []
    for old in _separated(sides.before):
        if immovable(old.elements):
            continue
        for new in news:
            if old.is_like(new) and (keys := explaining(old.elements, new.elements)):
                found.append((old, new, keys))
                break
    return found


def _separated(run: Run) -> Iterator[Listing]:
    """Whole lists of several elements with a token between them, below the nodes of a run."""
    for top in run:
        for node in top.walk():
            for listing in lists_of(node.kind, node.children):
                if listing.separator and not listing.cut and len(listing.elements) > 1:
                    yield listing
