"""Strings that change as a whole: their prefix, their quotes, or into the list of their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hermes_lsp.recipes import strings
from hermes_lsp.recipes.recipe import Copy, Derived, Hole
from hermes_lsp.syntax.language import StringForms
from hermes_lsp.syntax.tree import Node

from .anchors import common_anchor
from .elements import listings
from .plans import Capture, Plan, Request, Run
from .white import joiner_of

MAX_NODES = 3000
MAX_STRINGS = 12
_NAME = "text"


@dataclass(frozen=True, slots=True)
class _Change:
    """How a string of one case, or its content, becomes something else."""

    source: Node
    target: tuple[Node, ...]
    function: str
    arguments: tuple[str, ...]

    def is_like(self, other: _Change) -> bool:
        """True if the same is done to both; quotes are the layout's, not the change's."""
        one, two = (
            [argument.replace("'", '"') for argument in change.arguments]
            if change.function == "each_word"
            else [*change.arguments]
            for change in (self, other)
        )
        return (self.function, one) == (other.function, two)


def literal_changes(request: Request) -> list[Plan]:
    """The first change of a string that explains one of all cases; none if there is none."""
    forms = request.cases[0].language.strings
    if sum(1 for run in (*request.befores, *request.afters) for top in run for _ in top.walk()) > MAX_NODES * 2:
        return []
    pairs = list(zip(request.befores, request.afters, strict=True))
    for change in _changes(*pairs[0], forms):
        found = [change]
        for before, after in pairs[1:]:
            like = next((other for other in _changes(before, after, forms) if other.is_like(change)), None)
            if like is None:
                break
            found.append(like)
        if len(found) == len(pairs):
            return [_plan(request, found, forms)]
    return []


def _plan(request: Request, found: Sequence[_Change], forms: StringForms) -> Plan:
    kinds = frozenset(each.source.kind for each in found)
    if kinds <= forms.literals:
        kinds = forms.literals
    hole = Hole(_NAME, kinds, common_anchor([each.source for each in found], request.cases), exact_kinds=True)
    part = Derived(Copy(_NAME), found[0].function, found[0].arguments)
    runs = tuple((each.source,) for each in found)
    return Plan((Capture(runs, hole),), tuple(each.target for each in found), part, weight=2)


def _changes(before: Run, after: Run, forms: StringForms) -> Iterator[_Change]:
    olds = list(_strings(before, forms))[:MAX_STRINGS]
    there = {old.key for old in olds}
    news = [new for new in _strings(after, forms) if new.key not in there][:MAX_STRINGS]
    for old in olds:
        for new in news:
            one, two = old.text.decode("utf-8", "replace"), new.text.decode("utf-8", "replace")
            for function, arguments in strings.literal_explanations(one, two):
                yield _Change(old, (new,), function, arguments)
    lists = [found for found in listings(after) if len(found.elements) > 1]
    for old in olds:
        if len(old.children) != 3:
            continue
        content = old.children[1]
        for found in lists:
            words = [element.text.decode("utf-8", "replace") for element in found.elements]
            how = strings.words_explanation(content.text.decode("utf-8", "replace"), words)
            if how is not None:
                separator, head, tail = how
                joiner = joiner_of(found.elements)
                yield _Change(content, found.run, "each_word", (separator, head, joiner, tail))


def _strings(run: Run, forms: StringForms) -> Iterator[Node]:
    for top in run:
        for node in top.walk():
            if node.kind in forms.literals:
                yield node
