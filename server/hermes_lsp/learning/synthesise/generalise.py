"""Anti-unification of several cases, before and after together: from cases to a draft of a recipe.

What recurs after the fix is a hole before it; the same tuple of differing texts is the same hole on both sides; what
vanishes is part of the pattern. The region is shrunk to what changes, and what stays untouched around it collapses into
rests at once, but for the nodes that the problem's span touches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hermes_lsp.recipes.recipe import Anchor, Branch, Gap, Hole, Item, Rest, Token
from hermes_lsp.syntax.operators import akin
from hermes_lsp.syntax.tree import Node

from .anchors import anchor_of, common_anchor, is_touched
from .constants import single_constant
from .difference import Difference, differences, next_to
from .draft import Edge, NoRecipe
from .forest import Contents, comparable, contents, has_word, is_bare_list, is_word, join
from .plans import Capture, Plan, Planner, Request, Run, place_in, widened
from .prepare import Case

_CLOSING = (b")", b"]", b"}", b",", b";", b":")


class Generaliser:
    """One attempt at a common pattern for some cases.

    Args:
        keep_words: Words that stay are constants of the pattern, not holes.
        split: Words that must not disappear inside a hole.
        loose: Parentheses around operands are left to the rendering.
        planner: Looks at both sides first, for what is not found by looking at one after the other. Where it finds
            nothing, there is no pattern.
        prefix: Of the names of items.
    """

    def __init__(
        self,
        cases: Sequence[Case],
        keep_words: bool,
        split: set[bytes],
        *,
        loose: bool = True,
        planner: Planner | None = None,
        prefix: str = "n",
    ) -> None:
        self.loose = loose
        self.planner = planner
        self.prefix = prefix
        self.plans: list[Plan] = []
        self.cases = cases
        self.count = len(cases)
        self.keep_words = keep_words
        self.split = split
        self.slots: dict[tuple[bytes, ...], str] = {}
        self.rests: dict[tuple[bytes, ...], str] = {}
        self.kinds: dict[str, frozenset[str]] = {}
        self.edges: list[Edge] = []
        self.weight = 0
        self.contents: list[Contents] = []
        self.deletes = False
        self._names = 0

    # -- what regions there are

    def from_forests(
        self, befores: list[Sequence[Node]], afters: list[Sequence[Node]], parents: list[Node], spans: list[Difference]
    ) -> tuple[Item, ...]:
        self.look_at(befores, afters)
        self.deletes = not any(afters)
        items = self.run(befores)
        self.edges.append(Edge(items, befores, afters, parents, spans))
        return items

    def from_nodes(self, befores: list[Node], afters: list[Node]) -> tuple[Item, ...]:
        self.look_at([[node] for node in befores], [[node] for node in afters])
        return (self.spine(befores, afters),)

    def look_at(self, befores: Sequence[Sequence[Node]], afters: Sequence[Sequence[Node]]) -> None:
        """Take in what changes, before and after.

        Raises:
            NoRecipe: if that is too much.
        """
        for nodes in (*befores, *afters):
            if sum(len(node.text) for node in nodes) > 40_000:
                raise NoRecipe("the region is too large")
        if self.planner is not None:
            self.plans = self.planner(Request(self.cases, befores, afters, self.keep_words))
            if not self.plans:
                raise NoRecipe("no list or string in them changes as a whole")
        self.contents = [
            contents(before, after, with_runs=self.count == 1) for before, after in zip(befores, afters, strict=True)
        ]

    # -- nodes that stay, with differences below them

    def spine(self, befores: Sequence[Node], afters: Sequence[Node]) -> Branch:
        kinds = {node.kind for node in (*befores, *afters)}
        if len(kinds) != 1 or not all(node.children for node in (*befores, *afters)):
            raise NoRecipe("their regions are of different kinds")
        found = [differences(before, after) for before, after in zip(befores, afters, strict=True)]
        if len({len(each) for each in found}) > 1 or self._planned(befores, afters):
            found = [differences(before, after, merge=True) for before, after in zip(befores, afters, strict=True)]
            found = widened(self.plans, befores, afters, found)
        if not all(found):
            raise NoRecipe("nothing changes in one of them")
        sides = zip(found, befores, afters, self.cases, strict=True)
        found = [
            [next_to(case.subject.span, each, before, after) for each in all_] for all_, before, after, case in sides
        ]
        name = self._name()
        self.weight += 1
        items: list[Item] = []
        last = [0] * self.count
        inserts = False
        for index in range(len(found[0])):
            here = [each[index] for each in found]
            inserts = any(not difference.old for difference in here)
            untouched = [
                before.children[start : difference.old.start]
                for before, start, difference in zip(befores, last, here, strict=True)
            ]
            items.extend(self._untouched(untouched, nearest=-1 if inserts else None))
            items.extend(self._changed(befores, afters, here))
            last = [difference.old.stop for difference in here]
        untouched = [before.children[start:] for before, start in zip(befores, last, strict=True)]
        items.extend(self._untouched(untouched, nearest=0 if inserts else None))
        return Branch(name, befores[0].kind, self._without_double_rests(items), self._anchor(befores))

    def _changed(self, befores: Sequence[Node], afters: Sequence[Node], here: list[Difference]) -> Sequence[Item]:
        single = all(len(difference.old) == 1 == len(difference.new) for difference in here)
        if single and not self._is_made([node.children[d.new.start] for node, d in zip(afters, here, strict=True)]):
            olds = [node.children[difference.old.start] for node, difference in zip(befores, here, strict=True)]
            news = [node.children[difference.new.start] for node, difference in zip(afters, here, strict=True)]
            if len({node.kind for node in (*olds, *news)}) == 1 and all(node.children for node in (*olds, *news)):
                saved = (self._names, dict(self.slots), dict(self.rests), list(self.edges), self.weight)
                try:
                    return (self.spine(olds, news),)
                except NoRecipe:
                    self._names, self.slots, self.rests, self.edges, self.weight = saved
        old_runs = [node.children[d.old.start : d.old.stop] for node, d in zip(befores, here, strict=True)]
        new_runs = [node.children[d.new.start : d.new.stop] for node, d in zip(afters, here, strict=True)]
        items = self.run(old_runs) if any(old_runs) else (Gap(self._name()),)
        self.edges.append(Edge(items, list(old_runs), list(new_runs), list(afters), here))
        return items

    def _untouched(self, runs: Sequence[Sequence[Node]], nearest: int | None) -> list[Item]:
        """Siblings that stay.

        Args:
            nearest: Which end of the run is next to an insertion: that neighbour is kept as an item.
        """
        most = 1 if self.count == 1 else 3
        if len({len(run) for run in runs}) == 1 and len(runs[0]) <= most:
            return [self._neighbour(column) for column in zip(*runs, strict=True)]
        items = self._touched_by_problem(runs)
        if nearest is not None and all(runs):
            edge = 0 if nearest == 0 else -1
            if len(items) > 1 and all(
                is_touched(run[nearest], case) for run, case in zip(runs, self.cases, strict=True)
            ):
                del items[edge]  # The neighbour is an item already.
            elif isinstance(items[edge], Rest):
                column = [run[nearest] for run in runs]
                item = self._neighbour(column)
                if isinstance(item, Hole):
                    item = replace(item, kinds=frozenset(node.kind for node in column))
                items.insert(0 if nearest == 0 else len(items), item)
        return items

    def _neighbour(self, column: Sequence[Node]) -> Item:
        name = self._name()
        self._remember(column, name)
        first = column[0]
        anchor = self._anchor(column)
        if not first.children and all(not node.named and node.key == first.key for node in column):
            return Token(name, first.kind, (first.text,), anchor)
        if not any(node.named or node.children for node in column):
            return Hole(name, akin(node.kind for node in column), anchor, exact_kinds=True)
        return Hole(name, frozenset(), anchor)

    def _touched_by_problem(self, runs: Sequence[Sequence[Node]]) -> list[Item]:
        """One rest, or several around the nodes that the problem's span touches in the same way in all cases."""
        signatures: list[list[Node | None]] = []
        forms: set[tuple[Anchor | None, ...]] = set()
        for run, case in zip(runs, self.cases, strict=True):
            signature: list[Node | None] = []
            for node in run:
                if is_touched(node, case):
                    signature.append(node)
                elif not signature or signature[-1] is not None:
                    signature.append(None)
            signatures.append(signature)
            forms.add(tuple(None if node is None else anchor_of(node, case) for node in signature))
        if len(forms) != 1:
            return [Rest(self._name())]
        items: list[Item] = []
        for column in zip(*signatures, strict=True):
            nodes = [node for node in column if node is not None]
            if not nodes:
                items.append(Rest(self._name()))
                continue
            name = self._name()
            self._remember(nodes, name)
            items.append(Hole(name, frozenset(node.kind for node in nodes), self._anchor(nodes)))
        if not items or not isinstance(items[0], Rest):
            items.insert(0, Rest(self._name()))
        if not isinstance(items[-1], Rest):
            items.append(Rest(self._name()))
        return items

    def _without_double_rests(self, items: Sequence[Item]) -> tuple[Item, ...]:
        used = {*self.slots.values(), *self.rests.values()}
        out: list[Item] = []
        for item in items:
            if isinstance(item, Rest) and out and isinstance(out[-1], Rest) and item.name not in used:
                continue
            out.append(item)
        return tuple(out)

    # -- what changes

    def run(self, runs: Sequence[Sequence[Node]]) -> tuple[Item, ...]:
        """A common pattern of runs of siblings at a place that changes."""
        for plan in self.plans:
            for capture in plan.captures:
                if (places := place_in(runs, capture.runs)) is not None:
                    return self._captured(plan, capture, runs, places)
        if len({len(run) for run in runs}) == 1:
            return self._aligned(runs)
        shortest = min(map(len, runs))
        head = 0
        while head < shortest and _alike([run[head] for run in runs]):
            head += 1
        tail = 0
        while tail < shortest - head and _alike([run[-1 - tail] for run in runs]):
            tail += 1
        items = [self.node([run[at] for run in runs]) for at in range(head)]
        name = self._name()
        self.rests.setdefault(tuple(join(run[head : len(run) - tail]) for run in runs), name)
        items.append(Rest(name))
        items.extend(self.node([run[len(run) - tail + at] for run in runs]) for at in range(tail))
        return tuple(items)

    def _captured(self, plan: Plan, capture: Capture, runs: Sequence[Run], places: Sequence[int]) -> tuple[Item, ...]:
        """What a plan says of some siblings, and the pattern of those beside them."""
        ends = [at + len(part) for at, part in zip(places, capture.runs, strict=True)]
        before = [run[:at] for run, at in zip(runs, places, strict=True)]
        after = [run[end:] for run, end in zip(runs, ends, strict=True)]
        head = self.run(before) if any(before) else ()
        self.weight += plan.weight if capture is plan.captures[0] else 0
        if isinstance(capture.item, Hole):
            self._remember([part[0] for part in capture.runs], capture.item.name)
        elif isinstance(capture.item, Rest):
            self.rests.setdefault(tuple(join(part) for part in capture.runs), capture.item.name)
        for texts, name in plan.exported.items():
            self.slots.setdefault(texts, name)
            self.kinds.setdefault(name, frozenset())
        return (*head, capture.item, *(self.run(after) if any(after) else ()))

    def _is_made(self, nodes: Sequence[Node]) -> bool:
        """True if a plan makes the nodes as a whole."""
        return any(place_in([[node] for node in nodes], plan.runs) is not None for plan in self.plans)

    def is_captured(self, text: bytes) -> bool:
        """True for a word inside of what an item of a plan matches as a whole."""
        captures = [
            capture for plan in self.plans for capture in plan.captures if isinstance(capture.item, (Hole, Rest))
        ]
        return any(has_word(node, {text}) for capture in captures for node in capture.runs[0])

    def _planned(self, befores: Sequence[Node], afters: Sequence[Node]) -> bool:
        """True if a plan turns children of the nodes before into children of the nodes after."""
        olds, news = [node.children for node in befores], [node.children for node in afters]
        return any(
            place_in(news, plan.runs) is not None
            and any(place_in(olds, capture.runs) is not None for capture in plan.captures)
            for plan in self.plans
        )

    def _aligned(self, runs: Sequence[Sequence[Node]]) -> tuple[Item, ...]:
        items: list[Item] = []
        at = 0
        while at < len(runs[0]):
            end = self._kept_run(runs[0], at) if self.count == 1 else None
            if end is None:
                items.append(self.node([run[at] for run in runs]))
                at += 1
                continue
            name = self._name()
            self.rests.setdefault((join(runs[0][at:end]),), name)
            items.append(Rest(name))
            at = end
        return tuple(items)

    def _kept_run(self, nodes: Sequence[Node], at: int) -> int | None:
        """In a single case: the end of the longest run from ``at`` that stays together, if it is two or more."""
        case, kept = self.cases[0], self.contents[0]
        for end in range(len(nodes), at + 1, -1):
            run = nodes[at:end]
            if tuple(node.key for node in run) not in kept.runs or not run[0].named or run[-1].text in _CLOSING:
                continue
            touches = any(node.start == case.start or node.end == case.end for node in run)
            if touches and run[0].start < case.start:
                continue
            if self.split and any(has_word(node, self.split) for node in run):
                continue
            if any((node.named and node.children) or is_word(node) for node in run):
                return end
        return None

    def node(self, nodes: Sequence[Node]) -> Item:
        """A common pattern of one node of each case."""
        first = nodes[0]
        keys = tuple(node.key for node in nodes)
        same_kind = len({node.kind for node in nodes}) == 1
        constant = len(set(keys)) == 1
        kept = all(
            node.key in each.kept and comparable(node, each.kept[node.key])
            for node, each in zip(nodes, self.contents, strict=True)
        )
        if same_kind and constant and not first.children and not (kept and is_word(first) and not self.keep_words):
            return self._constant(nodes, keys)
        split = bool(self.split) and any(node.children and has_word(node, self.split) for node in nodes)
        content = all(node.children or is_word(node) for node in nodes)
        if kept and content and not split and not (self.keep_words and constant):
            return self._hole(nodes, keys)
        if keys in self.slots and not constant:
            return replace(self._hole(nodes, keys), same_as=self.slots[keys])
        if same_kind and all(node.children for node in nodes):
            name = self._name()
            if not all(map(is_bare_list, nodes)):
                self._remember(nodes, name)
            self.weight += 1
            return Branch(name, first.kind, self.run([node.children for node in nodes]), self._anchor(nodes))
        return self._difference(nodes, keys, same_kind)

    def _hole(self, nodes: Sequence[Node], keys: tuple[bytes, ...]) -> Hole:
        """A hole; one with the texts of an earlier one is the same, one that the message quotes is what it quotes."""
        name = self._name()
        same = (
            self.slots.get(keys, "") if not all(node.parent and node.parent.key == node.key for node in nodes) else ""
        )
        self._remember(nodes, name)
        piece = self._piece(keys) if len(keys[0]) > 1 and all(node.named for node in nodes) else -1
        return Hole(name, frozenset(node.kind for node in nodes), self._anchor(nodes), same_as=same, piece=piece)

    def _difference(self, nodes: Sequence[Node], keys: tuple[bytes, ...], same_kind: bool) -> Hole:
        hole = self._hole(nodes, keys)
        if all(not node.named for node in nodes):
            if any(node.text in b"()[]{},;:" for node in nodes):
                raise NoRecipe("their punctuation differs")
            hole = replace(hole, kinds=frozenset(), operator=True)
        piece = self._piece(keys)
        return replace(hole, piece=piece) if piece >= 0 else hole

    def _piece(self, keys: Sequence[bytes]) -> int:
        """Index of the piece of the message that each case's text is, or -1."""
        for index in range(min(len(case.pieces) for case in self.cases)):
            if all(case.pieces[index] == key for case, key in zip(self.cases, keys, strict=True)):
                return index
        return -1

    def _constant(self, nodes: Sequence[Node], keys: tuple[bytes, ...]) -> Item:
        first, text = nodes[0], nodes[0].text
        item: Item = Token("", first.kind, (text,), self._anchor(nodes))
        if self.count == 1:
            anchor = self._anchor(nodes)
            item = single_constant(first, anchor, self.cases[0], self.contents[0], keep_words=self.keep_words) or item
        name = self._name()
        item = replace(item, name=name)
        if isinstance(item, Hole) and not item.operator and item.piece < 0 and keys in self.slots:
            item = replace(item, same_as=self.slots[keys])
        self._remember(nodes, name)
        self.weight += 2
        return item

    # -- small things

    def _name(self) -> str:
        self._names += 1
        return f"{self.prefix}{self._names}"

    def _remember(self, nodes: Sequence[Node], name: str) -> None:
        self.kinds[name] = frozenset(node.kind for node in nodes)
        self.slots.setdefault(tuple(node.key for node in nodes), name)

    def _anchor(self, nodes: Sequence[Node]) -> Anchor:
        return common_anchor(nodes, self.cases)


def _alike(nodes: Sequence[Node]) -> bool:
    return len({node.kind for node in nodes}) == 1 or all(node.named for node in nodes)
