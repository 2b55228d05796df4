"""Lists whose elements all change in the same way: one sub-recipe for an element, and how the results are joined.

A list is a run of siblings with one token between them, a run of siblings of one kind with nothing between them, or the
operands of one operator that is applied again and again. Each pair of an element before and after is a case of its own
for the generaliser.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hermes_lsp.recipes.lists import chained
from hermes_lsp.recipes.recipe import Anchor, Copy, Each, EachOf, Hole
from hermes_lsp.syntax.tree import Node, parse

from .anchors import common_anchor
from .draft import Draft, NoRecipe, Split
from .emit import element_template
from .forest import Contents, contents, is_word, words_of
from .generalise import Generaliser
from .plans import Capture, Plan, Request, Run, Sides
from .white import joiner_of

MAX_ELEMENTS = 60
"""Of all lists of one attempt together."""
MAX_PAIRS = 12
_MAX_SPLITS = 3
_OPENING, _CLOSING = frozenset("([{<"), frozenset(")]}>")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list in the code.

    Attributes:
        kind: Of the node that it is in, or that it is.
        chain: It is one node, an operator applied again and again.
        cut: -1 or 1 for all but the first or the last element of a longer list.
        separator: Text of the token between two elements, empty for none.
        run: All siblings from the first element to the last, with a separator after it.
    """

    kind: str
    chain: bool
    separator: bytes
    run: tuple[Node, ...]
    elements: tuple[Node, ...]
    cut: int = 0

    @property
    def form(self) -> tuple[object, ...]:
        """Equal for lists that say the same."""
        return self.kind, self.chain, self.cut, self.separator, b" ".join(node.key for node in self.run)

    @property
    def keys(self) -> list[bytes]:
        return [node.key for node in self.elements]

    @property
    def mark(self) -> tuple[object, ...]:
        """Equal for lists that are the same."""
        return self.kind, self.chain, self.cut, self.separator, *self.keys

    def is_like(self, other: Listing) -> bool:
        """True if both are lists of the same form."""
        mine = (self.kind, self.chain, self.cut, self.separator)
        theirs = (other.kind, other.chain, other.cut, other.separator)
        single = not (self.chain or other.chain) and 1 in (len(self.elements), len(other.elements))
        return mine == theirs or (single and mine[:3] == theirs[:3])


def element_maps(request: Request) -> list[Plan]:
    """The first map over elements that explains a list of all cases; none if there is none."""
    pairs = [sides.remembered("lists", _pairs) for sides in request.sides()]
    pivot = max(range(len(pairs)), key=lambda index: max((len(old.elements) for old, _ in pairs[index]), default=0))
    for pair in [pair for pair in pairs[pivot] if len(pair[0].elements) > 1][:MAX_PAIRS]:
        lists = _in_all(pair, pairs, pivot)
        plan = _plan(request, lists) if lists is not None else None
        if plan is not None:
            return [plan]
    return []


def _pairs(sides: Sides) -> list[tuple[Listing, Listing]]:
    """Lists before and after that may be maps of each other, the longest text first."""
    olds, news = list(listings(sides.before)), list(listings(sides.after))
    there, then = {old.form for old in olds}, {new.form for new in news}
    olds = [old for old in olds if old.form not in then]
    news = [new for new in news if new.form not in there]
    pairs = [
        (old, new)
        for new in news
        for old in olds
        if len(old.elements) == len(new.elements) <= MAX_ELEMENTS and _may_map(old, new)
    ]
    pairs.sort(key=lambda pair: pair[1].run[0].start - pair[1].run[-1].end)
    return pairs


def listings(run: Run) -> Iterator[Listing]:
    """All lists in some siblings and below them, the outermost first."""
    if len(run) > 1 and run[0].parent is not None:
        yield from lists_of(run[0].parent.kind, run)
    for top in run:
        for node in top.walk():
            yield from lists_of(node.kind, node.children)
            inner = node.parent is not None and node.parent.kind == node.kind and node.index == 0
            if len(node.children) >= 3 and not inner:
                separator = node.children[1].text
                operands = chained(node, node.kind, separator)
                if operands and separator not in (b",", b";"):
                    yield Listing(node.kind, True, separator, (node,), tuple(operands))


def lists_of(kind: str, nodes: Sequence[Node]) -> Iterator[Listing]:
    """Lists among siblings."""
    start = 0
    while start < len(nodes):
        if not _is_element(nodes[start]):
            start += 1
            continue
        elements = [nodes[start]]
        at = start + 1
        separator = b""
        if at < len(nodes) and nodes[at].text in (b",", b";"):
            separator = nodes[at].text
            while at + 1 < len(nodes) and nodes[at].text == separator and _is_element(nodes[at + 1]):
                elements.append(nodes[at + 1])
                at += 2
            if at < len(nodes) and nodes[at].text == separator:
                at += 1
        else:
            while at < len(nodes) and _is_element(nodes[at]) and nodes[at].kind == nodes[start].kind:
                elements.append(nodes[at])
                at += 1
        if len(elements) > 1 or _is_enclosed(nodes, start, at):
            run = tuple(nodes[start:at])
            yield Listing(kind, False, separator, run, tuple(elements))
            if len(elements) > 1 and separator:
                yield Listing(kind, False, separator, run[2:], tuple(elements[1:]), -1)
                last = 2 * len(elements) - 3
                yield Listing(kind, False, separator, run[:last], tuple(elements[:-1]), 1)
        start = at


def _is_element(node: Node) -> bool:
    return node.named or bool(node.children)


