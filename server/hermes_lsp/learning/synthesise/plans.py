"""What is known before the pattern is made: nodes before become an item, nodes after become a part.

A plan comes from looking at both sides at once, where the generaliser looks at one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from hermes_lsp.recipes.recipe import Item, Part
from hermes_lsp.syntax.tree import Node

from .difference import Difference
from .draft import Draft
from .prepare import Case

T = TypeVar("T")
Run: TypeAlias = Sequence[Node]
"""Siblings, one after another."""


@dataclass(frozen=True, slots=True)
class Capture:
    """Siblings of each case before that one item of the pattern is to match.

    Attributes:
        runs: One of each case.
        item: The item, already with its name.
    """

    runs: tuple[Run, ...]
    item: Item


@dataclass(slots=True, eq=False)
class Plan:
    """How siblings after are made of siblings before.

    Attributes:
        captures: What the pattern must match.
        runs: What is made, one run of each case.
        part: How it is made.
        exported: Names inside a capture that hold one text in each case, by the texts.
        draft: What is known of the constants in it.
        weight: How much of the code the captures pin down.
        whole: What it makes is written as a whole, even where some of it stays as it was.
    """

    captures: tuple[Capture, ...]
    runs: tuple[Run, ...]
    part: Part
    exported: Mapping[tuple[bytes, ...], str] = field(default_factory=dict)
    draft: Draft = field(default_factory=lambda: Draft(()))
    weight: int = 0
    whole: bool = False


Planner: TypeAlias = Callable[["Request"], list[Plan]]


@dataclass(frozen=True, slots=True)
class Request:
    """What plans are made for: cases, what changes in them, and how the pattern will be made."""

    cases: Sequence[Case]
    befores: Sequence[Run]
    afters: Sequence[Run]
    keep_words: bool

    def sides(self) -> list[Sides]:
        """Before and after of each case."""
        return [Sides(*each) for each in zip(self.cases, self.befores, self.afters, strict=True)]


MAX_NODES = 1200
"""Of one side of one case: in larger regions no plan is looked for."""


@dataclass(frozen=True, slots=True)
class Sides:
    """What one case has before and after, in the region that is looked at."""

    case: Case
    before: Run
    after: Run

    def remembered(self, what: str, find: Callable[[Sides], list[T]]) -> list[T]:
        """What is found by looking at both sides, looked for once; nothing in a region that is too large."""
        before, after = self.before, self.after
        if not before or not after:
            return []
        key = f"{what} {before[0].start} {before[-1].end} {len(before)} {before[0].kind} {after[-1].end} {len(after)}"
        known = self.case.spans.get(key)
        if not isinstance(known, list):
            small = all(_is_small(run) for run in (before, after))
            known = self.case.spans[key] = find(self) if small else []
        return known


def _is_small(run: Run) -> bool:
    count = 0
    for top in run:
        for _ in top.walk():
            count += 1
            if count > MAX_NODES:
                return False
    return True


def place_in(runs: Sequence[Run], parts: Sequence[Run]) -> tuple[int, ...] | None:
    """Where in each run its part begins; None unless all parts lie in their runs."""
    places = []
    for run, part in zip(runs, parts, strict=True):
        at = next((index for index, node in enumerate(run) if node is part[0]), None)
        if at is None or at + len(part) > len(run) or run[at + len(part) - 1] is not part[-1]:
            return None
        places.append(at)
    return tuple(places)


def widened(plans: Sequence[Plan], befores: Run, afters: Run, found: list[list[Difference]]) -> list[list[Difference]]:
    """Differences among the children of a node of each case, where there is one in each widened to what a plan writes
    as a whole.
    """
    for plan in plans:
        olds = place_in([node.children for node in befores], plan.captures[0].runs)
        news = place_in([node.children for node in afters], plan.runs)
        if plan.whole and olds and news and all(len(each) == 1 for each in found):
            ranges = zip(found, olds, plan.captures[0].runs, news, plan.runs, strict=True)
            return [
                [Difference(_holding(d.old, old, len(was)), _holding(d.new, new, len(made)))]
                for (d,), old, was, new, made in ranges
            ]
    return found


def _holding(difference: range, start: int, length: int) -> range:
    return range(min(difference.start, start), max(difference.stop, start + length))
