"""Matching a recipe's pattern around a problem, in bounded steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

from hermes_lsp.core.errors import StepsExceeded
from hermes_lsp.core.text import Span
from hermes_lsp.syntax.language import Imported, Language
from hermes_lsp.syntax.tree import Node, Tree

from .imports import bound_names
from .layout import unit_of
from .lists import chained, ends_of_lists
from .recipe import Anchor, Branch, Each, Gap, Hole, Item, Recipe, Rest, Token

MAX_STEPS = 4000
MAX_CANDIDATES = 200
MAX_CLIMB = 14
MAX_DESCENT = 4
MAX_INSIDE = 30
EXPRESSION_SECONDS = 0.02
"""Time for one regular expression on one node; honest ones take microseconds."""
_BRACKETS = frozenset("()[]{},;:")


@dataclass(slots=True)
class Query:
    """One problem on one tree: what a pattern is matched against."""

    tree: Tree
    span: Span
    pieces: tuple[bytes, ...]
    steps: int = 0
    _places: tuple[list[Node], list[Node]] | None = None
    _unit: bytes | None = None
    _imported: tuple[Imported, ...] | None = None

    @property
    def language(self) -> Language:
        return self.tree.language

    @property
    def unit(self) -> bytes:
        """One level of indentation around the problem."""
        if self._unit is None:
            self._unit = unit_of(self.tree.source, self.span.start)
        return self._unit

    @property
    def imported(self) -> tuple[Imported, ...]:
        """What the file's imports bring in."""
        if self._imported is None:
            self._imported = tuple(bound_names(self.tree).values())
        return self._imported

    def places(self) -> tuple[list[Node], list[Node]]:
        """Nodes that cover the problem, the smallest first; and nodes inside it."""
        if self._places is None:
            self._places = _places(self.tree, self.span)
        return self._places