def _is_enclosed(nodes: Sequence[Node], start: int, end: int) -> bool:
    opened = start > 0 and nodes[start - 1].kind in _OPENING
    closed = end < len(nodes) and nodes[end].kind in _CLOSING
    return (opened and closed) or (start == 0 and end == len(nodes))


def _may_map(old: Listing, new: Listing) -> bool:
    """True if each element after holds something of the element before, and not all stays as it was."""
    if old.keys == new.keys and not old.chain and not new.chain and old.separator == new.separator:
        return False
    return all(_related(one, two) for one, two in zip(old.elements, new.elements, strict=True))


def _related(old: Node, new: Node) -> bool:
    return any(is_word(node) and node.text in old.text for node in new.walk())


def _in_all(
    pair: tuple[Listing, Listing], pairs: Sequence[Sequence[tuple[Listing, Listing]]], pivot: int
) -> list[tuple[Listing, Listing]] | None:
    """The two lists of every case that are like those of one; None if a case has none."""
    found: list[tuple[Listing, Listing]] = []
    for index, mine in enumerate(pairs):
        like = (other for other in mine if other[0].is_like(pair[0]) and other[1].is_like(pair[1]))
        chosen = pair if index == pivot else next(like, None)
        if chosen is None:
            return None
        found.append(chosen)
    counts = [len(one.elements) for one, _ in found]
    if sum(counts) > MAX_ELEMENTS:
        return None
    if all(one.keys == two.keys for one, two in found) and len(set(counts)) == 1 and max(counts) < 3:
        # That what was between two elements is something else now says nothing yet of a third.
        return None
    return found


def _plan(request: Request, lists: Sequence[tuple[Listing, Listing]]) -> Plan | None:
    elements = [(case, old, new) for case, pair in enumerate(lists) for old, new in zip(*_elements(pair), strict=True)]
    whole = [sides.remembered("contents", _whole)[0] for sides in request.sides()]
    split: set[bytes] = set()
    for _ in range(_MAX_SPLITS):
        maker = Generaliser([request.cases[case] for case, _, _ in elements], request.keep_words, split, prefix="e")
        draft = Draft(())
        try:
            maker.contents = [replace(whole[case], words=words_of(old)) for case, old, _ in elements]
            item = maker.node([old for _, old, _ in elements])
            template = element_template(maker, draft, [new for _, _, new in elements])
        except Split:
            continue
        except (NoRecipe, RecursionError):
            return None
        if all(isinstance(part, Copy) for part in template) and not _moves(lists):
            return None
        if isinstance(item, Hole) and _is_pair(lists):
            return None
        first, made = lists[0]
        anchor = common_anchor([old.run[0] for old, _ in lists], request.cases) if first.chain else Anchor.NONE
        separator = max((old.separator for old, _ in lists), key=len)
        same = not first.chain and not made.chain and separator == max((new.separator for _, new in lists), key=len)
        joiner = None if same else joiner_of(max(lists, key=lambda pair: len(pair[1].elements))[1].elements)
        few = any(len(old.elements) == 1 for old, _ in lists) or (same and all(_holds_one(new) for _, new in lists))
        each = Each("list", item, separator, 1 if few else 2, first.kind if first.chain else "", anchor=anchor)
        return Plan(
            (Capture(tuple(old.run for old, _ in lists), each),),
            tuple(new.run for _, new in lists),
            EachOf("list", template, joiner),
            _exported(maker, [case for case, _, _ in elements], len(lists)),
            draft,
            maker.weight + 1,
        )
    return None


def _whole(sides: Sides) -> list[Contents]:
    """What the whole region holds after: an element may be made of what stands beside the list."""
    return [contents(sides.before, sides.after, with_runs=False)]


def _elements(pair: tuple[Listing, Listing]) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    return pair[0].elements, pair[1].elements


def _moves(lists: Sequence[tuple[Listing, Listing]]) -> bool:
    """True if what stands between the elements, or around them, becomes something else."""
    return any((old.chain, old.separator) != (new.chain, new.separator) for old, new in lists) or any(
        old.keys != new.keys for old, new in lists
    )


def _holds_one(listing: Listing) -> bool:
    """True if the list is of the same kind with its first element alone: ``(a)`` is not ``(a, b)``."""
    container = listing.run[0].parent
    if container is None or listing.cut:
        return False
    around = container
    while around.parent is not None and around.parent.parent is not None and around.end - around.start < 200:
        around = around.parent
        if around.tree.language.is_expression(around.kind):
            break
    source, first, last = container.tree.source, listing.elements[0], listing.run[-1]
    text = source[around.start : first.end] + source[last.end : around.end]
    start = container.start - around.start
    return any(
        node.kind == container.kind and node.start == start for node in parse(container.tree.language, text).root.walk()
    )


def _is_pair(lists: Sequence[tuple[Listing, Listing]]) -> bool:
    """True if two values always become the two sides of an operator: that says nothing of a third."""
    return all(new.chain and not old.chain and len(old.elements) == 2 for old, new in lists)


def _exported(maker: Generaliser, owners: Sequence[int], count: int) -> dict[tuple[bytes, ...], str]:
    """Names of what has one and the same text in all elements of a case, by the texts of the cases."""
    found: dict[tuple[bytes, ...], str] = {}
    for texts, name in maker.slots.items():
        of_case: dict[int, set[bytes]] = {}
        for owner, text in zip(owners, texts, strict=True):
            of_case.setdefault(owner, set()).add(text)
        if all(len(seen) == 1 for seen in of_case.values()):
            found[tuple(of_case[case].pop() for case in range(count))] = name
    return found
