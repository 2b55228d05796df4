"""Ways to cut the region that changes out of several cases alike, the tightest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hermes_lsp.recipes.recipe import Item
from hermes_lsp.syntax.tree import Node

from .difference import Difference, differences
from .generalise import Generaliser
from .prepare import Case

MAX_CLIMB = 5
"""Ancestors of the smallest region that are looked at."""
MAX_ANCESTORS = 2
"""Ancestors of one kind in all cases that are tried as the region."""

Option = Callable[[Generaliser], tuple[Item, ...]]


def regions(cases: Sequence[Case]) -> list[Option]:
    """Ways to cut the changing region out of all cases alike, the tightest first."""
    options: list[Option] = []
    tops = [_descend(case) for case in cases]
    if all(top.difference is not None for top in tops):
        spans = [top.difference for top in tops if top.difference is not None]
        befores = [top.before.children[d.old.start : d.old.stop] for top, d in zip(tops, spans, strict=True)]
        afters = [top.after.children[d.new.start : d.new.stop] for top, d in zip(tops, spans, strict=True)]
        parents = [top.after for top in tops]
        options.append(lambda it: it.from_forests(list(befores), list(afters), parents, spans))
    chains = [_chain(top) for top in tops]
    taken = 0
    for before, after in chains[0]:
        pairs = [(before, after)]
        for chain in chains[1:]:
            pair = next((pair for pair in chain if pair[0].kind == before.kind), None)
            if pair is None:
                break
            pairs.append(pair)
        if len(pairs) < len(cases):
            continue
        options.append(lambda it, pairs=pairs: it.from_nodes([b for b, _ in pairs], [a for _, a in pairs]))  # type: ignore[misc]
        if all(b.parent is not None and a.parent is not None for b, a in pairs):
            options.append(lambda it, pairs=pairs: _as_forests(it, pairs))  # type: ignore[misc]
        taken += 1
        if taken == MAX_ANCESTORS:
            break
    return options


def lines_in_region(case: Case) -> int:
    """Line ends in what the smallest region of a case becomes."""
    top = _descend(case)
    if top.difference is None:
        return 0
    new = top.after.children[top.difference.new.start : top.difference.new.stop]
    return case.after.source.count(b"\n", new[0].start, new[-1].end) if new else 0


def _as_forests(it: Generaliser, pairs: Sequence[tuple[Node, Node]]) -> tuple[Item, ...]:
    spans = [Difference(range(b.index, b.index + 1), range(a.index, a.index + 1)) for b, a in pairs]
    parents = [a.parent or a for _, a in pairs]
    return it.from_forests([[b] for b, _ in pairs], [[a] for _, a in pairs], parents, spans)


@dataclass(frozen=True, slots=True)
class _Top:
    before: Node
    after: Node
    difference: Difference | None


def _descend(case: Case) -> _Top:
    """The deepest pair of nodes of one kind that holds all that changes and the problem's span."""
    before, after = case.tree.root, case.after.root
    while True:
        found = differences(before, after)
        if len(found) != 1:
            return _Top(before, after, None)
        old = before.children[found[0].old.start : found[0].old.stop]
        new = after.children[found[0].new.start : found[0].new.stop]
        if not old or not (old[0].start <= case.start and case.end <= old[-1].end):
            return _Top(before, after, None)
        if len(old) == 1 == len(new) and old[0].kind == new[0].kind and old[0].children and new[0].children:
            before, after = old[0], new[0]
            continue
        return _Top(before, after, found[0])


def _chain(top: _Top) -> list[tuple[Node, Node]]:
    chain: list[tuple[Node, Node]] = []
    before: Node | None = top.before
    after: Node | None = top.after
    while before is not None and after is not None and len(chain) < MAX_CLIMB:
        chain.append((before, after))
        before, after = before.parent, after.parent
    return chain