Elements: TypeAlias = tuple[Mapping[str, tuple[Node, ...]], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """What each item has matched.

    Attributes:
        nodes: Nodes by the name of the item; several, or none, for a Rest.
        gaps: For each Gap its neighbours.
        elements: For each Each what was matched in its elements, in order: nodes by the name of the item, and the whole
            element by the name of the Each.
    """

    nodes: Mapping[str, tuple[Node, ...]]
    gaps: Mapping[str, tuple[Node | None, Node | None]]
    elements: Mapping[str, Elements] = field(default_factory=dict)


def matches(recipe: Recipe, query: Query) -> Iterator[Match]:
    """All matches near the problem, the closest first.

    Raises:
        StepsExceeded: if the pattern takes more than :data:`MAX_STEPS` comparisons.
    """
    query.steps = 0
    pattern = recipe.pattern
    if not pattern:
        return
    first = pattern[0]
    kind = first.kind if isinstance(first, (Token, Branch)) else ""
    plain = not any(isinstance(item, (Rest, Gap)) or _is_many(item) for item in pattern)
    parenthesized = query.language.parenthesized
    tried = 0
    for run in _candidates(query, len([item for item in pattern if not isinstance(item, Gap)]), plain):
        tried += 1
        if tried > MAX_CANDIDATES:
            return
        if plain and kind and run[0].kind not in (kind, parenthesized) and kind != parenthesized:
            continue
        state = _State({}, {}, {})
        if _match_run(pattern, 0, run, 0, state, query):
            yield Match(state.nodes, state.gaps, state.elements)


def matches_alone(item: Item, node: Node, query: Query) -> bool:
    """True if an item, taken out of its pattern, matches a node.

    Raises:
        StepsExceeded: as :func:`matches`.
    """
    return _match_item(item, node, _State({}, {}, {}), query)


@dataclass(slots=True)
class _State:
    nodes: dict[str, tuple[Node, ...]]
    gaps: dict[str, tuple[Node | None, Node | None]]
    elements: dict[str, Elements]

    def copy(self) -> _State:
        return _State(dict(self.nodes), dict(self.gaps), dict(self.elements))

    def take(self, other: _State) -> None:
        self.nodes.update(other.nodes)
        self.gaps.update(other.gaps)
        self.elements.update(other.elements)


def _is_many(item: Item) -> bool:
    """True for a list of siblings."""
    return isinstance(item, Each) and not item.chain


def _match_item(item: Item, node: Node, state: _State, query: Query) -> bool:
    query.steps += 1
    if query.steps > MAX_STEPS:
        raise StepsExceeded(
            f"A pattern took more than {MAX_STEPS} steps", kept="Nothing is offered", todo="make the pattern simpler"
        )
    if isinstance(item, (Rest, Gap)):
        return False
    if item.anchor and not _anchored(item.anchor, node, query.span):
        return False
    if isinstance(item, Each):
        return _match_chain(item, node, state, query)
    inner = _unwrapped(item, node, query)
    if inner is not None:
        if not _match_item(*inner, state, query):
            return False
        state.nodes[item.name] = (node,)
        return True
    if isinstance(item, Token):
        if node.kind != item.kind or node.children or node.text not in item.texts:
            return False
    elif isinstance(item, Hole):
        if not _fits(item, node, state, query):
            return False
    elif node.kind != item.kind or not _match_run(item.items, 0, node.children, 0, state, query):
        return False
    state.nodes[item.name] = (node,)
    return True


def _unwrapped(item: Token | Branch | Hole, node: Node, query: Query) -> tuple[Item, Node] | None:
    """Item and node without parentheses that only one of them has."""
    language = query.language
    if not language.transparent_parentheses or not isinstance(item, Branch):
        return None
    kind = language.parenthesized
    if item.kind == kind and node.kind != kind and len(item.items) == 3:
        return item.items[1], node
    if node.kind != kind or item.kind == kind or len(node.children) != 3 or not node.children[1].named:
        return None
    free = not item.anchor & (Anchor.STARTS | Anchor.ENDS)
    return (item, node.children[1]) if free and language.is_expression(item.kind) else None


def _anchored(anchor: Anchor, node: Node, span: Span) -> bool:
    return not (
        (anchor & Anchor.STARTS and node.start != span.start)
        or (anchor & Anchor.ENDS and node.end != span.end)
        or (anchor & Anchor.COVERS and not (node.start <= span.start and span.end <= node.end))
    )


def _fits(hole: Hole, node: Node, state: _State, query: Query) -> bool:
    if hole.operator and (node.named or node.children or node.kind in _BRACKETS):
        return False
    stranger = bool(hole.kinds) and not hole.operator and node.kind not in hole.kinds
    if stranger and (hole.exact_kinds or not _widens(hole.kinds, node, query.language)):
        return False
    if hole.same_as and hole.same_as in state.nodes and text_key(state.nodes[hole.same_as]) != node.key:
        return False
    if hole.piece >= 0 and (hole.piece >= len(query.pieces) or query.pieces[hole.piece] != node.key):
        return False
    return not hole.like or _is_like(hole.like, node.text)


def _widens(kinds: frozenset[str], node: Node, language: Language) -> bool:
    if not node.named or node.kind in language.singletons:
        return False
    if node.kind in language.displays and not kinds & language.displays:
        return False
    if node.kind == language.parenthesized and not language.transparent_parentheses:
        return False  # What is in them would be copied without them.
    return language.is_expression(node.kind) and all(language.is_expression(kind) for kind in kinds)


def _is_like(pattern: str, text: bytes) -> bool:
    try:
        return _compiled(pattern).fullmatch(text, timeout=EXPRESSION_SECONDS) is not None
    except TimeoutError as error:
        raise StepsExceeded(f"the expression /{pattern}/ takes too long on this code") from error


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Any:
    import regex  # unlike the standard library's, it can be stopped: a recipe may come from anywhere

    return regex.compile(pattern.encode())


def text_key(nodes: tuple[Node, ...]) -> bytes:
    """The texts of nodes with white space folded: equal for equal trees."""
    return b" ".join(node.key for node in nodes)


_Nodes: TypeAlias = tuple[Node, ...] | list[Node]


def _match_run(items: tuple[Item, ...], at: int, nodes: _Nodes, place: int, state: _State, query: Query) -> bool:
    while at < len(items):
        item = items[at]
        if isinstance(item, Gap):
            before = nodes[place - 1] if place > 0 else None
            state.nodes[item.name] = ()
            state.gaps[item.name] = (before, nodes[place] if place < len(nodes) else None)
            at += 1
            continue
        if isinstance(item, Rest) or (isinstance(item, Each) and not item.chain):
            return _match_many(item, items, at, nodes, place, state, query)
        if place >= len(nodes) or not _match_item(item, nodes[place], state, query):
            return False
        at += 1
        place += 1
    return place == len(nodes)


def _match_many(
    item: Rest | Each,
    items: tuple[Item, ...],
    at: int,
    nodes: _Nodes,
    place: int,
    state: _State,
    query: Query,
) -> bool:
    """An item that matches several siblings, and then all items behind it, which decide how many it may have."""
    last = len(nodes) - _least(items[at + 1 :])
    first = len(nodes) if at + 1 == len(items) else place
    if isinstance(item, Rest):
        ways = _ways_of_rest(item, range(first, last + 1), place, state)
    else:
        ways = _ways_of_each(item, nodes, range(first, last + 1), place, state, query)
    for end, trial in ways:
        trial.nodes[item.name] = tuple(nodes[place:end])
        if _match_run(items, at + 1, nodes, end, trial, query):
            state.take(trial)
            return True
    return False


def _ways_of_rest(rest: Rest, ends: range, place: int, state: _State) -> Iterator[tuple[int, _State]]:
    """Where it may end, with a state to go on with; the fewest siblings first."""
    return ((end, state.copy()) for end in ends if not rest.lengths or min(end - place, 4) in rest.lengths)


def _ways_of_each(
    each: Each, nodes: _Nodes, ends: range, place: int, state: _State, query: Query
) -> Iterator[tuple[int, _State]]:
    """The same for a list; the most elements first."""
    for elements, end in reversed(ends_of_lists(each, nodes, place, ends.stop - 1)):
        trial = state.copy()
        if end in ends and _match_elements(each, elements, trial, query):
            yield end, trial


def _match_elements(each: Each, elements: Sequence[Node], state: _State, query: Query) -> bool:
    found: list[Mapping[str, tuple[Node, ...]]] = []
    for node in elements:
        inner = state.copy()
        if not _match_item(each.item, node, inner, query):
            return False
        own = {name: nodes for name, nodes in inner.nodes.items() if name not in state.nodes or name in each.common}
        for name in each.common:
            if name not in own or (found and text_key(own[name]) != text_key(found[0][name])):
                return False
        found.append({**own, each.name: (node,)})
    state.nodes.update({name: found[0][name] for name in each.common})
    state.elements[each.name] = tuple(found)
    return True


def _match_chain(each: Each, node: Node, state: _State, query: Query) -> bool:
    """All operands; of an operator between conditions also some of them, side by side, if no other is like them."""
    operands = chained(node, each.chain, each.separator)
    if len(operands) < max(each.least, 2):
        return False
    if _match_elements(each, operands, state, query):
        state.nodes[each.name] = (node,)
        return True
    if each.separator not in query.language.logical or (node.parent is not None and node.parent.kind == each.chain):
        return False
    alike = [at for at, operand in enumerate(operands) if _match_item(each.item, operand, state.copy(), query)]
    if len(alike) < max(each.least, 2) or alike[-1] - alike[0] >= len(alike):
        return False
    chosen = operands[alike[0] : alike[-1] + 1]
    if not _match_elements(each, chosen, state, query):
        return False
    state.nodes[each.name] = tuple(chosen)
    return True


def _least(items: Sequence[Item]) -> int:
    """The fewest nodes that items can match."""
    count = 0
    for item in items:
        if isinstance(item, Each) and not item.chain:
            count += item.least * 2 - 1 if item.separator else item.least
        elif not isinstance(item, (Rest, Gap)):
            count += 1
    return count


def _places(tree: Tree, span: Span) -> tuple[list[Node], list[Node]]:
    smallest = tree.smallest(span)
    covering: list[Node] = []
    node: Node | None = smallest
    while node is not None and len(covering) < MAX_CLIMB:
        covering.append(node)
        node = node.parent
    inside: list[Node] = []
    stack = [(smallest, 0)]
    while stack and len(inside) < MAX_INSIDE:
        node, depth = stack.pop()
        if depth and span.start <= node.start and node.end <= span.end:
            inside.append(node)
        if depth <= MAX_DESCENT and (depth == 0 or (node.end > span.start and node.start < span.end)):
            stack.extend((child, depth + 1) for child in reversed(node.children[:200]))
    if covering[-1].parent is not None:
        covering.append(tree.root)
    return covering, inside


def _candidates(query: Query, length: int, plain: bool) -> Iterator[list[Node] | tuple[Node, ...]]:
    covering, inside = query.places()
    for node in (*covering, *inside):
        if plain and length == 1:
            yield (node,)
            continue
        if node.parent is None:
            if length == 1:
                yield (node,)
            continue
        siblings = node.parent.children
        for start in range(max(0, node.index - length + 1), node.index + 1):
            if plain:
                ends: range = range(start + length, start + length + 1)
            else:
                ends = range(max(node.index + 1, start + 1), min(len(siblings), start + length + 12) + 1)
            for end in ends:
                if start < end <= len(siblings):
                    yield siblings[start:end]
