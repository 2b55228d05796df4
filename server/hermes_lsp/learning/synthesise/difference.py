"""Where two runs of siblings differ, and two texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from hermes_lsp.core.text import Span
from hermes_lsp.syntax.tree import Node

MAX_CELLS = 40_000
"""Size of the table of the longest common subsequence; longer runs are one difference."""
MAX_DIFFERENCES = 4


class Difference(NamedTuple):
    """Siblings ``old`` have become siblings ``new``; both are ranges of indices, and one may be empty."""

    old: range
    new: range


def run_differences(before: Node, after: Node) -> list[Difference] | None:
    """All differences between the children of two roots; None if there are too many to tell apart."""
    return _differences(before.children, after.children, merge=False, limit=1000)


def differences(before: Node, after: Node, *, merge: bool = False) -> list[Difference]:
    """The differences between the children of two nodes, in order.

    Args:
        merge: As one difference, from the first to the last.
    """
    found = _differences(before.children, after.children, merge=merge, limit=MAX_DIFFERENCES)
    if found is None or (len(found) > 1 and _content_moves(before, after, found)):
        found = _differences(before.children, after.children, merge=True, limit=MAX_DIFFERENCES)
    return found or []


def next_to(problem: Span, difference: Difference, before: Node, after: Node) -> Difference:
    """An insertion among children of which it cannot be told whether its first or its last token was there before:
    beside the problem if it can be there, as of ``, b`` and ``b,`` one is put right behind ``a``.
    """
    if difference.old or not difference.new:
        return difference
    at, new = difference.old.start, difference.new
    found = [difference]
    while new.start > 0 and at > 0 and _same(after.children[new.start - 1], after.children[new.stop - 1]):
        at, new = at - 1, range(new.start - 1, new.stop - 1)
        found.append(Difference(range(at, at), new))
    at, new = difference.old.start, difference.new
    while new.stop < len(after.children) and _same(after.children[new.start], after.children[new.stop]):
        at, new = at + 1, range(new.start + 1, new.stop + 1)
        found.append(Difference(range(at, at), new))
    olds = before.children
    behind = [d for d in found if d.old.start > 0 and olds[d.old.start - 1].end == problem.end]
    ahead = [d for d in found if d.old.start < len(olds) and olds[d.old.start].start == problem.start]
    return next(iter((*behind, *ahead)), difference)


def _differences(olds: Sequence[Node], news: Sequence[Node], *, merge: bool, limit: int) -> list[Difference] | None:
    head = 0
    shorter = min(len(olds), len(news))
    while head < shorter and _same(olds[head], news[head]):
        head += 1
    tail = 0
    while tail < shorter - head and _same(olds[-1 - tail], news[-1 - tail]):
        tail += 1
    old = [node.key for node in olds[head : len(olds) - tail]]
    new = [node.key for node in news[head : len(news) - tail]]
    if not old and not new:
        return []
    whole = [Difference(range(head, len(olds) - tail), range(head, len(news) - tail))]
    if merge or not old or not new or len(old) * len(new) > MAX_CELLS:
        return whole if len(old) * len(new) <= MAX_CELLS or limit <= MAX_DIFFERENCES else None
    table = _common(old, new)
    if not table[0][0]:
        kinds = [node.kind for node in olds[head : len(olds) - tail]]
        if kinds == [node.kind for node in news[head : len(news) - tail]]:
            return [Difference(range(head + i, head + i + 1), range(head + i, head + i + 1)) for i in range(len(old))]
        return whole
    found = [
        Difference(range(d.old.start + head, d.old.stop + head), range(d.new.start + head, d.new.stop + head))
        for d in _unmatched(old, new, table)
    ]
    return whole if len(found) > limit else found


def _same(old: Node, new: Node) -> bool:
    return old.kind == new.kind and (old.text == new.text or old.key == new.key)


def _common(old: Sequence[bytes], new: Sequence[bytes]) -> list[list[int]]:
    """Lengths of the longest common subsequences of all suffixes."""
    table = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        row, below = table[i], table[i + 1]
        for j in range(len(new) - 1, -1, -1):
            row[j] = below[j + 1] + 1 if old[i] == new[j] else max(below[j], row[j + 1])
    return table


def _unmatched(old: Sequence[bytes], new: Sequence[bytes], table: list[list[int]]) -> list[Difference]:
    found: list[Difference] = []
    i = j = from_i = from_j = 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            if i > from_i or j > from_j:
                found.append(Difference(range(from_i, i), range(from_j, j)))
            i, j = i + 1, j + 1
            from_i, from_j = i, j
        elif table[i + 1][j] >= table[i][j + 1]:
            i += 1
        else:
            j += 1
    if len(old) > from_i or len(new) > from_j:
        found.append(Difference(range(from_i, len(old)), range(from_j, len(new))))
    return found


def _content_moves(before: Node, after: Node, found: Sequence[Difference]) -> bool:
    """True if something taken out at one place is put in at another: then they are one change."""
    taken: list[Counter[bytes]] = []
    put: list[Counter[bytes]] = []
    for difference in found:
        taken.append(_contents(before.children[difference.old.start : difference.old.stop]))
        put.append(_contents(after.children[difference.new.start : difference.new.stop]))
    return any(
        (set(taken[i]) & set(put[j])) - set(put[i]) for i in range(len(found)) for j in range(len(found)) if i != j
    )


def _contents(nodes: Sequence[Node]) -> Counter[bytes]:
    return Counter(node.key for top in nodes for node in top.walk() if node.named)


def common_ends(one: bytes, two: bytes) -> tuple[int, int]:
    """Lengths of the common start and of the common end behind it."""
    limit = min(len(one), len(two))
    head = _agreeing(limit, lambda length: one[:length] == two[:length])
    rest = limit - head
    tail = _agreeing(rest, lambda length: one[len(one) - length :] == two[len(two) - length :])
    return head, tail


def _agreeing(limit: int, agree: Callable[[int], bool]) -> int:
    """The greatest length up to the limit at which they agree, by halving."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if agree(middle):
            low = middle
        else:
            high = middle - 1
    return low
