"""The order of components: who needs whom, what goes round in circles, and what is left without the circles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

Weights = Mapping[tuple[str, str], int]
"""How strongly the first of a pair needs the second."""


MOST_BETTERED = 30
"""Members of a circle whose order is bettered; of a larger one it is good enough."""


def circles(nodes: Iterable[str], weights: Weights) -> list[tuple[str, ...]]:
    """The strongly connected components with more than one member, each sorted, the largest first."""
    reached = {node: _reached(node, weights) for node in nodes}
    found = {
        tuple(sorted({node} | {other for other in seen if node in reached[other]})) for node, seen in reached.items()
    }
    return sorted((circle for circle in found if len(circle) > 1), key=lambda circle: (-len(circle), circle))


def closing(circle: Sequence[str], weights: Weights) -> set[tuple[str, str]]:
    """Dependencies within a circle without which there is none, of little weight together.

    The order is that of Eades, Lin and Smyth's heuristic, with weights, bettered by moving one member at a time.
    """
    inner = {pair: weight for pair, weight in weights.items() if pair[0] in circle and pair[1] in circle}
    order = _greedy(sorted(circle), inner)
    best = _against(order, inner)
    moved = len(order) <= MOST_BETTERED
    while moved:
        moved = False
        for node in sorted(circle):
            without = [other for other in order if other != node]
            for place in range(len(order)):
                tried = [*without[:place], node, *without[place:]]
                if (cost := _against(tried, inner)) < best:
                    order, best, moved = tried, cost, True
    place_of = {node: place for place, node in enumerate(order)}
    return {pair for pair in inner if place_of[pair[0]] > place_of[pair[1]]}


def layers(nodes: Collection[str], pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Layers from the top: each node stands above all that it needs. The pairs go round in no circle."""
    needs: dict[str, set[str]] = {node: set() for node in nodes}
    for source, target in pairs:
        needs[source].add(target)
    height: dict[str, int] = {}
    while len(height) < len(needs):
        for node in sorted(needs):
            if node not in height and needs[node] <= height.keys():
                height[node] = 1 + max((height[other] for other in needs[node]), default=-1)
    count = max(height.values(), default=-1) + 1
    return [sorted(node for node in height if height[node] == level) for level in reversed(range(count))]


def _reached(start: str, weights: Weights) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        node = waiting.pop()
        following = {target for source, target in weights if source == node} - seen
        seen |= following
        waiting += sorted(following)
    return seen


def _greedy(nodes: list[str], weights: Weights) -> list[str]:
    left, right, rest = [], [], set(nodes)
    while rest:
        gain = {
            node: sum(weight for (source, target), weight in weights.items() if source == node and target in rest)
            - sum(weight for (source, target), weight in weights.items() if target == node and source in rest)
            for node in rest
        }
        sinks = [node for node in rest if not any(pair[0] == node and pair[1] in rest for pair in weights)]
        if sinks:
            right.append(node := min(sinks))
        else:
            left.append(node := min(rest, key=lambda each: (-gain[each], each)))
        rest.remove(node)
    return left + right[::-1]


def _against(order: Sequence[str], weights: Weights) -> int:
    place_of = {node: place for place, node in enumerate(order)}
    return sum(weight for (source, target), weight in weights.items() if place_of[source] > place_of[target])
