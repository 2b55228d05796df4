"""Strings that change as a whole: their prefix, their quotes, or into the list of their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hermes_lsp.recipes import strings
from hermes_lsp.recipes.recipe import Copy, Derived, Hole
from hermes_lsp.syntax.language import StringForms
from hermes_lsp.syntax.tree import Node

from .anchors import common_anchor
from .elements import Listing, listings
from .plans import Capture, Plan, Request, Run, Sides
from .white import joiner_of

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
    changes = [sides.remembered("literals", _changes) for sides in request.sides()]
    for change in changes[0]:
        found = [next((other for other in mine if other.is_like(change)), None) for mine in changes]
        if all(found):
            return [_plan(request, [each for each in found if each is not None])]
    return []


def _plan(request: Request, found: Sequence[_Change]) -> Plan:
    forms = request.cases[0].language.strings
    kinds = frozenset(each.source.kind for each in found)
    if kinds <= forms.literals:
        kinds = forms.literals
    hole = Hole(_NAME, kinds, common_anchor([each.source for each in found], request.cases), exact_kinds=True)
    part = Derived(Copy(_NAME), found[0].function, found[0].arguments)
    runs = tuple((each.source,) for each in found)
    return Plan((Capture(runs, hole),), tuple(each.target for each in found), part, weight=2)


def _changes(sides: Sides) -> list[_Change]:
    forms = sides.case.language.strings
    olds, news = list(_strings(sides.before, forms)), list(_strings(sides.after, forms))
    there, then = {old.key for old in olds}, {new.key for new in news}
    olds = [old for old in olds if old.key not in then][:MAX_STRINGS]
    news = [new for new in news if new.key not in there][:MAX_STRINGS]
    found: list[_Change] = []
    for old in olds:
        for new in news:
            one, two = old.text.decode("utf-8", "replace"), new.text.decode("utf-8", "replace")
            found += [_Change(old, (new,), *how) for how in strings.literal_explanations(one, two, forms.prefix)]
    if olds and len(news) > 1:
        lists = [each for each in listings(sides.after) if len(each.elements) > 1 and not each.cut]
        found += [change for old in olds for each in lists for change in _split(old, each)]
    return found


def _split(old: Node, listing: Listing) -> Iterator[_Change]:
    """A string whose words are the elements of a list."""
    if len(old.children) != 3:
        return
    content = old.children[1]
    words = [element.text.decode("utf-8", "replace") for element in listing.elements]
    how = strings.words_explanation(content.text.decode("utf-8", "replace"), words)
    if how is not None:
        separator, head, tail = how
        yield _Change(content, listing.run, "each_word", (separator, head, joiner_of(listing.elements), tail))


def _strings(run: Run, forms: StringForms) -> Iterator[Node]:
    for top in run:
        for node in top.walk():
            if node.kind in forms.literals:
                yield node
